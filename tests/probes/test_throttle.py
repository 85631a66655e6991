from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.model.reason import Reason
from edgebench.probes import throttle
from edgebench.probes.throttle import Throttle
from tests.probes import boards
from tests.probes.trees import CPUS, plant


def test_a_pi4_tells_through_sysfs_in_hex_without_a_prefix(pi4: Path) -> None:
    flags = ("under_voltage_since_boot", "throttled_since_boot")
    assert throttle.read(pi4) == Throttle(flags, "raspberrypi_sysfs")


def test_vcgencmd_speaks_only_for_this_machine(bare: Path) -> None:
    assert throttle.read(Path("/"), lambda: "throttled=0x4") == Throttle(("throttled",), "vcgencmd")
    assert throttle.read(bare, lambda: "throttled=0x4").source is None


def test_a_pi5_without_the_file_still_tells_of_under_voltage(pi5: Path) -> None:
    assert throttle.read(pi5) == Throttle(("under_voltage",), "rpi_volt")


def test_intel_counts_cores_together_and_a_package_once(nuc: Path) -> None:
    flags = ("core_throttle_count=12", "package_throttle_count=9")
    assert throttle.read(nuc) == Throttle(flags, "thermal_throttle")


def test_intel_power_limits_are_counted_where_the_kernel_does(nuc: Path) -> None:
    folder = f"{CPUS}/cpu0/thermal_throttle"
    plant(nuc, {f"{folder}/core_power_limit_count": "3\n", f"{folder}/package_power_limit_count": "4\n"})
    assert throttle.read(nuc).flags[2:] == ("core_power_limit_count=3", "package_power_limit_count=4")


def test_a_count_of_zero_is_no_flag(nuc: Path) -> None:
    for path in nuc.glob(f"{CPUS}/cpu*/thermal_throttle/*"):
        path.write_text("0\n")
    assert throttle.read(nuc) == Throttle((), "thermal_throttle")


def test_elsewhere_the_kernels_cooling_device_tells(orin: Path) -> None:
    assert throttle.read(orin) == Throttle(("cpu_clock_limited",), "cooling_device")


def test_an_agx_orin_counts_over_currents_and_tells_of_its_hot_gpu(tmp_path: Path) -> None:
    seen = throttle.read(plant(tmp_path, boards.AGX_ORIN))
    assert seen.flags == (
        "average_over_current_count=15",
        "instant_over_current_count=37",
        "gpu_clock_limited",
    )
    assert seen.sources == {"soctherm_oc", "cooling_device"}


def test_a_rail_above_its_limit_is_named_and_what_is_no_rail_is_left_out(tmp_path: Path) -> None:
    seen = throttle.read(plant(tmp_path, boards.XAVIER_NX))
    assert seen == Throttle(("over_current_warning_vdd_in",), "ina3221")


def test_a_tx2_tells_which_cores_are_slowed_down_and_its_fan_is_no_brake(tmp_path: Path) -> None:
    seen = throttle.read(plant(tmp_path, boards.TX2))
    assert seen == Throttle(("bcpu_throttle_alert",), "cooling_device")


@pytest.mark.parametrize("kind", ["Fan", "pwm-fan", "hot-surface-alert", "intel_powerclamp", ""])
def test_what_does_not_slow_down_is_no_source(tmp_path: Path, kind: str) -> None:
    assert throttle.read(plant(tmp_path, boards.cooling((kind, 3)))).source is None


def test_a_cooling_device_that_does_not_answer_is_none(tmp_path: Path) -> None:
    plant(tmp_path, {"sys/class/thermal/cooling_device0/type": "cpufreq-cpu0\n"})
    assert throttle.read(tmp_path) == Throttle((), None, Reason.NO_SENSOR)


def test_a_guest_cannot_know(guest: Path) -> None:
    assert throttle.read(guest) == Throttle((), None, Reason.NO_SENSOR)
