"""MobileNetV2 1.0 at 224 with made-up weights: its speed, not its answers, without any download.

Layer for layer the network of Sandler et al. 2018 (3,504,872 parameters, 300,774,272
multiply-accumulates), batch normalisation kept as nodes. Input `image` [1, 3, 224, 224];
output `scores` [1, 1000], before softmax. Weights are drawn so that activations keep their
size (He et al. 2015): too small ones would end as zeros or denormals, which run at another speed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from edgebench.errors import RecipeError
from edgebench.model.workload import Option
from edgebench.recipes.onnx_file import Graph
from edgebench.recipes.recipe import options_of

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

VERSION = 1
SIZE = 224
CLASSES = 1000
BLOCKS = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
"""Expansion, channels, repeats, stride of the first: table 2 of the paper."""


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    seed: Annotated[int, Meta(ge=0, lt=2**32)]


def heavy() -> str | None:
    return None


def build(options: Mapping[str, Option], inputs: Sequence[Path], destination: Path) -> None:
    seed = options_of(Options, options, "mobilenet-v2-synthetic").seed
    if inputs:
        raise RecipeError(f"mobilenet-v2-synthetic reads no file, and was given {len(inputs)}")
    graph = Graph()
    Network(graph, seed).draw()
    graph.write(
        "mobilenet-v2-synthetic", {"image": [1, 3, SIZE, SIZE]}, {"scores": [1, CLASSES]}, destination
    )


class Network:
    def __init__(self, graph: Graph, seed: int) -> None:
        import numpy

        self._graph = graph
        self._stream = numpy.random.RandomState(seed)
        self._limits = [
            graph.constant("relu6_low", numpy.array(0, numpy.float32)),
            graph.constant("relu6_high", numpy.array(6, numpy.float32)),
        ]

    def draw(self) -> None:
        tensor, channels = self._clipped(self._convolve("image", 3, 32, 3, 2, "stem")), 32
        number = 0
        for expansion, out, repeats, first_stride in BLOCKS:
            for repeat in range(repeats):
                stride = first_stride if repeat == 0 else 1
                tensor = self._block(tensor, channels, out, expansion, stride, f"block{number}")
                channels, number = out, number + 1
        tensor = self._clipped(self._convolve(tensor, channels, 1280, 1, 1, "top"))
        tensor = self._graph.node("GlobalAveragePool", [tensor], "pooled")
        tensor = self._graph.node("Flatten", [tensor], "features", axis=1)
        weight = self._graph.constant("classifier_weight", self._normal((CLASSES, 1280), 1280))
        bias = self._graph.constant("classifier_bias", self._bias(CLASSES))
        self._graph.node("Gemm", [tensor, weight, bias], "scores", transB=1)

    def _block(self, tensor: str, channels: int, out: int, expansion: int, stride: int, name: str) -> str:
        """Expand, filter each channel, project; added to the input where the shapes agree."""
        hidden, wide = tensor, channels * expansion
        if expansion != 1:
            hidden = self._clipped(self._convolve(hidden, channels, wide, 1, 1, f"{name}_expand"))
        hidden = self._clipped(self._convolve(hidden, wide, wide, 3, stride, f"{name}_depthwise", wide))
        hidden = self._convolve(hidden, wide, out, 1, 1, f"{name}_project")
        if stride == 1 and channels == out:
            return self._graph.node("Add", [tensor, hidden], f"{name}_add")
        return hidden

    def _convolve(
        self, tensor: str, channels: int, out: int, side: int, stride: int, name: str, groups: int = 1
    ) -> str:
        """Convolution without a bias, then batch normalisation."""
        import numpy

        inner = channels // groups
        weight = self._normal((out, inner, side, side), inner * side * side)
        tensor = self._graph.node(
            "Conv", [tensor, self._graph.constant(f"{name}_weight", weight)], name,
            kernel_shape=[side, side], strides=[stride, stride], pads=[side // 2] * 4, group=groups,
        )  # fmt: skip
        ones, zeros = numpy.ones(out, numpy.float32), numpy.zeros(out, numpy.float32)
        values = {"scale": ones, "bias": self._bias(out), "mean": zeros, "variance": ones}
        constants = [self._graph.constant(f"{name}_{part}", value) for part, value in values.items()]
        return self._graph.node("BatchNormalization", [tensor, *constants], f"{name}_normalised")

    def _clipped(self, tensor: str) -> str:
        return self._graph.node("Clip", [tensor, *self._limits], f"{tensor}_relu6")

    def _normal(self, shape: tuple[int, ...], fan_in: int) -> Array:
        """Nearly normal with deviation sqrt(2 / fan_in): the sum of twelve uniform integers.

        Exact in a double and so the same everywhere, which a logarithm (standard_normal's) is not.
        """
        import numpy

        total = numpy.zeros(shape, numpy.int64)
        for _ in range(12):
            total += self._stream.randint(0, 65_536, shape, dtype=numpy.uint16)
        deviations = (total - 12 * 65_535 // 2) / 65_536
        return (deviations * math.sqrt(2 / fan_in)).astype(numpy.float32)

    def _bias(self, count: int) -> Array:
        """Small, and in the way of no activation: -0.1 to 0.1."""
        import numpy

        return (self._stream.randint(-100, 101, count, dtype=numpy.int64) / 1000).astype(numpy.float32)
