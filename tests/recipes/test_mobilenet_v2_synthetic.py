"""MobileNetV2 with made-up weights: the published network, the same bytes, and sound activations."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy
import pytest

from edgebench.errors import RecipeError
from edgebench.model.workload import Recipe
from edgebench.recipes import recipe

onnx = pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")
SMALLEST_NORMAL = numpy.finfo(numpy.float32).tiny


def built(folder: Path, seed: int = 1) -> Path:
    wanted = Recipe(name="mobilenet-v2-synthetic", version=1, options={"seed": seed})
    recipe.build(wanted, [], folder / f"{seed}.onnx")
    return folder / f"{seed}.onnx"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return onnx.load(built(tmp_path_factory.mktemp("models")))


def sizes(model: Any) -> dict[str, tuple[int, ...]]:
    return {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer}


def test_the_file_is_the_same_bytes_everywhere(tmp_path: Path) -> None:
    assert hashlib.sha256(built(tmp_path).read_bytes()).hexdigest() == (
        "1ea6e87edd14b9cca106a20a5574357995930a0448382a192a949928d76599ef"
    )


def test_another_seed_is_another_file(tmp_path: Path) -> None:
    assert built(tmp_path, 1).read_bytes() != built(tmp_path, 2).read_bytes()


def test_it_has_the_published_number_of_parameters(model: Any) -> None:
    learned = [size for name, size in sizes(model).items() if not name.endswith(("mean", "variance"))]
    assert sum(int(numpy.prod(size)) for size in learned if size) == 3_504_872


def test_it_takes_the_published_number_of_multiply_accumulates(model: Any) -> None:
    shapes = {
        value.name: [dimension.dim_value for dimension in value.type.tensor_type.shape.dim]
        for value in onnx.shape_inference.infer_shapes(model).graph.value_info
    }
    convolutions = sum(
        int(numpy.prod(sizes(model)[node.input[1]])) * shapes[node.output[0]][2] * shapes[node.output[0]][3]
        for node in model.graph.node
        if node.op_type == "Conv"
    )
    assert convolutions + 1280 * 1000 == 300_774_272


def test_batch_normalisation_is_kept_for_the_runtime_to_fold(model: Any) -> None:
    kinds = [node.op_type for node in model.graph.node]
    assert (kinds.count("Conv"), kinds.count("BatchNormalization"), kinds.count("Add")) == (52, 52, 10)


def test_weights_have_the_deviation_that_keeps_activations_their_size(model: Any) -> None:
    weights = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    assert weights["top_weight"].std() == pytest.approx((2 / 320) ** 0.5, rel=0.01)
    assert weights["block3_depthwise_weight"].std() == pytest.approx((2 / 9) ** 0.5, rel=0.05)


def test_every_activation_is_finite_varied_and_never_denormal(model: Any) -> None:
    outputs = [node.output[0] for node in model.graph.node]
    whole = onnx.ModelProto()
    whole.CopyFrom(model)
    del whole.graph.output[:]
    whole.graph.output.extend(onnx.ValueInfoProto(name=name) for name in outputs)
    session = onnxruntime.InferenceSession(whole.SerializeToString(), providers=["CPUExecutionProvider"])
    picture = numpy.random.RandomState(1).standard_normal((1, 3, 224, 224)).astype(numpy.float32)
    for values in session.run(None, {"image": picture}):
        sizes_of_values = abs(values)
        assert numpy.isfinite(values).all()
        assert values.std() > 0.01
        assert not ((sizes_of_values > 0) & (sizes_of_values < SMALLEST_NORMAL)).any()


def test_it_reads_no_file(tmp_path: Path) -> None:
    wanted = Recipe(name="mobilenet-v2-synthetic", version=1, options={"seed": 1})
    with pytest.raises(RecipeError, match="reads no file"):
        recipe.build(wanted, [tmp_path / "some.onnx"], tmp_path / "model.onnx")
