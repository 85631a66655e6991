"""The command line as a user has it: a real process, a cache of its own, no network, no mirror."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

STAND_IN = ("--workload", "mobilenet-v2", "--variant", "onnx-fp32-synthetic", "--harness", "onnxruntime")
SHORT = ("--duration", "0.1", "--offline")
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shared by the tests of a run, so that the stand-in is built once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def environment(cache: Path, tmp_path: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("EDGEBENCH_")}
    return kept | {
        "EDGEBENCH_CACHE": str(cache),
        "EDGEBENCH_RESULTS": str(tmp_path / "results"),
        "NO_COLOR": "1",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    """edgebench with these arguments, to its end."""

    def start(*arguments: str, **changes: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "edgebench", *arguments],
            env=environment | changes,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=110,
        )

    return start


@pytest.fixture
def background(
    environment: dict[str, str], tmp_path: Path
) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """The same, still running; ended with the test."""
    started = []

    def start(*arguments: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "edgebench", *arguments],
            env=environment,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def results(tmp_path: Path) -> Callable[[], list[Path]]:
    return lambda: sorted((tmp_path / "results").rglob("*.json"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("a small disk needs mount, that is root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)
