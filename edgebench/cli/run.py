"""`edgebench run`: measure, score, save."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from edgebench.cli.terminal import INTERRUPTED, Bar, Json, document, note, table

if TYPE_CHECKING:
    from edgebench.model.plan import Cell, Plan, Skipped
    from edgebench.model.result import Result
    from edgebench.runner.cooling import Cooled
    from edgebench.runner.duration import Duration
    from edgebench.runner.metering import Bound
    from edgebench.runner.running import Report
    from edgebench.runner.start import Preview


def run(
    device: Annotated[
        str | None, typer.Option(help="Insist on this device; an error when this machine is another.")
    ] = None,
    suite: Annotated[str, typer.Option(help="The workloads to run when none is named.")] = "quick",
    workload: Annotated[
        list[str] | None, typer.Option(help="Run this workload instead of the suite.")
    ] = None,
    variant: Annotated[list[str] | None, typer.Option(help="Only this variant.")] = None,
    harness: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this harness: NAME, NAME@VERSION, NAME@path/to.whl or path/to/file.py; "
            "default: all that run here. One that does not run here, or a version, gets its own environment."
        ),
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="How queries arrive; default: SingleStream. See: edgebench list scenarios."),
    ] = None,
    scope: Annotated[
        str,
        typer.Option(help="What a query is: model, inputs to outputs; pipeline, JPEG or WAV to the answer."),
    ] = "model",
    tier: Annotated[
        str,
        typer.Option(help="How long: smoke (a preview), standard (ranks, five processes) or reference."),
    ] = "smoke",
    threads: Annotated[
        str, typer.Option(help="all usable cores unpinned, 1 pinned to the fastest core, or numbers: 1,2.")
    ] = "all",
    pin: Annotated[bool, typer.Option("--pin", help="Pin the worker to as many cores as threads.")] = False,
    batch: Annotated[
        str | None, typer.Option(help="Samples a call: 1,8; default: 1, in Offline what a pilot finds.")
    ] = None,
    streams: Annotated[
        int | None,
        typer.Option(help="Streams of Offline (default: what a pilot finds) or Server (default: 1)."),
    ] = None,
    period: Annotated[
        float | None,
        typer.Option(help="Milliseconds from query to query; default: each follows the last."),
    ] = None,
    bound: Annotated[
        float | None,
        typer.Option(help="Deadline in ms of Server and Streams; default: the workload's first."),
    ] = None,
    accelerator: Annotated[
        str, typer.Option(help="What computes: cpu, or a name that doctor shows, such as GPU, NPU or cuda.")
    ] = "cpu",
    precision: Annotated[
        str, typer.Option(help="What it computes in: own, the model's; or bf16, tf32 where a harness has it.")
    ] = "own",
    repeats: Annotated[
        int | None, typer.Option(help="Processes a cell, 1 to 12; default: the tier's (1, 5, 10).")
    ] = None,
    duration: Annotated[
        float | None,
        typer.Option(help="Seconds a process measures at least, from 0.1; default: the tier's (6, 12, 60)."),
    ] = None,
    meter: Annotated[
        list[str] | None,
        typer.Option(
            help="Read this power meter: of lab.toml, or a driver that needs no settings; the first is the "
            "primary. Default: the device's own in lab.toml. See: edgebench list meters."
        ),
    ] = None,
    ambient: Annotated[
        float | None, typer.Option(help="Temperature of the room in °C, -60 to 90, as you read it.")
    ] = None,
    no_accuracy: Annotated[bool, typer.Option("--no-accuracy", help="Leave accuracy out.")] = False,
    accuracy_only: Annotated[
        bool, typer.Option("--accuracy-only", help="Score, measure no time, save nothing.")
    ] = False,
    samples: Annotated[int | None, typer.Option(help="Score at most so many labelled samples.")] = None,
    mirror: Annotated[
        str | None, typer.Option(help="A folder or address tried first; default $EDGEBENCH_MIRROR.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Use the cache and the mirror only.")] = False,
    results: Annotated[
        Path | None, typer.Option(help="Where results go; default $EDGEBENCH_RESULTS, else results/.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Orders processes and samples.")] = 1,
    plan: Annotated[
        bool,
        typer.Option("--plan", help="Say what would run, how long, what it would download; run nothing."),
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where an interrupted run stopped.")] = False,
    json: Json = False,
) -> None:
    """Measure, score and save.

    Without options: this device, the suite quick, every harness that runs here, tier smoke.
    """
    from edgebench.errors import PlanError
    from edgebench.runner import start
    from edgebench.runner.settings import Settings, batches, kept, one_of

    if no_accuracy and accuracy_only:
        raise PlanError("--no-accuracy and --accuracy-only exclude each other", "leave one out")
    one_of("tier", tier, ["smoke", "standard", "reference"], "")
    one_of("scope", scope, ["model", "pipeline"], "")
    accuracy: Literal["yes", "no", "only"] = "no" if no_accuracy else "only" if accuracy_only else "yes"
    settings = Settings(
        suite=suite,
        workloads=tuple(workload or ()),
        variants=tuple(variant or ()),
        harnesses=tuple(harness or ()),
        scenarios=tuple(scenario or ["single-stream"]),
        scope=scope,  # type: ignore[arg-type]  # one_of has just checked it
        tier=tier,  # type: ignore[arg-type]  # one_of has just checked it
        threads=tuple(threads.split(",")),
        pin=pin,
        batches=batches(batch.split(",") if batch else ()),
        streams=streams,
        period_ns=kept("period_ns", period),
        bound_ns=kept("bound_ns", bound),
        accelerator=accelerator,
        precision=precision,
        processes=repeats,
        duration_ns=kept("duration_ns", duration),
        accuracy=accuracy,
        samples=samples,
        seed=seed,
        meters=tuple(meter or ()),
        ambient_mc=kept("ambient_mc", ambient),
    )
    if resume and (settings != Settings() or device or results or mirror or offline or plan):
        raise PlanError(
            "--resume goes on as the interrupted run was asked to, into the same folder",
            "leave the other options out",
        )
    where = start.here(results, mirror, offline=offline)
    if plan:
        _preview(start.preview(settings, where, device=device), json=json)
        return
    watcher = Watcher()
    try:
        if resume:
            report = start.resume(Path(where.state), watcher, progress=Bar())
        else:
            report = start.run(settings, where, watcher, device=device, progress=Bar())
    except KeyboardInterrupt:
        note(watcher.interrupted())
        raise typer.Exit(INTERRUPTED) from None
    _report(report, json=json)
    start.require_results(report)


class Watcher:
    """Tells on stderr what runs now."""

    def __init__(self) -> None:
        self._measured: int | None = None
        self._total = 0
        self._searching = False

    def planned(self, plan: Plan) -> None:
        """What will not run, a line each; a harness that does not run here is told once."""
        for line in _without(plan.skipped):
            note(line)

    def dropped(self, skipped: Skipped) -> None:
        """One line with the reason, and what would help."""
        for line in _without([skipped]):
            note(line)

    def measuring(self, cell: Cell, number: int, total: int) -> None:
        """Before each process."""
        self._measured, self._total = number - 1, total
        note(f"[{number}/{total}] {cell.title()}")

    def choosing(self, cell: Cell, rate_uhz: int | None) -> None:
        """Before each window of a pilot or a search."""
        from edgebench.units import significant

        what = "pilot" if cell.scenario == "offline" else "search"
        at = f", {significant(rate_uhz / 1e6)} queries a second" if rate_uhz else ""
        self._searching = True
        note(f"[{what}] {cell.title()}{at}")

    def cooled(self, cooled: Cooled) -> None:
        """After a wait: how long, and how far it came."""
        assert cooled.from_mc is not None
        assert cooled.to_mc is not None
        reached = "" if cooled.ended == "cool" else ", still hotter than at the start"
        note(
            f"        waited {cooled.waited_ns / 1e9:.0f} s to cool from {cooled.from_mc / 1000:.0f} to "
            f"{cooled.to_mc / 1000:.0f} °C{reached}"
        )

    def could_not(self, cell: Cell, reason: str) -> None:
        """A batch that a model cannot take, in one line."""
        note(f"        cannot: {reason.splitlines()[0][:200]}")

    def scoring(self, cell: Cell) -> None:
        """Before accuracy: every process is measured by then, in this run or in the one it goes on with."""
        self._measured = self._total
        note(f"        accuracy of {cell.title()}")

    def not_scored(self, cell: Cell, trouble: str) -> None:
        """Why accuracy is missing."""
        note(f"        no accuracy of {cell.title()}: {trouble}")

    def no_energy(self, what: str, says: str, hint: str) -> None:
        """Why a meter or a cell has none, and what would help."""
        note(f"no energy of {what}: {says}" + (f"\n  {hint}" if hint else ""))

    def saved(self, path: Path, result: Result) -> None:
        """A result is on disk."""
        from edgebench.checks.submission import size

        note(f"        saved {path}")
        if path.stat().st_size > size.largest_bytes(result.load.tier):
            note(
                "        it is too large to be submitted: other work disturbed it; measure on an idle device"
            )

    def interrupted(self) -> str:
        """What Ctrl-C leaves."""
        if self._measured is None and self._searching:
            what = "in a pilot or search, whose finished windows are saved"
            return f"edgebench: interrupted {what}\n  go on with: edgebench run --resume"
        if self._measured is None:
            return "edgebench: interrupted before anything was measured by this run"
        what = f"{self._measured} of {self._total} processes are" if self._total else "every process is"
        return f"edgebench: interrupted: {what} saved\n  go on with: edgebench run --resume"


def _without(skipped: Sequence[Skipped]) -> Iterator[str]:
    """What will not run and why, and what would help; of a harness that does not run here once for all."""
    alike: dict[tuple[str | None, str, str], list[str]] = {}
    for one in skipped:
        what = " ".join(filter(None, [one.workload, one.variant]))
        alike.setdefault((one.harness, one.reason, one.hint), []).append(what)
    for (harness, reason, hint), these in alike.items():
        for what in these if harness is None or len(these) == 1 else [f"{len(these)} variants"]:
            on = f" on {harness}" if harness else ""
            yield f"skipped {what}{on}: {reason}" + (f"\n  {hint}" if hint else "")


def _report(report: Report, *, json: bool) -> None:
    from edgebench.cli import curve_report
    from edgebench.cli.report import COLUMNS, RIGHT, WHAT, as_json, as_row
    from edgebench.curve import curves

    swept = curves([one.result for one in report.outcomes if one.result])
    if json:
        results = [as_json(one) for one in report.outcomes]
        document({"results": results, "curves": curve_report.as_json(swept), "skipped": report.skipped})
    elif report.outcomes:
        table(COLUMNS, [as_row(one) for one in report.outcomes], right=RIGHT, whole=[WHAT])
        for curve in swept:
            print(f"\n{curve_report.heading(curve)}")
            columns = curve_report.columns(curve)
            table(columns, curve_report.rows(curve), right=columns)


def _preview(preview: Preview, *, json: bool) -> None:
    if json:
        document(preview)
        return
    table(
        ["cell", "tier", "processes", "at least"],
        [
            [cell.title(), cell.tier, str(cell.processes), f"{cell.min_ns / 1e9:g} s each"]
            for cell in preview.plan.cells
        ],
    )
    from edgebench.units import size

    for line in _without(preview.plan.skipped):
        print(line)
    for meter in preview.meters:
        print(_meter(meter))
    for environment in preview.environments:
        print(f"would make an environment for {environment.harness}: {', '.join(environment.requirements)}")
    for download in preview.downloads:
        print(f"to fetch: {download.workload} {download.variant}, {size(download.bytes)}")
    print(_how_long(preview.duration))


def _meter(bound: Bound) -> str:
    """What a meter asks of the run, or why there would be no energy of it."""
    name = f"meter {bound.binding.name}"
    if bound.says:
        return f"no energy of {name}: {bound.says}" + (f"\n  {bound.hint}" if bound.hint else "")
    return f"{name}: windows of at least {bound.window_ns / 1e9:g} s, unless --duration says otherwise"


def _how_long(duration: Duration) -> str:
    """`About 1 min 12 s: 92 % of it timed, ...`, where there is anything to measure."""
    from edgebench.units import minutes

    if not duration.whole_s:
        return "Nothing to measure."
    search = f", {duration.search_s / duration.whole_s:.0%} in pilots and searches at most"
    return (
        f"About {minutes(duration.whole_s)}: {duration.timed_s / duration.whole_s:.0%} of it in timed windows"
        f"{search if duration.search_s else ''}, the rest starting, loading, warming up and checking. "
        "Accuracy and downloads come on top."
    )
