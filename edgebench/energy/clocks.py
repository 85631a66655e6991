"""The meter's own clock against the host's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from edgebench.model.meter import MeterError, Reading, Specification
from edgebench.model.reason import Reason

if TYPE_CHECKING:
    from edgebench.energy.curve import Array

STEP_NS = 1_000_000
DRIFT_PPM = 50
BACK_NS = 1_000_000_000
"""A meter whose clock goes back further than late packets do was started again."""
MOST_RATE = 0.001
LATE_NS = 200_000_000
"""Quartz is right to 0.01 %; one that is off by 0.1 %, and by more than packets are late, was set."""


def stepped(moved_ns: int, over_ns: int) -> bool:
    """Whether a clock was set: it moved further than one that is slewed may."""
    return abs(moved_ns) > STEP_NS + over_ns * DRIFT_PPM // 1_000_000


def on_host_clock(
    specification: Specification, readings: Sequence[Reading], origin_ns: int
) -> tuple[Array, Sequence[Reading]]:
    """(times in ns from the origin, the readings that have one), on time.monotonic_ns.

    Raises MeterError where the meter's own clock began again (METER_RESET) or was set (CLOCK_STEP).
    """
    import numpy

    if specification.clock == "host":
        return numpy.array([one.at_ns - origin_ns for one in readings], float), readings
    stamped = sorted((one for one in readings if one.device_ns is not None), key=lambda one: one.at_ns)
    arrived = numpy.array([one.at_ns - origin_ns for one in stamped], float)
    if len(stamped) < 2:
        return arrived, stamped
    first_ns = stamped[0].device_ns or 0
    own = numpy.array([(one.device_ns or 0) - first_ns for one in stamped], float)
    return fitted(own, arrived), stamped


def fitted(own_ns: Array, arrived_ns: Array) -> Array:
    """Times of a meter's clock, in order of arrival, on the host's. Raises MeterError.

    A reading arrives late, never early: the line of offset and rate goes through the earliest arrival
    among the first third and that among the last.
    """
    if (own_ns[1:] - own_ns[:-1]).min() < -BACK_NS:
        raise MeterError("the meter's own clock began again: it was restarted", Reason.METER_RESET)
    third = max(1, len(own_ns) // 3)
    late_ns = arrived_ns - own_ns
    first = int(late_ns[:third].argmin())
    last = len(own_ns) - third + int(late_ns[-third:].argmin())
    length_ns = own_ns[last] - own_ns[first]
    rate = (arrived_ns[last] - arrived_ns[first]) / length_ns if length_ns > 0 else 1.0
    if abs(rate - 1) * length_ns > MOST_RATE * length_ns + LATE_NS:
        raise MeterError("the meter's own clock was set while it measured", Reason.CLOCK_STEP)
    on_host: Array = arrived_ns[first] + (own_ns - own_ns[first]) * rate
    return on_host
