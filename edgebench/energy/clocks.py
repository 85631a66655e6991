"""The meter's own clock against the host's."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from edgebench.energy.trace import Trace
from edgebench.model.meter import Reading

STEP_NS = 1_000_000
DRIFT_PPM = 50


def stepped(moved_ns: int, over_ns: int) -> bool:
    """Whether a clock was set: it moved further than one that is slewed may."""
    return abs(moved_ns) > STEP_NS + over_ns * DRIFT_PPM // 1_000_000


def on_host_clock(trace: Trace) -> Trace:
    """A trace whose readings carry the meter's own time, with the host's in its place.

    A reading arrives late, never early: the line of offset and rate goes through the earliest arrival
    among the first third and that among the last.
    """
    stamped = [one for one in trace.readings if one.device_ns is not None]
    if trace.specification.clock != "device" or len(stamped) < 2:
        return trace
    third = max(1, len(stamped) // 3)
    first, last = _earliest(stamped[:third]), _earliest(stamped[-third:])
    began_ns, length_ns = _device(first), _device(last) - _device(first)
    rate = (last.at_ns - first.at_ns) / length_ns if length_ns > 0 else 1.0
    fitted = tuple(
        one._replace(at_ns=first.at_ns + round((_device(one) - began_ns) * rate), half_width_ns=0)
        for one in stamped
    )
    return structs.replace(trace, readings=fitted)


def _earliest(readings: Sequence[Reading]) -> Reading:
    return min(readings, key=lambda one: one.at_ns - _device(one))


def _device(reading: Reading) -> int:
    assert reading.device_ns is not None
    return reading.device_ns
