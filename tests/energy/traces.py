"""Traces of one device, exact: 2 W idling, 6 W from 1 s before the window of 60 s to 1 s after it.

counted(), sampled()      a counter and a point sampler on it, read every 0.1 s
edited(trace, ...)        some readings replaced or left out: a fault
reason(trace)             why its energy is refused, or None
gross_j(trace)            the energy of its window, which is 360 J
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import structs

from edgebench.energy.assess import Metered, Refused, assess
from edgebench.energy.trace import Event, Marks, Span, Trace
from edgebench.model.energy import Energy, MeterAccuracy, RawTrace
from edgebench.model.meter import Rail, Reading, Specification
from edgebench.model.reason import Reason

S = 1_000_000_000
W = J = 1_000_000_000
"""In nW and nJ."""
WINDOW = Span(20 * S, 80 * S)
MARKS = Marks(
    window=WINDOW,
    queries=6007,
    samples=6007,
    idle_before=Span(2 * S, 18 * S),
    idle_after=Span(82 * S, 98 * S),
)
RAW = RawTrace(sha256="0" * 64, bytes=1, samples=1)
ONE_PERCENT = MeterAccuracy(
    quantity="power", reading_ppm=10_000, range_ppm=0, absolute_uw=0, source="datasheet", url=None
)


def power_w(at_s: float) -> float:
    return 6.0 if 19 <= at_s < 81 else 2.0


def energy_j(at_s: float) -> float:
    return 2 * at_s + 4 * min(max(at_s - 19, 0), 62)


def specification(kind: str, **facts: Any) -> Specification:
    stated: dict[str, Any] = {
        "model": "made up",
        "boundary": "board_dc",
        "includes": ("soc",),
        "rails": (Rail("all"),),
        "total_rule": "all",
        "update_period_us": 0,
    }
    return Specification(kind=kind, **(stated | facts))  # type: ignore[arg-type]


def readings(shown: Callable[[float], float], every_s: float = 0.1, until_s: float = 100) -> list[Reading]:
    moments = [i * every_s for i in range(round(until_s / every_s))]
    return [Reading(round(at * S), 0, (round(shown(at) * S),)) for at in moments]


def counted(every_s: float = 0.1, shown: Callable[[float], float] = energy_j, **facts: Any) -> Trace:
    return Trace(specification("counter", **facts), tuple(readings(shown, every_s)))


def sampled(every_s: float = 0.1, shown: Callable[[float], float] = power_w, **facts: Any) -> Trace:
    return Trace(specification("sampler", **facts), tuple(readings(shown, every_s)))


def edited(
    trace: Trace,
    change: Callable[[int, Reading], Reading | None],
    *,
    events: Sequence[Event] = (),
) -> Trace:
    """change: from a reading's number and itself to what stands in its place; None leaves it out."""
    changed = [change(i, one) for i, one in enumerate(trace.readings)]
    kept = tuple(one for one in changed if one is not None)
    return structs.replace(trace, readings=kept, events=tuple(events))


def missing(trace: Trace, began_s: float, ended_s: float, events: Sequence[Event] = ()) -> Trace:
    """Without the readings between two moments."""
    return edited(trace, lambda _, one: None if began_s * S < one.at_ns < ended_s * S else one, events=events)


def valued(trace: Trace, value: Callable[[int, int], int | None]) -> Trace:
    """value: from a reading's number and value to the value that it shows instead."""
    return edited(trace, lambda i, one: one._replace(values=(value(i, one.values[0] or 0),)))


def assessed(*traces: Trace, marks: Marks = MARKS) -> Energy | Refused:
    meter = Metered(driver="made-up", driver_version="1", traces=traces, raw=RAW)
    return assess([meter], [marks] * len(traces))


def reason(*traces: Trace, marks: Marks = MARKS) -> Reason | None:
    found = assessed(*traces, marks=marks)
    return found.reason if isinstance(found, Refused) else None


def energy(*traces: Trace, marks: Marks = MARKS) -> Energy:
    found = assessed(*traces, marks=marks)
    assert isinstance(found, Energy), found
    return found


def gross_j(trace: Trace, marks: Marks = MARKS) -> float:
    return energy(trace, marks=marks).windows[0].gross_uj / 1e6
