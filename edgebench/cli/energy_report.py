"""Energy at the end of `edgebench run`: lines of a cell, and the object that `--json` has."""

from __future__ import annotations

from typing import Any

from edgebench import energy_figures
from edgebench.energy_figures import Derived
from edgebench.model.energy import Energy, Meter
from edgebench.model.reason import TEXT, Reason
from edgebench.model.result import Result
from edgebench.publish.wording import energy as words
from edgebench.publish.wording.numbers import plain_spaces

_UNASKED = {None, Reason.NO_METER, Reason.NOT_ASKED}


def lines(result: Result) -> list[str]:
    """Value, interval and boundary; where a meter was asked and failed, why; else nothing."""
    energy = energy_figures.sound(result)
    if energy is None:
        why = result.energy_reason
        return [] if why in _UNASKED else [f"energy: {TEXT[why or Reason.UNKNOWN].cell}"]
    figure = words.gross(result)
    interval = figure.interval if energy.gross_u_nj is not None else "repeatability only"
    made_up = ["simulated"] if energy_figures.is_simulated(result) else []
    return list(map(plain_spaces, [figure.value, interval, *words.boundary(energy).split(", "), *made_up]))


def as_json(result: Result | None) -> dict[str, Any]:
    """`energy` and `energy_reason`; uncertainty_j is half of the 95 % interval."""
    energy = energy_figures.sound(result) if result else None
    if result is None or energy is None:
        why = result.energy_reason if result else None
        unsound = result is not None and result.energy is not None
        return {"energy": None, "energy_reason": "unknown" if unsound else why.value if why else None}
    return {
        "energy": {**_value(energy), **_figures(result, energy), **_meters(result, energy)},
        "energy_reason": None,
    }


def _value(energy: Energy) -> dict[str, Any]:
    return {
        "j_per_sample": energy.gross_per_sample_nj / 1e9,
        "uncertainty_j": _joules(energy_figures.expanded_nj(energy)),
        "uncertainty_reason": _code(energy.gross_u_nj_reason),
        "repeatability_j": energy.repeatability_nj / 1e9,
        "net_j_per_sample": _joules(energy.net_per_sample_nj),
        "net_reason": _code(energy.net_per_sample_nj_reason),
    }


def _figures(result: Result, energy: Energy) -> dict[str, Any]:
    windows = energy_figures.windows_of(energy, energy.primary)
    idle_uw = energy_figures.idle_uw(windows)
    answer = energy_figures.per_right_answer(result)
    delay = energy_figures.energy_delay(result)
    return {
        "watts": energy_figures.power_uw(windows) / 1e6,
        "idle_watts": None if idle_uw is None else idle_uw / 1e6,
        "j_per_query": _joules(energy_figures.per_query(result).value),
        "samples_per_j": energy_figures.per_joule(result).value,
        "energy_delay_js": None if delay.value is None else delay.value / 1e18,
        "j_per_right_answer": _joules(answer.value),
        "j_per_right_answer_reason": _why(answer),
        "flags": sorted(energy_figures.flags(windows)),
        "sampler_share_of_core": max(map(energy_figures.sampler_ppm, result.processes)) / 1e6,
    }


def _meters(result: Result, energy: Energy) -> dict[str, Any]:
    others = energy_figures.meter_ratios(result)
    return {
        **_meter(energy_figures.primary(energy)),
        "other_meters": [{**_meter(one.meter), "ratio": one.value_ppm / 1e6} for one in others],
    }


def _meter(meter: Meter) -> dict[str, Any]:
    return {
        "boundary": meter.boundary,
        "boundary_includes": meter.boundary_includes,
        "meter": meter.driver,
        "meter_model": meter.model,
        "validated": meter.validated,
    }


def _joules(nanojoules: float | None) -> float | None:
    return None if nanojoules is None else nanojoules / 1e9


def _code(reason: Reason | None) -> str | None:
    return reason.value if reason else None


def _why(missing: Derived) -> str | None:
    return missing.why.value if missing.why else None
