"""SqueezeNet 1.0 from its deep-compressed file (Han et al. 2016) to ONNX: two thirds of it zeros.

Input `image` [1, 3, 227, 227] BGR in 0..255 minus (104, 117, 123); output `scores` [1, 1000], before softmax.
The file has no description of the network: SqueezeNet_deploy.prototxt is written out below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from edgebench.errors import RecipeError
from edgebench.model.workload import Option
from edgebench.recipes.onnx_file import Graph
from edgebench.recipes.recipe import options_of

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

VERSION = 1
SIZE = 227
CLASSES = 1000
FIRES = ((16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256))
"""Channels of fire2 to fire9: squeezed, then expanded by 1x1 and again by 3x3."""
POOLED_AFTER = {4, 8}
LAYERS = 2 + 3 * len(FIRES)
CODEBOOK = 256


class NoOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """The file decides everything."""


def heavy() -> str | None:
    return None


def build(options: Mapping[str, Option], inputs: Sequence[Path], destination: Path) -> None:
    options_of(NoOptions, options, "deep-compressed-squeezenet")
    if len(inputs) != 1:
        raise RecipeError(f"deep-compressed-squeezenet reads one .net file, not {len(inputs)}")
    weights = Weights(inputs[0])
    graph = Graph()
    Network(graph, weights).draw()
    weights.check_all_used()
    graph.write(
        "squeezenet-1.0", {"image": [1, 3, SIZE, SIZE]}, {"scores": [1, CLASSES]}, destination
    )  # fmt: skip


class Weights:
    """The file, little-endian, read front to back: how many weights every layer keeps, then the layers.

    A layer is float32 codebook[256] and bias[out]; then for each kept weight a byte, its place in the
    codebook, and 4 bits that say how many zeros lie before it, the low half of a byte first. A longer run of
    zeros is bridged by kept weights of code 0, whose value is 0.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._content = path.read_bytes()
        self._used = 0
        self._layer = 0
        self._kept = self._take("<u4", LAYERS).tolist()

    def layer(self, *shape: int) -> tuple[Array, Array]:
        """The next layer's weight of `shape` [out, in, height, width] and bias [out], both float32."""
        import numpy

        kept, size = self._kept[self._layer], int(numpy.prod(shape))
        self._layer += 1
        if kept > size:
            raise RecipeError(f"{self._name}: layer {self._layer} keeps {kept} of {size} weights")
        codebook, bias = self._take("<f4", CODEBOOK), self._take("<f4", shape[0])
        if not (numpy.isfinite(codebook).all() and numpy.isfinite(bias).all()) or codebook[0] != 0:
            raise RecipeError(
                f"{self._name}: layer {self._layer} has no codebook of numbers that begins with 0"
            )
        codes, halves = self._take("u1", kept), self._take("u1", (kept + 1) // 2)
        gaps = numpy.stack([halves & 15, halves >> 4], axis=1).reshape(-1)[:kept]
        places = numpy.cumsum(gaps.astype(numpy.int64) + 1) - 1
        if kept and places[-1] >= size:
            raise RecipeError(f"{self._name}: layer {self._layer} has a weight at {places[-1]} of {size}")
        weight = numpy.zeros(size, numpy.float32)
        weight[places] = codebook[codes]
        return weight.reshape(shape), bias

    def check_all_used(self) -> None:
        if left := len(self._content) - self._used:
            raise RecipeError(f"{self._name}: {left} bytes are left over")

    def _take(self, kind: str, count: int) -> Array:
        import numpy

        end = self._used + count * numpy.dtype(kind).itemsize
        if end > len(self._content):
            missing = end - len(self._content)
            raise RecipeError(f"{self._name}: ends after {len(self._content)} bytes, {missing} too early")
        taken = numpy.frombuffer(self._content, kind, count, self._used)
        self._used = end
        return taken


class Network:
    """SqueezeNet_deploy.prototxt, layer by layer. Every pool divides evenly: Caffe's rounding is moot."""

    def __init__(self, graph: Graph, weights: Weights) -> None:
        self._graph = graph
        self._weights = weights

    def draw(self) -> None:
        tensor = self._pool(self._convolve("image", 3, 96, 7, "conv1", stride=2), "pool1")
        channels = 96
        for number, (squeezed, expanded) in enumerate(FIRES, 2):
            tensor = self._fire(tensor, channels, squeezed, expanded, f"fire{number}")
            channels = 2 * expanded
            if number in POOLED_AFTER:
                tensor = self._pool(tensor, f"pool{number}")
        tensor = self._convolve(tensor, channels, CLASSES, 1, "conv_final", pad=1)
        tensor = self._graph.node("GlobalAveragePool", [tensor], "pool_final")
        self._graph.node("Flatten", [tensor], "scores", axis=1)

    def _fire(self, tensor: str, channels: int, squeezed: int, expanded: int, name: str) -> str:
        tensor = self._convolve(tensor, channels, squeezed, 1, f"{name}_squeeze")
        both = [
            self._convolve(tensor, squeezed, expanded, 1, f"{name}_expand1x1"),
            self._convolve(tensor, squeezed, expanded, 3, f"{name}_expand3x3", pad=1),
        ]
        return self._graph.node("Concat", both, name, axis=1)

    def _convolve(
        self, tensor: str, channels: int, filters: int, side: int, name: str, *, stride: int = 1, pad: int = 0
    ) -> str:
        """With bias, then ReLU."""
        weight, bias = self._weights.layer(filters, channels, side, side)
        constants = [
            self._graph.constant(f"{name}_weight", weight),
            self._graph.constant(f"{name}_bias", bias),
        ]
        convolved = self._graph.node(
            "Conv", [tensor, *constants], name, kernel_shape=[side] * 2, strides=[stride] * 2, pads=[pad] * 4
        )
        return self._graph.node("Relu", [convolved], f"{name}_relu")

    def _pool(self, tensor: str, name: str) -> str:
        return self._graph.node("MaxPool", [tensor], name, kernel_shape=[3, 3], strides=[2, 2])
