"""`edgebench repeat`: runs the same thing again here and compares."""

from __future__ import annotations

import shlex
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated, Any

import typer

from edgebench.api import METRICS
from edgebench.cli.run import Watcher
from edgebench.cli.terminal import INTERRUPTED, Bar, Json, document, note, table

if TYPE_CHECKING:
    from edgebench.model.entry import Entry
    from edgebench.model.plan import Cell, Plan
    from edgebench.model.result import Result
    from edgebench.pairing import Cell as PairedCell
    from edgebench.runner.running import Report
    from edgebench.runner.settings import Where
    from edgebench.verdicts import Comparison

SAME = "A repeat: load, device, runtime and edgebench are the same."
DIFFERS = "Not a repeat but a comparison, since these differ:"


def repeat(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="The result file to measure again.")],
    harness: Annotated[
        str | None,
        typer.Option(
            help="A harness that is not shipped, path/to/file.py, or another version, NAME@VERSION; "
            "default: the shipped one, in the version that had been asked for."
        ),
    ] = None,
    meter: Annotated[
        list[str] | None,
        typer.Option(help="Read this power meter; default: the device's own in lab.toml. See run --help."),
    ] = None,
    no_accuracy: Annotated[bool, typer.Option("--no-accuracy", help="Leave accuracy out.")] = False,
    mirror: Annotated[
        str | None, typer.Option(help="A folder or address tried first; default $EDGEBENCH_MIRROR.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Use the cache and the mirror only.")] = False,
    results: Annotated[
        Path | None,
        typer.Option(help="Where the new result goes; default $EDGEBENCH_RESULTS, else results/."),
    ] = None,
    json: Json = False,
) -> None:
    """Measure the cell of a result again, from its file alone, and compare the two.

    Another revision of the workload, model file, sample set or load is refused. Where device, runtime or
    edgebench differ, the fields are named and it is a comparison, no repeat.
    """
    from edgebench import store
    from edgebench.catalogue import load_catalogue
    from edgebench.harness import discover
    from edgebench.model.entry import Entry
    from edgebench.runner import repeating, start

    original = Entry(result, store.read(result))
    repeating.require_same_question(original, load_catalogue())
    if harness:
        repeating.require_same_harness(original, discover.asked(harness).file)
    asked = repeating.settings(
        original,
        harness or repeating.harness_of(original, discover.shipped()),
        "no" if no_accuracy else "yes",
        tuple(meter or ()),
    )
    where = start.here(results, mirror, offline=offline)
    watcher = RepeatWatcher(original, where)
    try:
        report = start.run(asked, where, watcher, progress=Bar())
    except KeyboardInterrupt:
        note(watcher.interrupted())
        raise typer.Exit(INTERRUPTED) from None
    _report(original, report, json=json)


class RepeatWatcher(Watcher):
    """Says what will be run and in what it is not the same; refuses what is another question."""

    def __init__(self, original: Entry, where: Where) -> None:
        super().__init__()
        self._original = original
        self._where = where

    def planned(self, plan: Plan) -> None:
        """Before anything is measured. Raises PlanError."""
        from edgebench.probes import device
        from edgebench.runner import repeating, start
        from edgebench.runner.duration import expected

        super().planned(plan)
        for cell in plan.cells:
            repeating.require_same_load(self._original, cell)
            note(announced(cell, expected(plan).whole_s))
            here = repeating.foreseen(
                self._original.result, plan, device.describe(), start.unit(Path(self._where.state))
            )
            if lines := told(self._original.result, here):
                note("\n".join([DIFFERS, *lines]))

    def interrupted(self) -> str:
        """What Ctrl-C leaves; the comparison is then the user's."""
        left = super().interrupted()
        if self._measured is None:
            return left
        path = shlex.quote(str(self._original.path))
        return f"{left}\n  then compare what it saves: edgebench compare {path} RESULT"


def announced(cell: Cell, seconds: float) -> str:
    """`repeats mobilenet-v2 tflite-int8 on tflite 2.3.0, 1 thread, pinned, SingleStream, standard: ...`."""
    from edgebench.model.scenario import SCENARIOS
    from edgebench.publish.wording.numbers import counted
    from edgebench.units import minutes

    how = ["pinned"] if cell.affinity else []
    how += [SCENARIOS[cell.scenario].title] if cell.scenario == "single-stream" else []  # else in the title
    what = ", ".join([cell.title(), *how, cell.tier])
    processes = counted(cell.processes, "process", "processes")
    return f"repeats {what}: {processes} of {cell.min_ns / 1e9:g} s, about {minutes(seconds)}"


def told(original: Result, repeated: Result) -> list[str]:
    """A line for each field that differs, with both values; none: it is a repeat."""
    from edgebench.pairing import told_apart
    from edgebench.runner import repeating

    sides = _cell(original), _cell(repeated)
    names = repeating.changes(original, repeated)
    return [f"  {name} {' → '.join(told_apart(name, *sides))}" for name in names]


def noticed(side: str, result: Result) -> list[str]:
    """What may explain a difference: `B warning: The machine was busy ...`."""
    from edgebench.checks import render

    return [f"{side} {one.level}: {render(one)}" for one in result.findings if one.level != "info"]


def _report(original: Entry, report: Report, *, json: bool) -> None:
    """Raises NothingMeasuredError; NothingComparedError, with the new result saved and told all the same."""
    from edgebench.errors import NothingComparedError
    from edgebench.model.entry import Entry
    from edgebench.runner import start

    outcome = next(iter(report.outcomes), None)
    repeated = Entry(outcome.path, outcome.result) if outcome and outcome.path and outcome.result else None
    comparison, trouble = None, None
    try:
        comparison = _compared(original, repeated) if repeated else None
    except NothingComparedError as error:
        trouble = error
    if json:
        document(_as_json(original, report, comparison))
    elif repeated:
        _print(original, repeated, comparison)
    start.require_results(report)
    if trouble:
        raise trouble


def _compared(original: Entry, repeated: Entry) -> Comparison:
    from edgebench import verdicts
    from edgebench.comparison import differences
    from edgebench.metrics import judged_by, metric_named

    a, b = (verdicts.Side(str(entry.path), [entry]) for entry in (original, repeated))
    metrics = [metric_named(name) for name in METRICS]
    judged = judged_by(original.result.load.scenario)
    metrics += [judged] if judged not in metrics else []
    return verdicts.compare(a, b, metrics, vary=differences(original.result, repeated.result))


def _as_json(original: Entry, report: Report, comparison: Comparison | None) -> dict[str, Any]:
    """`changed` is field -> both values; what there is no result for is null."""
    from edgebench.cli.comparison_report import as_json as comparison_json
    from edgebench.cli.report import as_json
    from edgebench.pairing import shown
    from edgebench.runner import repeating

    outcome = next(iter(report.outcomes), None)
    changed = None
    if outcome and outcome.result:
        sides = _cell(original.result), _cell(outcome.result)
        names = repeating.changes(original.result, outcome.result)
        changed = {name: [shown(name, side) for side in sides] for name in names}
    return {
        "original": str(original.path),
        "result": as_json(outcome) if outcome else None,
        "skipped": report.skipped,
        "is_repeat": None if changed is None else not changed,
        "changed": changed,
        "comparison": comparison_json(comparison) if comparison else None,
    }


def _print(original: Entry, repeated: Entry, comparison: Comparison | None) -> None:
    from edgebench.cli import comparison_report as report

    print(f"A {original.path}\nB {repeated.path}\n")
    if comparison:
        (judged,) = comparison.judged
        print(report.name(judged.pair)[0])
        table(report.COLUMNS, report.rows(judged, comparison.tests), report.RIGHT)
        print(f"\n{report.summary(comparison)}\n")
    lines = told(original.result, repeated.result)
    print(*([DIFFERS, *lines] if lines else [SAME]), sep="\n")
    for line in (*noticed("A", original.result), *noticed("B", repeated.result)):
        print(line)


def _cell(result: Result) -> PairedCell:
    """For showing its fields."""
    from edgebench.comparison import cell_key
    from edgebench.model.entry import Entry
    from edgebench.pairing import Cell

    return Cell(cell_key(result), (Entry(PurePath(), result),))
