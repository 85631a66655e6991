"""Every workload on every runtime of one device: the best line of each, or why there is none."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from msgspec import Struct

from edgebench import units
from edgebench.harness import discover
from edgebench.leaderboard import version_order
from edgebench.metrics import METRICS
from edgebench.model.scenario import ScenarioName
from edgebench.model.workload import Workload
from edgebench.publish import addresses, apart
from edgebench.publish.apart import Pair
from edgebench.publish.line import Line
from edgebench.publish.site import Site
from edgebench.publish.wording import amounts, numbers, scenarios, words
from edgebench.publish.wording.words import Shape
from edgebench.unranked import Unranked

NotRanked = Mapping[tuple[str, str, str], Sequence[Line]]
"""Lines without a rank by workload, scenario and harness."""
ONE_AFTER_THE_OTHER: ScenarioName = "single-stream"
"""The scenario of the first group, in which what is not measured yet is shown as wanted."""


class Column(Struct, frozen=True):
    """A runtime. note: its newest version here."""

    harness: str
    name: str
    note: str
    shape: Shape


class Cell(Struct, frozen=True):
    """The best line of a runtime; without one `missing` says why. best: or not told apart from it.

    energy, accuracy: of the same line, each with what stands beside it, for who asks for them instead.
    """

    value: str = ""
    interval: str = ""
    note: str = ""
    best: bool = False
    href: str = ""
    missing: str = ""
    energy: tuple[str, str] = ("", "")
    accuracy: tuple[str, str] = ("", "")


class MatrixRow(Struct, frozen=True):
    """href: of the workload, from the site's root."""

    title: str
    href: str
    note: str
    cells: tuple[Cell, ...]


class MatrixGroup(Struct, frozen=True):
    """A scenario. judged: what its numbers are."""

    scenario: str
    judged: str
    rows: tuple[MatrixRow, ...]


class Matrix(Struct, frozen=True):
    columns: tuple[Column, ...]
    groups: tuple[MatrixGroup, ...]


class Contest(Struct, frozen=True):
    """The best line of each runtime in one ranking, best first. level: harnesses not told apart from it."""

    best: tuple[Line, ...]
    level: frozenset[str]

    @property
    def first(self) -> Line:
        return self.best[0]

    def of(self, harness: str) -> Line | None:
        return next((line for line in self.best if line.harness == harness), None)


def contests(lines: Sequence[Line]) -> list[Contest]:
    """One a table that this device is ranked in, in the order of the lines; all told apart as one family."""
    found = [_best_of_each(table) for table in _tables(lines)]
    asked = [
        (number, Pair(first, other)) for number, (first, *others) in enumerate(found) for other in others
    ]
    level = [{best[0].harness} for best in found]
    for (number, pair), differs in zip(asked, apart.differ([pair for _, pair in asked]), strict=True):
        if not differs:
            level[number].add(pair.b.harness)
    return [Contest(tuple(best), frozenset(names)) for best, names in zip(found, level, strict=True)]


def _tables(lines: Iterable[Line]) -> Iterable[list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line.table is not None and line.judged.value:
            found.setdefault(line.table, []).append(line)
    return found.values()


def _best_of_each(table: Sequence[Line]) -> list[Line]:
    best: dict[str, Line] = {}
    for line in best_first(table):
        best.setdefault(line.harness, line)
    return list(best.values())


def best_first(table: Sequence[Line]) -> list[Line]:
    """Lines of one table by what they are judged by, each with a value."""
    sign = 1 if METRICS[table[0].metric].better == "lower" else -1
    return sorted(table, key=lambda line: (sign * (line.judged.value or 0), line.path))


def matrix(lines: Sequence[Line], found: Sequence[Contest], site: Site) -> Matrix:
    """lines: all of the device. found: its contests."""
    columns, not_ranked = tuple(_columns(lines)), _not_ranked_lines(lines)
    seen = {(line.workload, line.variant) for line in lines}
    ranked: dict[ScenarioName, list[MatrixRow]] = {}
    for contest in found:
        ranked.setdefault(contest.first.scenario, []).append(_row(contest, columns, not_ranked, seen, site))
    rest = {line.workload for line in lines} - {
        one.first.workload for one in found if one.first.scenario == ONE_AFTER_THE_OTHER
    }
    unranked = [_unranked_row(name, columns, not_ranked, site) for name in sorted(rest)]
    if unranked:
        ranked[ONE_AFTER_THE_OTHER] = [*ranked.get(ONE_AFTER_THE_OTHER, []), *unranked]
    names = [name for name in scenarios.JUDGEMENTS if name in ranked]
    return Matrix(columns, tuple(_group(name, ranked[name]) for name in names))


def _group(name: ScenarioName, rows: Sequence[MatrixRow]) -> MatrixGroup:
    return MatrixGroup(words.scenario(name), scenarios.JUDGEMENTS[name].ranking, tuple(rows))


def _columns(lines: Sequence[Line]) -> Iterator[Column]:
    for harness in sorted({line.harness for line in lines}):
        own = [line for line in lines if line.harness == harness]
        ages = {version: version_order(version) for version in {line.runtime_version for line in own}}
        newest = max(own, key=lambda line: ages[line.runtime_version])
        yield Column(harness, newest.runtime, newest.runtime_version, words.shape(harness))


def _not_ranked_lines(lines: Sequence[Line]) -> NotRanked:
    found: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        if line.why_unranked:
            found.setdefault((line.workload, line.scenario, line.harness), []).append(line)
    return found


def _row(
    contest: Contest, columns: Sequence[Column], not_ranked: NotRanked, seen: Set[tuple[str, str]], site: Site
) -> MatrixRow:
    """seen: workload and variant of every line of the device."""
    first = contest.first
    unit = units.column_unit((line.judged.value for line in contest.best), METRICS[first.metric].unit)
    cells = (
        _cell(line, unit, best=len(contest.best) > 1 and column.harness in contest.level)
        if (line := contest.of(column.harness))
        else Cell(missing=_why(first.workload, first.scenario, column.harness, not_ranked, site))
        for column in columns
    )
    parts = [
        target(first.workload, site),
        first.asked,
        "" if first.tier == "standard" else f"{first.tier} tier",
        _unseen(first, columns, seen, site) if first.scenario == ONE_AFTER_THE_OTHER else "",
    ]
    return _of_workload(first.workload, ", ".join(part for part in parts if part), tuple(cells), site)


def _unseen(first: Line, columns: Sequence[Column], seen: Set[tuple[str, str]], site: Site) -> str:
    """`not measured: onnx-fp32`: variants that a runtime of the columns reads."""
    known = site.workloads.get(first.workload)
    if known is None or first.asked:
        return ""
    read = [variant for variant in known.variant if variant.weights == "pretrained"]
    names = [
        variant.name
        for variant in read
        if (known.name, variant.name) not in seen
        and any(_reads(column.harness, variant.format) for column in columns)
    ]
    return f"not measured: {', '.join(names)}" if names else ""


def _unranked_row(name: str, columns: Sequence[Column], not_ranked: NotRanked, site: Site) -> MatrixRow:
    whys = (_why(name, ONE_AFTER_THE_OTHER, column.harness, not_ranked, site) for column in columns)
    cells = (Cell(missing=why) for why in whys)
    return _of_workload(name, target(name, site), tuple(cells), site)


def _of_workload(name: str, note: str, cells: tuple[Cell, ...], site: Site) -> MatrixRow:
    return MatrixRow(site.short_title(name), f"workloads/{name}/index.html", note, cells)


def target(name: str, site: Site) -> str:
    """`top-1 at least 70.4 %`; empty of a workload that is no longer in the catalogue."""
    known = site.workloads.get(name)
    if known is None:
        return ""
    wanted = known.quality
    return f"{words.metric(wanted.metric)} at least {words.target(wanted.metric, wanted.target_ppm)}"


def _cell(line: Line, unit: units.Unit | None, *, best: bool) -> Cell:
    figure = amounts.figure(line.judged, METRICS[line.metric].unit, unit)
    threads = (
        "" if line.threads == line.cores and not line.pinned else numbers.counted(line.threads, "thread")
    )
    accelerator = "" if line.accelerator == "cpu" else line.accelerator
    parts = (line.variant, accelerator, threads, words.sessions(len(line.sessions)))
    return Cell(
        value=figure.value,
        interval=figure.interval,
        note=", ".join(part for part in parts if part),
        best=best,
        href=addresses.result_of(line.id),
        energy=_energy(line),
        accuracy=_accuracy(line),
    )


def _energy(line: Line) -> tuple[str, str]:
    """`46 ± 3 mJ` and its boundary, or why there is none."""
    of = line.energy_nj
    if of.value is None:
        return words.missing(of.why), ""
    unit = units.unit_of(of.value, "nJ")
    if of.low is None or of.high is None:
        return numbers.figure(of.value, None, None, unit).value, line.boundary or ""
    return amounts.within(of.value, of.low, of.high, unit), line.boundary or ""


def _accuracy(line: Line) -> tuple[str, str]:
    """Value and interval."""
    of = line.accuracy_ppm
    if of.value is None or line.accuracy_metric is None:
        return words.missing(of.why), ""
    found = numbers.figure(of.value, of.low, of.high, words.accuracy_unit(line.accuracy_metric))
    return found.value, found.interval


def _why(workload: str, scenario: str, harness: str, not_ranked: NotRanked, site: Site) -> str:
    """The reason in a cell: shown but not ranked, cannot run, or wanted."""
    if own := not_ranked.get((workload, scenario, harness)):
        return _not_ranked(min(own, key=lambda line: list(Unranked).index(_reason(line))))
    known = site.workloads.get(workload)
    if known and not takes(harness, known):
        return "no variant in its format"
    return "wanted" if known and scenario == ONE_AFTER_THE_OTHER else "not measured"


def _not_ranked(line: Line) -> str:
    why = _reason(line)
    if why is Unranked.TARGET_NOT_MET and line.accuracy_ppm.value is not None and line.accuracy_metric:
        name = line.accuracy_metric
        return f"{words.metric(name)} {words.target(name, line.accuracy_ppm.value)}, below the target"
    return words.UNRANKED[why].counted


def _reason(line: Line) -> Unranked:
    assert line.why_unranked is not None
    return line.why_unranked


def takes(harness: str, workload: Workload) -> bool:
    """Whether a variant of the workload is in a format that this harness reads; an unknown one may."""
    return any(_reads(harness, variant.format) for variant in workload.variant)


def _reads(harness: str, format_: str) -> bool:
    formats = _formats().get(harness)
    return formats is None or format_ in formats


@functools.cache
def _formats() -> dict[str, tuple[str, ...]]:
    """Of the shipped harnesses, which do not change while this runs."""
    return {name: file.formats for name, file in discover.shipped().items()}
