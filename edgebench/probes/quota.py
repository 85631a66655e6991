"""How much CPU time the control groups around this process leave it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from edgebench.probes import tree

_MOUNT = "sys/fs/cgroup"


def read(root: Path = Path("/")) -> int | None:
    """Thousandths of a CPU, 1500 for one and a half; None = no limit.

    A group's limit binds all groups below it, so the tightest on the way up counts. In a container
    the path in /proc may be the host's while the mount begins at the container's own group: what
    is not there is passed over, and the top of the mount is always asked.
    """
    limits = (
        limit for folder in _folders(root) for limit in (_version_2(root, folder), _version_1(root, folder))
    )
    return min((limit for limit in limits if limit is not None), default=None)


def parse(quota: str, period: str) -> int | None:
    """Both in microseconds; no limit is `max` in version 2 and -1 in version 1."""
    if not (quota.isdecimal() and period.isdecimal() and int(period)):
        return None
    return int(quota) * 1000 // int(period)


def _folders(root: Path) -> Iterator[str]:
    """Of this process' groups that may limit the CPU, each with all above it."""
    for line in (tree.text(root, "proc/self/cgroup") or "").splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if not controllers:
            yield from _upwards(_MOUNT, path)
        elif "cpu" in controllers.split(","):
            for mount in dict.fromkeys(("cpu", controllers)):
                yield from _upwards(f"{_MOUNT}/{mount}", path)


def _upwards(mount: str, path: str) -> list[str]:
    below = PurePosixPath(path.lstrip("/"))
    if ".." in below.parts:
        below = PurePosixPath()  # outside this process' view: only the top of the mount is its own
    return [f"{mount}/{group}" for group in (below, *below.parents)]


def _version_2(root: Path, folder: str) -> int | None:
    quota, _, period = (tree.text(root, f"{folder}/cpu.max") or "").partition(" ")
    return parse(quota, period)


def _version_1(root: Path, folder: str) -> int | None:
    quota, period = (tree.text(root, f"{folder}/cpu.cfs_{name}_us") or "" for name in ("quota", "period"))
    return parse(quota, period)
