"""benchmarks/scale.py: what a command costs is what all its processes cost together."""

from __future__ import annotations

import sys

import pytest

from benchmarks import scale

if sys.platform != "linux":
    pytest.skip("memory is read from /proc", allow_module_level=True)

HOLD = "import subprocess, sys, time; held = b'x' * {mib} * 2**20; {more}; time.sleep(1); print('held')"
WITH_A_CHILD = f"subprocess.run([sys.executable, '-c', {HOLD.format(mib=60, more=0)!r}])"


def test_memory_is_the_sum_over_all_processes():
    cost = scale._run(["-c", HOLD.format(mib=60, more=WITH_A_CHILD)], 1)
    assert 120 < cost.mib < 200
    assert cost.said == "held"


def test_cpu_time_is_that_of_the_command_and_its_children():
    spin = "import time\nwhile time.process_time() < 0.5: pass"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {spin!r}])"
    assert scale._run(["-c", child], 1).cpu_seconds >= 0.5


def test_a_command_that_fails_ends_the_benchmark():
    with pytest.raises(SystemExit, match=r"ended with 3\nwhy"):
        scale._run(["-c", "print('why'); raise SystemExit(3)"], 1)
