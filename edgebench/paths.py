"""Where shipped folders and the user's folders are. Nothing else in edgebench knows."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The folder `name` (workloads, harnesses, site) of this installation.

    A wheel carries it as edgebench/data/<name>; a checkout has it beside the package.
    """
    packed = _PACKAGE / "data" / name
    return packed if packed.is_dir() else _PACKAGE.parent / name


def importable() -> Path:
    """The folder that this edgebench is imported from."""
    return _PACKAGE.parent


def devices() -> Path:
    """The folder of device profiles."""
    return _PACKAGE / "devices"


def released() -> Path:
    """The list of worker and harness files of earlier versions."""
    return _PACKAGE / "released.toml"


def worker() -> Path:
    """The folder of the process that measures; it runs in the harness's own interpreter."""
    return _PACKAGE / "worker"


def results() -> Path:
    """Where results are kept: $EDGEBENCH_RESULTS, else the checkout's folder, else ./results."""
    if folder := os.environ.get("EDGEBENCH_RESULTS"):
        return Path(folder)
    checkout = _PACKAGE.parent / "results"
    return checkout if checkout.is_dir() else Path("results")


def cache() -> Path:
    """Downloaded and built files: $EDGEBENCH_CACHE, else the user's cache folder."""
    if folder := os.environ.get("EDGEBENCH_CACHE"):
        return Path(folder)
    import platformdirs

    return platformdirs.user_cache_path("edgebench")


def state() -> Path:
    """Journals of plans and this installation's random id; lies in the cache folder when one is set."""
    if folder := os.environ.get("EDGEBENCH_CACHE"):
        return Path(folder) / "state"
    import platformdirs

    return platformdirs.user_state_path("edgebench")


def mirror() -> str | None:
    """A folder or address tried before every pinned source: $EDGEBENCH_MIRROR."""
    return os.environ.get("EDGEBENCH_MIRROR") or None


def data() -> Path | None:
    """The folder of labelled data sets: $EDGEBENCH_DATA."""
    folder = os.environ.get("EDGEBENCH_DATA")
    return Path(folder) if folder else None
