"""Each fixture is the root of one device's tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.probes import trees


@pytest.fixture
def pi4(tmp_path: Path) -> Path:
    return trees.plant(tmp_path / "pi4", trees.PI4)


@pytest.fixture
def pi5(tmp_path: Path) -> Path:
    return trees.plant(tmp_path / "pi5", trees.PI5)


@pytest.fixture
def orin(tmp_path: Path) -> Path:
    return trees.plant(tmp_path / "orin", trees.ORIN)


@pytest.fixture
def nuc(tmp_path: Path) -> Path:
    return trees.plant(tmp_path / "nuc", trees.NUC)


@pytest.fixture
def guest(tmp_path: Path) -> Path:
    return trees.plant(tmp_path / "guest", trees.GUEST)


@pytest.fixture
def emulated(tmp_path: Path) -> Path:
    return trees.plant(tmp_path / "emulated", trees.EMULATED)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A tree in which every probe looks in vain."""
    return trees.plant(tmp_path / "bare", {})
