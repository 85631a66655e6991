"""What the kernel counted: memory, stolen time, pressure, switches."""

from __future__ import annotations

import contextlib
import gc
import os
import resource


def status_bytes(key):
    """A line of /proc/self/status in bytes. VmHWM, never ru_maxrss: that one is inherited through exec."""
    with open("/proc/self/status", encoding="ascii") as file:
        for line in file:
            if line.startswith(key + ":"):
                return int(line.split()[1]) * 1024
    return 0


class Rise:
    """What the kernel counts from here on, and its load average here; None where it shows none."""

    def __init__(self):
        self._load = {"load_average_milli": _load_average_milli()}
        self._before = _counters()

    def until_now(self):
        return {**self._load, **_difference(self._before, _counters())}


def _counters():
    return {
        "involuntary_switches": resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw,
        "steal_ns": _steal_ns(),
        "psi_cpu_us": _psi_cpu_us(),
    }


def _difference(before, after):
    return {
        key: None if after[key] is None or old is None else after[key] - old for key, old in before.items()
    }


def _steal_ns():
    with contextlib.suppress(OSError, ValueError, IndexError):
        with open("/proc/stat", encoding="ascii") as file:
            return int(file.readline().split()[8]) * 1_000_000_000 // os.sysconf("SC_CLK_TCK")
    return None


def _psi_cpu_us():
    with contextlib.suppress(OSError, ValueError, IndexError):
        with open("/proc/pressure/cpu", encoding="ascii") as file:
            return int(file.readline().rsplit("total=", 1)[1])
    return None


def _load_average_milli():
    with contextlib.suppress(OSError):
        return round(os.getloadavg()[0] * 1000)
    return None


@contextlib.contextmanager
def undisturbed():
    """Collect no garbage while this lasts. Yields what is filled at its end: the rise of each counter."""
    gc.collect()
    gc.freeze()
    gc.disable()
    spent: dict[str, int | None] = {}
    rise = Rise()
    try:
        yield spent
    finally:
        spent.update(rise.until_now())
        gc.enable()
