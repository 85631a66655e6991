from __future__ import annotations

from pathlib import Path

from edgebench.model.reason import Reason
from edgebench.probes import contention


def test_a_guest_counts_load_waiting_and_stolen_time(guest: Path) -> None:
    seen = contention.read(guest)
    assert (seen.load_average_milli, seen.psi_cpu_us, seen.steal_ns) == (370, 3_664_716, 130_000_000)
    assert seen.psi_cpu_us_reason is None


def test_a_kernel_without_pressure_files_leaves_that_number_out(guest: Path) -> None:
    (guest / "proc/pressure/cpu").unlink()
    seen = contention.read(guest)
    assert (seen.psi_cpu_us, seen.psi_cpu_us_reason) == (None, Reason.NO_SENSOR)
    assert seen.load_average_milli == 370


def test_load_is_read_without_floats() -> None:
    assert contention.parse_load("12.05 1.00 0.50 2/90 7") == 12_050
    assert contention.parse_load("") is None


def test_an_old_stat_without_the_steal_column_is_none() -> None:
    assert contention.parse_steal("cpu  1 2 3 4\n") is None


def test_a_bare_tree_knows_nothing(bare: Path) -> None:
    seen = contention.read(bare)
    assert (seen.load_average_milli, seen.psi_cpu_us, seen.steal_ns) == (None, None, None)
