"""How each scenario reads, on the site and in the terminal: what was asked, tried, and judged."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from msgspec import Struct

from edgebench import missing
from edgebench.metrics import METRICS
from edgebench.model.reason import TEXT, Reason
from edgebench.model.result import Point, Result
from edgebench.model.scenario import SCENARIOS, ScenarioName
from edgebench.publish.wording import numbers
from edgebench.publish.wording.numbers import typeset
from edgebench.units import Unit

_PER_SECOND = Unit(1_000, "")
_RATE = Unit(1_000_000, "")


class Judgement(Struct, frozen=True, kw_only=True):
    """Words for what a scenario is judged by.

    ranking: after "ranking by". column: head of the column. mark: what is drawn beside it. best, unranked:
    what the first row of a ranking is, and of a group without one. beside: the head of the column of further
    figures, two lines, and `figures` the metrics in it. reading: follows the scenario's name.
    """

    ranking: str
    column: str
    mark: str
    best: str
    unranked: str
    beside: tuple[str, str]
    figures: tuple[str, ...]
    reading: str


JUDGEMENTS: dict[ScenarioName, Judgement] = {
    "single-stream": Judgement(
        ranking="latency, p90",
        column="Latency p90",
        mark="line p50–p99, tick p90",
        best="Fastest",
        unranked="Lowest p90",
        beside=("p50", "samples/s"),
        figures=("latency_p50_ns", "throughput_mhz"),
        reading="asks one query after the other. Its p90 is the time within which nine of ten were answered, "
        "from arrays in ordinary memory to readable outputs.",
    ),
    "multi-stream": Judgement(
        ranking="latency of a query, p99",
        column="Latency p99",
        mark="line p50–p99, tick p99",
        best="Fastest",
        unranked="Lowest p99",
        beside=("p50", "samples/s"),
        figures=("latency_p50_ns", "throughput_mhz"),
        reading="asks for eight samples at once, one such query after the other. Its p99 is the time within "
        "which 99 of a hundred queries were answered, all eight samples of each.",
    ),
    "offline": Judgement(
        ranking="samples a second",
        column="Samples/s",
        mark="tick: samples/s",
        best="Most samples a second",
        unranked="Most samples a second",
        beside=("Batch", "streams"),
        figures=(),
        reading="has every sample at the start. Each system answers in the batches and streams that suit it "
        "best, given or found by a short pilot; no query waits for another, so it has no latency.",
    ),
    "server": Judgement(
        ranking="queries a second",
        column="Queries/s",
        mark="tick: queries/s",
        best="Highest rate",
        unranked="Highest rate",
        beside=("p99", "p50"),
        figures=("latency_p99_ns", "latency_p50_ns"),
        reading="sends queries at random times, as many users do. A search finds the highest rate whose p99, "
        "waiting included, is within the bound, and the processes of the result confirm it. One search has "
        "no interval.",
    ),
    "streams": Judgement(
        ranking="streams at once",
        column="Streams",
        mark="tick: streams",
        best="Most streams",
        unranked="Most streams",
        beside=("p99", "samples/s"),
        figures=("latency_p99_ns", "throughput_mhz"),
        reading="asks how many streams, cameras for instance, can have one query after the other answered "
        "with p99 within the bound. A search finds the number, and the processes of the result confirm it. "
        "One search has no interval.",
    ),
    "sustained": Judgement(
        ranking="samples a second in the last minute",
        column="Last minute",
        mark="tick: samples/s",
        best="Most samples a second at the end",
        unranked="Most samples a second at the end",
        beside=("Slower", "than at first"),
        figures=("last_over_first_minute_ppm",),
        reading="is SingleStream for ten minutes or more. What counts is the last minute, when the device is "
        "warm; beside it stands how much longer a sample took then than in the first minute.",
    ),
}


class Listing(Struct, frozen=True):
    """A table of one result, such as the windows of a search; the columns named in `right` hold figures."""

    heading: str
    columns: tuple[str, ...]
    right: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def judgement(result: Result) -> Judgement:
    return JUDGEMENTS[result.load.scenario]


def asked_of_all(result: Result) -> list[str]:
    """What a board asks beside its scenario: `p99 within 33 ms`, `batch 8`, `every 5 ms`."""
    load, scenario = result.load, SCENARIOS[result.load.scenario]
    told = ["from encoded input to decoded answer"] if load.scope == "pipeline" else []
    told += [f"p99 within {numbers.exact(load.bound_ns)}"] if load.bound_ns is not None else []
    told += [f"{load.samples_per_query} samples a query"] if scenario.samples_per_query > 1 else []
    told += [f"batch {load.batch}"] if load.batch > 1 and scenario.name != "offline" else []
    return told + ([f"every {numbers.exact(load.period_ns)}"] if load.period_ns is not None else [])


def ways(result: Result) -> list[str]:
    """In which batches and streams it was answered: Offline `batch 4 × 2 streams`, Server `2 streams`."""
    load = result.load
    streams = numbers.counted(load.streams or 1, "stream")
    if load.scenario == "offline":
        return [f"batch {load.batch} × {streams}"]
    return [streams] if load.scenario == "server" and (load.streams or 1) > 1 else []


def told(result: Result) -> str:
    """The load in words, without the scenario's name."""
    load, repeat = result.load, result.provenance.repeat
    parts = [*asked_of_all(result), *ways(result)]
    if load.scenario == "offline":
        parts.append("as given" if repeat.batch and repeat.streams else "found by a pilot")
    if load.chunk_ns is not None:
        parts.append(f"chunks of {numbers.exact(load.chunk_ns)}")
    least = [numbers.counted(load.min_queries, "query", "queries"), numbers.exact(load.min_ns)]
    known = [not missing.is_missing(result, f"load.{name}") for name in ("min_queries", "min_ns")]
    if any(known):
        parts.append(f"at least {' and '.join(itertools.compress(least, known))} a process")
    if load.ended == "cap":
        parts.append(f"cut at {numbers.exact(load.cap_ns)}")
    return ", ".join(parts)


def slowdown(result: Result) -> str:
    """Of Sustained `1.08× the time at first`; of the others empty."""
    slowed = METRICS["last_over_first_minute_ppm"]
    if slowed.read(result).value is None:
        return ""
    return f"{typeset(slowed.figure(slowed.read(result))).value} the time at first"


def early_stopping(result: Result) -> tuple[str, str] | None:
    """MLPerf's estimate and what it stands on, or the reason; None where it has no meaning."""
    stopped, why = result.summary.early_stopping_ns, result.summary.early_stopping_ns_reason
    if stopped is not None:
        kept = f"the slowest but {numbers.count(stopped.discarded)} of {numbers.count(stopped.n)}"
        return numbers.duration(stopped.value), f"{kept}, worst process"
    if why is Reason.NOT_APPLICABLE or missing.is_missing(result, missing.MEAN_ONLY):
        return None
    text = TEXT[why or Reason.UNKNOWN]
    return text.cell, text.sentence


def tried(result: Result) -> Listing | None:
    """Every window that a pilot or a search took; None of a scenario without one."""
    if not result.points:
        return None
    if result.load.scenario == "offline":
        return Listing(
            "What the pilot tried",
            ("batch", "streams", "queries", "samples/s", ""),
            ("batch", "streams", "queries", "samples/s"),
            tuple(_piloted(result)),
        )
    first = "streams" if result.load.scenario == "streams" else "queries/s asked"
    return Listing(
        "What the search tried",
        (first, "queries", "p99", "samples/s", "bound"),
        (first, "queries", "p99", "samples/s"),
        tuple(_searched(result)),
    )


def _piloted(result: Result) -> Iterator[tuple[str, ...]]:
    for point in result.points or ():
        taken = (point.batch, point.streams) == (result.load.batch, result.load.streams)
        yield (
            str(point.batch or "—"),
            str(point.streams or "—"),
            numbers.count(point.queries),
            _per_second(point),
            "taken" if taken else "",
        )


def _searched(result: Result) -> Iterator[tuple[str, ...]]:
    points = result.points or []
    for place, point in enumerate(points):
        met = {True: "met", False: "missed", None: "—"}[point.met]
        last = place == len(points) - 1
        yield (
            str(point.streams or "—") if result.load.scenario == "streams" else _rate(point),
            numbers.count(point.queries),
            _p99(point),
            _per_second(point),
            f"{met}, all processes together" if last else met,
        )


def _rate(point: Point) -> str:
    """What was asked for; without a rate the next query came when the last was answered."""
    if point.rate_uhz is None:
        return "closed loop"
    return numbers.figure(point.rate_uhz, None, None, _RATE).value


def _p99(point: Point) -> str:
    if point.latency_p99_ns is None:
        return TEXT[Reason.TOO_FEW_QUERIES].cell
    return numbers.duration(point.latency_p99_ns)


def _per_second(point: Point) -> str:
    if point.throughput_mhz is None:
        return "—"
    return numbers.figure(point.throughput_mhz, None, None, _PER_SECOND).value
