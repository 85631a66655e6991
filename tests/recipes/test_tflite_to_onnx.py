"""TFLite to ONNX: what is accepted, what it costs and what is told when it fails."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from edgebench.errors import RecipeError
from edgebench.model.workload import Recipe
from edgebench.recipes import recipe, tflite_to_onnx

WANTED = Recipe(name="tflite-to-onnx", version=1)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EDGEBENCH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def fail(command: Sequence[str], **_: object) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess(command, 1, "Collecting\n", "WARNING\nERROR: No matching one\n\n")


@pytest.mark.parametrize("names", [[], ["a.tflite", "b.tflite"]])
def test_it_reads_one_file(names: list[str], tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"reads one \.tflite, not \["):
        recipe.build(WANTED, [Path(name) for name in names], tmp_path / "model.onnx")


def test_a_step_that_fails_is_told_by_its_last_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(RecipeError, match=r"for TensorFlow cannot be made: ERROR: No matching one$"):
        recipe.build(WANTED, [tmp_path / "model.tflite"], tmp_path / "model.onnx")


def test_an_environment_that_is_there_is_used_again(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = cache / "environments" / tflite_to_onnx.environment_name()
    environment.mkdir(parents=True)
    (environment / "ready").touch()
    assert recipe.heavy(WANTED) is None
    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(RecipeError, match=r"^tf2onnx cannot convert model\.tflite: ERROR"):
        recipe.build(WANTED, [tmp_path / "model.tflite"], tmp_path / "model.onnx")


def test_a_half_made_environment_is_begun_again(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = cache / "environments" / tflite_to_onnx.environment_name()
    environment.mkdir(parents=True)
    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(RecipeError, match="cannot be made"):
        recipe.build(WANTED, [tmp_path / "model.tflite"], tmp_path / "model.onnx")
    assert not environment.exists()
