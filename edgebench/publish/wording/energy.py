"""How energy reads, on the site and in the terminal: boundary, meter, budget, flags of windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from edgebench import energy_figures, units
from edgebench.energy_figures import Derived, Uncounted
from edgebench.metrics import ENERGY
from edgebench.model.energy import Energy, EnergyWindow, Meter, MeterAccuracy
from edgebench.model.reason import TEXT, Reason
from edgebench.model.result import Result
from edgebench.publish.wording import numbers
from edgebench.publish.wording.boundaries import BOUNDARIES
from edgebench.publish.wording.scenarios import Listing
from edgebench.units import PER_JOULE, Quantity, Unit

FLAGS = {
    "alias-risk": "readings came nearly in step with the queries",
    "jittered": "readings were taken at random intervals, so as not to fall in step",
    "gap": "some readings are missing",
    "clock-step": "the clock was set meanwhile",
    "simulated": "the readings were made up",
    "short": "shorter than an error of 1 % allows",
}
_UNCOUNTED = {
    Uncounted.NOT_A_SHARE: "the accuracy is no share of right answers",
    Uncounted.OTHER_SET: "the accuracy is of other samples than were timed",
    Uncounted.NONE_RIGHT: "no answer was right",
}
HEADING = "Where the uncertainty of the energy comes from"
COLUMNS = ("term", "type", "distribution", "standard uncertainty", "shared by")
LEAST_SHARE = 0.01
"""Percent below which a share of the uncertainty is as good as nothing."""
MANY_DEGREES = 1000
"""Of freedom; with as many they are not worth a word."""
EMULATED_ONLY = "meter emulated-only"
"""Of a driver that was never run on the real meter."""


class Told(NamedTuple):
    """A line of a result's energy, with the site's spaces."""

    name: str
    value: str
    note: str = ""


def gross(result: Result, unit: Unit | None = None) -> numbers.Figure:
    """`48.2 mJ` and its 95 % interval; in the place of what is missing its reason."""
    return numbers.typeset(ENERGY.figure(ENERGY.read(result), unit))


def column_unit(results: Sequence[Result]) -> Unit | None:
    """The one unit of a column; None where the values are too far apart for one."""
    return units.column_unit((ENERGY.read(result).value for result in results), "nJ")


def boundary(energy: Energy) -> str:
    """`wall_ac`, and that its driver is emulated-only."""
    meter = energy_figures.primary(energy)
    return ", ".join([meter.boundary, *emulated(meter)])


def why(missing: Reason | Uncounted | None) -> str:
    """In a cell."""
    if isinstance(missing, Uncounted):
        return _UNCOUNTED[missing]
    return TEXT[missing or Reason.UNKNOWN].cell


def told(result: Result) -> Iterator[Told]:
    """Every figure of a result that has energy, the value first; nothing of one without."""
    energy = energy_figures.sound(result)
    if energy is None:
        return
    windows = energy_figures.windows_of(energy, energy.primary)
    yield Told("Energy a sample", gross(result).value, interval(result, energy))
    yield Told("Boundary", *_boundary(energy_figures.primary(energy)))
    yield from _powers(energy, windows)
    yield from _derived(result)
    yield Told("Meter", *_meter(energy_figures.primary(energy)))
    yield from _others(result, energy)
    yield from _windows(windows)
    yield Told("Sampler", *_sampler(result))


def budget(result: Result) -> Listing | None:
    """The terms of the uncertainty, the largest first, and their sum; None without energy."""
    energy = energy_figures.sound(result)
    if energy is None or not energy.terms:
        return None
    rows: list[tuple[str, ...]] = [
        (
            term.name,
            term.type,
            term.distribution,
            _share(term.u_nj, energy),
            "all runs on this meter" if term.correlated else "this run",
        )
        for term in sorted(energy.terms, key=lambda term: -term.u_nj)
    ]
    if energy.gross_u_nj is not None:
        coverage = f"k = {energy.coverage_factor_milli / 1000:.2f}"
        if energy.effective_dof < MANY_DEGREES:
            coverage += f", {numbers.counted(energy.effective_dof, 'degree')} of freedom"
        rows.append(("combined", "", "", _share(energy.gross_u_nj, energy), coverage))
    return Listing(HEADING, COLUMNS, COLUMNS[3:4], tuple(rows))


def interval(result: Result, energy: Energy) -> str:
    """The 95 % interval; without a stated accuracy only how well the value repeats."""
    if energy.gross_u_nj is not None:
        return f"{gross(result).interval}, gross"
    repeats = numbers.typeset(units.figure(energy.repeatability_nj, None, None, _unit(energy))).value
    return f"gross, repeatability only: ± {repeats} (standard); {why(energy.gross_u_nj_reason)}"


def net(energy: Energy) -> str:
    """Of a sample, without what idling takes meanwhile; or the reason."""
    net_nj = energy.net_per_sample_nj
    return why(energy.net_per_sample_nj_reason) if net_nj is None else _quantity(net_nj, "nJ")


def _unit(energy: Energy) -> Unit:
    return units.unit_of(energy.gross_per_sample_nj, "nJ")


def _boundary(meter: Meter) -> tuple[str, str]:
    includes = ", ".join(meter.boundary_includes) or "nothing that is named"
    return meter.boundary, f"{BOUNDARIES[meter.boundary].of}; includes {includes}"


def _powers(energy: Energy, windows: Sequence[EnergyWindow]) -> Iterator[Told]:
    idle_uw = energy_figures.idle_uw(windows)
    yield Told("Mean power", _quantity(energy_figures.power_uw(windows), "uW"))
    if idle_uw is not None:
        yield Told("Idle power", _quantity(idle_uw, "uW"), "with the model loaded, before and after")
    note = "a sample, less what idling takes meanwhile"
    yield Told("Net of idling", net(energy), "" if energy.net_per_sample_nj is None else note)


def _derived(result: Result) -> Iterator[Told]:
    if result.load.samples_per_query > 1:
        yield _figure("Energy a query", energy_figures.per_query(result), "nJ")
    yield _figure("Samples a joule", energy_figures.per_joule(result), PER_JOULE)
    yield _figure(
        "Energy-delay product",
        energy_figures.energy_delay(result),
        "aJs",
        "gross energy of a sample times p50 of a query",
    )
    yield _figure("Energy a right answer", energy_figures.per_right_answer(result), "nJ")


def _figure(name: str, found: Derived, unit: Unit | Quantity, note: str = "") -> Told:
    if found.value is None:
        return Told(name, why(found.why))
    chosen = unit if isinstance(unit, Unit) else units.unit_of(found.value, unit)
    figure = numbers.figure(found.value, found.low, found.high, chosen)
    return Told(name, figure.value, ", ".join(part for part in (figure.interval, note) if part))


def _meter(meter: Meter) -> tuple[str, str]:
    notes = [_accuracy(meter), meter.total_rule, *emulated(meter)]
    return f"{meter.model} ({meter.driver})", "; ".join(note for note in notes if note)


def emulated(meter: Meter) -> list[str]:
    """Said wherever a value is."""
    return [EMULATED_ONLY] if meter.validated == "emulated-only" else []


def _accuracy(meter: Meter) -> str:
    if not energy_figures.states_accuracy(meter):
        return TEXT[Reason.ACCURACY_UNSPECIFIED].cell
    return ", ".join(map(_limit, meter.accuracy or ()))


def _limit(one: MeterAccuracy) -> str:
    """`power ± (0.1 % + 10.0 mW), by its datasheet`."""
    parts = [f"{one.reading_ppm / 1e4:g}{numbers.NO_BREAK}%"] if one.reading_ppm else []
    parts += [_quantity(one.absolute_uw, "uW")] if one.absolute_uw else []
    said = " + ".join(parts) or "0"
    said = f"({said})" if len(parts) > 1 else said
    return f"{one.quantity} ± {said}, by {one.source}"


def _others(result: Result, energy: Energy) -> Iterator[Told]:
    """Of meters read at once, how much each read of what the primary one did."""
    own = energy_figures.primary(energy).boundary
    for ratio in energy_figures.meter_ratios(result):
        times = numbers.figure(ratio.value_ppm, None, None, units.TIMES).value
        note = f"{ratio.meter.boundary} over {own}"
        yield Told(
            f"Beside it, {ratio.meter.model}",
            times,
            "; ".join([note, ratio.meter.driver, *emulated(ratio.meter)]),
        )


def _windows(windows: Sequence[EnergyWindow]) -> Iterator[Told]:
    for flag, count in energy_figures.flags(windows).items():
        of = f"{count} of {numbers.counted(len(windows), 'window')}"
        yield Told("Windows", of, FLAGS.get(flag, flag))


def _sampler(result: Result) -> tuple[str, str]:
    worst = max(map(energy_figures.sampler_ppm, result.processes))
    return units.share(worst, 2), "of one core, to read meters and sensors, in the worst process"


def _share(u_nj: int, energy: Energy) -> str:
    """With its share of the value."""
    text = numbers.typeset(units.figure(u_nj, None, None, units.unit_of(u_nj, "nJ"))).value
    share = 100 * u_nj / max(1, energy.gross_per_sample_nj)
    told = units.significant(share) if share >= LEAST_SHARE else f"under {LEAST_SHARE}"
    return f"{text} ({told} %)"


def _quantity(value: float, quantity: Quantity) -> str:
    return numbers.figure(value, None, None, units.unit_of(value, quantity)).value
