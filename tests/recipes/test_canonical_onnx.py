"""Equal graphs become equal bytes, whatever their tensors were called."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pytest

from edgebench.errors import RecipeError
from edgebench.model.workload import Recipe
from edgebench.recipes import recipe
from edgebench.recipes.canonical_onnx import canonical
from tests.tasks import shared_files

onnx = pytest.importorskip("onnx")
helper = onnx.helper
WANTED = Recipe(name="canonical-onnx", version=1)


def value(name: str, size: int | str = 2) -> Any:
    return helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [size, 3])


def model(name: Callable[[str], str] = str, order: int = 1, size: int | str = 2) -> Any:
    """(x + 1) * 2 + (x + 1), its inner tensors called what `name` says, its nodes in either order."""
    one, two = (
        onnx.numpy_helper.from_array(numpy.full((1, 3), number, numpy.float32), name(f"const{number}"))
        for number in (1, 2)
    )
    nodes = [
        helper.make_node("Add", ["x", name("const1")], [name("sum")], name=name("node")),
        helper.make_node("Mul", [name("sum"), name("const2")], [name("product")]),
        helper.make_node("Add", [name("product"), name("sum")], ["y"]),
    ]
    graph = helper.make_graph(
        nodes[::order], "g", [value("x", size)], [value("y", size)], [one, two][::order]
    )
    return helper.make_model(graph, ir_version=7, opset_imports=[helper.make_opsetid("", 13)])


def written(proto: Any) -> bytes:
    return bytes(proto.SerializeToString(deterministic=True))


def test_neither_names_nor_order_change_the_bytes() -> None:
    other = model(lambda name: f"{name}__{len(name) * 7}", order=-1)
    assert written(canonical(model())) == written(canonical(other))


def test_it_changes_nothing_a_second_time() -> None:
    once = canonical(model())
    assert written(canonical(once)) == written(once)


def test_inputs_and_outputs_keep_their_names_and_the_rest_is_numbered() -> None:
    renamed = canonical(model())
    assert [(node.name, list(node.input), list(node.output)) for node in renamed.graph.node] == [
        ("Add_0", ["x", "constant_0"], ["Add_0"]),
        ("Mul_1", ["Add_0", "constant_1"], ["Mul_1"]),
        ("Add_2", ["Mul_1", "Add_0"], ["y"]),
    ]


def test_unknown_sizes_are_numbered_too() -> None:
    first, second = (canonical(model(size=name)) for name in ("unk__17", "unk__232"))
    assert written(first) == written(second)
    assert first.graph.input[0].type.tensor_type.shape.dim[0].dim_param == "unknown_0"


def test_equal_constants_become_one() -> None:
    doubled = model()
    for constant in doubled.graph.initializer:
        constant.raw_data = numpy.ones(3, numpy.float32).tobytes()
    assert len(canonical(doubled).graph.initializer) == 1


def test_a_graph_within_a_node_is_refused() -> None:
    nested = model()
    nested.graph.node[0].attribute.append(helper.make_attribute("body", nested.graph))
    with pytest.raises(RecipeError, match="has a graph within"):
        canonical(nested)


def test_a_file_that_is_no_onnx_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "broken.onnx").write_bytes(b"\xff" * 100)
    with pytest.raises(RecipeError, match=r"^broken\.onnx: is not an ONNX file"):
        recipe.build(WANTED, [tmp_path / "broken.onnx"], tmp_path / "model.onnx")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "sha256"),
    [
        ("mobilenet_v2_1.0_224_quant", "986253b39c01d6add6f301777f2127bd40b49db13f6e94ff6898f3f38347c611"),
        ("mobilenet_v1_0.25_128_quant", "f1e994ff20a4f406a4ffa0ba1bdc0f513298732a06cdd3a98dbf88a3d740b1cf"),
        ("kws_ref_model", "965f51c9d90ae3c075061eaf9d140949a5d02d2426ff667d50a5f5ce0dc15569"),
    ],
)
def test_somebody_elses_conversion_becomes_the_pinned_file(name: str, sha256: str, tmp_path: Path) -> None:
    recipe.build(WANTED, [shared_files.model(f"{name}.onnx")], tmp_path / "model.onnx")
    assert hashlib.sha256((tmp_path / "model.onnx").read_bytes()).hexdigest() == sha256
