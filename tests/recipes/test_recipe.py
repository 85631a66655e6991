"""Finding a recipe and writing its file whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from edgebench.errors import CatalogueError, RecipeError
from edgebench.model.workload import Option, Recipe
from edgebench.recipes import mobilenet_v2_synthetic, recipe


@pytest.mark.parametrize("name", ["magic", "recipe", "onnx-file", "a.b", "canonical-onnx.x"])
def test_a_recipe_that_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=f"^there is no recipe '{name}'"):
        recipe.build(Recipe(name=name, version=1), [], tmp_path / "model.onnx")


def test_another_version_than_the_catalogues_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="recipe mobilenet-v2-synthetic is at version 1, not 7"):
        recipe.build(Recipe(name="mobilenet-v2-synthetic", version=7), [], tmp_path / "model.onnx")


def test_a_wrong_option_is_named(tmp_path: Path) -> None:
    wanted = Recipe(name="mobilenet-v2-synthetic", version=1, options={"sead": 1})
    with pytest.raises(CatalogueError, match=r"options of recipe mobilenet-v2-synthetic: .*`sead`"):
        recipe.build(wanted, [], tmp_path / "model.onnx")


def test_a_recipe_that_fails_half_way_leaves_nothing_and_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(options: Mapping[str, Option], inputs: Sequence[Path], destination: Path) -> None:
        destination.write_bytes(b"half")
        raise RecipeError("the second half is missing")

    monkeypatch.setattr(mobilenet_v2_synthetic, "build", fail)
    (tmp_path / "model.onnx").write_bytes(b"old")
    with pytest.raises(RecipeError):
        recipe.build(Recipe(name="mobilenet-v2-synthetic", version=1), [], tmp_path / "model.onnx")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"model.onnx": b"old"}


@pytest.mark.parametrize(
    ("name", "heavy"),
    [
        ("darknet-yolov3-tiny", False),
        ("mobilenet-v2-synthetic", False),
        ("canonical-onnx", False),
        ("deep-compressed-squeezenet", False),
        ("quantize-onnx", False),
        ("tflite-to-onnx", True),
    ],
)
def test_only_converting_with_tensorflow_is_heavy(
    name: str, *, heavy: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGEBENCH_CACHE", str(tmp_path))
    cost = recipe.heavy(Recipe(name=name, version=1))
    assert (cost is not None and "1.5 GB" in cost) is heavy
