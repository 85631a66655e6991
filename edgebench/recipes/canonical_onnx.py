"""One order and one set of names for an ONNX graph, so that equal graphs are equal bytes.

tf2onnx numbers its tensors from counters that differ from run to run. Here nodes are ordered
by a walk from the outputs to the inputs and everything but the inputs and outputs of the
graph is named after its place in that order. Nothing that is computed changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from edgebench.errors import RecipeError
from edgebench.model.workload import Option
from edgebench.recipes.onnx_file import read_model
from edgebench.recipes.recipe import options_of

VERSION = 1


class NoOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """The order belongs to the recipe's version."""


def heavy() -> str | None:
    return None


def build(options: Mapping[str, Option], inputs: Sequence[Path], destination: Path) -> None:
    options_of(NoOptions, options, "canonical-onnx")
    if len(inputs) != 1:
        raise RecipeError(f"canonical-onnx reads one .onnx, not {[path.name for path in inputs]}")
    model = read_model(inputs[0])
    destination.write_bytes(canonical(model).SerializeToString(deterministic=True))


def canonical(model: Any) -> Any:
    """A new onnx.ModelProto with the same computation. Raises RecipeError for graphs within graphs."""
    import onnx

    graph = model.graph
    order = _in_order(graph)
    constants = {tensor.name: tensor for tensor in graph.initializer}
    names = {"": "", **{value.name: value.name for value in [*graph.input, *graph.output]}}
    result = onnx.ModelProto(ir_version=model.ir_version, producer_name=model.producer_name)
    result.opset_import.extend(sorted(model.opset_import, key=lambda opset: str(opset.domain)))
    result.graph.name = graph.name
    kept: dict[bytes, str] = {}
    for number, node in enumerate(order):
        for name in node.input:
            if name in constants and name not in names:
                names[name] = _kept_constant(constants[name], kept, result.graph)
        names.update(
            {name: f"{node.op_type}_{number}{f'_{place}' if place else ''}"
             for place, name in enumerate(node.output) if name not in names}
        )  # fmt: skip
        _add_node(result.graph, node, names, f"{node.op_type}_{number}")
    _add_ends(result.graph, graph)
    return result


def _in_order(graph: Any) -> list[Any]:
    """The nodes, each after what it reads: depth first from the outputs, inputs in their order."""
    makers = {name: node for node in graph.node for name in node.output if name}
    order: list[Any] = []
    begun: set[str] = set()
    finished: set[str] = set()
    waiting = [makers[value.name] for value in reversed(graph.output) if value.name in makers]
    while waiting:
        node = waiting.pop()
        key = next(name for name in node.output if name)
        if key in finished:
            continue
        if key in begun:
            finished.add(key)
            order.append(node)
            continue
        begun.add(key)
        waiting.append(node)
        waiting.extend(makers[name] for name in reversed(node.input) if name in makers)
    return order


def _kept_constant(tensor: Any, kept: dict[bytes, str], graph: Any) -> str:
    """The name of a constant with this content, added when it is the first."""
    content = type(tensor)()
    content.CopyFrom(tensor)
    content.ClearField("name")
    content.ClearField("doc_string")
    key = content.SerializeToString(deterministic=True)
    if key not in kept:
        content.name = kept[key] = f"constant_{len(kept)}"
        graph.initializer.append(content)
    return kept[key]


def _add_node(graph: Any, node: Any, names: dict[str, str], name: str) -> None:
    if any(attribute.HasField("g") or attribute.graphs for attribute in node.attribute):
        raise RecipeError(f"node {node.name!r} ({node.op_type}) has a graph within; it cannot be renamed")
    added = graph.node.add(name=name, op_type=node.op_type, domain=node.domain)
    added.input.extend(names[tensor] for tensor in node.input)
    added.output.extend(names[tensor] for tensor in node.output)
    added.attribute.extend(sorted(node.attribute, key=lambda attribute: str(attribute.name)))


def _add_ends(result: Any, graph: Any) -> None:
    """Inputs and outputs keep their names; unknown sizes are numbered."""
    result.input.extend(graph.input)
    result.output.extend(graph.output)
    sizes: dict[str, str] = {}
    for value in [*result.input, *result.output]:
        for dimension in value.type.tensor_type.shape.dim:
            if dimension.dim_param:
                dimension.dim_param = sizes.setdefault(dimension.dim_param, f"unknown_{len(sizes)}")
