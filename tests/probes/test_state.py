from __future__ import annotations

from pathlib import Path

from edgebench.model.reason import Reason
from edgebench.probes import state
from tests.probes.trees import plant


def test_the_counters_are_read_before_and_after_the_wait(guest: Path) -> None:
    plant(guest, {"proc/stat": "cpu  0 0 0 100 0 0 0 0\ncpu0 0 0 0 100 0 0 0 0\n"})

    def half_is_stolen() -> None:
        plant(guest, {"proc/stat": "cpu  0 0 0 150 0 0 0 50\ncpu0 0 0 0 150 0 0 0 50\n"})

    seen = state.read(guest, wait=half_is_stolen)
    assert (seen.stolen_ppm, seen.load.load_average_milli) == (500_000, 370)


def test_a_pi_whose_firmware_was_not_asked_says_why(pi5: Path) -> None:
    seen = state.read(pi5, wait=lambda: None)
    assert (seen.throttle.source, seen.vcgencmd_hindrance) == ("rpi_volt", "no_device")


def test_a_bare_tree_says_of_everything_why_it_is_missing(bare: Path) -> None:
    seen = state.read(bare, wait=lambda: None)
    assert (seen.stolen_ppm, seen.stolen_ppm_reason, seen.busy) == (None, Reason.NO_SENSOR, ())
    told = (seen.temperature.reason, seen.throttle.reason, seen.power_mode.reason, seen.pressure.reason)
    assert told == (Reason.NO_SENSOR,) * 4
