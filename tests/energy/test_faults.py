"""Faults to order: the energy is refused with the right reason, or is right in spite of it (360 J)."""

import pytest
from msgspec import structs

from edgebench.energy.assess import Metered, Refused, assess
from edgebench.energy.trace import Event, Span, Trace
from edgebench.model.meter import Rail
from edgebench.model.reason import Reason
from tests.energy.traces import (
    MARKS,
    ONE_PERCENT,
    RAW,
    WINDOW,
    J,
    S,
    W,
    assessed,
    counted,
    edited,
    energy,
    energy_j,
    gross_j,
    missing,
    power_w,
    reason,
    sampled,
    valued,
)

BOTH = pytest.mark.parametrize("trace", [counted(), sampled()], ids=["counter", "sampler"])
IN_WINDOW = 500
"""Number of the reading at 50 s."""


def rough(at_s):
    """Power with the last digits that real readings have."""
    return power_w(at_s) + (at_s * 7919.31 % 1 - 0.5) / 100


def flags(trace):
    return energy(trace).windows[0].flags


@BOTH
def test_without_a_fault_the_energy_is_360_joules(trace):
    assert gross_j(trace) == pytest.approx(360, abs=1e-3)
    assert flags(trace) == []


@BOTH
def test_a_few_readings_without_a_number_leave_a_gap_that_is_noted(trace):
    gappy = valued(trace, lambda i, value: None if i in {300, 450, 451} else value)
    assert gross_j(gappy) == pytest.approx(360, abs=1e-3)
    assert flags(gappy) == ["gap"]


def test_many_readings_without_a_number_are_a_bad_meter():
    assert reason(valued(sampled(), lambda i, value: None if i % 9 == 0 else value)) is Reason.BAD_READING


def test_no_number_for_long_is_a_bad_meter():
    assert reason(valued(sampled(), lambda i, v: None if 400 < i < 450 else v)) is Reason.BAD_READING


def test_a_counter_goes_on_counting_while_it_cannot_be_read():
    assert gross_j(valued(counted(), lambda i, v: None if 400 < i < 450 else v)) == pytest.approx(360)


@pytest.mark.parametrize("trace", [counted(), sampled()], ids=["counter", "sampler"])
def test_no_number_at_all_is_a_bad_meter(trace):
    assert reason(valued(trace, lambda *_: None)) is Reason.BAD_READING


def test_a_number_too_large_for_anything_is_a_bad_reading():
    assert reason(valued(sampled(), lambda i, v: 10**400 if i == IN_WINDOW else v)) is Reason.BAD_READING


def test_a_negative_power_is_out_of_range():
    assert reason(valued(sampled(), lambda i, v: -W if i == IN_WINDOW else v)) is Reason.OUT_OF_RANGE


def test_a_power_below_zero_by_less_than_the_stated_offset_is_an_offset():
    offset = structs.replace(ONE_PERCENT, absolute_uw=100_000)
    asleep = sampled(shown=lambda at: -0.05 if round(at * 10) == IN_WINDOW else rough(at), accuracy=(offset,))
    assert reason(asleep) is None


def test_a_mean_below_zero_is_out_of_range_also_within_the_stated_offset():
    offset = structs.replace(ONE_PERCENT, absolute_uw=100_000)
    assert reason(sampled(shown=lambda at: rough(at) - 6.05, accuracy=(offset,))) is Reason.OUT_OF_RANGE
    assert reason(sampled(shown=lambda at: rough(at) / 100 - 0.08, accuracy=(offset,))) is Reason.OUT_OF_RANGE


@BOTH
def test_stuck_from_the_start_is_stuck(trace):
    assert reason(valued(trace, lambda *_: 6 * J)) is Reason.METER_STUCK


@pytest.mark.parametrize("trace", [counted(), sampled(shown=rough)], ids=["counter", "sampler"])
def test_stuck_in_the_middle_is_stuck(trace):
    value = trace.readings[IN_WINDOW].values[0]
    assert reason(valued(trace, lambda i, v: value if i >= IN_WINDOW else v)) is Reason.METER_STUCK


def test_a_steady_power_on_a_coarse_display_is_not_stuck():
    assert gross_j(sampled(shown=lambda at: round(rough(at), 1))) == pytest.approx(360, rel=0.01)


def test_a_counter_that_began_again_was_reset():
    assert reason(valued(counted(), lambda i, v: v - 224 * J if i >= IN_WINDOW else v)) is Reason.METER_RESET


def test_a_reboot_is_a_reset_also_where_the_counter_could_wrap():
    rails = (Rail("package-0", modulus_nj=262_143 * J),)
    high = valued(counted(rails=rails), lambda i, v: v + 100_000 * J if i < IN_WINDOW else v - 200 * J)
    assert reason(high) is Reason.METER_RESET


def test_a_reset_outside_the_window_does_not_matter():
    assert gross_j(valued(counted(), lambda i, v: v - 40 * J if i >= 150 else v)) == pytest.approx(360)


@pytest.mark.parametrize("modulus_j", [1000, 100, 13], ids=["once", "four times", "thirty times"])
def test_wraps_are_followed(modulus_j):
    wraps = counted(rails=(Rail("a", modulus_nj=modulus_j * J),))
    assert gross_j(valued(wraps, lambda _, v: (v + 800 * J) % (modulus_j * J))) == pytest.approx(360)


def test_each_rail_wraps_by_itself():
    both = counted(
        rails=(Rail("a", modulus_nj=100 * J), Rail("b", modulus_nj=70 * J), Rail("in a", in_total=False))
    )
    three_watts = edited(
        both,
        lambda i, one: one._replace(values=(i * 3 * J // 10 % (100 * J), i * 3 * J // 10 % (70 * J), 7)),
    )
    assert gross_j(three_watts) == pytest.approx(360)


def test_wraps_that_could_hide_are_refused():
    rails = (Rail("a", modulus_nj=10 * J),)
    slow = counted(every_s=1, rails=rails, period_us=1_000_000)
    assert reason(valued(slow, lambda _, v: v % (10 * J))) is Reason.WRAP_AMBIGUOUS


def test_a_wrap_that_could_hide_in_a_gap_is_refused():
    rails = (Rail("a", modulus_nj=20 * J),)
    gappy = missing(valued(counted(rails=rails), lambda _, v: v % (20 * J)), 40, 48)
    assert reason(gappy) is Reason.WRAP_AMBIGUOUS


def test_unplugged_and_back_is_lost():
    events = [Event(40 * S, Reason.METER_LOST), Event(42 * S, Reason.METER_LOST)]
    assert reason(missing(sampled(), 39, 44, events)) is Reason.METER_LOST


def test_unplugged_and_not_back_is_lost():
    assert reason(missing(counted(), 15, 200, [Event(15 * S, Reason.METER_LOST)])) is Reason.METER_LOST


@BOTH
def test_one_answer_that_came_too_late_is_a_gap_of_one(trace):
    assert gross_j(missing(trace, 39.95, 40.25, [Event(40 * S, Reason.METER_LOST)])) == pytest.approx(360)


@BOTH
@pytest.mark.parametrize("why", [Reason.NO_PERMISSION, Reason.OUT_OF_RANGE, Reason.ON_MAINS])
def test_a_failure_that_spoils_the_window_is_the_reason(trace, why: Reason):
    assert reason(missing(trace, 50, 200, [Event(50 * S, why)])) is why
    assert reason(edited(trace, lambda _, one: one, events=[Event(50 * S, why)])) is why


@BOTH
def test_a_failure_outside_the_window_does_not_matter(trace):
    assert reason(edited(trace, lambda _, one: one, events=[Event(10 * S, Reason.OUT_OF_RANGE)])) is None


@BOTH
def test_the_wall_clock_may_step_where_it_ties_nothing(trace):
    stepped = structs.replace(MARKS, wall_moved_ns=3600 * S)
    assert gross_j(trace, stepped) == pytest.approx(360, abs=1e-3)
    assert energy(trace, marks=stepped).windows[0].flags == ["clock-step"]


def test_readings_that_the_wall_clock_placed_are_refused_where_it_was_set():
    imported = sampled(sync_u_us=100_000)
    assert reason(imported, marks=structs.replace(MARKS, wall_moved_ns=-3600 * S)) is Reason.CLOCK_STEP
    assert reason(imported, marks=structs.replace(MARKS, wall_moved_ns=3_000_000)) is None


def test_few_lost_samples_are_noted_and_many_refused():
    stream = sampled(0.01, averaging_us=10_000, period_us=10_000)

    def losing(count):
        return edited(stream, lambda i, one: one._replace(lost=count if i == 5000 else 0))

    assert gross_j(losing(5)) == pytest.approx(360)
    assert flags(losing(5)) == ["gap"]
    assert reason(losing(7)) is Reason.SAMPLE_GAP


def test_a_sampler_that_stalled_for_two_seconds_has_a_gap():
    assert reason(missing(sampled(), 40, 42)) is Reason.SAMPLE_GAP


def test_a_counter_that_stalled_for_two_seconds_lost_nothing():
    assert gross_j(missing(counted(), 40, 42)) == pytest.approx(360)
    assert flags(missing(counted(), 40, 42)) == ["gap"]


@pytest.mark.parametrize("edge_s", [20, 80])
@BOTH
def test_a_stall_over_an_edge_of_the_window_is_a_gap(trace, edge_s):
    assert reason(missing(trace, edge_s - 1, edge_s + 1)) is Reason.SAMPLE_GAP


def test_a_mean_over_a_second_bridges_half_of_one():
    means = sampled(averaging_us=1_000_000)
    assert gross_j(missing(means, 40, 40.65)) == pytest.approx(360)


@BOTH
def test_many_short_gaps_are_too_many(trace):
    holes = edited(trace, lambda i, one: one if i % 20 < 16 else None)
    assert reason(holes) is (Reason.SAMPLE_GAP if trace.specification.kind == "sampler" else None)


@BOTH
def test_readings_twice_at_one_time_count_once(trace):
    twice = structs.replace(trace, readings=tuple(one for one in trace.readings for _ in range(2)))
    assert gross_j(twice) == pytest.approx(360, abs=1e-3)


@BOTH
def test_the_order_of_readings_does_not_matter(trace):
    shuffled = structs.replace(trace, readings=(*trace.readings[600:], *reversed(trace.readings[:600])))
    assert gross_j(shuffled) == gross_j(trace)


@BOTH
def test_a_spike_of_ten_kilowatts_is_out_of_range(trace):
    spike = 10_000 * W if trace.specification.kind == "sampler" else 1_000 * J
    later = spike if trace.specification.kind == "counter" else 0

    def spiked(i, value):
        return value + (spike if i == IN_WINDOW else later if i > IN_WINDOW else 0)

    counts = trace.specification.kind == "counter"
    assert reason(valued(trace, spiked)) is (Reason.METER_RESET if counts else Reason.OUT_OF_RANGE)


@pytest.mark.parametrize("shown", [0, 100_000 * J])
def test_a_counter_that_shows_one_other_value_was_not_read(shown):
    """At 30 % of its range a fall to 0 could be taken for a wrap, and the way back for energy."""
    modulus = 262_143 * J
    far = counted(shown=lambda at: 78_643 + energy_j(at), rails=(Rail("all", True, modulus),))
    assert reason(valued(far, lambda i, value: shown if i == IN_WINDOW else value)) is Reason.METER_RESET


def test_a_counter_that_is_set_to_another_value_began_again():
    far = counted(shown=lambda at: 5_000 + energy_j(at), rails=(Rail("all", True, 262_143 * J),))
    jumped = valued(far, lambda i, value: value + 60_000 * J * (i > IN_WINDOW))
    assert reason(jumped) is Reason.METER_RESET


def test_a_counter_below_zero_is_no_counter():
    assert reason(valued(counted(), lambda i, value: -5 if i == IN_WINDOW else value)) is Reason.BAD_READING


def test_a_device_that_runs_never_takes_exactly_nothing():
    assert reason(valued(sampled(), lambda i, value: 0 if i == IN_WINDOW else value)) is Reason.OUT_OF_RANGE


def test_a_power_that_is_always_below_zero_is_out_of_range_and_not_stuck():
    assert reason(sampled(shown=lambda at: -8.0)) is Reason.OUT_OF_RANGE


def test_a_spike_that_is_read_twice_is_one():
    plug = sampled(every_s=0.5, update_period_us=1_000_000, shown=lambda at: power_w(at) + int(at) % 7 / 10)
    spiked = valued(plug, lambda i, value: 10_000 * W if i in {100, 101} else value)
    assert reason(plug) is None
    assert reason(spiked) is Reason.OUT_OF_RANGE


def test_a_fine_meter_that_stands_still_for_two_seconds_is_stuck():
    fine = counted(shown=lambda at: energy_j(at) + at * (at % 0.7) / 100)
    frozen = valued(fine, lambda i, value: fine.readings[min(i, 400)].values[0] if i < 420 else value)
    assert reason(frozen) is Reason.METER_STUCK


def test_bursts_that_come_again_and_again_are_no_spikes():
    bursts = sampled(shown=lambda at: 100.0 if round(at * 10) % 50 == 0 else power_w(at))
    assert reason(bursts) is None


def test_a_burst_between_fast_means_is_no_spike():
    fast = sampled(0.01, averaging_us=10_000, period_us=10_000)
    assert reason(valued(fast, lambda i, v: 100 * W if i == 5000 else v)) is None


def test_more_than_the_range_is_out_of_range():
    assert reason(sampled(range_uw=5_000_000)) is Reason.OUT_OF_RANGE


def test_a_megawatt_is_out_of_range_for_everything():
    assert reason(sampled(0.01, shown=lambda at: 2e6 * rough(at))) is Reason.OUT_OF_RANGE


@BOTH
def test_an_empty_trace_has_a_gap_for_a_window(trace):
    empty = structs.replace(trace, readings=())
    assert reason(empty) is Reason.SAMPLE_GAP
    assert reason(structs.replace(empty, events=(Event(S, Reason.METER_LOST),))) is Reason.METER_LOST


@BOTH
@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_readings_are_no_trace(trace, count):
    assert reason(structs.replace(trace, readings=trace.readings[400 : 400 + count])) is Reason.SAMPLE_GAP


@BOTH
def test_a_window_outside_the_trace_has_no_readings(trace):
    outside = structs.replace(MARKS, window=Span(200 * S, 260 * S))
    assert reason(trace, marks=outside) is Reason.SAMPLE_GAP


@BOTH
@pytest.mark.parametrize(
    "spans", [{}, {"idle_before": MARKS.idle_before}, {"idle_after": Span(300 * S, 310 * S)}]
)
def test_without_idling_before_and_after_there_is_no_net(trace, spans):
    marks = structs.replace(MARKS, **({"idle_before": None, "idle_after": None} | spans))
    found = energy(trace, marks=marks)
    assert found.net_per_sample_nj is None
    assert found.net_per_sample_nj_reason in {Reason.UNKNOWN, Reason.SAMPLE_GAP}
    assert found.gross_per_sample_nj == pytest.approx(360e9 / 6007, rel=1e-6)


def test_a_window_too_short_says_how_long_it_has_to_be():
    coarse = counted(shown=lambda at: energy_j(at) // 60 * 60, quantum_nj=60 * J)
    found = assessed(coarse)
    assert isinstance(found, Refused)
    assert found.reason is Reason.WINDOW_TOO_SHORT
    assert found.says == "made-up, process 1: a window of 60 s is too short for this meter"
    assert found.hint == "it needs 1000 s: --duration 1000, or none"


def test_a_counter_whose_step_is_larger_than_the_window_says_so():
    found = assessed(counted(shown=lambda at: 3600, quantum_nj=3600 * J))
    assert isinstance(found, Refused)
    assert (found.reason, found.hint) == (
        Reason.WINDOW_TOO_SHORT,
        "it needs 6000 s: --duration 6000, or none",
    )


@pytest.mark.parametrize(
    ("facts", "hint"),
    [
        ({"update_period_us": 1_000_000}, "it needs 100 s: --duration 100, or none"),
        ({"period_us": 1_000_000}, "it needs 100 s: --duration 100, or none"),
    ],
)
def test_fewer_than_ten_updates_are_too_few(facts, hint):
    found = assessed(sampled(**facts), marks=structs.replace(MARKS, window=Span(30 * S, 39 * S)))
    assert isinstance(found, Refused)
    assert (found.reason, found.hint) == (Reason.WINDOW_TOO_SHORT, hint)


@BOTH
@pytest.mark.parametrize("ended_s", [20, 19])
def test_a_window_that_does_not_last_is_too_short(trace, ended_s):
    nothing = structs.replace(MARKS, window=Span(20 * S, ended_s * S))
    assert reason(trace, marks=nothing) is Reason.WINDOW_TOO_SHORT


def test_a_window_short_of_a_hundred_steps_is_noted():
    coarse = counted(shown=lambda at: energy_j(at) // 6 * 6, quantum_nj=6 * J)
    assert flags(coarse) == ["short"]
    assert gross_j(coarse) == pytest.approx(360, rel=0.01)


def test_a_failure_of_another_meter_leaves_that_out():
    good, bad = (Metered("a", "1", (one,), RAW) for one in (counted(), missing(sampled(), 40, 42)))
    found = assess([good, bad], [MARKS])
    assert not isinstance(found, Refused)
    assert len(found.meters) == 1
    refused = assess([bad, good], [MARKS])
    assert isinstance(refused, Refused)


def test_a_trace_of_another_process_is_told_by_its_number():
    found = assessed(counted(), Trace(counted().specification, ()))
    assert isinstance(found, Refused)
    assert found.says.startswith("made-up, process 2: no reading for 60.0 s")
    assert WINDOW.ns == 60 * S
