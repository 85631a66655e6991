"""YOLOv3-tiny from its darknet weights to ONNX, batch normalisation folded, heads left raw.

Input `image` [1, 3, 416, 416] RGB in 0..1; outputs `coarse` [1, 255, 13, 13] and `fine`
[1, 255, 26, 26]. The file has no description of the network: yolov3-tiny.cfg is written out below.
Which anchors a head uses is the decoder's: see tasks/yolo_heads.py.
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
SIZE = 416
HEAD_CHANNELS = 255  # 3 anchors x (x, y, width, height, objectness, 80 classes)
LEAKY_SLOPE = 0.1
VARIANCE_FLOOR = 0.000001  # darknet adds it to the deviation, not to the variance


class NoOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """The file decides everything."""


def heavy() -> str | None:
    return None


def build(options: Mapping[str, Option], inputs: Sequence[Path], destination: Path) -> None:
    options_of(NoOptions, options, "darknet-yolov3-tiny")
    if len(inputs) != 1:
        raise RecipeError(f"darknet-yolov3-tiny reads one file of weights, not {len(inputs)}")
    weights = Weights(inputs[0])
    network = Network(Graph(), weights)
    network.draw()
    weights.check_all_used()
    network.graph.write(
        "yolov3-tiny",
        {"image": [1, 3, SIZE, SIZE]},
        {
            "coarse": [1, HEAD_CHANNELS, SIZE // 32, SIZE // 32],
            "fine": [1, HEAD_CHANNELS, SIZE // 16, SIZE // 16],
        },
        destination,
    )


class Weights:
    """A darknet file: int32 major, minor, revision; pictures seen; then float32, read front to back."""

    def __init__(self, path: Path) -> None:
        import numpy

        content = path.read_bytes()
        if len(content) < 20:
            raise RecipeError(f"{path.name}: {len(content)} bytes are no darknet weights")
        major, minor, _ = numpy.frombuffer(content, "<i4", 3).tolist()
        seen_bytes = 8 if major * 10 + minor >= 2 else 4
        if not (0 <= major < 1000 and 0 <= minor < 1000) or (len(content) - 12 - seen_bytes) % 4:
            raise RecipeError(f"{path.name}: is not a file of darknet weights")
        self._name = path.name
        self._floats = numpy.frombuffer(content, "<f4", offset=12 + seen_bytes)
        self._used = 0

    def take(self, *shape: int) -> Array:
        import numpy

        count = int(numpy.prod(shape))
        left = self._floats.size - self._used
        if count > left:
            raise RecipeError(
                f"{self._name}: ends after {self._floats.size} floats, {count - left} too early"
            )
        taken = self._floats[self._used : self._used + count].reshape(shape)
        self._used += count
        return taken.astype(numpy.float64)

    def check_all_used(self) -> None:
        if self._used != self._floats.size:
            raise RecipeError(f"{self._name}: {self._floats.size - self._used} floats are left over")


class Network:
    """yolov3-tiny.cfg, section by section; convolutions are numbered in the file's order."""

    def __init__(self, graph: Graph, weights: Weights) -> None:
        self.graph = graph
        self._weights = weights
        self._convolutions = 0

    def draw(self) -> None:
        tensor, channels = "image", 3
        for filters in (16, 32, 64, 128):
            tensor = self.halve(self.convolve(tensor, channels, filters, 3))
            channels = filters
        route = self.convolve(tensor, 128, 256, 3)
        tensor = self.convolve(self.halve(route), 256, 512, 3)
        tensor = self.convolve(self.smooth(tensor), 512, 1024, 3)
        branch = self.convolve(tensor, 1024, 256, 1)
        self.head(self.convolve(branch, 256, 512, 3), 512, "coarse")
        tensor = self.double(self.convolve(branch, 256, 128, 1))
        tensor = self.graph.node("Concat", [tensor, route], "route", axis=1)
        self.head(self.convolve(tensor, 384, 256, 3), 256, "fine")

    def convolve(self, tensor: str, channels: int, filters: int, side: int) -> str:
        """With batch normalisation folded into weight and bias, in double precision; then leaky ReLU."""
        import numpy

        bias, scale, mean, variance = (self._weights.take(filters) for _ in range(4))
        weight = self._weights.take(filters, channels, side, side)
        with numpy.errstate(invalid="ignore"):  # a negative variance is refused below
            factor = scale / (numpy.sqrt(variance) + VARIANCE_FLOOR)
        name = self._convolution(
            tensor, weight * factor[:, None, None, None], bias - mean * factor, f"conv{self._convolutions}"
        )
        return self.graph.node("LeakyRelu", [name], f"{name}_leaky", alpha=LEAKY_SLOPE)

    def head(self, tensor: str, channels: int, name: str) -> None:
        bias = self._weights.take(HEAD_CHANNELS)
        self._convolution(tensor, self._weights.take(HEAD_CHANNELS, channels, 1, 1), bias, name)

    def halve(self, tensor: str) -> str:
        return self.graph.node(
            "MaxPool", [tensor], f"{tensor}_half", kernel_shape=[2, 2], strides=[2, 2]
        )  # fmt: skip

    def smooth(self, tensor: str) -> str:
        """The pool of stride 1 keeps the size: darknet pads right and bottom."""
        return self.graph.node(
            "MaxPool", [tensor], f"{tensor}_smooth", kernel_shape=[2, 2], strides=[1, 1], pads=[0, 0, 1, 1]
        )

    def double(self, tensor: str) -> str:
        import numpy

        scales = self.graph.constant("double", numpy.array([1, 1, 2, 2], numpy.float32))
        return self.graph.node(
            "Resize", [tensor, "", scales], f"{tensor}_double",
            mode="nearest", nearest_mode="floor", coordinate_transformation_mode="asymmetric",
        )  # fmt: skip

    def _convolution(self, tensor: str, weight: Array, bias: Array, name: str) -> str:
        import numpy

        self._convolutions += 1
        if not (numpy.isfinite(weight).all() and numpy.isfinite(bias).all()):
            raise RecipeError(f"the weights of {name} are not finite numbers")
        side = weight.shape[-1]
        constants = [
            self.graph.constant(f"{name}_{part}", values.astype(numpy.float32))
            for part, values in (("weight", weight), ("bias", bias))
        ]
        return self.graph.node(
            "Conv", [tensor, *constants], name, kernel_shape=[side, side], pads=[side // 2] * 4
        )
