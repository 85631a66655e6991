"""The text of a pull request that adds results: what they are, what was seen, how to repeat each. Markdown.

What results say stands in code: there it is no markup and no mention.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from edgebench import units
from edgebench.checks import render
from edgebench.cli import energy_report, report
from edgebench.cli.markdown import code, code_cell
from edgebench.metrics import judged_by
from edgebench.model.result import Result
from edgebench.model.scenario import SCENARIOS
from edgebench.publish.wording.repeat import command
from edgebench.repository.submitting import SessionCells

COLUMNS = ("device", "workload", "runtime", "scenario", "judged by, 95 % interval", "accuracy", "energy")
LICENCE = (
    "These results are given under CC0-1.0. `edgebench check` passes: format, summary recomputed, quality, "
    "plausibility, and nothing that tells of a person or one machine."
)

SIGNATURES = "These sign results that are here already. `edgebench check` passes."


def text(results: Mapping[str, Result], sessions: Sequence[SessionCells]) -> str:
    """results: by path."""
    if not results:
        return f"{SIGNATURES}\n"
    ordered = [results[path] for path in sorted(results)]
    lines = [f"| {' | '.join(COLUMNS)} |", "|---|---|---|---|---|---|---|"]
    lines += [f"| {' | '.join(map(code_cell, _row(one)))} |" for one in ordered]
    lines += ["", "### Findings", "", *_findings(ordered)]
    lines += ["", "### Sessions", "", *map(_session, sessions)]
    lines += ["", "### Repeat", "", "```", *map(command, ordered), "```", "", LICENCE, ""]
    return "\n".join(lines)


def _row(result: Result) -> list[str]:
    metric = judged_by(result.load.scenario)
    figure = metric.figure(metric.read(result))
    threads = units.counted(result.provenance.repeat.threads, "thread")
    return [
        result.device.slug,
        f"{result.workload.name} {result.variant.name}",
        f"{result.sut.runtime.name} {result.sut.runtime.version}",
        f"{SCENARIOS[result.load.scenario].title}, {result.load.tier}, {threads}",
        ", ".join(part for part in (f"{metric.short} {figure.text}", figure.interval) if part),
        report.accuracy_short(result.accuracy, result.accuracy_reason),
        ", ".join(energy_report.lines(result)) or report.missing(result.energy_reason),
    ]


def _findings(results: Sequence[Result]) -> list[str]:
    """Each once, with how many of the results have it."""
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for result in results:
        for one in result.findings:
            seen[one.level, render(one)] += 1
    of = f"of {len(results)}"
    return [f"- {level}, {count} {of}: {code(said)}" for (level, said), count in seen.items()] or ["None."]


def _session(one: SessionCells) -> str:
    before = f", {one.before} submitted before" if one.before else ""
    whole = f"- `{one.id}`: {one.submitted} of {units.counted(one.cells, 'cell')}{before}"
    absent = "".join(f"\n  - {code(title)}" for title in one.absent)
    return f"{whole}; **{one.missing} missing**{absent}" if one.missing else f"{whole}; whole"
