"""What stands in the way of a number that can be trusted, and the command that mends it.

Pure functions of what the probes and harnesses said; `edgebench doctor` shows them.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from edgebench import units
from edgebench.probes.device import DeviceFacts
from edgebench.probes.state import State

BUSY_SHARE_MILLI = 200
"""A load average above this many thousandths a core disturbs a measurement."""

STOLEN_PPM = 10_000
"""More of the CPU time than this, taken by other guests, shows in the tail of a latency."""

PRESSURE_PPM = 50_000
"""Some task waited for a CPU for more than this share of the last 10 s."""

SWAPPED_BYTES = 64 << 20
"""Less is pages of sleeping services, which nothing reads while a model runs."""

_GOVERNOR = "echo {} | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor"
_LIMIT = "echo {} | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_max_freq"

_VCGENCMD = {
    "no_access": 'sudo usermod -aG video "$USER", then log out and in again',
    "no_device": "run it outside the container or with --device /dev/vcio; else boot the Pi's own kernel",
    "not_installed": "sudo apt install raspi-utils (before Raspberry Pi OS 12: libraspberrypi-bin)",
}

_DRIVERS = {
    "x86_pkg_temp": "sudo modprobe x86_pkg_temp_thermal",
    "coretemp": "sudo modprobe coretemp",
    "k10temp": "sudo modprobe k10temp",
}
_MAKERS_KERNEL = "use the kernel of the board's maker, outside a container or with /sys in it"


class Trouble(Struct, frozen=True):
    """What was seen, and the next step: a command where there is one."""

    seen: str
    mend: str


def troubles(device: DeviceFacts, now: State) -> Iterator[Trouble]:
    """What lies in the way first, then what disturbs, then what cannot be seen."""
    yield from _not_itself(device)
    yield from _contended(device, now)
    yield from _memory(now)
    yield from _clocks(device, now)
    yield from _throttled(now)
    yield from _not_shown(device, now)


def _not_itself(device: DeviceFacts) -> Iterator[Trouble]:
    if device.emulated != "none":
        yield Trouble(
            f"emulated processor ({'; '.join(device.emulated_evidence)})",
            "measure on the device itself: emulated results are stored and never ranked",
        )
    if device.virtual == "container":
        yield Trouble(
            f"container ({device.container}): its limits may differ from the machine's",
            "run it outside the container and compare, to see whether they matter",
        )
    elif device.virtual != "none":
        yield Trouble(
            f"virtual machine ({device.virtual})",
            "nothing to mend: results rank among virtual machines only",
        )
    if device.contradicted_by:
        yield Trouble(
            f"this machine says two things: {device.recognised_by} is {device.profile}, "
            f"but {'; '.join(device.contradicted_by)}",
            "results are filed under the first; if that is wrong, report the firmware to its maker",
        )


def _contended(device: DeviceFacts, now: State) -> Iterator[Trouble]:
    for one in now.busy:
        yield Trouble(
            f"{one.name} (PID {one.pid}) uses {units.share(one.share_ppm, 0)} of a CPU",
            f"end it before measuring, if it is yours: kill {one.pid}",
        )
    load = now.load.load_average_milli
    if load is not None and load > BUSY_SHARE_MILLI * device.cpu.cores:
        cores = units.counted(device.cpu.cores, "core")
        yield Trouble(
            f"other work is running: load average {load / 1000:.2f} on {cores}",
            "see what with: top; end it, or use --threads 1, which suffers least",
        )
    if now.pressure.cpu_ppm is not None and now.pressure.cpu_ppm > PRESSURE_PPM:
        yield Trouble(
            f"tasks waited for a CPU in {units.share(now.pressure.cpu_ppm)} of the last 10 s",
            "end other work and wait half a minute",
        )
    if now.stolen_ppm is not None and now.stolen_ppm > STOLEN_PPM:
        yield Trouble(
            f"other guests of the host took {units.share(now.stolen_ppm)} of the CPU time",
            "rent dedicated CPUs, or measure at a quieter hour",
        )
    allowed = device.cpu.quota_milli
    if allowed is not None and allowed < 1000 * device.cpu.online:
        yield Trouble(
            f"a control group allows {allowed / 1000:g} of {device.cpu.online} CPUs",
            "start the container without --cpus; else use no more threads than whole CPUs",
        )


def _memory(now: State) -> Iterator[Trouble]:
    seen = now.memory
    if seen.swap_used_bytes is None or seen.swap_used_bytes <= SWAPPED_BYTES:
        return
    fits = seen.available_bytes is not None and seen.available_bytes > seen.swap_used_bytes
    yield Trouble(
        f"{units.size(seen.swap_used_bytes)} lie in swap",
        "sudo swapoff -a && sudo swapon -a" if fits else "close programs: memory is full",
    )


def _clocks(device: DeviceFacts, now: State) -> Iterator[Trouble]:
    seen, jetson = now.clocks, device.shows.power_mode == "nvpmodel"
    if seen.governor not in (None, "performance"):
        command = _GOVERNOR.format("performance")
        if seen.governors and "performance" not in seen.governors:
            command = f"this kernel offers only {', '.join(seen.governors)}: use the maker's"
        yield Trouble(
            f"the clock governor is {seen.governor}: clocks drop between queries",
            "sudo jetson_clocks (until the next boot)" if jetson else command,
        )
    # A Jetson's power mode sets the limit, and is part of what a result is compared by.
    if not jetson and seen.cpu_max_khz and (seen.cpu_hardware_khz or 0) > seen.cpu_max_khz:
        yield Trouble(
            f"the clock is limited to {_gigahertz(seen.cpu_max_khz)} of {_gigahertz(seen.cpu_hardware_khz)}",
            _LIMIT.format(seen.cpu_hardware_khz),
        )


def _throttled(now: State) -> Iterator[Trouble]:
    """Counters since boot are no trouble by themselves: a run is judged by what they add."""
    power = [flag for flag in now.throttle.of_supply if "=" not in flag]
    heat = [flag for flag in now.throttle.of_heat if "=" not in flag]
    if power:
        yield Trouble(
            f"power supply: {_words(power)}", "use the board's own power supply and a short, thick cable"
        )
    if heat:
        yield Trouble(f"clocks held back: {_words(heat)}", "add a heatsink or a fan, and let it cool")


def _not_shown(device: DeviceFacts, now: State) -> Iterator[Trouble]:
    """What this device's profile says a probe finds here, and none did."""
    wanted = device.shows
    if wanted.throttle and not now.throttle.sources.intersection(wanted.throttle):
        hindered = now.vcgencmd_hindrance if "vcgencmd" in wanted.throttle else None
        mend = _VCGENCMD[hindered] if hindered else _MAKERS_KERNEL
        yield Trouble(f"throttling cannot be seen: no {' or '.join(wanted.throttle)}", mend)
    if wanted.temperature and now.temperature.value_mc is None:
        commands = [_DRIVERS[zone] for zone in wanted.temperature if zone in _DRIVERS]
        yield Trouble(
            f"no temperature can be read: no {' or '.join(wanted.temperature)}",
            ", or ".join(commands) or _MAKERS_KERNEL,
        )
    if wanted.power_mode and now.power_mode.name is None:
        modes = f" (there are: {', '.join(now.power_mode.modes)})" if now.power_mode.modes else ""
        yield Trouble(
            f"the power mode is unknown: no {wanted.power_mode}",
            f"sudo nvpmodel -m NUMBER{modes}" if wanted.power_mode == "nvpmodel" else _MAKERS_KERNEL,
        )


def _gigahertz(khz: int | None) -> str:
    return "unknown" if khz is None else f"{khz / 1e6:.2f} GHz"


def _words(flags: list[str]) -> str:
    return ", ".join(flag.replace("_", " ") for flag in flags)
