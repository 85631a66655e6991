"""edgebench from Python: what `edgebench run` and `compare` do, and results as a table. Nothing is printed.

    report = edgebench.run(workload="mobilenet-v2", harness="tflite", tier="standard")
    table = edgebench.load("results")
    comparison = edgebench.compare("results@1.30", "results@1.31")

What goes wrong is an EdgebenchError (edgebench/errors.py). This module imports nothing heavy, since
`import edgebench` brings it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas

    from edgebench.model.plan import Cell, Plan, Skipped
    from edgebench.model.result import Result
    from edgebench.model.scenario import Scope, TierName
    from edgebench.runner.cooling import Cooled
    from edgebench.runner.running import Report
    from edgebench.verdicts import Comparison

METRICS = ("latency_p50", "latency_p90", "throughput")
"""What is compared unless it is said, beside what the scenario is judged by."""


def run(
    *,
    device: str | None = None,
    suite: str = "quick",
    workload: str | Sequence[str] = (),
    variant: str | Sequence[str] = (),
    harness: str | Sequence[str] = (),
    scenario: str | Sequence[str] = (),
    scope: Scope = "model",
    tier: TierName = "smoke",
    threads: int | str | Sequence[int | str] = "all",
    pin: bool = False,
    batch: int | str | Sequence[int | str] | None = None,
    streams: int | None = None,
    period: float | None = None,
    bound: float | None = None,
    accelerator: str = "cpu",
    precision: str = "own",
    repeats: int | None = None,
    duration: float | None = None,
    meter: str | Sequence[str] = (),
    ambient: float | None = None,
    no_accuracy: bool = False,
    accuracy_only: bool = False,
    samples: int | None = None,
    mirror: str | None = None,
    offline: bool = False,
    results: str | Path | None = None,
    seed: int = 1,
) -> Report:
    """Measure, score and save, as `edgebench run` with the same options does.

    Units as there: duration in seconds, period and bound in milliseconds, ambient in °C. scenario:
    SingleStream by default.

    Returns `outcomes`, each with a cell, its result and the path where that is saved, and `skipped`, with
    the reasons. Ctrl-C leaves what `edgebench run --resume` goes on with. Raises EdgebenchError for what
    cannot be asked, NothingMeasuredError (naming the reasons) when every cell was skipped.
    """
    from edgebench.errors import NothingMeasuredError, PlanError
    from edgebench.runner import start
    from edgebench.runner.settings import Settings, batches, kept

    if no_accuracy and accuracy_only:
        raise PlanError("no_accuracy and accuracy_only exclude each other", "leave one out")
    asked = Settings(
        suite=suite,
        workloads=_several(workload),
        variants=_several(variant),
        harnesses=_several(harness),
        scenarios=_several(scenario) or ("single-stream",),
        scope=scope,
        tier=tier,
        threads=_numbers(threads),
        pin=pin,
        batches=batches(_numbers(batch)) if batch is not None else (),
        streams=streams,
        period_ns=kept("period_ns", period),
        bound_ns=kept("bound_ns", bound),
        accelerator=accelerator,
        precision=precision,
        processes=repeats,
        duration_ns=kept("duration_ns", duration),
        accuracy="no" if no_accuracy else "only" if accuracy_only else "yes",
        samples=samples,
        seed=seed,
        meters=_several(meter),
        ambient_mc=kept("ambient_mc", ambient),
    )
    where = start.here(Path(results) if results else None, mirror, offline=offline)
    report = start.run(asked, where, _Nobody(), device=device)
    try:
        start.require_results(report)
    except NothingMeasuredError as error:
        raise NothingMeasuredError(_with_reasons(error.message, report.skipped), error.hint) from None
    return report


def load(
    path: str | Path, *, rows: Literal["cells", "processes"] = "cells", withdrawn: bool = False
) -> pandas.DataFrame:
    """The results in this file, or in every file below this folder: one row a cell, units in the names.

    rows="processes" has one row a process, of which the figures and intervals of a cell are made. The
    columns: edgebench/table.py. A missing value is NA, and the column `<name>_reason` beside it says why.
    withdrawn: also results that were withdrawn. Raises ResultError naming the file that cannot be read,
    EdgebenchError without pandas.
    """
    from edgebench import data_frame

    return data_frame.load(Path(path), rows, withdrawn=withdrawn)


def compare(
    a: str | Path,
    b: str | Path,
    *,
    vary: str | Sequence[str] = (),
    metric: str | Sequence[str] = (),
    results: str | Path | None = None,
    withdrawn: bool = False,
) -> Comparison:
    """How far B is from A, and whether that may be claimed: what `edgebench compare` makes its report from.

    a, b: a file, a folder, `device/workload`, `FOLDER@VERSION`. metric: METRICS by default, and what the
    scenarios of A are judged by. withdrawn: also results that were withdrawn. Raises ComparisonError (also
    for what is not comparable, naming the fields), ResultError.
    """
    from edgebench import paths, verdicts
    from edgebench.comparison import fields_named
    from edgebench.metrics import judged_by, metric_named
    from edgebench.query import results_named

    metrics = list(map(metric_named, _several(metric) or METRICS))
    for name in _several(vary):
        fields_named(name)  # a misspelt one is told before files are read
    folder = Path(results) if results else paths.results()
    first, second = (
        verdicts.Side(str(side), results_named(str(side), folder, withdrawn=withdrawn)) for side in (a, b)
    )
    if not metric:
        metrics += [judged_by(entry.result.load.scenario) for entry in first.entries]
    return verdicts.compare(first, second, list(dict.fromkeys(metrics)), _several(vary))


class _Nobody:
    """Watches a run: what there is to say is in its report."""

    def planned(self, plan: Plan) -> None: ...
    def choosing(self, cell: Cell, rate_uhz: int | None) -> None: ...
    def cooled(self, cooled: Cooled) -> None: ...
    def could_not(self, cell: Cell, reason: str) -> None: ...
    def measuring(self, cell: Cell, number: int, total: int) -> None: ...
    def scoring(self, cell: Cell) -> None: ...
    def not_scored(self, cell: Cell, trouble: str) -> None: ...
    def dropped(self, skipped: Skipped) -> None: ...
    def no_energy(self, what: str, says: str, hint: str) -> None: ...
    def saved(self, path: Path, result: Result) -> None: ...


def _several(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _numbers(given: int | str | Sequence[int | str]) -> tuple[str, ...]:
    """Of 1, "all", "1,2" or [1, 2], as --threads and --batch have them."""
    each = [given] if isinstance(given, int | str) else given
    return tuple(",".join(map(str, each)).split(","))


def _with_reasons(message: str, skipped: Sequence[Skipped]) -> str:
    """The first three: a program has no lines above to read."""
    reasons = [f"{one.workload}: {one.reason}" for one in skipped]
    more = [f"and {len(reasons) - 3} more"] if len(reasons) > 3 else []
    return ": ".join([message, "; ".join([*reasons[:3], *more])]) if reasons else message
