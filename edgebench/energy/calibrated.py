"""Readings with the gain and the offset that a calibration found."""

from __future__ import annotations

from msgspec import structs

from edgebench.energy.trace import Trace
from edgebench.model.meter import Reading


def calibrated(trace: Trace, gain: float, offset_w: float) -> Trace:
    """True = gain * reading + offset, which the rails of a sampler's total share.

    A counter's offset is no part of its values: with it they would run on where the counter is stuck, and
    back, as after a reset, where they are read twice between two of its steps.
    """
    counted = sum(rail.in_total for rail in trace.specification.rails)
    sampler = trace.specification.kind == "sampler"
    more_nw = offset_w * 1e9 / counted if sampler and counted else 0.0

    def true(reading: Reading) -> Reading:
        values = (None if one is None else round(gain * one + more_nw) for one in reading.values)
        return reading._replace(values=tuple(values))

    rails = tuple(
        rail if rail.modulus_nj is None else structs.replace(rail, modulus_nj=round(gain * rail.modulus_nj))
        for rail in trace.specification.rails
    )
    specification = structs.replace(trace.specification, rails=rails)
    readings = tuple(map(true, trace.readings))
    offset_nw = 0.0 if sampler else offset_w * 1e9
    return structs.replace(trace, specification=specification, readings=readings, offset_nw=offset_nw)
