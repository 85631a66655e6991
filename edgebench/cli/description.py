"""One result in words and figures, as `edgebench show` prints it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from edgebench import histogram, units
from edgebench.checks import render
from edgebench.cli.report import accuracy_value, asked_beside, missing
from edgebench.metrics import METRICS, judged_by, real_time_factor, stages
from edgebench.missing import MEAN_ONLY, is_missing
from edgebench.model.quality import Accuracy
from edgebench.model.reason import TEXT, Reason
from edgebench.model.result import Estimate, Result
from edgebench.publish.wording import energy, scenarios, words
from edgebench.publish.wording.numbers import plain_spaces
from edgebench.publish.wording.repeat import command
from edgebench.publish.wording.scenarios import Listing
from edgebench.summary import estimate


class Description(Struct, frozen=True):
    """Ready to print. load: what was asked, in words. why: of what is missing, a sentence and its cure.

    tables: what a search tried, and where the uncertainty of the energy comes from. origin: of an imported
    result, which tool it comes from and what is missing.
    """

    title: str
    origin: list[str]
    load: str
    figures: list[list[str]]
    why: list[str]
    tables: list[Listing]
    findings: list[str]
    repeat: str


def describe(result: Result) -> Description:
    """Numbers with intervals, or the reason why there is none."""
    return Description(
        _title(result),
        list(_origin(result)),
        plain_spaces(f"Load: {scenarios.told(result)}"),
        [*_figures(result), *_judgement(result)],
        list(_why(result)),
        [_plain(one) for one in (scenarios.tried(result), energy.budget(result)) if one],
        [f"{one.level}: {render(one)}" for one in result.findings],
        command(result),
    )


def _title(result: Result) -> str:
    runtime, repeat = result.sut.runtime, result.provenance.repeat
    asked = asked_beside(repeat.accelerator, repeat.precision)
    how = ", ".join([units.counted(repeat.threads, "thread"), *asked])
    load = [
        result.load.scenario,
        *(["pipeline"] if result.load.scope == "pipeline" else []),
        result.load.tier,
    ]
    return (
        f"{result.workload.name} {result.variant.name} on {result.device.slug}, {runtime.name} "
        f"{runtime.version}, {how}, {', '.join(load)}"
        + (f", weights: {result.variant.weights}" if result.variant.weights != "pretrained" else "")
    )


def _origin(result: Result) -> Iterator[str]:
    """Measured by another tool, by its own definitions; what nobody could say of it."""
    imported = result.imported
    if imported is None:
        return
    yield (
        f"Imported from {' '.join(filter(None, (imported.tool, imported.version)))}: measured by its own "
        "definitions, never ranked."
    )
    yield f"Missing: {', '.join(imported.missing)}"


def _stated(result: Result) -> Iterator[tuple[str, str, str]]:
    """What another tool says of its latencies where it wrote none by itself, and the mean of a query."""
    if not is_missing(result, MEAN_ONLY):
        return
    one = result.processes[0]
    yield "mean of a query", units.duration(one.latency.sum_ns // one.queries), "over the whole run"
    if one.engine_latency:
        mean_ns = one.engine_latency.sum_ns // one.queries
        yield "engine's own mean", units.duration(mean_ns), "as the tool says"
    for name, (value,) in (
        ("p50", one.series.p50_ns),
        ("p90", one.series.p90_ns),
        ("longest", one.series.max_ns),
    ):
        if value is not None:
            yield f"tool's own {name}", units.duration(value), "as the tool says, by its own definition"


def _figures(result: Result) -> Iterator[list[str]]:
    """Every figure that the scenario has, first the one it is judged by."""
    judged = judged_by(result.load.scenario)
    for metric in (judged, *(one for one in METRICS.values() if one is not judged)):
        found = metric.read(result)
        if found.value_reason is not Reason.NOT_APPLICABLE:
            figure = metric.figure(found)
            name = f"judged by {metric.title.lower()}" if metric is judged else metric.title.lower()
            yield [name, figure.text, figure.interval]
    for name, text, note in (
        *_stages(result),
        *_keeping_up(result),
        *_stated(result),
        *_engine(result),
        *_stopping(result),
    ):
        yield [name, text, note]


def _stages(result: Result) -> Iterator[tuple[str, str, str]]:
    """Of scope pipeline: the mean time of each stage, and its share."""
    for one in stages(result):
        yield one.name, units.duration(one.mean_ns), f"{units.share(one.share_ppm)} of a query, in the mean"


def _keeping_up(result: Result) -> Iterator[tuple[str, str, str]]:
    if factor := real_time_factor(result):
        yield "real-time factor", factor.figure.text, factor.figure.interval


def _engine(result: Result) -> Iterator[tuple[str, str, str]]:
    """The engine's own median beside ours, where the runtime keeps one; geometric mean over processes."""
    own = [one.engine_latency for one in result.processes if one.engine_latency]
    timed_singly = all(one.calls_per_clock == 1 for one in result.processes)
    if len(own) == len(result.processes) and timed_singly:
        medians: Estimate = estimate([histogram.percentile(one, 500_000) for one in own])
        figure = METRICS["latency_p50_ns"].figure(medians)
        yield "engine's own p50", figure.text, figure.interval


def _stopping(result: Result) -> Iterator[tuple[str, str, str]]:
    if stopped := scenarios.early_stopping(result):
        yield "early stopping", plain_spaces(stopped[0]), plain_spaces(stopped[1])


def _judgement(result: Result) -> Iterator[list[str]]:
    """Energy, accuracy and whether the answers are good enough."""
    yield from _energy(result)
    yield ["accuracy", _accuracy(result.accuracy, result.accuracy_reason), ""]
    for name, value in words.details(result.accuracy) if result.accuracy else ():
        yield ["", f"{name} {value}", ""]
    judged = result.quality
    target = plain_spaces(words.target(judged.rule, judged.target_ppm))
    yield ["quality", f"{judged.met} ({judged.rule}, target {target}, by {judged.evidence})", ""]


def _energy(result: Result) -> Iterator[list[str]]:
    """Its figures, or the reason."""
    lines = [[plain_spaces(part) for part in one] for one in energy.told(result)]
    for name, *rest in lines:
        yield [name[:1].lower() + name[1:], *rest]
    if not lines:
        yield ["energy", missing(result.energy_reason or Reason.UNKNOWN), ""]


def _accuracy(accuracy: Accuracy | None, reason: Reason | None) -> str:
    """`top1 89.0 % of 200, imagenet-sample`, or the reason."""
    if accuracy is None:
        return missing(reason)
    data = accuracy.data_set
    return f"{accuracy_value(accuracy)} of {data.samples}, {data.name}"


def _why(result: Result) -> Iterator[str]:
    """Why the figure that the scenario is judged by, or its interval, is missing, and what fills it."""
    metric = judged_by(result.load.scenario)
    found = metric.read(result)
    if why := found.value_reason or (None if result.imported else found.low_reason):
        text = TEXT[why]
        yield f"{text.cell}: {text.sentence} {text.cure}"


def _plain(one: Listing) -> Listing:
    """With the spaces of a terminal."""
    rows = tuple(tuple(map(plain_spaces, row)) for row in one.rows)
    return Listing(one.heading, one.columns, one.right, rows)
