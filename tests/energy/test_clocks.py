import numpy
import pytest

from edgebench.energy import clocks
from edgebench.model.meter import MeterError, Reading
from edgebench.model.reason import Reason
from tests.energy.traces import S, specification


def test_a_clock_that_is_slewed_is_not_stepped():
    assert not clocks.stepped(1_000_000 + 3_000_000, 60 * S)  # 1 ms and 50 ppm of 60 s
    assert clocks.stepped(4_000_001, 60 * S)
    assert clocks.stepped(-4_000_001, 60 * S)


def test_the_host_times_are_those_of_the_earliest_arrivals():
    own = numpy.arange(0, 100.0) * S
    late = numpy.where(numpy.arange(100) % 10 == 3, 0.002, 0.5) * S
    fitted = clocks.fitted(own, own * (1 + 100e-6) + 7 * S + late)
    assert fitted == pytest.approx(own * (1 + 100e-6) + 7.002 * S, abs=1e3)


def test_readings_without_a_time_of_their_own_are_left_out_where_the_others_have_one():
    device = specification("sampler", clock="device")
    shown = [
        Reading(S, 0, (1,), device_ns=0),
        Reading(2 * S, 0, (2,)),
        Reading(3 * S, 0, (3,), device_ns=2 * S),
    ]
    times, stamped = clocks.on_host_clock(device, shown, S)
    assert (times.tolist(), len(stamped)) == ([0, 2 * S], 2)


def test_a_short_trace_of_late_packets_is_no_clock_that_was_set():
    own = S / 100 * numpy.arange(6.0)
    assert clocks.fitted(own, own + S * numpy.array([0.1, 0.1, 0.1, 0.1, 0.2, 0.2])) is not None


@pytest.mark.parametrize(
    ("own_s", "why"),
    [([50, 51, 0, 1, 2, 3], Reason.METER_RESET), ([0, 1, 2, 4, 5, 6], Reason.CLOCK_STEP)],
    ids=["restarted", "set"],
)
def test_a_clock_that_does_not_keep_time_is_refused(own_s, why):
    with pytest.raises(MeterError) as caught:
        clocks.fitted(S * numpy.array(own_s, float), S * numpy.arange(6.0))
    assert caught.value.reason is why


def test_packets_that_came_in_another_order_keep_their_own_times():
    own = S / 100 * numpy.array([0.0, 2, 1, 3, 4, 5])
    fitted = clocks.fitted(own, S / 100 * numpy.array([7.0, 9, 9, 10, 11, 12]))
    assert (fitted - fitted[0]).tolist() == own.tolist()
