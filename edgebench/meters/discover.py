"""Which meter drivers there are: the files of this folder, and outsiders' behind an entry point."""

from __future__ import annotations

import importlib
import importlib.metadata
from pathlib import Path

from edgebench import __version__, plugin
from edgebench.errors import LabError, meant
from edgebench.meters import meter as contract
from edgebench.meters.meter import Meter

ENTRY_POINTS = "edgebench.meters"
_FOLDER = Path(__file__).parent


def shipped() -> dict[str, type[Meter]]:
    """The drivers of this installation by name."""
    found: dict[str, type[Meter]] = {}
    for path in sorted(_FOLDER.glob("*.py")):
        name = path.stem.replace("_", "-")
        driver = _shipped(name)
        if driver is not None:
            found[name] = driver
    return found


def outside() -> dict[str, importlib.metadata.EntryPoint]:
    """Those that other installed packages offer; nothing of them is imported yet."""
    points = importlib.metadata.entry_points(group=ENTRY_POINTS)
    return {point.name: point for point in points}


def named(name: str) -> type[Meter]:
    """The driver's class; a shipped one before an outsider's. Raises LabError naming the nearest."""
    driver = _shipped(name)
    if driver is not None:
        return driver
    points = outside()
    if name in points:
        return _loaded(points[name])
    known = [*shipped(), *points]
    raise LabError(f"unknown meter driver {name!r}{meant(name, known)}", f"there are {', '.join(known)}")


def version_of(name: str) -> str:
    """Of the package that the driver comes with."""
    point = None if _shipped(name) else outside().get(name)
    return point.dist.version if point is not None and point.dist is not None else __version__


def _shipped(name: str) -> type[Meter] | None:
    module = plugin.find(__package__, name)
    if module is None or module is contract:
        return None
    driver: type[Meter] | None = getattr(module, "Meter", None)
    return driver if driver is not None and driver.__module__ == module.__name__ else None


def _loaded(point: importlib.metadata.EntryPoint) -> type[Meter]:
    try:
        driver = point.load()
    except Exception as error:  # an outsider's module may raise anything
        raise LabError(
            f"meter driver {point.name}: {type(error).__name__}: {error}", "mend or remove it"
        ) from error
    missing = [
        one
        for one in ("title", "boundary", "rate", "Settings", "find", "open", "read", "close")
        if not hasattr(driver, one)
    ]
    if missing:
        raise LabError(
            f"meter driver {point.name} lacks {', '.join(missing)}", "see edgebench/meters/meter.py"
        )
    return driver  # type: ignore[no-any-return]  # checked just above
