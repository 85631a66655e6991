"""A real recorder process on a simulated RAPL tree, and what is left when it hangs or dies."""

from __future__ import annotations

import os
import signal
import time

import pytest

from edgebench.lab import Binding
from edgebench.meters import beside
from edgebench.meters.beside import RecorderProcess
from edgebench.meters.recorder import Order
from edgebench.meters.recording import parse
from edgebench.model.reason import Reason
from tests.meters.live_tree import LiveTree


@pytest.fixture
def tree(tmp_path):
    with LiveTree(tmp_path / "root", {"package-0": 10.0}) as tree:
        yield tree


def recorder(tree, file):
    binding = Binding(name="rapl", driver="powercap-rapl", root=str(tree.root), period_ms=20)
    process = RecorderProcess(Order(binding), file)
    process.start()
    process.wait(time.monotonic() + 30)
    return process


def test_it_records_until_it_is_stopped_and_says_what_it_cost(tree, tmp_path):
    file = tmp_path / "rapl.csv"
    process = recorder(tree, file)
    time.sleep(0.3)
    cost = process.stop()
    assert 0 < cost.cpu_ns < cost.over_ns
    readings = parse(file.read_text()).trace().readings
    assert len(readings) > 2
    assert readings[-1].values > readings[0].values


def test_one_that_hangs_is_stopped_in_time_and_its_file_says_so(tree, tmp_path, monkeypatch):
    monkeypatch.setattr(beside, "STOP_SECONDS", 0.5)
    process = recorder(tree, tmp_path / "rapl.csv")
    os.kill(process._child.pid, signal.SIGSTOP)
    assert process.stop() is None
    recorded = parse((tmp_path / "rapl.csv").read_text())
    assert recorded.readings
    assert recorded.events[-1].reason is Reason.METER_LOST


def test_one_that_was_killed_keeps_what_it_wrote_but_a_line_cut_short(tree, tmp_path):
    file = tmp_path / "rapl.csv"
    process = recorder(tree, file)
    process._child.kill()
    process._child.wait()
    with file.open("a") as torn:
        torn.write("123,4")
    assert process.stop() is None
    recorded = parse(file.read_text())
    assert all(len(one.values) == 1 for one in recorded.readings)
    assert recorded.events[-1].reason is Reason.METER_LOST


def test_ctrl_c_is_the_hosts_to_hear(tree, tmp_path):
    process = recorder(tree, tmp_path / "rapl.csv")
    os.kill(process._child.pid, signal.SIGINT)
    time.sleep(0.1)
    assert process.stop() is not None


def test_a_full_disk_ends_the_recording_and_gets_its_space_back(tree, tmp_path, monkeypatch):
    from edgebench.meters import recorder as child

    file = os.open(tmp_path / "full.csv", os.O_WRONLY | os.O_CREAT)
    os.write(file, b"1,2,,,3\n")

    def full(*unused: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        child._write(file, "4,5,,,6\n")
    assert os.fstat(file).st_size == 0
    os.close(file)
