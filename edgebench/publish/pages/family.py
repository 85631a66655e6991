"""An architecture: which width and resolution to take on a device, accuracy against latency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from edgebench import units
from edgebench.model.workload import Workload
from edgebench.publish import families
from edgebench.publish import site as of_site
from edgebench.publish.charts import tradeoff
from edgebench.publish.charts.tradeoff import Point, Tradeoff
from edgebench.publish.line import Amount, Line
from edgebench.publish.site import Page, Site
from edgebench.publish.wording import numbers, words
from edgebench.publish.wording.words import Shape

ALIKE = 1.05
"""Latencies of two models that are closer are not told apart here: nothing is tested."""
MOST_DEVICES = 40
"""On a page; the workloads' pages have all."""


class Cell(Struct, frozen=True):
    """value, and under it a note; missing: the value is a reason."""

    value: str
    note: str = ""
    missing: bool = False


class MemberRow(Struct, frozen=True):
    """A member in one precision, by the fastest runtime that is ranked. href: the result."""

    title: str
    title_href: str
    precision: str
    runtime: str
    shape: Shape
    href: str
    latency: Cell
    accuracy: Cell
    energy: Cell


class OnDevice(Struct, frozen=True):
    """anchor: also what the address says of the chosen device."""

    anchor: str
    device: str
    note: str
    answer: str
    finding: str
    chart: Tradeoff | None
    rows: tuple[MemberRow, ...]


class Comparable(Struct, frozen=True):
    """Members whose accuracies are of one data set. members: their titles and sizes."""

    anchor: str
    heading: str
    metric: str
    devices: tuple[OnDevice, ...]
    left_out: str


class Member(Struct, frozen=True):
    title: str
    href: str
    inputs: str
    operations: str
    parameters: str
    published: str


class FamilyView(Struct, frozen=True):
    title: str
    lede: str
    members: tuple[Member, ...]
    groups: tuple[Comparable, ...]


def pages(site: Site) -> Iterator[Page]:
    by_workload: dict[str, list[Line]] = {}
    for line in site.lines:
        by_workload.setdefault(line.workload, []).append(line)
    for slug, members in families.groups(site.workloads.values()).items():
        title = families.architecture(members[0].family)
        yield Page(
            path=families.path(slug),
            template="family.html",
            title=f"{title}: which one to take",
            description=f"{title} in its widths and resolutions: accuracy against latency by device",
            section="workloads",
            view=view(title, members, {one.name: _usual(by_workload.get(one.name, [])) for one in members}),
            scripts=("family.js",),
        )


def view(title: str, members: Sequence[Workload], lines: dict[str, list[Line]]) -> FamilyView:
    """lines: by workload, ranked and of one board each."""
    named = numbers.counted(len(members), "model")
    devices = {line.device for held in lines.values() for line in held}
    return FamilyView(
        title=title,
        lede=f"{named} of this architecture, measured on {numbers.counted(len(devices), 'device')}."
        if devices
        else f"{named} of this architecture; none of them has a ranked result yet.",
        members=tuple(map(_member, members)),
        groups=tuple(
            _comparable(place, data, held, lines)
            for place, (data, held) in enumerate(_by_data(members).items())
            if any(lines[one.name] for one in held)
        ),
    )


def _usual(lines: Sequence[Line]) -> list[Line]:
    """Ranked SingleStream results of the first board that has any: newest revision, the usual load."""
    ranked = [line for line in lines if line.rank and line.scenario == "single-stream"]
    return [line for line in ranked if line.board == ranked[0].board]


def _by_data(members: Sequence[Workload]) -> dict[tuple[str, str], list[Workload]]:
    """By data set and metric: only then are accuracies of one kind."""
    found: dict[tuple[str, str], list[Workload]] = {}
    for one in members:
        data = one.data_set[0].name if one.data_set else one.name
        found.setdefault((data, one.quality.metric), []).append(one)
    return found


def _member(one: Workload) -> Member:
    shapes = "; ".join(" × ".join(map(str, shape)) for shape in one.inputs.values())
    return Member(
        title=one.title,
        href=str(of_site.workload_path(one.name)),
        inputs=shapes,
        operations=_counted(one.macs),
        parameters=_counted(one.parameters),
        published=f"{words.metric(one.quality.metric)} "
        f"{words.target(one.quality.metric, one.quality.reference_ppm)}",
    )


def _counted(number: int | None) -> str:
    """`301 million`."""
    if number is None:
        return "not stated"
    return f"{units.significant(number / 1e6)}{numbers.NO_BREAK}million"


def _comparable(
    place: int, data: tuple[str, str], members: Sequence[Workload], lines: dict[str, list[Line]]
) -> Comparable:
    by_device: dict[str, list[tuple[Workload, Line]]] = {}
    for one in members:
        for line in lines[one.name]:
            by_device.setdefault(_device(line), []).append((one, line))
    # Most members first, so that the first chart answers the most.
    in_order = sorted(
        by_device, key=lambda name: (-_worth(by_device[name])[0], -_worth(by_device[name])[1], name)
    )
    more = len(in_order) - MOST_DEVICES
    return Comparable(
        anchor=f"data-{place + 1}",
        heading=", ".join(one.title for one in members),
        metric=words.capital(words.metric(data[1])),
        devices=tuple(
            _on_device(f"d{place + 1}-{number + 1}", name, by_device[name])
            for number, name in enumerate(in_order[:MOST_DEVICES])
        ),
        left_out=f"{numbers.counted(more, 'more device')}: see the pages of the workloads."
        if more > 0
        else "",
    )


def _device(line: Line) -> str:
    """Told apart as on the pages of devices: without a profile by processor and cores."""
    cores = numbers.counted(line.cores, "core") if line.device_name == line.cpu_model else ""
    return ", ".join(filter(None, (line.device_name, cores, line.power_mode)))


def _worth(held: Sequence[tuple[Workload, Line]]) -> tuple[int, int]:
    return len({one.name for one, _ in held}), len(held)


def _on_device(anchor: str, device: str, held: Sequence[tuple[Workload, Line]]) -> OnDevice:
    best: dict[tuple[str, str], tuple[Workload, Line]] = {}
    for one, line in held:  # of one board, in the order of its ranks
        key = (one.name, line.precision)
        if key not in best or (line.judged.value or 0) < (best[key][1].judged.value or 0):
            best[key] = one, line
    shown = sorted(best.values(), key=lambda pair: (pair[1].judged.value or 0, pair[1].path))
    unit = words.accuracy_unit(shown[0][0].quality.metric)
    points = [_point(one, line, several=len({one.name for one, _ in shown}) > 1) for one, line in shown]
    answer = _answer(shown)
    return OnDevice(
        anchor=anchor,
        device=device,
        note=numbers.counted(len(held), "ranked result"),
        answer=answer,
        finding=f"Accuracy against latency on {device}. {answer}",
        chart=tradeoff.chart(points, unit),
        rows=tuple(_row(one, line) for one, line in shown),
    )


def _point(one: Workload, line: Line, *, several: bool) -> Point:
    measured = line.accuracy_ppm.value is not None
    return Point(
        label=f"{one.title}, {line.precision}" if several else line.precision,
        latency=line.judged,
        accuracy=line.accuracy_ppm if measured else Amount(one.quality.reference_ppm),
        published=not measured,
        shape=words.shape(line.harness),
    )


def _answer(shown: Sequence[tuple[Workload, Line]]) -> str:
    """The fastest beside the most accurate; where only one model is there, its fastest."""
    (fast, line), by_accuracy = shown[0], sorted(shown, key=lambda pair: -pair[0].quality.reference_ppm)
    best = by_accuracy[0][0]
    if best is fast:
        return f"{fast.title} in {line.precision} answers in {_latency(line).value} at p90."
    other = next(each for one, each in shown if one is best)
    times = (other.judged.value or 0) / (line.judged.value or 1)
    reference = [words.target(one.quality.metric, one.quality.reference_ppm) for one in (fast, best)]
    long = "about as long" if times < ALIKE else f"{units.significant(times)} times as long"
    metric = words.metric(best.quality.metric)
    return (
        f"{best.title} takes {long} as {fast.title}, "
        f"and its published {metric} is {reference[1]}, not {reference[0]}."
    )


def _row(one: Workload, line: Line) -> MemberRow:
    return MemberRow(
        title=one.title,
        title_href=f"{of_site.workload_path(one.name)}#{line.board}",
        precision=line.precision,
        runtime=f"{line.runtime} {line.runtime_version}",
        shape=words.shape(line.harness),
        href=f"result/index.html#{line.id[:16]}",
        latency=_latency(line),
        accuracy=_accuracy(one, line),
        energy=_energy(line),
    )


def _latency(line: Line) -> Cell:
    judged = line.judged
    assert judged.value is not None  # of a ranked line
    unit = units.unit_of(judged.value, "ns")
    return Cell(*numbers.figure(judged.value, judged.low, judged.high, unit))


def _accuracy(one: Workload, line: Line) -> Cell:
    found = line.accuracy_ppm
    if found.value is None:
        published = words.target(one.quality.metric, one.quality.reference_ppm)
        return Cell(words.missing(found.why), f"published: {published}", missing=True)
    unit = words.accuracy_unit(one.quality.metric)
    return Cell(*numbers.figure(found.value, found.low, found.high, unit))


def _energy(line: Line) -> Cell:
    found = line.energy_nj
    if found.value is None:
        return Cell(words.missing(found.why), missing=True)
    shown = numbers.figure(found.value, found.low, found.high, units.unit_of(found.value, "nJ"))
    return Cell(shown.value, ", ".join(filter(None, (shown.interval, line.boundary))))
