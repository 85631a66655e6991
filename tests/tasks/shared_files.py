"""Models and data too large for this repository; a test that needs an absent one skips and says which."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgebench import paths
from edgebench.model.workload import DataSet, Workload

SHARED = Path(__file__).parents[3] / "shared"


def model(name: str) -> Path:
    """A file from the mirror ($EDGEBENCH_MIRROR), the folder shared beside the checkout, or the cache."""
    for folder in (Path(os.environ.get("EDGEBENCH_MIRROR", SHARED / "models")), SHARED / "models"):
        if (folder / name).is_file():
            return folder / name
    for found in _cached(name):
        return found
    pytest.skip(f"{name} is neither in $EDGEBENCH_MIRROR nor in ../shared/models nor in the cache")


def mirror(name: str) -> str:
    """The folder that has this file, for what is built from it."""
    return str(model(name).parent)


def data(folder: str) -> Path:
    """A data set's folder below $EDGEBENCH_DATA or ../shared/data."""
    for base in (Path(os.environ.get("EDGEBENCH_DATA", SHARED / "data")), SHARED / "data"):
        if (base / folder).is_dir():
            return base / folder
    pytest.skip(f"{folder} is neither in $EDGEBENCH_DATA nor in ../shared/data")


def data_of(workload: Workload) -> tuple[Path, DataSet]:
    """The folder and entry of the workload's first data set that is here."""
    for base in (Path(os.environ.get("EDGEBENCH_DATA", SHARED / "data")), SHARED / "data"):
        for each in workload.data_set:
            if (base / each.folder).is_dir():
                return base / each.folder, each
    pytest.skip(f"no data set of {workload.name} is in $EDGEBENCH_DATA or in ../shared/data")


def _cached(name: str) -> Iterator[Path]:
    cache = paths.cache()
    return cache.rglob(name) if cache.is_dir() else iter(())
