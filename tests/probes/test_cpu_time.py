from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.probes import cpu_time
from edgebench.probes.cpu_time import Busy, Ticks
from tests.probes.trees import plant

STAT = (
    "cpu  100 0 50 800 10 5 5 30 7 0\ncpu0 50 0 25 400 5 2 3 15 3 0\ncpu1 50 0 25 400 5 3 2 15 4 0\nintr 9\n"
)
PROCESS = "7 (a (b) c) R 1 7 7 0 -1 4194304 2 0 0 0 40 2 0 0 20 0 1 0 9 1 1\n"


def test_guest_time_is_not_counted_twice(tmp_path: Path) -> None:
    seen = cpu_time.read(plant(tmp_path, {"proc/stat": STAT, "proc/7/stat": PROCESS}))
    assert seen == Ticks(1000, 30, 2, {7: ("a (b) c", 42)})


def ticks(total: int | None, steal: int = 0, **processes: int) -> Ticks:
    return Ticks(total, steal, 2, {int(name[1:]): (name, used) for name, used in processes.items()})


def test_stolen_time_is_a_share_of_all_cpus(tmp_path: Path) -> None:
    assert cpu_time.stolen_ppm(ticks(1000, 30), ticks(1200, 33)) == 15_000


def test_a_process_is_told_its_share_of_one_cpu_most_first() -> None:
    before, after = ticks(1000, p1=0, p2=5, p3=0), ticks(1200, p1=30, p2=105, p3=9)
    assert cpu_time.busy(before, after) == (Busy(2, "p2", 1_000_000), Busy(1, "p1", 300_000))
    assert cpu_time.busy(before, after, but={2}) == (Busy(1, "p1", 300_000),)


def test_a_process_that_came_between_is_not_judged() -> None:
    assert cpu_time.busy(ticks(1000), ticks(1200, p4=100)) == ()


@pytest.mark.parametrize("total", [None, 1000])
def test_without_time_between_nothing_is_told(total: int | None) -> None:
    assert cpu_time.stolen_ppm(ticks(total), ticks(total)) is None
    assert cpu_time.busy(ticks(total), ticks(total, p1=9)) == ()


def test_a_bare_tree_has_no_counters(bare: Path) -> None:
    assert cpu_time.read(bare) == Ticks(None, 0, 0, {})


def test_this_process_sees_itself() -> None:
    import os

    assert os.getpid() in cpu_time.read().by_process
