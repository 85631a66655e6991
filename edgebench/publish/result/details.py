"""The content of the page of a result: texts set here, numbers only where the page's script draws them.

One Detail a result; building/shards.py writes them. What is in the words of a reader is made here;
site/scripts/detail.js makes the same from a file that a reader opens.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct, structs

from edgebench import checks, energy_figures
from edgebench.leaderboard import Board
from edgebench.metrics import METRICS, Metric, judged_by
from edgebench.model.entry import Entry
from edgebench.model.finding import Finding
from edgebench.model.reason import Reason
from edgebench.model.result import Result
from edgebench.publish import addresses, site
from edgebench.publish.result import distribution, facts, power, traced
from edgebench.publish.result.distribution import Distribution
from edgebench.publish.result.power import Power
from edgebench.publish.result.shared import Node
from edgebench.publish.result.traced import Traced
from edgebench.publish.runtime import other_versions
from edgebench.publish.runtime.other_versions import Version
from edgebench.publish.wording import energy, numbers, repeat, scenarios, words
from edgebench.publish.wording.scenarios import Listing
from edgebench.ranking import Row, Table
from edgebench.units import Quantity

_KINDS: Mapping[str, Literal["", "good", "bad"]] = {"yes": "good", "no": "bad", "undetermined": ""}
INTERVAL = f"95{numbers.NO_BREAK}% interval"

CHARTS = ("distribution", "processes", "power", "trace")
"""Fields of numbers, which the page's script draws."""
TEXTS = (
    *("cell", "workload", "title", "created", "tags", "badges", "shape", "numbers", "command", "tool"),
    *("figures", "facts", "withdrawn", "distribution_why", "processes_why", "tables", "findings"),
)
"""All others. cell: the name of the file without the id; its folder is that of the shard."""


class Number(Struct, frozen=True, array_like=True):
    """A figure that opens the page. kind `missing`: the value is a reason; `bad`: below the target."""

    label: str
    value: str
    note: str
    kind: Literal["", "missing", "good", "bad"] = ""


class Processes(Struct, frozen=True, array_like=True):
    """A value of each process in the order of the session, and the interval over them, in stored units."""

    title: str
    quantity: Quantity
    values: tuple[int, ...]
    value: int
    low: int | None
    high: int | None


class Session(Struct, frozen=True, array_like=True):
    """Another result of the same row, measured at another time."""

    id: str
    date: str
    value: str
    interval: str


class Detail(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a file says by itself. path: of it, from the site's root. title: goes on after the workload's.
    badges: words with their kinds.

    withdrawn: when; by whom and why. findings: level and sentence. facts, figures: name, value, note.
    tables: what a search tried, the energy's uncertainty. distribution_why, processes_why: why there is none.
    """

    path: str
    workload: str
    title: str
    created: str
    tags: tuple[str, ...]
    badges: tuple[tuple[str, str], ...]
    shape: str
    numbers: tuple[Number, ...]
    command: str
    tool: str
    figures: tuple[tuple[str, ...], ...]
    facts: tuple[tuple[str, ...], ...]
    withdrawn: tuple[str, str] | None = None
    distribution: Distribution | None = None
    distribution_why: str = ""
    processes: Processes | None = None
    processes_why: str = ""
    power: Power | None = None
    trace: Traced | None = None
    tables: tuple[Listing, ...] = ()
    findings: tuple[tuple[str, str], ...] = ()


class Place(Struct, frozen=True, array_like=True):
    """Where a row stands among others, which changes as they come.

    rank: among how many, in words, or why it has none. board: anchor of its ranking on the page of the
    workload. shown: id of the result whose figures the row has; versions are told on its page alone.
    """

    rank: str
    board: str
    shown: str
    versions: tuple[Version, ...]
    sessions: tuple[Session, ...]


def places(boards: Iterable[Board]) -> Iterator[Place]:
    """Of every row of these boards of one workload."""
    for board in boards:
        by_version, anchor = other_versions.together(board), addresses.anchor_of(board)
        for row, rank in _ranked(board):
            group = by_version.get(str(row.entry.path))
            versions = other_versions.table(row, group, board.metric) if group else ()
            yield Place(rank, anchor, _id(row.entry), versions, _sessions(row, board.metric))


def charts(detail: Detail) -> tuple[object, ...]:
    """The values of CHARTS."""
    return tuple(getattr(detail, name) for name in CHARTS)


def texts(detail: Detail) -> tuple[Node, ...]:
    """The values of TEXTS."""
    made: dict[str, Node] = {
        "cell": detail.path.rpartition("/")[2].rpartition("-")[0],
        "numbers": tuple(map(structs.astuple, detail.numbers)),
        "tables": tuple(map(structs.astuple, detail.tables)),
    }
    return tuple(made[name] if name in made else getattr(detail, name) for name in TEXTS)


def _ranked(board: Board) -> Iterator[tuple[Row, str]]:
    for table in board.tables:
        for row in table.rows:
            yield row, _rank(row, table)
    for group in board.unranked:
        for row in group.rows:
            yield row, f"not ranked: {words.UNRANKED[group.why].heading}"


def _rank(row: Row, table: Table) -> str:
    """`rank 3 to 5 of 58, tied`."""
    assert row.rank is not None  # of a table
    low, high = row.rank
    among = " virtual machines" if table.device_class == "vm" else ""
    rank = f"rank {low}" if low == high else f"rank {low} to {high}"
    return f"{rank} of {numbers.count(len(table.rows))}{among}{', tied' if row.tie is not None else ''}"


def of_entry(entry: Entry, device_names: Mapping[str, str], workload: str) -> Detail:
    """workload: its title. device_names: by slug, of devices with a profile of their own."""
    metric = judged_by(entry.result.load.scenario)
    result, opened = entry.result, tuple(opening(entry.result, metric))
    withdrawn, across = entry.standing.withdrawn, processes(result, metric)
    bars, said = distribution.of_result(result), {one.label for one in opened}
    return Detail(
        path=str(entry.path),
        workload=workload,
        title=title(result, device_names),
        created=result.created[:10],
        tags=tags(result),
        badges=tuple((one.word, one.kind) for one in words.badges(result, entry.standing)),
        shape=words.shape(result.sut.harness).css,
        numbers=opened,
        command=repeat.command(result),
        tool=f"edgebench {result.tool.edgebench}",
        figures=_lines(one for one in _figures(result, said) if one.name not in said),
        facts=_lines(_facts(entry)),
        withdrawn=words.withdrawal(withdrawn) if withdrawn else None,
        distribution=bars,
        distribution_why="" if bars else distribution.why_none(result),
        processes=across,
        processes_why="" if across else _why_no_processes(result, metric),
        power=power.of_result(result),
        trace=traced.of_result(result),
        tables=tuple(one for one in (scenarios.tried(result), energy.budget(result)) if one),
        findings=tuple((one.level, checks.render(one)) for one in sorted(result.findings, key=_weight)),
    )


def _figures(result: Result, but: Collection[str]) -> Iterator[facts.Fact]:
    yield from facts.figures(result, but)
    yield from facts.judgement(result)
    yield from facts.metered(result)


def _facts(entry: Entry) -> Iterator[facts.Fact]:
    result = entry.result
    yield from facts.standing(entry.standing)[-1:]  # a withdrawal has a place of its own
    yield from facts.what_ran(result)
    yield from facts.where(result)


def title(result: Result, device_names: Mapping[str, str]) -> str:
    """`int8 on Raspberry Pi 5 with LiteRT 2.3.0`."""
    device = device_names.get(result.device.slug) or result.device.cpu.model or result.device.slug
    return f"{words.precision(result.variant.precision)} on {device} with {site.runtime(result)}"


def tags(result: Result) -> tuple[str, ...]:
    """What was asked, in a few words each."""
    asked = [words.scenario(result.load.scenario), *scenarios.asked_of_all(result), *scenarios.ways(result)]
    return (*asked, f"{result.load.tier} tier", f"{result.workload.division} division", result.variant.name)


def opening(result: Result, metric: Metric) -> Iterator[Number]:
    """Five: what it is judged by, a second figure, energy, accuracy, memory."""
    yield _number(metric, result, INTERVAL if metric.read(result).low is not None else "")
    second = METRICS["latency_p50_ns" if metric.name == "throughput_mhz" else "throughput_mhz"]
    if second.read(result).value_reason is Reason.NOT_APPLICABLE:
        second = METRICS["first_query_ns"]
    yield _number(second, result)
    yield _energy(result)
    yield _accuracy(result)
    yield _number(METRICS["peak_memory_bytes"], result, "of the worker process")


def _number(metric: Metric, result: Result, note: str = "") -> Number:
    estimate = metric.read(result)
    if estimate.value is None:
        why = words.missing_sentence(estimate.value_reason)
        return Number(metric.title, words.missing(estimate.value_reason), why, "missing")
    shown = numbers.typeset(metric.figure(estimate))
    return Number(metric.title, shown.value, ", ".join(part for part in (shown.interval, note) if part))


def _energy(result: Result) -> Number:
    metered = energy_figures.sound(result)
    if metered is None:
        why = result.energy_reason
        return Number("Energy a sample", words.missing(why), words.missing_sentence(why), "missing")
    about = (
        energy.interval(result, metered),
        energy.boundary(metered),
        f"net of idling: {energy.net(metered)}",
    )
    return Number("Energy a sample", energy.gross(result).value, "; ".join(about))


def _accuracy(result: Result) -> Number:
    """Measured on the whole set; else how the answers were judged, with the part or the reason."""
    measured, judged = result.accuracy, result.quality
    kind = _KINDS[judged.met]
    if measured is None:
        return Number(
            "Answers", words.quality(result), f"accuracy: {words.missing(result.accuracy_reason)}", kind
        )
    shown = words.accuracy(measured)
    if measured.evidence != "full":
        samples = numbers.counted(measured.data_set.samples, "sample")
        part = f"{words.metric(measured.metric)} {shown.value} on {samples}"
        return Number(
            "Answers", words.quality(result), f"{part}, a part of the set, so it decides nothing", kind
        )
    target = f"target {words.target(measured.metric, judged.target_ppm)}"
    note = f"{words.quality(result)}, {target}; {shown.interval or words.missing(measured.low_ppm_reason)}"
    return Number(f"Accuracy, {words.metric(measured.metric)}", shown.value, note, kind)


def processes(result: Result, metric: Metric) -> Processes | None:
    """A value a process of what the result is judged by; None where there is one value for all."""
    values, read = metric.per_process(result), metric.read(result)
    if values is None or read.value is None:
        return None
    each = tuple(int(value + 0.5) for value in values)
    return Processes(metric.title, metric.unit, each, read.value, read.low, read.high)


def _why_no_processes(result: Result, metric: Metric) -> str:
    estimate = metric.read(result)
    return words.missing_sentence(estimate.value_reason or estimate.low_reason)


def _sessions(row: Row, metric: Metric) -> tuple[Session, ...]:
    """All of the row, in the order of time."""
    return tuple(_session(entry, metric) for entry in row.sessions)


def _session(entry: Entry, metric: Metric) -> Session:
    shown = numbers.typeset(metric.figure(metric.read(entry.result)))
    return Session(_id(entry), entry.result.created[:10], shown.value, shown.interval)


def _id(entry: Entry) -> str:
    """As its file has it in its name."""
    return entry.path.stem[-16:]


def _weight(one: Finding) -> int:
    return ("error", "warning", "info").index(one.level)


def _lines(of: Iterable[facts.Fact]) -> tuple[tuple[str, ...], ...]:
    """Without an empty note."""
    return tuple(tuple(one) if one.note else (one.name, one.value) for one in of)
