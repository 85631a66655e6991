"""A comparison in words and figures: rows of a table, markdown for a pull request, JSON."""

from __future__ import annotations

import math
from typing import Any

from edgebench import units
from edgebench.cli.markdown import code, code_cell
from edgebench.difference import Difference, Unshown, Untestable
from edgebench.metrics import MOST_FOLD, Metric, useful
from edgebench.model.reason import TEXT, Reason
from edgebench.pairing import Cell, Pair, shown, told_apart
from edgebench.publish.wording.numbers import plain_spaces
from edgebench.publish.wording.scenarios import asked_of_all
from edgebench.verdicts import Answer, Comparison, Incomparable, Judged, Missing

COLUMNS = ["metric", "A", "B", "B / A, 95 % interval", "detectable", "processes"]
RIGHT = ["A", "B", "detectable"]
MOST_TOLD = 3
"""Differing fields beside a cell's name; the JSON has all."""


def name(pair: Pair) -> list[str]:
    """What both sides are, then what differs: two lines."""
    told = [f"{field} {' → '.join(told_apart(field, pair.a, pair.b))}" for field in pair.differs[:MOST_TOLD]]
    more = len(pair.differs) - MOST_TOLD
    told += [f"and {more} more"] if more > 0 else []
    return [_label(pair.a), ", ".join(told) or "repeats of one cell"]


def rows(judged: Judged, tests: int) -> list[list[str]]:
    """A row a metric that the scenario has, under COLUMNS; `tests` are those of the whole comparison."""
    return [_row(one, tests) for one in _meaningful(judged)]


def summary(comparison: Comparison) -> str:
    """What it amounts to, and how to read the rows."""
    tests = comparison.tests
    if not tests:
        return (
            "Nothing could be tested: that takes a session in which both were interleaved, "
            "or three sessions a side."
        )
    better = sum(one.better == "b" for judged in comparison.judged for one in judged.differences)
    return (
        f"{tests} test{'' if tests == 1 else 's'} (Welch's t, Holm, 5 %, at least 2 %): "
        f"B significantly worse in {comparison.regressions}, better in {better}. "
        "Detectable: the difference that about four of five such runs would find."
    )


def left_out(comparison: Comparison) -> list[str]:
    """A line for each cell that faces none."""
    return [f"left out: {one.side}: {_label(one.cell)}: {one.why}" for one in comparison.left_out]


def markdown(comparison: Comparison) -> str:
    """A table for a pull request. What results say stands in code: there it is no markup and no mention."""
    lines = [f"**A** {code(comparison.a)}, **B** {code(comparison.b)}"]
    for judged in comparison.judged:
        told = [COLUMNS, ["---:" if column in RIGHT else "---" for column in COLUMNS]]
        told += [_markdown_row(one, comparison.tests) for one in _meaningful(judged)]
        lines += ["", "<br>".join(map(code, name(judged.pair))), ""]
        lines += [f"| {' | '.join(row)} |" for row in told]
    lines += ["", summary(comparison)]
    lines += ["", *(f"- {code(line)}" for line in left_out(comparison))] if comparison.left_out else []
    return "\n".join(lines)


def as_json(comparison: Comparison) -> dict[str, Any]:
    """One object a pair, in it one a metric; ratios are b over a."""
    return {
        "a": comparison.a,
        "b": comparison.b,
        "tests": comparison.tests,
        "regressions": comparison.regressions,
        "pairs": [
            {
                "workload": judged.pair.a.key["workload.name"],
                "variant": judged.pair.a.key["variant.name"],
                "harness": judged.pair.a.key["sut.harness"],
                "differs": {
                    name: [shown(name, judged.pair.a), shown(name, judged.pair.b)]
                    for name in judged.pair.differs
                },
                "a": _paths(judged.pair.a),
                "b": _paths(judged.pair.b),
                "metrics": [_metric_json(one) for one in judged.answers],
            }
            for judged in comparison.judged
        ],
        "left_out": [
            {"side": one.side, "kind": one.kind, "why": one.why, "results": _paths(one.cell)}
            for one in comparison.left_out
        ],
    }


def verdict(one: Difference, tests: int) -> str:
    """`1.043 (1.031 to 1.055): significant, worse`."""
    if isinstance(one.why, Untestable):
        return f"{_ratio(one.ratio)}: not testable, {_why_untestable(one.why, one.sessions)}"
    assert one.low is not None  # of what was tested
    assert one.high is not None
    interval = f"{_ratio(one.low)} to {_ratio(one.high)}"
    bounds = f"{_ratio(one.ratio)} ({interval if useful(one.low, one.high) else TEXT[Reason.TOO_WIDE].cell})"
    if one.why is None:
        return f"{bounds}: significant, {'better' if one.better == 'b' else 'worse'}"
    because = {
        Unshown.WITHIN_NOISE: "",
        Unshown.BELOW_MINIMUM: ", below 2 %",
        Unshown.MANY_COMPARISONS: f" among {tests} tests",
    }
    return f"{bounds}: no difference shown{because[one.why]}"


def _why_untestable(why: Untestable, sessions: tuple[int, int]) -> str:
    alone = {
        Untestable.NOT_INTERLEAVED: "not interleaved",
        Untestable.ONE_PROCESS: "one process",
        Untestable.ONE_SEARCH: "one search each",
    }
    if why in alone:
        return alone[why]
    if sessions == (1, 1):
        return "one session each"
    return f"{sessions[0]} and {sessions[1]} sessions, three each are needed"


def _meaningful(judged: Judged) -> list[Answer]:
    """Without a latency of Offline, a last minute of SingleStream."""
    none = Reason.NOT_APPLICABLE
    return [one for one in judged.answers if not (isinstance(one, Missing) and one.reason is none)]


def _row(one: Answer, tests: int) -> list[str]:
    title = one.metric.title
    if isinstance(one, Incomparable):
        return [title, "—", "—", f"left out: {one.why}", "", ""]
    if isinstance(one, Missing):
        return [title, "—", "—", f"left out: {one.text}", "", ""]
    return [
        title,
        _figure(one.metric, one.a),
        _figure(one.metric, one.b),
        verdict(one, tests),
        _detectable(one.smallest_detectable),
        _counts(one),
    ]


def _markdown_row(one: Answer, tests: int) -> list[str]:
    """Why a metric was left out may say what results do."""
    title, a, b, told, *rest = _row(one, tests)
    return [title, a, b, told if isinstance(one, Difference) else code_cell(told), *rest]


def _label(cell: Cell) -> str:
    key = cell.key
    threads = f"{key['sut.threads']} thread{'' if key['sut.threads'] == 1 else 's'}"
    what = f"{key['workload.name']} {key['variant.name']}"
    asked = plain_spaces(", ".join([str(key["load.scenario"]), *asked_of_all(cell.entries[-1].result)]))
    return f"{what}, {key['sut.harness']}, {threads}, {asked}, {key['load.tier']}"


def _figure(metric: Metric, value: float) -> str:
    whole = round(value)
    return units.figure(whole, None, None, units.unit_of(whole, metric.unit)).text


def _ratio(value: float) -> str:
    return f"{value:.3f}" if 0.1 <= value < 10 else units.significant(value)


def _detectable(ratio: float | None) -> str:
    if ratio is None:
        return ""
    if not math.isfinite(ratio):
        return "none"
    if not useful(1, ratio):
        return f"over {MOST_FOLD}-fold"
    if ratio >= 2:
        return f"{units.significant(ratio)}-fold"
    return f"{(ratio - 1) * 100:.1f} %"


def _counts(one: Difference) -> str:
    """`5 + 5`, and the sessions where they are the unit or nothing could be tested."""
    processes = f"{one.processes[0]} + {one.processes[1]}"
    return (
        processes
        if one.unit == "process"
        else f"{processes} in {one.sessions[0]} + {one.sessions[1]} sessions"
    )


def _paths(cell: Cell) -> list[str]:
    return [str(entry.path) for entry in cell.entries]


def _metric_json(one: Answer) -> dict[str, Any]:
    if isinstance(one, Incomparable):
        return {"metric": one.metric.name, "left_out": "not_comparable", "why": one.why}
    if isinstance(one, Missing):
        return {"metric": one.metric.name, "left_out": one.reason.value, "side": one.side}
    smallest = one.smallest_detectable
    return {
        "metric": one.metric.name,
        "verdict": one.verdict,
        "why": one.why.value if one.why else None,
        "better": one.better,
        "a": one.a,
        "b": one.b,
        "ratio": one.ratio,
        "low": one.low,
        "high": one.high,
        "p_value": one.p_value,
        "smallest_detectable_ratio": smallest if smallest is not None and math.isfinite(smallest) else None,
        "unit": one.unit,
        "processes": one.processes,
        "sessions": one.sessions,
    }
