"""Contention: what else wanted the CPU. Counters only; checks take the differences."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from edgebench.model.reason import Reason
from edgebench.probes import tree

_NS_PER_S = 1_000_000_000
# Ticks a second in /proc/stat: fixed in the kernel's interface to programs (USER_HZ).
_USER_HZ = 100
_STEAL_FIELD = 8


class Contention(Struct, frozen=True):
    """load_average_milli: runnable tasks, mean of the last minute, in thousandths.
    psi_cpu_us: time in which some task waited for a CPU, since boot. Not in every kernel.
    steal_ns: time the hypervisor gave to others, since boot, over all CPUs.
    """

    load_average_milli: int | None
    psi_cpu_us: int | None
    steal_ns: int | None
    load_average_milli_reason: Reason | None = None
    psi_cpu_us_reason: Reason | None = None
    steal_ns_reason: Reason | None = None


def read(root: Path = Path("/")) -> Contention:
    """Three small files, read at one moment."""
    load = parse_load(tree.text(root, "proc/loadavg") or "")
    psi = parse_pressure(tree.text(root, "proc/pressure/cpu") or "")
    steal = parse_steal(tree.text(root, "proc/stat") or "")
    return Contention(
        load_average_milli=load,
        psi_cpu_us=psi,
        steal_ns=steal,
        load_average_milli_reason=Reason.NO_SENSOR if load is None else None,
        psi_cpu_us_reason=Reason.NO_SENSOR if psi is None else None,
        steal_ns_reason=Reason.NO_SENSOR if steal is None else None,
    )


def parse_load(loadavg: str) -> int | None:
    """`0.37 0.15 0.05 1/83 3151` is 370."""
    whole, _, fraction = loadavg.partition(" ")[0].partition(".")
    if not (whole.isdecimal() and fraction.isdecimal()):
        return None
    return int(whole) * 1000 + int(fraction[:3].ljust(3, "0"))


def parse_pressure(pressure: str) -> int | None:
    """The total of the line `some avg10=0.59 avg60=0.35 avg300=0.22 total=3664716`."""
    for line in pressure.splitlines():
        total = line.rpartition("total=")[2]
        if line.startswith("some ") and total.isdecimal():
            return int(total)
    return None


def parse_steal(stat: str) -> int | None:
    """The eighth number of the line `cpu`."""
    fields = stat.partition("\n")[0].split()
    if len(fields) <= _STEAL_FIELD or fields[0] != "cpu":
        return None
    return int(fields[_STEAL_FIELD]) * _NS_PER_S // _USER_HZ
