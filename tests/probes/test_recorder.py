from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from edgebench.probes import recorder
from edgebench.probes.recorder import Recorder, Recording


class FakeTime:
    """Time that passes only while the recorder waits."""

    def __init__(self, waits: int, late_ns: int = 0) -> None:
        self.now_ns = 0
        self.waits = waits
        self.late_ns = late_ns

    def clock_ns(self) -> int:
        return self.now_ns

    def stopped(self, timeout_ns: int) -> bool:
        self.now_ns += timeout_ns + self.late_ns
        self.waits -= 1
        return self.waits == 0


def test_rows_come_at_once_at_every_period_and_at_the_end() -> None:
    time_ = FakeTime(waits=3)
    at_ns, rows = recorder.record(lambda: (7,), time_.stopped, time_.clock_ns, period_ns=1000)
    assert at_ns == [0, 1000, 2000, 3000]
    assert rows == [(7,)] * 4


def test_a_late_row_does_not_delay_the_next() -> None:
    time_ = FakeTime(waits=3, late_ns=100)
    at_ns, _ = recorder.record(lambda: (7,), time_.stopped, time_.clock_ns, period_ns=1000)
    assert at_ns == [0, 1100, 2100, 3100]


def test_a_recording_has_one_value_a_path_and_the_recorders_own_cost(pi4: Path) -> None:
    zone = pi4 / "sys/class/thermal/thermal_zone0/temp"
    watching = Recorder([zone, pi4 / "no/such/sensor"], affinity=os.sched_getaffinity(0))
    watching.start()
    seen = watching.stop()
    assert (seen.rows, seen.reason) == (((48_199, None), (48_199, None)), None)
    assert seen.at_ns[0] <= seen.at_ns[1] <= time.monotonic_ns()
    assert seen.cpu_ns > 0


def test_a_kept_descriptor_sees_the_new_value(pi4: Path) -> None:
    zone = pi4 / "sys/class/thermal/thermal_zone0/temp"
    descriptor = recorder._open(str(zone))
    assert recorder._value(descriptor) == 48_199
    zone.write_text("60000\n")
    assert recorder._value(descriptor) == 60_000
    assert descriptor is not None
    os.close(descriptor)


def test_where_there_is_nothing_to_read_nothing_is_started() -> None:
    watching = Recorder([])
    watching.start()
    assert watching._child is None
    assert watching.stop() == Recording((), (), 0, "no_sensor")


def test_a_recorder_that_died_costs_only_the_telemetry(pi4: Path) -> None:
    watching = Recorder([pi4 / "sys/class/thermal/thermal_zone0/temp"])
    watching.start()
    assert watching._child is not None
    watching._child.kill()
    assert watching.stop() == Recording((), (), 0, "failed")


@pytest.mark.parametrize("ending", ["end of input", "SIGTERM"])
def test_the_program_answers_one_line_when_told_to_end(pi4: Path, ending: str) -> None:
    zone = pi4 / "sys/class/thermal/thermal_zone0/temp"
    command = [sys.executable, "-I", "-S", recorder.__file__, str(zone)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        if ending == "SIGTERM":
            wait_until_open(child.pid, zone)
            child.send_signal(signal.SIGTERM)
            assert child.stdout
            answer = child.stdout.read()
        else:
            answer, _ = child.communicate(timeout=10)
    document = json.loads(answer)
    assert answer.count(b"\n") == 1
    assert document["rows"] == [[48_199], [48_199]]


def wait_until_open(pid: int, path: Path) -> None:
    """The program opens its files after it has prepared for signals."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            # descriptors come and go while the interpreter starts
            with contextlib.suppress(OSError):
                if link.readlink() == path:
                    return
        time.sleep(0.01)
