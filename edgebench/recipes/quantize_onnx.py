"""fp32 to int8 after training: ranges of the activations observed on generated pictures, then QDQ nodes.

The scheme of ONNX Runtime's static quantization (MinMax, a weight scale for each output channel, activations
uint8), written out here because its tool writes other files from version to version and a pin needs the same
bytes from all. Two things make them so: ranges, whose last digits depend on the CPU, are rounded to three
digits before anything is derived from them, and the file ends in canonical form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Meta, Struct, field

from edgebench.errors import RecipeError
from edgebench.model.quantity import Count, Positive, Slug
from edgebench.model.workload import InputEncoding, Option
from edgebench.recipes.canonical_onnx import canonical
from edgebench.recipes.onnx_file import IR_VERSION, onnx_package, read_model
from edgebench.recipes.recipe import options_of
from edgebench.sample_sets import sample_set
from edgebench.tasks.encoding import encode

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

    Range = tuple[float, float]

VERSION = 1
DIGITS = 3
QUANTIZED = {"Conv", "MaxPool", "Concat", "GlobalAveragePool"}
"""What reads quantised tensors. Scores stay in float: 256 steps would make ties of the best classes."""
MOVES = {"MaxPool", "Concat"}
"""What copies values: inputs and output have one scale, so that integers can be copied as they are."""


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """What the model is calibrated on, and how that becomes its input."""

    generator: Slug
    seed: Count
    samples: Positive
    shape: Annotated[list[Positive], Meta(min_length=1, max_length=4)]
    layout: Literal["NHWC", "NCHW", "as-is"] = "as-is"
    channels: Literal["RGB", "BGR"] = "RGB"
    mean: list[float] = field(default_factory=lambda: [0.0])
    scale: list[float] = field(default_factory=lambda: [1.0])


def heavy() -> str | None:
    return None


def build(options: Mapping[str, Option], inputs: Sequence[Path], destination: Path) -> None:
    chosen = options_of(Options, options, "quantize-onnx")
    if len(inputs) != 1:
        raise RecipeError(f"quantize-onnx reads one .onnx, not {[path.name for path in inputs]}")
    model = read_model(inputs[0])
    ranges = shared(model, observed(model, _pictures(chosen)))
    quantized = canonical(Quantizer(model, {name: rounded(each) for name, each in ranges.items()}).whole())
    onnx_package().checker.check_model(quantized)
    destination.write_bytes(quantized.SerializeToString(deterministic=True))


def rounded(limits: Range) -> Range:
    """Each end moved away from 0 to the next number of three digits, so that nothing observed is cut."""
    low, high = (_outward(limit) for limit in limits)
    return low, high


def _outward(limit: float) -> float:
    """In decimal arithmetic, which is the same everywhere."""
    exact = Decimal(limit)
    return float(exact.quantize(Decimal(1).scaleb(exact.adjusted() - DIGITS + 1), ROUND_UP)) if exact else 0.0


def observed(model: Any, pictures: Sequence[Array]) -> dict[str, Range]:
    """The least and the largest value of the input and of every computed tensor; 0 lies in each range."""
    runtime = _runtime()
    whole = type(model)()
    whole.CopyFrom(model)
    (given,) = [value.name for value in model.graph.input]
    computed = [name for node in model.graph.node for name in node.output]
    known = {value.name for value in model.graph.output}
    for name in computed:
        if name not in known:
            whole.graph.output.add(name=name)
    settings = runtime.SessionOptions()
    settings.intra_op_num_threads = 1
    settings.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = runtime.InferenceSession(
        whole.SerializeToString(), settings, providers=["CPUExecutionProvider"]
    )
    ranges = dict.fromkeys([given, *computed], (0.0, 0.0))
    for picture in pictures:
        values = [picture, *session.run(computed, {given: picture})]
        for name, value in zip(ranges, values, strict=True):
            low, high = ranges[name]
            ranges[name] = (min(low, float(value.min())), max(high, float(value.max())))
    return ranges


def shared(model: Any, ranges: Mapping[str, Range]) -> dict[str, Range]:
    """The ranges with those of tensors that are only moved made one, from the outputs back to the inputs."""
    result = dict(ranges)
    for node in reversed([node for node in model.graph.node if node.op_type in MOVES]):
        several = [result[name] for name in [*node.input, *node.output]]
        one = (min(low for low, _ in several), max(high for _, high in several))
        result.update(dict.fromkeys([*node.input, *node.output], one))
    return result


class Quantizer:
    """Puts a QuantizeLinear and a DequantizeLinear behind every tensor that a quantised operator reads."""

    def __init__(self, model: Any, ranges: Mapping[str, Range]) -> None:
        import onnx

        self._onnx = onnx
        self._model = model
        self._ranges = ranges
        self._weights = {tensor.name: tensor for tensor in model.graph.initializer}
        self._result = onnx.ModelProto(ir_version=IR_VERSION, producer_name="edgebench")
        self._result.opset_import.extend(model.opset_import)
        self._scales: dict[str, float] = {}

    def whole(self) -> Any:
        graph = self._result.graph
        graph.name = self._model.graph.name
        graph.input.extend(self._model.graph.input)
        graph.output.extend(self._model.graph.output)
        readers = [node for node in self._model.graph.node if node.op_type in QUANTIZED]
        read = {name for node in readers for name in node.input if name in self._ranges}
        for value in graph.input:
            if value.name in read:
                self._quantize(value.name)
        for node in self._model.graph.node:
            self._add(node)
            for name in node.output:
                if name in read:
                    self._quantize(name)
        return self._result

    def _add(self, node: Any) -> None:
        added = self._result.graph.node.add()
        added.CopyFrom(node)
        if node.op_type == "Conv":
            scale = self._scales[node.input[0]]
            added.input[1:] = self._convolution(scale, *node.input[1:])
        for name in added.input:
            if name in self._weights:
                self._result.graph.initializer.append(self._weights[name])
        added.input[:] = [f"{name}_dequantized" if name in self._scales else name for name in added.input]

    def _quantize(self, name: str) -> None:
        """uint8: 0 is exact, and the least and the largest value are the ends."""
        import numpy

        low, high = self._ranges[name]
        scale = numpy.float32((high - low) / 255 or 1.0)
        zero = numpy.uint8(numpy.rint(-low / float(scale)))
        self._scales[name] = float(scale)
        constants = [self._constant(f"{name}_scale", scale), self._constant(f"{name}_zero", zero)]
        self._node("QuantizeLinear", [name, *constants], f"{name}_quantized")
        self._node("DequantizeLinear", [f"{name}_quantized", *constants], f"{name}_dequantized")

    def _convolution(self, input_scale: float, weight_name: str, bias_name: str) -> list[str]:
        """Weight int8, bias int32 in the scale of the products; both with a scale for each output channel."""
        import numpy

        weight, bias = (
            self._onnx.numpy_helper.to_array(self._weights[name]).astype(numpy.float64)
            for name in (weight_name, bias_name)
        )
        largest = numpy.abs(weight).max(axis=(1, 2, 3))
        scale = (numpy.where(largest > 0, largest, 1) / 127).astype(numpy.float32)
        steps = numpy.rint(weight / scale.astype(numpy.float64)[:, None, None, None]).astype(numpy.int8)
        products = (input_scale * scale.astype(numpy.float64)).astype(numpy.float32)
        limits = numpy.iinfo(numpy.int32)
        counts = numpy.clip(numpy.rint(bias / products.astype(numpy.float64)), limits.min, limits.max)
        return [
            self._stored(weight_name, steps, scale),
            self._stored(bias_name, counts.astype(numpy.int32), products),
        ]

    def _stored(self, name: str, values: Array, scale: Array) -> str:
        import numpy

        zeros = self._constant(f"{name}_zero", numpy.zeros(len(scale), values.dtype))
        constants = [self._constant(f"{name}_steps", values), self._constant(f"{name}_scale", scale), zeros]
        return self._node("DequantizeLinear", constants, f"{name}_dequantized", axis=0)

    def _constant(self, name: str, values: Any) -> str:
        import numpy

        tensor = self._onnx.numpy_helper.from_array(numpy.asarray(values), name)
        self._result.graph.initializer.append(tensor)
        return name

    def _node(self, operator: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        self._result.graph.node.append(
            self._onnx.helper.make_node(operator, list(inputs), [output], name=output, **attributes)
        )
        return output


def _pictures(chosen: Options) -> list[Array]:
    generate = sample_set.named(chosen.generator)
    if generate is None:
        raise RecipeError(f"quantize-onnx: there is no sample set generator {chosen.generator!r}")
    encoding = InputEncoding(
        dtype="float32",
        layout=chosen.layout,
        channels=chosen.channels,
        mean=chosen.mean,
        scale=chosen.scale,
    )
    return [encode(picture, encoding) for picture in generate(chosen.seed, chosen.samples, chosen.shape)]


def _runtime() -> Any:
    try:
        import onnxruntime
    except ModuleNotFoundError:
        raise RecipeError(
            "calibrating needs the package onnxruntime", "pip install 'edgebench[onnx]'"
        ) from None
    return onnxruntime
