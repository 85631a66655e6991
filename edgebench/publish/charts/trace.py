"""What a device did over a window: p90, clock, temperature and power, stacked over one axis of time."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from edgebench import units
from edgebench.checks.measurement.clock_dropped import FEWEST_ROWS, MOST_LEFT_PERCENT
from edgebench.metrics import METRICS
from edgebench.model.process import Process
from edgebench.model.reason import Reason
from edgebench.model.result import Result
from edgebench.publish.charts.axis import Tick
from edgebench.publish.charts.linear_axis import LinearAxis, linear_axis
from edgebench.publish.wording import numbers, words
from edgebench.units import Unit

WIDTH = 1000
"""Of the box of a panel's line, which is stretched to its place; 100 high."""
_LEAST_SHOWN = 3
"""Rows that make a line."""

Values = tuple[int | None, ...]


class Trace(Struct, frozen=True, array_like=True):
    """A process's window in rows of `period_ms`; a series that is not there holds its reason."""

    period_ms: int
    p90_ns: Values
    cpu_khz: Values | Reason
    temperature_mc: Values | Reason
    power_mw: Values | Reason


class Panel(Struct, frozen=True):
    """One line. paths: a piece for each run of rows without a gap. last: its last value, as its label."""

    name: str
    last: str
    ticks: tuple[Tick, ...]
    paths: tuple[str, ...]


class Span(Struct, frozen=True):
    """A part of the time that is shaded, in percent of the width. label: what happened and from when."""

    at: str
    width: str
    label: str


class TraceRow(Struct, frozen=True):
    """time: from the start of the window; values in the order of the panels."""

    time: str
    values: tuple[str, ...]


class TraceChart(Struct, frozen=True):
    """finding: what it shows, in a sentence. missing: what is not drawn, and why."""

    finding: str
    panels: tuple[Panel, ...]
    shaded: tuple[Span, ...]
    minutes: tuple[Tick, ...]
    missing: str
    rows: tuple[TraceRow, ...]


class _Series(Struct, frozen=True):
    """One of the panels. name: with the period, which stands for {}."""

    name: str
    short: str
    unit: Unit
    from_zero: bool
    values: Callable[[Trace], Values | Reason]


_SERIES = (
    _Series("p90 of each {}", "p90", Unit(1_000_000, "ms"), True, lambda trace: trace.p90_ns),
    _Series("CPU clock", "CPU clock", Unit(1_000_000, "GHz"), True, lambda trace: trace.cpu_khz),
    _Series(
        "hottest sensor",
        "temperature",
        Unit(1000, "°C", whole=True),
        False,
        lambda trace: trace.temperature_mc,
    ),
    _Series("power", "power", Unit(1000, "W"), True, lambda trace: trace.power_mw),
)


def of_process(process: Process) -> Trace:
    series = process.series
    return Trace(
        period_ms=series.period_ms,
        p90_ns=tuple(series.p90_ns),
        cpu_khz=_or(series.cpu_khz, series.cpu_khz_reason),
        temperature_mc=_or(series.temperature_mc, series.temperature_mc_reason),
        power_mw=_or(series.power_mw, series.power_mw_reason),
    )


def of_result(result: Result) -> Trace:
    """Of the process in the middle, by how much longer a sample took in the last minute than in the first."""
    slower = METRICS["last_over_first_minute_ppm"].of_process
    assert slower is not None
    if result.summary.last_over_first_minute_ppm.value is None:
        return of_process(result.processes[0])
    in_order = sorted(result.processes, key=slower)
    return of_process(in_order[len(in_order) // 2])


def _or(values: Sequence[int | None] | None, why: Reason | None) -> Values | Reason:
    return why or Reason.UNKNOWN if values is None else tuple(values)


def chart(of: Trace) -> TraceChart | None:
    """None where there is no line to draw."""
    if sum(value is not None for value in of.p90_ns) < _LEAST_SHOWN:
        return None
    shown, missing = [], []
    for series in _SERIES:
        values = series.values(of)
        if isinstance(values, Reason) or sum(value is not None for value in values) < _LEAST_SHOWN:
            why = values if isinstance(values, Reason) else None
            missing.append(f"{series.short}: {words.missing(why)}")
        else:
            shown.append((series, values))
    time = _time(of)
    shaded = tuple(_shaded(of, time))
    return TraceChart(
        finding=_finding(shown, shaded, of),
        panels=tuple(_panel(series, values, of, time) for series, values in shown),
        shaded=shaded,
        minutes=time.ticks("min"),
        missing=f"Not shown: {', '.join(missing)}." if missing else "",
        rows=tuple(_rows(shown, of)),
    )


def _time(of: Trace) -> LinearAxis:
    """In minutes, to the end of the last row."""
    minutes = len(of.p90_ns) * of.period_ms / 60_000
    axis = linear_axis([0, minutes], from_zero=True, most=6)
    return LinearAxis(0, minutes, axis.step) if minutes >= axis.step else LinearAxis(0, minutes, minutes)


def _panel(series: _Series, values: Values, of: Trace, time: LinearAxis) -> Panel:
    divisor = series.unit.divisor
    scaled = [None if value is None else value / divisor for value in values]
    axis = linear_axis([value for value in scaled if value is not None], from_zero=series.from_zero, most=3)
    last = next(value for value in reversed(values) if value is not None)
    return Panel(
        name=series.name.format(_period(of)),
        last=_text(last, series.unit),
        ticks=tuple(Tick(_down(tick.at), tick.label) for tick in axis.ticks()),
        paths=tuple(_paths(scaled, axis, of, time)),
    )


def _down(at: str) -> str:
    """From the top: an axis counts from the bottom."""
    return f"{100 - float(at.rstrip('%')):.2f}%"


def _paths(values: Sequence[float | None], axis: LinearAxis, of: Trace, time: LinearAxis) -> Iterator[str]:
    """A row is drawn at its middle."""
    piece: list[str] = []
    for row, value in enumerate((*values, None)):
        if value is not None:
            x = time.at((row + 0.5) * of.period_ms / 60_000) * WIDTH / 100
            piece.append(f"{x:.1f} {100 - axis.at(value):.1f}")
        elif piece:
            yield "M" + "L".join(piece) if len(piece) > 1 else f"M{piece[0]}h0.1"
            piece = []


def _shaded(of: Trace, time: LinearAxis) -> Iterator[Span]:
    """Where the clock is more than 10 % below that of the first third: the rule of `clock-dropped`.

    One row alone is no span.
    """
    if isinstance(of.cpu_khz, Reason):
        return
    known = [khz for khz in of.cpu_khz if khz is not None]
    if len(known) < FEWEST_ROWS:
        return
    least = statistics.median_low(known[: len(known) // 3]) * MOST_LEFT_PERCENT / 100
    start: int | None = None
    for row, khz in enumerate((*of.cpu_khz, None)):
        low = khz is not None and khz < least
        if low and start is None:
            start = row
        elif not low and start is not None:
            if row - start > 1:
                yield _span(start, row, of, time)
            start = None


def _span(first: int, end: int, of: Trace, time: LinearAxis) -> Span:
    begins, ends = (time.at(row * of.period_ms / 60_000) for row in (first, end))
    label = f"clock more than {100 - MOST_LEFT_PERCENT} % down from {_clock_time(first * of.period_ms)}"
    return Span(f"{begins:.2f}%", f"{ends - begins:.2f}%", label)


def _finding(shown: Sequence[tuple[_Series, Values]], shaded: Sequence[Span], of: Trace) -> str:
    """For those who cannot see it: each line's first and last value, and what is shaded."""
    parts = []
    for series, values in shown:
        present = [value for value in values if value is not None]
        first, last = (_text(value, series.unit) for value in (present[0], present[-1]))
        parts.append(f"{series.name.format(_period(of))} from {first} to {last}")
    parts += [span.label for span in shaded]
    return f"Over {_clock_time(len(of.p90_ns) * of.period_ms)}: {'; '.join(parts)}."


def _rows(shown: Sequence[tuple[_Series, Values]], of: Trace) -> Iterator[TraceRow]:
    for row in range(len(of.p90_ns)):
        texts = [
            words.missing(None) if (value := values[row]) is None else _text(value, series.unit)
            for series, values in shown
        ]
        yield TraceRow(_clock_time(row * of.period_ms), tuple(texts))


def _period(of: Trace) -> str:
    return f"{units.significant(of.period_ms / 1000).rstrip('0').rstrip('.')}{numbers.NO_BREAK}s"


def _clock_time(ms: int) -> str:
    """`3 min 20 s`."""
    minutes, seconds = divmod(round(ms / 1000), 60)
    parts = [f"{minutes}{numbers.NO_BREAK}min"] if minutes else []
    parts += [f"{seconds}{numbers.NO_BREAK}s"] if seconds or not minutes else []
    return numbers.NO_BREAK.join(parts)


def _text(value: int, unit: Unit) -> str:
    return numbers.figure(value, None, None, unit).value
