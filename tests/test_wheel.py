"""What users install is the wheel, so it must carry the workloads, harnesses and site, and find them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


def run(*arguments: str | Path, cwd: Path, **environment: str) -> str:
    """The standard output of `python arguments`; what went wrong becomes the failure's text."""
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run("-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("edgebench-*.whl")
    return built


def test_the_wheel_carries_the_shipped_folders_and_no_results(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "edgebench/worker/__main__.py" in names
    assert "edgebench/data/workloads/suites.toml" in names
    assert "edgebench/data/harnesses/onnxruntime.py" in names
    assert any(name.startswith("edgebench/data/site/") for name in names)
    assert not [name for name in names if "results" in name.split("/") or name.endswith(".pyc")]


def test_the_installed_wheel_lists_its_workloads_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    run(
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        installed,
        wheel,
        cwd=elsewhere,
    )

    where = run("-c", "import edgebench; print(edgebench.__file__)", cwd=elsewhere, PYTHONPATH=str(installed))
    assert Path(where.strip()).is_relative_to(installed)

    listed = run("-m", "edgebench", "list", "workloads", "--json", cwd=elsewhere, PYTHONPATH=str(installed))
    assert json.loads(listed)
