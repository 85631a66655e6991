"""ONNX as TorchScript: the same bytes everywhere, and every operator answers as in ONNX Runtime."""

from __future__ import annotations

import hashlib
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy
import pytest

from edgebench.errors import RecipeError
from edgebench.model.workload import Recipe
from edgebench.recipes import recipe
from edgebench.recipes.onnx_file import Graph

onnx = pytest.importorskip("onnx")
RANDOM = numpy.random.RandomState(5)
SIZES: dict[str, Any] = {"kernel_shape": [3, 3], "strides": [2, 2]}


def weight(*shape: int) -> Any:
    return RANDOM.standard_normal(shape).astype(numpy.float32)


OPERATORS: list[tuple[str, list[Any], dict[str, Any]]] = [
    ("Conv", [weight(6, 4, 3, 3), weight(6)], {**SIZES, "pads": [1, 1, 1, 1]}),
    ("Conv", [weight(6, 4, 3, 3)], {**SIZES, "pads": [0, 0, 1, 1]}),
    ("Conv", [weight(4, 1, 3, 3)], {"group": 4, "dilations": [2, 2]}),
    ("MaxPool", [], {**SIZES, "pads": [0, 0, 1, 1]}),
    ("MaxPool", [], {**SIZES, "ceil_mode": 1}),
    ("AveragePool", [], {**SIZES, "pads": [1, 1, 1, 1]}),
    ("AveragePool", [], {**SIZES, "pads": [1, 1, 1, 1], "count_include_pad": 1}),
    ("GlobalAveragePool", [], {}),
    ("BatchNormalization", [weight(4), weight(4), weight(4), abs(weight(4))], {"epsilon": 1e-3}),
    ("Relu", [], {}),
    ("LeakyRelu", [], {"alpha": 0.1}),
    ("Clip", [numpy.float32(-0.5), numpy.float32(0.5)], {}),
    ("Add", [weight(1, 4, 8, 8)], {}),
    ("Concat", [weight(1, 3, 8, 8)], {"axis": 1}),
    (
        "Resize",
        [weight(0), numpy.array([1, 1, 2, 3], numpy.float32)],
        {"mode": "nearest", "nearest_mode": "floor", "coordinate_transformation_mode": "asymmetric"},
    ),
    ("Reshape", [numpy.array([2, -1])], {}),
    ("Flatten", [], {"axis": 1}),
    ("Softmax", [], {"axis": 1}),
    ("Identity", [], {}),
    ("Dropout", [], {}),
]


def write(path: Path, operator: str, constants: list[Any], attributes: dict[str, Any], shape: Any) -> None:
    """A network of this one operator on `x`, then a relu."""
    graph = Graph()
    names = [graph.constant(f"c{place}", values) for place, values in enumerate(constants)]
    graph.node("Relu", [graph.node(operator, ["x", *names], "z", **attributes)], "y")
    graph.write("one", {"x": shape}, {"y": [0]}, path)


def converted(source: Path) -> Path:
    recipe.build(Recipe(name="onnx-to-torchscript", version=1), [source], source.with_suffix(".torchscript"))
    return source.with_suffix(".torchscript")


def run(path: Path, values: Any) -> Any:
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # in favour of torch.export
        return torch.jit.load(str(path))(torch.from_numpy(values)).detach().numpy()


@pytest.mark.parametrize(("operator", "constants", "attributes"), OPERATORS)
def test_an_operator_answers_as_in_onnx_runtime(
    operator: str, constants: list[Any], attributes: dict[str, Any], tmp_path: Path
) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    model, values = tmp_path / "one.onnx", weight(1, 4, 8, 8)
    write(model, operator, constants, attributes, list(values.shape))
    wanted = onnxruntime.InferenceSession(str(model)).run(None, {"x": values})[0]
    answer = run(converted(model), values)
    assert answer.shape == wanted.shape
    assert abs(answer - wanted).max() < 1e-5


def test_a_product_answers_as_in_onnx_runtime(tmp_path: Path) -> None:
    matrix, bias, values = weight(3, 5), weight(3), abs(weight(2, 5))
    write(tmp_path / "one.onnx", "Gemm", [matrix, bias], {"transB": 1}, [2, 5])
    answer = run(converted(tmp_path / "one.onnx"), values)
    assert abs(answer - numpy.maximum(values @ matrix.T + bias, 0)).max() < 1e-5


@pytest.mark.parametrize(
    ("operator", "attributes", "message"),
    [
        ("Sin", {}, "no TorchScript is written for Sin"),
        ("Conv", {"auto_pad": "SAME_UPPER"}, "for Conv with auto_pad = 'SAME_UPPER'"),
        ("Flatten", {"axis": 2}, "for Flatten with axis = 2"),
        ("AveragePool", {"kernel_shape": [2, 2], "pads": [0, 0, 1, 1]}, "AveragePool with uneven padding"),
    ],
)
def test_what_has_no_line_is_refused(
    operator: str, attributes: dict[str, Any], message: str, tmp_path: Path
) -> None:
    constants = [weight(6, 4, 3, 3)] if operator == "Conv" else []
    write(tmp_path / "one.onnx", operator, constants, attributes, [1, 4, 8, 8])
    with pytest.raises(RecipeError, match=message):
        converted(tmp_path / "one.onnx")


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "some.onnx").write_bytes(b"\x7fELF" * 10)
    with pytest.raises(RecipeError, match=r"^some\.onnx: is not an ONNX file"):
        converted(tmp_path / "some.onnx")


def test_the_file_is_the_same_bytes_everywhere_and_names_no_one(tmp_path: Path) -> None:
    made = Recipe(name="mobilenet-v2-synthetic", version=1, options={"seed": 1})
    recipe.build(made, [], tmp_path / "model.onnx")
    path = converted(tmp_path / "model.onnx")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == (
        "5a330fa77e522f01e2d77730b2cb3a162da2eb4ab5fe1e055bd6f65cc39e915d"
    )
    entries = zipfile.ZipFile(path).infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert [entry.filename for entry in entries if "/data/" not in entry.filename] == [
        f"archive/{name}"
        for name in ("data.pkl", "code/__torch__.py", "constants.pkl", "version", "byteorder")
    ]
