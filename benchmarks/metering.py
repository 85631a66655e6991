"""Meters on a simulated device, as their drivers read them: with the errors that makers allow, and their own.

A meter's gain and offset are drawn once a run, evenly within the limits of its accuracy. What it
shows is late, quantized, averaged and noisy as its kind is, and the traces go to edgebench's own engine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import numpy
from msgspec import Struct, structs

from benchmarks.plant import Array, Process
from edgebench.energy.assess import Metered
from edgebench.energy.trace import Marks, Span, Trace
from edgebench.model.energy import Boundary, MeterAccuracy, RawTrace
from edgebench.model.meter import Rail, Reading, Specification

BEGAN_NS = 5_000_000_000_000
BETWEEN_NS = 1_000_000_000_000
"""From one process's window to the next one's."""
Source = Literal["datasheet", "calibration", "user", "judgement"]
RAW = RawTrace(sha256="0" * 64, bytes=1, samples=1)
POLL_JITTER_S = 0.0005
WIDEST_DRIFT = 2e-4
"""Of a meter's own clock: some 100 ppm."""


class Unit(Struct, frozen=True):
    """One meter as it stands on the desk: what its maker allows it, and this run drew."""

    gain: float
    offset_w: float
    drift: float
    clock_s: float
    """How late its clock is against what is known of it."""


class Shown(NamedTuple):
    """What a meter gave: when, in nW or nJ, half of how long each read took, and its own time."""

    at_s: Array
    values: Any
    half_s: Array
    device_s: Array | None = None

    def readings(self, window_ns: int) -> list[Reading]:
        """window_ns: when the window began."""
        times, halves = window_ns + _ns(self.at_s), _ns(self.half_s)
        columns = [times.tolist(), halves.tolist(), [(one,) for one in self.values.tolist()]]
        if self.device_s is not None:
            columns += [[0] * len(times), _ns(self.device_s).tolist()]
        return list(map(Reading, *columns))


class Kind(Struct, frozen=True):
    """A kind of meter. shows: what it gives of a process."""

    name: str
    specification: Specification
    window_s: float
    idle_s: float
    shows: Callable[[Kind, Unit, Process, numpy.random.Generator], Shown]

    def unit(self, generator: numpy.random.Generator) -> Unit:
        """One that lies within its accuracy."""
        gain, offset_w = 1.0, 0.0
        for one in self.specification.accuracy:
            gain += one.reading_ppm / 1e6 * generator.uniform(-1, 1)
            offset_w += one.absolute_uw / 1e6 * generator.uniform(-1, 1)
        drift = WIDEST_DRIFT * generator.uniform(-1, 1)
        return Unit(gain, offset_w, drift, self.specification.sync_u_us / 1e6 * generator.normal())

    def better(self, times: float) -> Kind:
        """The same, its gain and offset known so many times better."""
        accuracy = tuple(
            structs.replace(
                one, reading_ppm=round(one.reading_ppm / times), absolute_uw=round(one.absolute_uw / times)
            )
            for one in self.specification.accuracy
        )
        return structs.replace(self, specification=structs.replace(self.specification, accuracy=accuracy))


def metered(kind: Kind, unit: Unit, processes: list[Process], generator: numpy.random.Generator) -> Metered:
    """What the recorder would hand over of this meter."""
    traces = []
    for place, process in enumerate(processes):
        shown = kind.shows(kind, unit, process, generator)
        traces.append(Trace(kind.specification, tuple(shown.readings(_window_ns(place)))))
    return Metered(driver="simulated", driver_version="1", traces=tuple(traces), raw=RAW)


def marks(processes: list[Process]) -> list[Marks]:
    """When each idled and was measured."""
    return [
        Marks(
            window=_span(place, 0, process.window_s),
            queries=process.queries,
            samples=process.queries,
            idle_before=_span(place, process.began_s, process.began_s + process.idle_s),
            idle_after=_span(place, process.ended_s - process.idle_s, process.ended_s),
        )
        for place, process in enumerate(processes)
    ]


def _window_ns(place: int) -> int:
    return BEGAN_NS + place * BETWEEN_NS


def _ns(seconds: Array) -> Any:
    return numpy.rint(1e9 * seconds).astype(numpy.int64)


def _span(place: int, began_s: float, ended_s: float) -> Span:
    return Span(_window_ns(place) + round(began_s * 1e9), _window_ns(place) + round(ended_s * 1e9))


class Read(NamedTuple):
    """Reads by the host: when, half of how long each took, and the moment within at which it was taken."""

    at_s: Array
    half_s: Array
    taken_s: Array


def _polled(kind: Kind, process: Process, generator: numpy.random.Generator, half_s: float) -> Read:
    """At the recorder's period, from a moment of its own."""
    period_s = kind.specification.period_us / 1e6
    at_s = _moments(process, period_s, generator)
    count = len(at_s)
    at_s += generator.normal(0, POLL_JITTER_S, count)
    halves = half_s * generator.uniform(0.8, 1.2, count)
    return Read(at_s, halves, at_s + halves * generator.uniform(-1, 1, count))


def _moments(process: Process, period_s: float, generator: numpy.random.Generator) -> Array:
    """All through the process and a little beyond, from a moment that has nothing to do with it."""
    first = process.began_s - process.warm_up_s + period_s * generator.uniform()
    return numpy.arange(first, process.ended_s + process.warm_up_s, period_s)


def _updated(at_s: Array, every_s: float, generator: numpy.random.Generator) -> Array:
    """When the meter had last had a new value, by a clock of its own."""
    every_s *= 1 + 1e-3 * generator.uniform(-1, 1)
    phase = every_s * generator.uniform()
    return numpy.floor((at_s - phase) / every_s) * every_s + phase


def _seen_j(unit: Unit, process: Process, at_s: Array) -> Array:
    return unit.gain * process.energy_j(at_s) + unit.offset_w * at_s


def counter(kind: Kind, unit: Unit, process: Process, generator: numpy.random.Generator) -> Shown:
    """Read by the host; up to an update old and a quantum low, and it wraps."""
    read = _polled(kind, process, generator, half_s=2e-5)
    specification = kind.specification
    updated = _updated(read.taken_s, specification.update_period_us / 1e6, generator)
    modulus = specification.rails[0].modulus_nj
    began_nj = generator.uniform(0, modulus or 1e15)
    counted = (began_nj + 1e9 * _seen_j(unit, process, updated)) // specification.quantum_nj
    values = counted.astype(numpy.int64) * specification.quantum_nj
    return Shown(read.at_s, values % modulus if modulus else values, read.half_s)


def point(kind: Kind, unit: Unit, process: Process, generator: numpy.random.Generator) -> Shown:
    """The power at one moment within a read of 2 ms, with noise and steps of 5 mW."""
    read = _polled(kind, process, generator, half_s=1e-3)
    shown = unit.gain * process.power_w(read.taken_s) + unit.offset_w
    noisy = shown + generator.normal(0, 0.03, len(shown))
    return Shown(read.at_s, _steps(noisy, 0.005), read.half_s)


def mean(kind: Kind, unit: Unit, process: Process, generator: numpy.random.Generator) -> Shown:
    """Means, anew with every update and shown until the next, with the resolution of a display."""
    read = _polled(kind, process, generator, half_s=2e-3)
    updated = _updated(read.taken_s, kind.specification.update_period_us / 1e6, generator)
    over_s = kind.specification.averaging_us / 1e6
    shown = (_seen_j(unit, process, updated) - _seen_j(unit, process, updated - over_s)) / over_s
    held = numpy.unique(updated, return_inverse=True)[1]
    noisy = shown + 0.01 * generator.normal(size=held.max() + 1)[held]
    step_w = 0.1 if kind.name.startswith("slow plug") else 0.001
    return Shown(read.at_s, _steps(noisy, step_w), read.half_s)


def streamed(kind: Kind, unit: Unit, process: Process, generator: numpy.random.Generator) -> Shown:
    """On the meter's own clock, whose offset nobody knows; readings arrive in lots, late, never early."""
    specification = kind.specification
    period_s = specification.update_period_us / 1e6
    at_s = _moments(process, period_s, generator)
    count = len(at_s)
    device_s = (at_s + generator.uniform(1, 1e5)) * (1 + unit.drift)
    lot = 1 + int(0.01 / period_s)
    lasts = numpy.minimum(numpy.arange(count) // lot * lot + lot - 1, count - 1)
    late_s = abs(unit.clock_s) + generator.exponential(0.003, count)[lasts]
    arrived = numpy.maximum.accumulate(at_s[lasts] + late_s)
    energy = _seen_j(unit, process, at_s)
    if specification.kind == "counter":
        values = numpy.rint(1e9 * (energy - energy[0]))
    else:
        over_s = specification.averaging_us / 1e6
        noise = generator.normal(0, 0.05, count)
        values = numpy.rint(1e9 * ((energy - _seen_j(unit, process, at_s - over_s)) / over_s + noise))
    return Shown(arrived, values.astype(numpy.int64), numpy.zeros(count), device_s)


def imported(kind: Kind, unit: Unit, process: Process, generator: numpy.random.Generator) -> Shown:
    """A file of means, stamped by another machine's clock: late throughout, and drifting."""
    period_s = kind.specification.averaging_us / 1e6
    at_s = _moments(process, period_s, generator)
    count = len(at_s)
    energy = _seen_j(unit, process, at_s), _seen_j(unit, process, at_s - period_s)
    noisy = (energy[0] - energy[1]) / period_s + generator.normal(0, 0.02, count)
    stamped = at_s + unit.clock_s + unit.drift / 10 * at_s
    return Shown(stamped, _steps(noisy, 0.001), numpy.zeros(count))


def _steps(power_w: Array, step_w: float) -> Any:
    return (numpy.rint(power_w / step_w) * round(step_w * 1e9)).astype(numpy.int64)


def _specification(
    kind: Literal["counter", "sampler"],
    boundary: Boundary,
    reading_ppm: int,
    absolute_uw: int,
    source: Source,
    **facts: Any,
) -> Specification:
    accuracy = MeterAccuracy(
        quantity="power",
        reading_ppm=reading_ppm,
        range_ppm=0,
        absolute_uw=absolute_uw,
        source=source,
        url=None,
    )
    facts.setdefault("rails", (Rail("all"),))
    return Specification(
        kind=kind,
        model="simulated",
        boundary=boundary,
        includes=("soc",),
        total_rule="all",
        accuracy=(accuracy,),
        **facts,
    )


# fmt: off
KINDS = (
    Kind("fast counter (RAPL)", _specification(
        "counter", "soc_package", 10_000, 0, "user",
        update_period_us=1_000, quantum_nj=61_000, rails=(Rail("package-0", modulus_nj=262_143_328_850_000),),
    ), 30, 5, counter),
    Kind("slow counter (NVML)", _specification(
        "counter", "gpu_board", 50_000, 0, "judgement", update_period_us=100_000, quantum_nj=1_000_000,
    ), 30, 5, counter),
    Kind("coarse counter (3.6 J)", _specification(
        "counter", "board_dc", 5_000, 20_000, "datasheet", update_period_us=500_000, quantum_nj=3_600_000_000,
    ), 60, 15, counter),
    Kind("point sampler (INA, PMIC)", _specification(
        "sampler", "board_dc", 10_000, 20_000, "datasheet", update_period_us=0,
    ), 30, 5, point),
    Kind("1 s means read at 10 Hz", _specification(
        "sampler", "gpu_board", 50_000, 0, "judgement", update_period_us=100_000, averaging_us=1_000_000,
    ), 30, 5, mean),
    Kind("slow plug", _specification(
        "sampler", "wall_ac", 30_000, 300_000, "judgement",
        period_us=500_000, update_period_us=1_000_000, averaging_us=1_000_000,
    ), 60, 15, mean),
    Kind("bench meter (0.5 s means)", _specification(
        "sampler", "wall_ac", 1_500, 15_000, "datasheet",
        period_us=250_000, update_period_us=500_000, averaging_us=500_000,
    ), 30, 10, mean),
    Kind("streaming counter (Joulescope)", _specification(
        "counter", "board_dc", 3_000, 1_000, "datasheet",
        update_period_us=50_000, clock="device", sync_u_us=1_000,
    ), 10, 3, streamed),
    Kind("streaming 1 ms means (PPK2)", _specification(
        "sampler", "board_dc", 10_000, 5_000, "judgement",
        update_period_us=1_000, averaging_us=1_000, clock="device", sync_u_us=1_000,
    ), 1, 0.3, streamed),
    Kind("CSV of 0.1 s means", _specification(
        "sampler", "board_dc", 5_000, 10_000, "datasheet",
        update_period_us=0, averaging_us=100_000, sync_u_us=100_000,
    ), 10, 3, imported),
)
# fmt: on
