"""The control groups around this process, whose limits bind it: version 1 and 2."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from edgebench.probes import tree

_MOUNT = "sys/fs/cgroup"


def folders(root: Path, controller: str) -> Iterator[str]:
    """Of this process' groups that may limit the controller (`cpu`, `memory`), each with all above it.

    A group's limit binds all groups below it, so the tightest on the way up counts. In a container
    the path in /proc may be the host's while the mount begins at the container's own group: what
    is not there is for the caller to pass over, and the top of the mount is always among them.
    """
    for line in (tree.text(root, "proc/self/cgroup") or "").splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if not controllers:
            yield from _upwards(_MOUNT, path)
        elif controller in controllers.split(","):
            for mount in dict.fromkeys((controller, controllers)):
                yield from _upwards(f"{_MOUNT}/{mount}", path)


def _upwards(mount: str, path: str) -> list[str]:
    below = PurePosixPath(path.lstrip("/"))
    if ".." in below.parts:
        below = PurePosixPath()  # outside this process' view: only the top of the mount is its own
    return [f"{mount}/{group}" for group in (below, *below.parents)]
