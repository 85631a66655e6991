from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.model.reason import Reason
from edgebench.probes import throttle
from edgebench.probes.throttle import Throttle
from tests.probes.trees import CPUS


def test_a_pi4_tells_through_sysfs_in_hex_without_a_prefix(pi4: Path) -> None:
    flags = ("under_voltage_since_boot", "throttled_since_boot")
    assert throttle.read(pi4) == Throttle(flags, "raspberrypi_sysfs")


@pytest.mark.parametrize(
    ("bits", "flags"),
    [
        (0x0, ()),
        (0x1, ("under_voltage",)),
        (0x2, ("frequency_capped",)),
        (0x4, ("throttled",)),
        (0x80008, ("soft_temperature_limit", "soft_temperature_limit_since_boot")),
    ],
)
def test_each_bit_of_the_firmware_has_a_name(bits: int, flags: tuple[str, ...]) -> None:
    assert throttle.pi_flags(bits) == flags


def test_the_answer_of_vcgencmd_is_hex_and_an_error_message_is_none() -> None:
    assert throttle.parse_vcgencmd("throttled=0x50005\n") == 0x50005
    assert throttle.parse_vcgencmd("VCHI initialization failed\n") is None
    assert throttle.parse_vcgencmd("throttled=?") is None


def test_vcgencmd_speaks_only_for_this_machine(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "_PI_SYSFS", "not/there/even/on/a/pi")
    assert throttle.read(Path("/"), lambda: "throttled=0x4") == Throttle(("throttled",), "vcgencmd")
    assert throttle.read(bare, lambda: "throttled=0x4").source is None


def test_a_pi5_without_the_file_still_tells_of_under_voltage(pi5: Path) -> None:
    assert throttle.read(pi5) == Throttle(("under_voltage",), "rpi_volt")


def test_intel_counts_cores_together_and_a_package_once(nuc: Path) -> None:
    flags = ("core_throttle_count=12", "package_throttle_count=9")
    assert throttle.read(nuc) == Throttle(flags, "thermal_throttle")


def test_a_count_of_zero_is_no_flag(nuc: Path) -> None:
    for path in nuc.glob(f"{CPUS}/cpu*/thermal_throttle/*"):
        path.write_text("0\n")
    assert throttle.read(nuc) == Throttle((), "thermal_throttle")


def test_elsewhere_the_kernels_cooling_device_tells(orin: Path) -> None:
    assert throttle.read(orin) == Throttle(("cpu_clock_limited",), "cooling_device")


def test_a_guest_cannot_know(guest: Path) -> None:
    assert throttle.read(guest) == Throttle((), None, Reason.NO_SENSOR)
