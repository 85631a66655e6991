"""The recorder's loop on a fake clock with a fake meter, whose failures are scripted."""

from __future__ import annotations

import itertools
from typing import cast

import pytest
from msgspec import structs

from edgebench.lab import Binding
from edgebench.meters.meter import Meter
from edgebench.meters.recorder import Order, record
from edgebench.meters.recording import parse
from edgebench.model.meter import MeterError, Rail, Reading, Specification
from edgebench.model.reason import Reason

SPECIFICATION = Specification(
    kind="sampler",
    model="fake",
    boundary="board_dc",
    includes=(),
    rails=(Rail("a"),),
    total_rule="a",
    update_period_us=0,
    period_us=100_000,
)


class Fake:
    """Time passes only where it is waited for, or where a read is told to take some."""

    def __init__(self, reads, read_ns=0):
        self.reads, self.read_ns, self.now_ns, self.lines = list(reads), read_ns, 0, []
        self.opened = self.closed = self.ready = 0

    def open(self):
        self.opened += 1
        return SPECIFICATION

    def read(self):
        self.now_ns += self.read_ns
        step = self.reads.pop(0) if self.reads else 5
        if isinstance(step, Exception):
            raise step
        return [Reading(self.now_ns, 0, (step,))]

    def close(self):
        self.closed += 1

    def stopped(self, timeout_ns):
        self.now_ns += timeout_ns
        return not self.reads

    def run(self, seed=None):
        def ready():
            self.ready += 1

        order = Order(Binding(name="fake", driver="powercap-rapl"), seed)
        record(cast("Meter", self), order, self.lines.append, self.stopped, ready, lambda: self.now_ns)
        return parse("".join(self.lines))


def test_readings_come_at_the_meters_period():
    assert [one.at_ns for one in Fake([1, 2, 3]).run().readings] == [0, 10**8, 2 * 10**8, 3 * 10**8]


def test_a_slow_read_does_not_delay_those_after_it():
    times = [one.at_ns for one in Fake([1, 2, 3], read_ns=30_000_000).run().readings]
    assert times == [30_000_000, 130_000_000, 230_000_000, 330_000_000]


def test_a_meter_that_is_unplugged_is_opened_again_after_a_second():
    fake = Fake([1, MeterError("gone", Reason.METER_LOST), 3, 4])
    recorded = fake.run()
    assert (fake.opened, [one.at_ns for one in recorded.events]) == (2, [100_000_000])
    assert recorded.readings[1].at_ns == 1_100_000_000


def test_one_bad_reading_is_told_and_the_meter_stays_open():
    fake = Fake([1, MeterError("garbage", Reason.BAD_READING), 3])
    recorded = fake.run()
    assert (fake.opened, len(recorded.readings)) == (1, 3)
    assert recorded.events[0].reason is Reason.BAD_READING


def test_it_is_ready_once_and_lets_go_at_the_end():
    fake = Fake([1, 2])
    fake.run()
    assert (fake.ready, fake.closed) == (1, 1)


def test_in_step_with_the_inference_the_times_are_drawn_and_the_period_stays():
    times = [one.at_ns for one in Fake([1] * 200).run(seed=1).readings]
    gaps = {b - a for a, b in itertools.pairwise(times)}
    assert len(gaps) > 100
    assert times[-1] == pytest.approx(200 * 10**8, rel=0.02)


def test_the_lab_file_has_the_last_word_on_what_a_meter_is():
    binding = Binding(
        name="fake", driver="powercap-rapl", boundary="wall_ac", includes=("psu",), period_ms=50
    )
    said = binding.said(SPECIFICATION)
    assert said == structs.replace(SPECIFICATION, boundary="wall_ac", includes=("psu",), period_us=50_000)
