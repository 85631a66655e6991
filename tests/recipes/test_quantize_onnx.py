"""fp32 to int8: what is quantised, with which scales, and bytes that no CPU changes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy
import pytest

from edgebench.errors import CatalogueError, RecipeError
from edgebench.model.workload import Option, Recipe
from edgebench.recipes import recipe
from edgebench.recipes.onnx_file import Graph
from edgebench.recipes.quantize_onnx import rounded
from edgebench.sample_sets import pictures
from tests.tasks import shared_files

onnx = pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")
OPTIONS: dict[str, Option] = {
    "generator": "pictures", "seed": 1, "samples": 4, "shape": [8, 8, 3], "layout": "NCHW",
}  # fmt: skip
WEIGHT = numpy.array([[2.0, -1.0, 0.5], [0.01, 0.03, -0.04]], numpy.float32).reshape(2, 3, 1, 1)


def source(folder: Path) -> Path:
    """Two filters and ReLU, pooled, beside themselves, and their mean."""
    graph = Graph()
    constants = [
        graph.constant("weight", WEIGHT),
        graph.constant("bias", numpy.array([1.0, 2.0], numpy.float32)),
    ]
    graph.node("Relu", [graph.node("Conv", ["image", *constants], "conv")], "relu")
    graph.node("MaxPool", ["relu"], "pool", kernel_shape=[2, 2], strides=[2, 2])
    graph.node("Concat", ["pool", "pool"], "both", axis=1)
    graph.node("GlobalAveragePool", ["both"], "mean")
    graph.write("small", {"image": [1, 3, 8, 8]}, {"mean": [1, 4, 1, 1]}, folder / "small.onnx")
    return folder / "small.onnx"


def built(folder: Path, **changes: Option) -> Path:
    wanted = Recipe(name="quantize-onnx", version=1, options=OPTIONS | changes)
    recipe.build(wanted, [source(folder)], folder / "model.onnx")
    return folder / "model.onnx"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return onnx.load(built(tmp_path_factory.mktemp("models")))


def values(model: Any) -> dict[str, Any]:
    return {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in model.graph.initializer}


def test_every_convolution_and_pool_reads_dequantised_tensors(model: Any) -> None:
    makers = {node.output[0]: node.op_type for node in model.graph.node}
    for node in model.graph.node:
        if node.op_type in {"Conv", "MaxPool", "Concat", "GlobalAveragePool"}:
            assert {makers[name] for name in node.input} == {"DequantizeLinear"}


def test_a_convolution_and_its_relu_are_not_parted(model: Any) -> None:
    kinds = [node.op_type for node in model.graph.node]
    assert kinds[kinds.index("Conv") + 1] == "Relu"


def test_each_filter_has_its_own_scale_of_127_steps(model: Any) -> None:
    known = values(model)
    stored, scales, zeros = next(
        [known[name] for name in node.input]
        for node in model.graph.node
        if node.op_type == "DequantizeLinear" and node.input[0] in known and known[node.input[0]].ndim == 4
    )
    assert stored.reshape(2, 3).tolist() == [[127, -64, 32], [32, 95, -127]]
    assert scales * 127 == pytest.approx([2.0, 0.04], rel=1e-6)
    assert zeros.tolist() == [0, 0]


def test_what_is_only_moved_keeps_one_scale(model: Any) -> None:
    scales = [node.input[1] for node in model.graph.node if node.op_type == "QuantizeLinear"]
    assert len(scales) == 4  # the picture, the sums, the pooled and both
    assert len(set(scales)) == 2


def test_answers_stay_within_a_step_of_the_floats(tmp_path: Path) -> None:
    (drawn,) = pictures.samples(1, 1, [8, 8, 3])
    picture = numpy.moveaxis(drawn, -1, 0)[None].astype(numpy.float32)
    quantized = built(tmp_path)
    first, second = (
        onnxruntime.InferenceSession(str(path)).run(None, {"image": picture})[0]
        for path in (tmp_path / "small.onnx", quantized)
    )
    assert abs(first - second).max() < 500 / 255  # the largest sum is below 500


@pytest.mark.parametrize(
    ("observed", "kept"),
    [
        ((0.0, 1234.0), (0.0, 1240.0)),
        ((-0.123401, 8295.04), (-0.124, 8300.0)),
        ((-123.0, 151.0), (-123.0, 151.0)),
        ((0.0, 0.99950001), (0.0, 1.0)),
    ],
)
def test_ranges_are_rounded_outward_to_three_digits(
    observed: tuple[float, float], kept: tuple[float, float]
) -> None:
    assert rounded(observed) == kept


def test_the_bytes_are_the_same_every_time(tmp_path: Path) -> None:
    assert built(tmp_path).read_bytes() == built(tmp_path).read_bytes()
    assert built(tmp_path).read_bytes() != built(tmp_path, samples=1).read_bytes()


def test_a_generator_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="there is no sample set generator 'photographs'"):
        built(tmp_path, generator="photographs")


def test_a_wrong_option_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"options of recipe quantize-onnx: .*`method`"):
        built(tmp_path, method="entropy")


def test_a_file_that_is_no_onnx_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "broken.onnx").write_bytes(b"\xff" * 100)
    with pytest.raises(RecipeError, match=r"^broken\.onnx: is not an ONNX file"):
        recipe.build(Recipe("quantize-onnx", 1, OPTIONS), [tmp_path / "broken.onnx"], tmp_path / "model.onnx")


@pytest.mark.shared
def test_squeezenet_becomes_the_pinned_file(tmp_path: Path) -> None:
    compressed = shared_files.model("compressed_SqueezeNet.net")
    recipe.build(Recipe("deep-compressed-squeezenet", 1), [compressed], tmp_path / "fp32.onnx")
    options = OPTIONS | {
        "samples": 64, "shape": [227, 227, 3], "channels": "BGR", "mean": [104.0, 117.0, 123.0],
        "scale": [1.0, 1.0, 1.0],
    }  # fmt: skip
    recipe.build(Recipe("quantize-onnx", 1, options), [tmp_path / "fp32.onnx"], tmp_path / "int8.onnx")
    assert hashlib.sha256((tmp_path / "int8.onnx").read_bytes()).hexdigest() == (
        "1fb6b8a9753744e03592b5633092f1c424f00f0f07344abcd3f64098f2dc64ac"
    )
