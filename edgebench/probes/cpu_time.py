"""Where CPU time goes between two readings: to other programs, or to the hypervisor's other guests."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from msgspec import Struct

from edgebench.probes import tree

# Columns of the first line of /proc/stat; guest time, behind them, is part of user time.
_COLUMNS = 8
_STEAL = 7

# Fields of /proc/PID/stat behind the name.
_USER, _SYSTEM = 11, 12


class Ticks(Struct, frozen=True):
    """Since boot, in ticks of the kernel (10 ms). total_ticks and steal_ticks are of all CPUs together;
    by_process: PID to its name and ticks. total_ticks is None where the tree has no counters.
    """

    total_ticks: int | None
    steal_ticks: int
    cpus: int
    by_process: Mapping[int, tuple[str, int]]


class Busy(Struct, frozen=True):
    """A process that ran, with its share of one CPU. The name only, never its arguments."""

    pid: int
    name: str
    share_ppm: int


def read(root: Path = Path("/")) -> Ticks:
    """One reading, of every process that shows itself."""
    lines = (tree.text(root, "proc/stat") or "").splitlines()
    fields = lines[0].split() if lines else []
    counted = fields[:1] == ["cpu"] and all(field.isdecimal() for field in fields[1:])
    numbers = [int(field) for field in fields[1:]][:_COLUMNS] if counted else []
    return Ticks(
        total_ticks=sum(numbers) if numbers else None,
        steal_ticks=numbers[_STEAL] if len(numbers) > _STEAL else 0,
        cpus=sum(line[:3] == "cpu" and line[3:4].isdecimal() for line in lines),
        by_process=dict(_processes(root)),
    )


def stolen_ppm(before: Ticks, after: Ticks) -> int | None:
    """The share of CPU time that other guests of the hypervisor took; None without counters."""
    elapsed = _elapsed(before, after)
    return None if elapsed is None else (after.steal_ticks - before.steal_ticks) * 1_000_000 // elapsed


def busy(
    before: Ticks, after: Ticks, at_least_ppm: int = 100_000, but: Collection[int] = ()
) -> tuple[Busy, ...]:
    """Processes that used at least that share of a CPU, most first; `but`: PIDs that are not told."""
    elapsed = _elapsed(before, after)
    if elapsed is None or not after.cpus:
        return ()
    found = [
        Busy(pid, name, (ticks - before.by_process[pid][1]) * 1_000_000 * after.cpus // elapsed)
        for pid, (name, ticks) in after.by_process.items()
        if pid not in but and before.by_process.get(pid, ("", 0))[0] == name
    ]
    return tuple(sorted((one for one in found if one.share_ppm >= at_least_ppm), key=_by_share))


def _by_share(one: Busy) -> tuple[int, int]:
    return -one.share_ppm, one.pid


def _elapsed(before: Ticks, after: Ticks) -> int | None:
    if before.total_ticks is None or after.total_ticks is None:
        return None
    return after.total_ticks - before.total_ticks or None


def _processes(root: Path) -> list[tuple[int, tuple[str, int]]]:
    found = []
    for path in tree.matches(root, "proc/[0-9]*/stat"):
        # A name may hold blanks and brackets: it ends at the last one.
        head, _, tail = (tree.text(root, path) or "").rpartition(")")
        fields = tail.split()
        if len(fields) > _SYSTEM and fields[_USER].isdecimal() and fields[_SYSTEM].isdecimal():
            ticks = int(fields[_USER]) + int(fields[_SYSTEM])
            found.append((int(path.split("/")[1]), (head.partition("(")[2], ticks)))
    return found
