"""What recipes read of ONNX files."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from edgebench.errors import RecipeError
from edgebench.recipes.onnx_file import read_model

onnx = pytest.importorskip("onnx")


def test_weights_in_a_file_that_the_model_names_are_refused(tmp_path: Path) -> None:
    helper, single = onnx.helper, onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "weight"], ["y"])],
        "g",
        [helper.make_tensor_value_info("x", single, [1000])],
        [helper.make_tensor_value_info("y", single, [1000])],
        [onnx.numpy_helper.from_array(numpy.ones(1000, numpy.float32), "weight")],
    )
    path = tmp_path / "split.onnx"
    onnx.save(
        helper.make_model(graph, ir_version=7, opset_imports=[helper.make_opsetid("", 13)]),
        path,
        save_as_external_data=True,
        location="beside.bin",
    )
    with pytest.raises(RecipeError, match=r"^split\.onnx: the values of 'weight' lie in another file$"):
        read_model(path)
