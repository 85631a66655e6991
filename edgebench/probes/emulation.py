"""Whether the CPU itself is imitated in software.

QEMU's user mode runs a foreign program on this kernel and forges the well-known files, but not
their less-known names: /proc/self/exe shows the guest, /proc/thread-self/exe shows QEMU. Times
under emulation mean nothing, so any evidence keeps a result out of every ranking.
"""

from __future__ import annotations

import os
import platform
from pathlib import Path

from msgspec import Struct

from edgebench.model.device import Emulated
from edgebench.probes import tree

# State, parent, group, session, terminal and flags: the flags of a real process are never 0.
_STAT_FIELDS = slice(2, 8)

_FAMILIES = {"x86_64": "x86", "i686": "x86", "i386": "x86"}


class Evidence(Struct, frozen=True):
    """What was seen; None where the tree lacks it. Paths are resolved."""

    machine: str
    kernel_arch: str | None = None
    own_exe: str | None = None
    other_exes: tuple[tuple[str, str], ...] = ()
    cpuinfo: str = ""
    stat: str = ""
    own_auxv: bytes | None = None
    thread_auxv: bytes | None = None


class Emulation(Struct, frozen=True):
    """kind: none, user (this process only) or system (the whole machine)."""

    kind: Emulated
    evidence: tuple[str, ...]


def read(root: Path = Path("/"), machine: str | None = None) -> Emulation:
    """machine: what the process believes to run on; None = ask Python."""
    return judge(gather(root, machine or platform.machine()))


def gather(root: Path, machine: str) -> Evidence:
    """Reads this process's own files."""
    base = str(root).rstrip("/")
    # QEMU recognises `/proc/self/` by its spelling; the doubled slash goes past it to the kernel.
    names = ("/proc/thread-self/exe", "/proc//self/exe", f"/proc/self/task/{os.getpid()}/exe")
    others = ((name, _link(base + name)) for name in names)
    return Evidence(
        machine=machine,
        kernel_arch=tree.text(root, "proc/sys/kernel/arch"),
        own_exe=_link(base + "/proc/self/exe"),
        other_exes=tuple((name, target) for name, target in others if target is not None),
        cpuinfo=tree.text(root, "proc/cpuinfo") or "",
        stat=tree.text(root, "proc/self/stat") or "",
        own_auxv=tree.raw(root, "proc/self/auxv"),
        thread_auxv=tree.raw(root, "proc/thread-self/auxv"),
    )


def judge(seen: Evidence) -> Emulation:
    """A process that its kernel contradicts is user mode; an impossible CPU alone is system."""
    if user := _user_mode(seen):
        return Emulation("user", tuple(user + _impossible_cpu(seen)))
    system = _impossible_cpu(seen)
    return Emulation("system" if system else "none", tuple(system))


def family(machine: str) -> str:
    """A 32-bit program on a 64-bit kernel of the same family is not emulated."""
    if machine.startswith(("arm", "aarch")):
        return "arm"
    return _FAMILIES.get(machine, machine)


def _user_mode(seen: Evidence) -> list[str]:
    found = []
    if seen.kernel_arch and family(seen.kernel_arch) != family(seen.machine):
        found.append(f"kernel is {seen.kernel_arch}, process is {seen.machine}")
    for name, target in seen.other_exes:
        if seen.own_exe and target != seen.own_exe:
            found.append(f"{name} is {Path(target).name}")
    x86_lines = ("vendor_id", "\nflags\t")
    if family(seen.machine) == "arm" and any(line in seen.cpuinfo for line in x86_lines):
        found.append("cpuinfo is of an x86 CPU")
    fields = seen.stat.rpartition(")")[2].split()
    if len(fields) > _STAT_FIELDS.stop and set(fields[_STAT_FIELDS]) == {"0"}:
        found.append("/proc/self/stat is zeroed")
    if seen.own_auxv and seen.thread_auxv and seen.own_auxv != seen.thread_auxv:
        found.append("auxiliary vectors differ")
    return found


def _impossible_cpu(seen: Evidence) -> list[str]:
    """Names that only QEMU's software CPU has."""
    cpus = {
        "implementer 0x00": "CPU implementer\t: 0x00",
        "QEMU TCG CPU": "QEMU TCG CPU",
    }
    return [name for name, sign in cpus.items() if sign in seen.cpuinfo]


def _link(path: str) -> str | None:
    try:
        return os.path.realpath(os.readlink(path))  # noqa: PTH115 (a Path folds the doubled slash away)
    except OSError:
        return None
