"""Readings with the gain and the offset that a calibration found."""

from __future__ import annotations

from msgspec import structs

from edgebench.energy.trace import Trace
from edgebench.model.meter import Reading


def calibrated(trace: Trace, gain: float, offset_w: float) -> Trace:
    """True = gain * reading + offset, which the rails of the total share."""
    counted = sum(rail.in_total for rail in trace.specification.rails)
    sampler = trace.specification.kind == "sampler"
    offset_nw = offset_w * 1e9 / counted if sampler and counted else 0.0

    def true(reading: Reading) -> Reading:
        # A counter grows by the offset too: so much a second.
        more = offset_nw if sampler else offset_w * reading.at_ns / max(1, counted)
        values = (None if one is None else round(gain * one + more) for one in reading.values)
        return reading._replace(values=tuple(values))

    rails = tuple(
        rail if rail.modulus_nj is None else structs.replace(rail, modulus_nj=round(gain * rail.modulus_nj))
        for rail in trace.specification.rails
    )
    specification = structs.replace(trace.specification, rails=rails)
    return structs.replace(trace, specification=specification, readings=tuple(map(true, trace.readings)))
