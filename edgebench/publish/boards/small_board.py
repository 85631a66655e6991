"""A small leaderboard: the best row of each device, at most five, of the first board of a workload."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from edgebench import units
from edgebench.leaderboard import Board, Group
from edgebench.metrics import METRICS, Metric, useful
from edgebench.publish import site as of_site
from edgebench.publish.charts.axis import Axis, Mark, axis
from edgebench.publish.line import Amount, Line
from edgebench.publish.site import Site
from edgebench.publish.wording import numbers, scenarios, words
from edgebench.publish.wording.words import Shape
from edgebench.units import Unit
from edgebench.unranked import Unranked

MOST_ROWS = 5
LABEL_GAP = 22.0
"""Percent of the narrow column of marks that a label of its axis needs."""
LEAST_SHARE = 0.45
"""Of a common axis that the marks of each board must span, else each has its own."""


class SmallRow(Struct, frozen=True):
    """variant: what else is to be said of it, for those who cannot see the shape."""

    device: str
    variant: str
    value: str
    shape: Shape
    mark: Mark | None
    hollow: bool


class SmallBoard(Struct, frozen=True):
    """note: why the rows shown are not ranked, or that they are of virtual machines; else empty.

    judged: the scenario and what its rows are judged by. shared: its axis is that of its row of boards.
    """

    title: str
    href: str
    task: str
    target: str
    judged: str
    rows: tuple[SmallRow, ...]
    axis: Axis | None
    note: str
    devices: str
    counts: str
    command: str
    shared: bool = False


class _Content(Struct, frozen=True):
    """What a board shows, before it is drawn. best: of each device. shown: the first of them."""

    name: str
    mine: Sequence[Line]
    best: Sequence[Line]
    note: str
    metric: Metric

    @property
    def shown(self) -> Sequence[Line]:
        return self.best[:MOST_ROWS]


def of(name: str, site: Site, lines: Sequence[Line]) -> SmallBoard:
    """What it ranks first, or as much as it can show unranked. lines: of this workload."""
    return in_row([(name, lines)], site)[0]


def least(lines: Sequence[Line]) -> int:
    """The least value of what would be shown, to put boards of one magnitude side by side."""
    return min((line.judged.value for line in _best(lines)[0] if line.judged.value), default=0)


def in_row(named: Sequence[tuple[str, Sequence[Line]]], site: Site) -> tuple[SmallBoard, ...]:
    """Boards side by side, which share an axis where that leaves each of them room."""
    row = [_content(name, lines) for name, lines in named]
    common = _common(row)
    return tuple(_board(one, common, site) for one in row)


def _content(name: str, lines: Sequence[Line]) -> _Content:
    best, note = _best(lines)
    return _Content(name, lines, best, note, METRICS[lines[0].metric] if lines else METRICS["latency_p90_ns"])


def _common(row: Sequence[_Content]) -> tuple[Unit, Axis] | None:
    """None where one board has another metric, or would be squeezed into less than LEAST_SHARE of it."""
    if len(row) < 2 or len({one.metric.name for one in row}) > 1:
        return None
    values = [_values(one.shown, one.metric) for one in row]
    every = [end for found in values for end in found]
    unit = units.column_unit(every, row[0].metric.unit)
    drawn = axis(every, unit, LABEL_GAP)
    if unit is None or drawn is None or not all(values):
        return None
    spans = [drawn.at(max(found)) - drawn.at(min(found)) for found in values]
    return (unit, drawn) if min(spans) >= 100 * LEAST_SHARE else None


def _board(content: _Content, common: tuple[Unit, Axis] | None, site: Site) -> SmallBoard:
    name, mine, best, metric = content.name, content.mine, content.best, content.metric
    known = site.workloads.get(name)
    unit, drawn = common or _scale(content.shown, metric)
    names = _names(content.shown)
    return SmallBoard(
        title=site.short_title(name),
        href=str(of_site.workload_path(name)),
        task=words.title(known.task) if known else "no longer in the catalogue",
        target=target(name, site),
        judged=judged(mine[0]) if mine else "",
        rows=tuple(
            _row(line, named, metric, unit, drawn) for line, named in zip(content.shown, names, strict=True)
        ),
        axis=drawn,
        note=content.note,
        devices=f"best of {numbers.counted(len(best), 'device')}" if len(best) > 1 else "1 device",
        counts=_counts(mine),
        command=f"edgebench run --workload {name}",
        shared=common is not None,
    )


def _names(shown: Sequence[Line]) -> list[str]:
    """Of the devices; beside a name that several have, what tells them apart."""
    return [
        ", ".join([line.device_name, *_apart(line, [o for o in shown if o.device_name == line.device_name])])
        for line in shown
    ]


def _apart(line: Line, namesakes: Sequence[Line]) -> list[str]:
    facts: list[Callable[[Line], str]] = [
        lambda one: one.power_mode or "",
        lambda one: numbers.counted(one.cores, "core"),
        lambda one: numbers.gibibytes(one.memory_bytes) if one.memory_bytes else "",
        lambda one: one.cooling or "",
    ]
    return [fact(line) for fact in facts if len(set(map(fact, namesakes))) > 1]


def judged(line: Line) -> str:
    """`SingleStream, latency, p90`."""
    ranking = next(one.ranking for name, one in scenarios.JUDGEMENTS.items() if name == line.scenario)
    return ", ".join(filter(None, [words.scenario(line.scenario), ranking, line.asked]))


def target(name: str, site: Site) -> str:
    """`top-1 at least 70.4 %`."""
    known = site.workloads.get(name)
    if known is None:
        return ""
    quality = known.quality
    return f"{words.metric(quality.metric)} at least {words.target(quality.metric, quality.target_ppm)}"


def _best(lines: Sequence[Line]) -> tuple[list[Line], str]:
    """Of each device, with what is to be said of them all: virtual machines are named as such."""
    if not lines:
        return [], ""
    board = [line for line in lines if line.board == lines[0].board]
    first = next((line.table for line in board if line.table), None)
    if first is not None:
        rows = [line for line in board if line.table == first]
        return _of_each_device(rows), "" if rows[0].device_class == "physical" else "virtual machines"
    group = _first_group(board)
    shown = [line for line in board if line.why_unranked is group and line.judged.value is not None]
    return _of_each_device(shown), f"not ranked: {words.UNRANKED[group].heading}"


def _first_group(board: Sequence[Line]) -> Unranked:
    """What a reader would look at first: smoke, if there is any."""
    found = [line.why_unranked for line in board if line.why_unranked]
    return Unranked.SMOKE if Unranked.SMOKE in found else found[0]


def preview(board: Board) -> Group:
    """The group that a reader would look at first: smoke, if there is one."""
    return next((group for group in board.unranked if group.why is Unranked.SMOKE), board.unranked[0])


def _of_each_device(rows: Iterable[Line]) -> list[Line]:
    best: dict[tuple[object, ...], Line] = {}
    for line in rows:
        device = (line.device_name, line.cores, line.memory_bytes, line.cooling, line.power_mode)
        best.setdefault(device, line)
    return list(best.values())


def _scale(lines: Sequence[Line], metric: Metric) -> tuple[Unit | None, Axis | None]:
    """One unit and one axis for these lines; latencies share it with their p50 and p99."""
    found = _values(lines, metric)
    unit = units.column_unit(found, metric.unit)
    return unit, axis(found, unit, LABEL_GAP)


def _values(lines: Sequence[Line], metric: Metric) -> list[int]:
    """All that is drawn."""
    found = [value for line in lines for value in (line.judged.value, *_ends(line.judged))]
    if metric.unit == "ns":
        found += [one.value for line in lines for one in (line.latency_p50_ns, line.latency_p99_ns)]
    return [value for value in found if value]


def _ends(of: Amount) -> tuple[int | None, int | None]:
    """Of its interval; none where that would only stretch the axis."""
    if of.low is None or of.high is None or not useful(of.low, of.high):
        return None, None
    return of.low, of.high


def _row(line: Line, named: str, metric: Metric, unit: Unit | None, drawn: Axis | None) -> SmallRow:
    return SmallRow(
        device=named,
        variant=f"{line.runtime} {line.runtime_version}, {line.variant}",
        value=text(line.judged, metric, unit),
        shape=words.shape(line.harness),
        mark=_mark(line, metric, drawn),
        hollow=line.rank is None,
    )


def text(of: Amount, metric: Metric, unit: Unit | None = None) -> str:
    """What it is judged by; the reason where that is missing."""
    if of.value is None:
        return words.missing(of.why)
    return numbers.figure(of.value, of.low, of.high, unit or units.unit_of(of.value, metric.unit)).value


def _mark(line: Line, metric: Metric, drawn: Axis | None) -> Mark | None:
    if not line.judged.value or drawn is None:
        return None
    is_time = metric.unit == "ns"
    spread = (line.latency_p50_ns.value, line.latency_p99_ns.value) if is_time else (None, None)
    return drawn.mark(line.judged.value, *_ends(line.judged), *spread)


def _counts(lines: Sequence[Line]) -> str:
    found = Counter(line.rank is not None for line in lines)
    return f"{numbers.count(found[True])} ranked, {numbers.count(found[False])} not"
