"""Darknet weights to ONNX: every float used, batch normalisation folded, the same bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy
import pytest

from edgebench.errors import RecipeError
from edgebench.model.workload import Recipe
from edgebench.recipes import darknet_yolov3_tiny, recipe
from edgebench.recipes.onnx_file import Graph
from tests.tasks import shared_files

pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")
FLOATS = 8_858_734
HEADER = numpy.array([0, 2, 0], "<i4").tobytes() + numpy.array([32_013_312], "<u8").tobytes()
OLD_HEADER = numpy.array([0, 1, 0], "<i4").tobytes() + numpy.array([32_013_312], "<u4").tobytes()


def build(content: bytes, folder: Path) -> Path:
    (folder / "some.weights").write_bytes(content)
    wanted = Recipe(name="darknet-yolov3-tiny", version=1)
    recipe.build(wanted, [folder / "some.weights"], folder / "model.onnx")
    return folder / "model.onnx"


def floats(count: int, value: float = 0.001) -> bytes:
    return numpy.full(count, value, "<f4").tobytes()


def test_the_heads_come_out_raw_in_two_grids(tmp_path: Path) -> None:
    session = onnxruntime.InferenceSession(str(build(HEADER + floats(FLOATS), tmp_path)))
    coarse, fine = session.run(None, {"image": numpy.zeros((1, 3, 416, 416), numpy.float32)})
    assert [output.name for output in session.get_outputs()] == ["coarse", "fine"]
    assert (coarse.shape, fine.shape) == ((1, 255, 13, 13), (1, 255, 26, 26))


def test_the_header_of_older_files_is_four_bytes_shorter(tmp_path: Path) -> None:
    assert build(OLD_HEADER + floats(FLOATS), tmp_path).is_file()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEADER + floats(FLOATS - 1), r"some\.weights: ends after 8858733 floats, 1 too early"),
        (HEADER + floats(FLOATS + 2), r"some\.weights: 2 floats are left over"),
        (HEADER + floats(FLOATS)[:-1], r"some\.weights: is not a file of darknet weights"),
        (b"\x7fELF" * 100, r"some\.weights: is not a file of darknet weights"),
        (b"", r"some\.weights: 0 bytes are no darknet weights"),
        (HEADER + floats(FLOATS, -1.0), "the weights of conv0 are not finite numbers"),  # a variance below 0
    ],
    ids=["truncated", "oversized", "cut", "another kind", "empty", "impossible"],
)
def test_bytes_that_are_not_these_weights_are_refused(content: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=message):
        build(content, tmp_path)
    assert not (tmp_path / "model.onnx").exists()


def test_folding_gives_what_batch_normalisation_would(tmp_path: Path) -> None:
    bias, scale, mean, variance, weight = 0.5, 3.0, 2.0, 4.0, 10.0
    file = tmp_path / "one.weights"
    file.write_bytes(HEADER + numpy.array([bias, scale, mean, variance, weight], "<f4").tobytes())
    graph = Graph()
    darknet_yolov3_tiny.Network(graph, darknet_yolov3_tiny.Weights(file)).convolve("image", 1, 1, 1)
    graph.write("one", {"image": [1, 1, 1, 1]}, {"conv0": [1, 1, 1, 1]}, tmp_path / "one.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "one.onnx"))
    (found,) = session.run(["conv0"], {"image": numpy.ones((1, 1, 1, 1), numpy.float32)})
    assert found.item() == pytest.approx((weight - mean) / variance**0.5 * scale + bias, rel=1e-5)


@pytest.mark.shared
def test_the_official_weights_give_the_pinned_file(tmp_path: Path) -> None:
    model = build(shared_files.model("yolov3-tiny.weights").read_bytes(), tmp_path)
    assert hashlib.sha256(model.read_bytes()).hexdigest() == (
        "403ca8262dcec0b7a5766158a8dcb31592b072eb94b3140708f82df0f29dfa9c"
    )
