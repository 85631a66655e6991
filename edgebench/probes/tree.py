"""A device's files as text and integers.

Every probe takes `root`, so that a test shows it the files of a board that is not here. A file
that is absent, unreadable or empty is None: the probe that asked knows which reason that is.
"""

from __future__ import annotations

from pathlib import Path

DEVICE_TREE = "proc/device-tree"
DMI = "sys/class/dmi/id"


def raw(root: Path, path: str) -> bytes | None:
    """The bytes of a file. Sensors may also fail on read (an offline thermal zone does)."""
    try:
        # In the small steps that Python takes by itself: /proc/sys refuses a read of 4 MiB.
        return (root / path).read_bytes() or None
    except OSError:
        return None


def text(root: Path, path: str) -> str | None:
    """The file without surrounding blanks and without the NULs that end device-tree strings."""
    content = raw(root, path)
    if content is None:
        return None
    return content.decode("utf-8", "replace").strip("\0 \t\r\n") or None


def strings(root: Path, path: str) -> tuple[str, ...]:
    """A device-tree list: strings separated by NUL; empty when there is none."""
    return tuple(part for part in (text(root, path) or "").split("\0") if part)


def integer(root: Path, path: str, base: int = 10) -> int | None:
    """The one integer that the file holds; None when it holds anything else."""
    try:
        return int(text(root, path) or "", base)
    except ValueError:
        return None


def matches(root: Path, pattern: str) -> list[str]:
    """Paths below root that match, `cpu2` before `cpu10`."""
    found = (str(path.relative_to(root)) for path in root.glob(pattern))
    return sorted(found, key=lambda path: (len(path), path))


def integers_of_list(listing: str) -> tuple[int, ...]:
    """The kernel's list format: `0-3,8` is 0, 1, 2, 3, 8."""
    numbers: list[int] = []
    for part in listing.split(","):
        first, _, last = part.strip().partition("-")
        if first.isdecimal() and (last or first).isdecimal():
            numbers.extend(range(int(first), int(last or first) + 1))
    return tuple(numbers)
