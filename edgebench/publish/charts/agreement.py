"""The same configuration by several submitters: one row each, and where their intervals overlap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from edgebench import units
from edgebench.metrics import METRICS
from edgebench.publish import addresses
from edgebench.publish.charts.axis import Tick
from edgebench.publish.charts.linear_axis import LinearAxis, linear_axis
from edgebench.publish.line import Line, LineSession
from edgebench.publish.site import Site
from edgebench.publish.wording import amounts, numbers, scenarios, words
from edgebench.units import Unit

FEWEST = 2
"""Submitters that make an agreement."""
_MARGIN = 0.1


class Measured(Struct, frozen=True):
    """The session of a submitter, and the line it is of."""

    who: str
    line: Line
    session: LineSession


class AgreementRow(Struct, frozen=True):
    """Positions in percent. differs: empty where it agrees with the others."""

    who: str
    note: str
    href: str
    tick: str
    box_from: str
    box_width: str
    value: str
    interval: str
    differs: str


class Agreement(Struct, frozen=True):
    """band_at, band_width: where the intervals of all that agree overlap, in percent."""

    title: str
    note: str
    starts: str
    ticks: tuple[Tick, ...]
    band_at: str
    band_width: str
    rows: tuple[AgreementRow, ...]


def chart(lines: Sequence[Line], site: Site) -> Agreement | None:
    """Of the configuration that most submitters measured on this device; None where none has two."""
    groups = _configurations(lines)
    best = max(groups, key=lambda group: (len(group), group[0].line.path), default=())
    return _of(best, site) if len(best) >= FEWEST else None


def _configurations(lines: Iterable[Line]) -> list[list[Measured]]:
    """Ranked lines that differ only in the machine and its surroundings; of each submitter the newest."""
    found: dict[tuple[object, ...], dict[str, Measured]] = {}
    for line in lines:
        if line.table is None:
            continue
        key = (line.table, line.harness, line.accelerator, line.variant, line.threads, line.pinned)
        for session in sorted(line.sessions, key=lambda one: (one.created, one.path)):
            if session.judged.low is not None and session.judged.high is not None:
                who = session.signer or f"unsigned, machine {session.unit}"
                found.setdefault(key, {})[who] = Measured(who, line, session)
    return [list(group.values()) for group in found.values()]


def _of(group: Sequence[Measured], site: Site) -> Agreement:
    line = group[0].line
    unit = units.column_unit((one.session.judged.value for one in group), METRICS[line.metric].unit)
    unit = unit or units.unit_of(line.judged.value or 1, METRICS[line.metric].unit)
    agreeing = _agreeing(group)
    axis = _axis(group, unit)
    low, high = _common(agreeing)
    usual = agreeing[0].line
    placed = sorted(group, key=lambda one: (one not in agreeing, one.session.judged.value or 0, one.who))
    return Agreement(
        title=f"The same thing, measured by {len(group)} submitters",
        note=_note(line, agreeing, group, site),
        starts=numbers.figure(axis.low * unit.divisor, None, None, unit).value if axis.low > 0 else "",
        ticks=axis.ticks(unit.symbol),
        band_at=f"{axis.at(low / unit.divisor):.2f}%",
        band_width=f"{axis.at(high / unit.divisor) - axis.at(low / unit.divisor):.2f}%",
        rows=tuple(_row(one, axis, unit, usual, agrees=one in agreeing) for one in placed),
    )


def _note(line: Line, agreeing: Sequence[Measured], group: Sequence[Measured], site: Site) -> str:
    column = scenarios.JUDGEMENTS[line.scenario].column
    what = (
        f"{site.short_title(line.workload)}, {line.variant}, {line.runtime} {line.runtime_version}, {column}"
    )
    if len(agreeing) < FEWEST:
        return f"{what}. No two intervals overlap."
    of = "all" if len(agreeing) == len(group) else str(len(agreeing))
    return f"{what}. The band is where the intervals of {of} overlap."


def _agreeing(group: Sequence[Measured]) -> list[Measured]:
    """The largest set whose intervals have a point in common; of two, that of the smaller values."""
    starts = sorted({one.session.judged.low or 0 for one in group})
    sets = [
        [one for one in group if (one.session.judged.low or 0) <= start <= (one.session.judged.high or 0)]
        for start in starts
    ]
    return max(sets, key=len)


def _common(agreeing: Sequence[Measured]) -> tuple[int, int]:
    return (
        max(one.session.judged.low or 0 for one in agreeing),
        min(one.session.judged.high or 0 for one in agreeing),
    )


def _axis(group: Sequence[Measured], unit: Unit) -> LinearAxis:
    """Dots may start elsewhere than at zero; the caption then says where."""
    ends = [
        end / unit.divisor
        for one in group
        for end in (one.session.judged.low, one.session.judged.high)
        if end
    ]
    room = _MARGIN * (max(ends) - min(ends))
    return linear_axis([max(0.0, min(ends) - room), max(ends) + room], from_zero=False, most=6)


def _row(one: Measured, axis: LinearAxis, unit: Unit, usual: Line, *, agrees: bool) -> AgreementRow:
    judged = one.session.judged
    value, low, high = (axis.at((end or 0) / unit.divisor) for end in (judged.value, judged.low, judged.high))
    figure = amounts.figure(judged, METRICS[one.line.metric].unit, unit)
    logs = one.session.judged_logs
    notes = (
        "signed" if one.session.signer else "",
        numbers.counted(logs.n, "process", "processes") if logs else "",
        one.session.created[:10],
    )
    return AgreementRow(
        who=one.who,
        note=", ".join(note for note in notes if note),
        href=addresses.result_of(one.session.id),
        tick=f"{value:.2f}%",
        box_from=f"{low:.2f}%",
        box_width=f"{high - low:.2f}%",
        value=figure.value,
        interval=figure.interval,
        differs="" if agrees else _difference(one.line, usual),
    )


def _difference(line: Line, usual: Line) -> str:
    """What the file says is other than with those that agree."""
    here, there = _surroundings(line), _surroundings(usual)
    told = [f"{name} {value or words.missing(None)}" for name, value in here.items() if there[name] != value]
    return f"differs: {', '.join(told)}" if told else "differs, for no reason in its file"


def _surroundings(line: Line) -> Mapping[str, str | None]:
    memory = None if line.memory_bytes is None else numbers.gibibytes(line.memory_bytes)
    return {
        "cooling": line.cooling,
        "power mode": line.power_mode,
        "governor": line.governor,
        "memory": memory,
    }
