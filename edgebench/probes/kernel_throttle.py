"""What the kernel's drivers say about limited clocks: one function a source.

Each answers with flags (see throttle.py), with none when all is well, and with None where the device
has no such source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from edgebench.probes import tree

# Since boot. A package's count is repeated by each of its CPUs. Power limits are only counted by
# kernels that were started with int_pln_enable.
_INTEL_COUNTS: Mapping[str, Callable[[Iterable[int]], int]] = {
    "core_throttle_count": sum,
    "package_throttle_count": max,
    "core_power_limit_count": sum,
    "package_power_limit_count": max,
}

# Inputs of the Orin's over-current controller, as NVIDIA's guide for that series names them.
_SOCTHERM_COUNTS = {
    "oc1_event_cnt": "under_voltage_count",
    "oc2_event_cnt": "average_over_current_count",
    "oc3_event_cnt": "instant_over_current_count",
}

# The fourth channel of an INA3221 is the sum of the other three.
_INA3221_CHANNELS = (1, 2, 3)
_INA3221_ALARMS = {"max_alarm": "over_current_warning", "crit_alarm": "over_current_critical"}


def _under_voltage(root: Path) -> list[str] | None:
    """A Pi whose firmware may not be asked still tells of under-voltage, in the last 2 s."""
    for folder in _hwmon(root, "rpi_volt"):
        return ["under_voltage"] if tree.integer(root, f"{folder}/in0_lcrit_alarm") else []
    return None


def _intel(root: Path) -> list[str] | None:
    totals = {}
    for name, total in _INTEL_COUNTS.items():
        pattern = f"sys/devices/system/cpu/cpu[0-9]*/thermal_throttle/{name}"
        counts = [tree.integer(root, path) for path in tree.matches(root, pattern)]
        if known := [count for count in counts if count is not None]:
            totals[name] = total(known)
    return _counters(totals)


def _soctherm(root: Path) -> list[str] | None:
    """A Jetson whose supply or current limit made the hardware slow down."""
    totals: dict[str, int] = {}
    for folder in _hwmon(root, "soctherm_oc"):
        for file, name in _SOCTHERM_COUNTS.items():
            count = tree.integer(root, f"{folder}/{file}")
            if count is not None:
                totals[name] = totals.get(name, 0) + count
    return _counters(totals)


def _ina3221(root: Path) -> list[str] | None:
    """A rail of a Jetson above its current limit: `over_current_warning_vdd_in`."""
    raised, answered = [], False
    for folder in _hwmon(root, "ina3221"):
        for channel in _INA3221_CHANNELS:
            rail = (
                (tree.text(root, f"{folder}/in{channel}_label") or f"rail_{channel}")
                .lower()
                .replace(" ", "_")
            )
            for file, name in _INA3221_ALARMS.items():
                alarm = tree.integer(root, f"{folder}/curr{channel}_{file}")
                answered = answered or alarm is not None
                if alarm and rail != "nc":  # not connected
                    raised.append(f"{name}_{rail}")
    return raised if answered else None


def _cooling(root: Path) -> list[str] | None:
    """The kernel's own brake: a cooling device above state 0 that slows down instead of blowing."""
    raised, answered = [], False
    for path in tree.matches(root, "sys/class/thermal/cooling_device*/type"):
        flag = _slows_down(tree.text(root, path) or "")
        state = tree.integer(root, path.removesuffix("type") + "cur_state")
        if flag and state is not None:
            answered = True
            raised += [flag] if state > 0 else []
    return raised if answered else None


def _slows_down(cooling: str) -> str | None:
    """The flag of a cooling device's type; None for a fan, or a light that warns of a hot case."""
    if "cpufreq" in cooling or cooling == "Processor":  # the second is ACPI's
        return "cpu_clock_limited"
    if cooling.endswith("-throttle-alert"):  # a Jetson's: cpu-throttle-alert
        return cooling.replace("-", "_")
    return "gpu_clock_limited" if "devfreq" in cooling and "gpu" in cooling else None


SOURCES: Mapping[str, Callable[[Path], list[str] | None]] = {
    "rpi_volt": _under_voltage,
    "thermal_throttle": _intel,
    "soctherm_oc": _soctherm,
    "ina3221": _ina3221,
    "cooling_device": _cooling,
}


def _hwmon(root: Path, driver: str) -> Iterator[str]:
    for path in tree.matches(root, "sys/class/hwmon/hwmon*/name"):
        if tree.text(root, path) == driver:
            yield path.removesuffix("/name")


def _counters(totals: Mapping[str, int]) -> list[str] | None:
    return [f"{name}={count}" for name, count in totals.items() if count] if totals else None
