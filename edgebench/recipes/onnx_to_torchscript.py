"""A small ONNX network as TorchScript: the same weights and the same operations for PyTorch.

The program is written out as text, an operator a line, so that neither PyTorch nor its version is
needed to build it. Networks of fixed shapes, float32, with the operators named in OPERATORS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from edgebench.errors import RecipeError
from edgebench.model.workload import Option
from edgebench.recipes import torchscript_file
from edgebench.recipes.onnx_file import read_model
from edgebench.recipes.recipe import options_of

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

VERSION = 1
LOWEST = -3.4028234663852886e38
"""What a maximum never picks: the least float32."""


class NoOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """The graph decides everything."""


def heavy() -> str | None:
    return None


def build(options: Mapping[str, Option], inputs: Sequence[Path], destination: Path) -> None:
    options_of(NoOptions, options, "onnx-to-torchscript")
    if len(inputs) != 1:
        raise RecipeError(f"onnx-to-torchscript reads one .onnx, not {[path.name for path in inputs]}")
    model = read_model(inputs[0])
    program = Program(model)
    weights = program.weights
    torchscript_file.write(
        program.text(),
        torchscript_file.network(weights),
        {str(number): array for number, array in enumerate(weights.values())},
        destination,
    )


class Program:
    """One class with one method. Raises RecipeError for operators and attributes it has no line for."""

    def __init__(self, model: Any) -> None:
        import onnx

        graph = model.graph
        self._constants: dict[str, Array] = {
            tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer
        }
        self.weights: dict[str, Array] = {}
        self._names: dict[str, str] = {}
        self._lines: list[str] = []
        inputs = [value.name for value in graph.input if value.name not in self._constants]
        for place, name in enumerate(inputs):
            self._names[name] = f"input_{place}"
        for node in graph.node:
            self._add(node)
        self._inputs = len(inputs)
        self._outputs = [self._names[value.name] for value in graph.output]

    def text(self) -> str:
        """The source, as PyTorch writes its own."""
        several = len(self._outputs) != 1
        kind = f"Tuple[{', '.join(['Tensor'] * len(self._outputs))}]" if several else "Tensor"
        returned = f"({', '.join(self._outputs)})" if several else self._outputs[0]
        parameters = "".join(f", input_{place}: Tensor" for place in range(self._inputs))
        return "\n".join([
            "class Network(Module):",
            f"  __parameters__ = [{''.join(f'{chr(34)}{name}{chr(34)}, ' for name in self.weights)}]",
            "  __buffers__ = []",
            "  training : bool",
            *(f"  {name} : Tensor" for name in self.weights),
            f"  def forward(self: __torch__.Network{parameters}) -> {kind}:",
            *(f"    {line}" for line in self._lines),
            f"    return {returned}",
            "",
        ])  # fmt: skip

    def _add(self, node: Any) -> None:
        import onnx

        attributes = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
        if node.op_type == "Constant":
            self._constants[node.output[0]] = onnx.numpy_helper.to_array(attributes["value"])
            return
        writer = OPERATORS.get(node.op_type)
        if writer is None or node.domain not in {"", "ai.onnx"} or len([*filter(None, node.output)]) != 1:
            raise RecipeError(f"no TorchScript is written for {node.op_type} (node {node.name!r})")
        known = Node(node.op_type, list(node.input), attributes, self)
        line = writer(known)
        known.check_all_used()
        self._names[node.output[0]] = name = f"tensor_{len(self._lines)}"
        self._lines.append(f"{name} = {line}")

    def tensor(self, name: str) -> str:
        """A value computed before, or a constant, which becomes a weight of the module."""
        if name not in self._names:
            weight = f"weight_{len(self.weights)}"
            self.weights[weight] = self.constant(name)
            self._names[name] = f"self.{weight}"
        return self._names[name]

    def constant(self, name: str) -> Array:
        if name not in self._constants:
            raise RecipeError(f"{name!r} has to be a constant of the file")
        return self._constants[name]


class Node:
    """One node's inputs and attributes, each taken once."""

    def __init__(self, kind: str, inputs: list[str], attributes: dict[str, Any], program: Program) -> None:
        self.kind, self._inputs, self._attributes, self._program = kind, inputs, attributes, program

    def tensors(self) -> list[str]:
        return [self._program.tensor(name) for name in self._inputs]

    def tensor(self, place: int) -> str:
        """None, in words, where the optional input is absent."""
        return self._program.tensor(self._inputs[place]) if self.has(place) else "None"

    def constant(self, place: int) -> Array:
        return self._program.constant(self._inputs[place])

    def has(self, place: int) -> bool:
        return len(self._inputs) > place and self._inputs[place] != ""

    def take(self, name: str, default: Any) -> Any:
        value = self._attributes.pop(name, default)
        return value.decode() if isinstance(value, bytes) else value

    def expect(self, name: str, only: Any) -> None:
        """Only this value, which is also the default, has a line."""
        if (value := self.take(name, only)) != only:
            raise RecipeError(f"no TorchScript is written for {self.kind} with {name} = {value!r}")

    def check_all_used(self) -> None:
        if self._attributes:
            raise RecipeError(f"no TorchScript is written for {self.kind} with {sorted(self._attributes)}")


def _padded(node: Node, tensor: str, filler: float) -> tuple[str, list[int]]:
    """The tensor and the padding that the operator does itself; uneven padding is done before it."""
    node.expect("auto_pad", "NOTSET")
    top, left, bottom, right = node.take("pads", [0, 0, 0, 0])
    if (top, left) == (bottom, right):
        return tensor, [top, left]
    return f"torch.constant_pad_nd({tensor}, {[left, right, top, bottom]}, {filler!r})", [0, 0]


def _convolution(node: Node) -> str:
    tensor, padding = _padded(node, node.tensor(0), 0.0)
    node.take("kernel_shape", None)  # the weight's own
    strides, dilations = node.take("strides", [1, 1]), node.take("dilations", [1, 1])
    groups = node.take("group", 1)
    parts = (tensor, node.tensor(1), node.tensor(2), list(strides), padding, list(dilations), groups)
    return f"torch.conv2d({', '.join(map(str, parts))})"


def _maximum(node: Node) -> str:
    tensor, padding = _padded(node, node.tensor(0), LOWEST)
    node.expect("storage_order", 0)
    sizes = [list(node.take(name, [1, 1])) for name in ("kernel_shape", "strides")]
    dilations, ceil = list(node.take("dilations", [1, 1])), bool(node.take("ceil_mode", 0))
    return f"torch.max_pool2d({tensor}, {sizes[0]}, {sizes[1]}, {padding}, {dilations}, {ceil})"


def _average(node: Node) -> str:
    node.expect("auto_pad", "NOTSET")
    top, left, bottom, right = node.take("pads", [0, 0, 0, 0])
    if (top, left) != (bottom, right):
        raise RecipeError("no TorchScript is written for AveragePool with uneven padding")
    sizes = [list(node.take(name, [1, 1])) for name in ("kernel_shape", "strides")]
    ceil, counted = bool(node.take("ceil_mode", 0)), bool(node.take("count_include_pad", 0))
    return f"torch.avg_pool2d({node.tensor(0)}, {sizes[0]}, {sizes[1]}, {[top, left]}, {ceil}, {counted})"


def _normalisation(node: Node) -> str:
    node.take("momentum", 0.9)  # of training
    node.expect("training_mode", 0)
    epsilon = float(node.take("epsilon", 1e-5))
    return f"torch.batch_norm({', '.join(node.tensors())}, False, 0.1, {epsilon!r}, True)"


def _clip(node: Node) -> str:
    low, high = (float(node.constant(place)) if node.has(place) else None for place in (1, 2))
    return f"torch.clamp({node.tensor(0)}, {low!r}, {high!r})"


def _leaky(node: Node) -> str:
    import numpy

    slope = numpy.float32(node.take("alpha", 0.01))
    return f"torch.leaky_relu({node.tensor(0)}, {float(str(slope))!r})"


def _resize(node: Node) -> str:
    """Each value repeated a whole number of times."""
    node.expect("mode", "nearest")
    rounding = [node.take(name, None) for name in ("coordinate_transformation_mode", "nearest_mode")]
    if rounding != ["asymmetric", "floor"]:
        raise RecipeError(f"no TorchScript is written for Resize with {rounding}")
    scales = node.constant(2).tolist()
    if scales[:2] != [1, 1] or any(scale != int(scale) for scale in scales):
        raise RecipeError(f"no TorchScript is written for Resize by {scales}")
    return f"torch.upsample_nearest2d({node.tensor(0)}, None, {scales[2:]})"


def _gemm(node: Node) -> str:
    for name, only in (("alpha", 1.0), ("beta", 1.0), ("transA", 0)):
        node.expect(name, only)
    if node.take("transB", 0) != 1:
        raise RecipeError("no TorchScript is written for Gemm without transB")
    return f"torch.linear({node.tensor(0)}, {node.tensor(1)}, {node.tensor(2)})"


def _reshape(node: Node) -> str:
    shape = node.constant(1).tolist()
    node.expect("allowzero", 0)
    if 0 in shape:
        raise RecipeError(f"no TorchScript is written for Reshape to {shape}")
    return f"torch.reshape({node.tensor(0)}, {shape})"


def _flatten(node: Node) -> str:
    node.expect("axis", 1)
    return f"torch.flatten({node.tensor(0)}, 1, -1)"


OPERATORS: dict[str, Callable[[Node], str]] = {
    "Add": lambda node: f"torch.add({node.tensor(0)}, {node.tensor(1)})",
    "AveragePool": _average,
    "BatchNormalization": _normalisation,
    "Clip": _clip,
    "Concat": lambda node: f"torch.cat([{', '.join(node.tensors())}], {node.take('axis', None)})",
    "Conv": _convolution,
    "Dropout": lambda node: node.tensor(0),
    "Flatten": _flatten,
    "Gemm": _gemm,
    "GlobalAveragePool": lambda node: f"torch.adaptive_avg_pool2d({node.tensor(0)}, [1, 1])",
    "Identity": lambda node: node.tensor(0),
    "LeakyRelu": _leaky,
    "MaxPool": _maximum,
    "Relu": lambda node: f"torch.relu({node.tensor(0)})",
    "Reshape": _reshape,
    "Resize": _resize,
    "Softmax": lambda node: f"torch.softmax({node.tensor(0)}, {node.take('axis', -1)})",
}
