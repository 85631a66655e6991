"""Reading ONNX files, and writing them so that their bytes depend on nothing but their content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edgebench.errors import RecipeError

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

OPSET = 13
"""Old enough for every runtime of the catalogue."""
IR_VERSION = 7
"""The one that came with opset 13; the onnx package would write its newest."""


def onnx_package() -> Any:
    """The package onnx. Raises RecipeError where it is not installed."""
    try:
        import onnx
    except ModuleNotFoundError:
        raise RecipeError(
            "building an ONNX file needs the package onnx", "pip install 'edgebench[onnx]'"
        ) from None
    return onnx


def read_model(path: Path) -> Any:
    """The onnx.ModelProto of this file, checked. Raises RecipeError for any other file.

    One whose weights lie in files beside it is refused: they have no hash, and it names their places.
    """
    onnx = onnx_package()
    try:
        model = onnx.load(path, load_external_data=False)
        outside = [tensor.name for tensor in _tensors(model) if tensor.data_location == tensor.EXTERNAL]
        if not outside:
            onnx.checker.check_model(model)
    except Exception as error:  # the parser's DecodeError lies in a package that is not ours to import
        raise RecipeError(f"{path.name}: is not an ONNX file: {error}") from error
    if outside:
        raise RecipeError(f"{path.name}: the values of {outside[0]!r} lie in another file")
    return model


def _tensors(model: Any) -> Iterator[Any]:
    yield from model.graph.initializer
    for node in model.graph.node:
        for attribute in node.attribute:
            yield from (attribute.t, *attribute.tensors)


class Graph:
    """A graph under construction; every method returns the name of the tensor it makes."""

    def __init__(self) -> None:
        self._onnx = onnx_package()
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, name: str, values: Array) -> str:
        """A weight: little-endian bytes, so that the file is the same from any machine."""
        little_endian = values.astype(values.dtype.newbyteorder("<"))
        kind = self._onnx.helper.np_dtype_to_tensor_dtype(values.dtype)
        tensor = self._onnx.helper.make_tensor(name, kind, values.shape, little_endian.tobytes(), raw=True)
        self._constants.append(tensor)
        return name

    def node(self, operator: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        self._nodes.append(
            self._onnx.helper.make_node(operator, list(inputs), [output], name=output, **attributes)
        )
        return output

    def write(
        self,
        name: str,
        inputs: dict[str, list[int]],
        outputs: dict[str, list[int]],
        destination: Path,
    ) -> None:
        """inputs, outputs: float32 tensors with their shapes. The checked model goes to `destination`."""
        helper, single = self._onnx.helper, self._onnx.TensorProto.FLOAT
        graph = helper.make_graph(
            self._nodes,
            name,
            [helper.make_tensor_value_info(tensor, single, shape) for tensor, shape in inputs.items()],
            [helper.make_tensor_value_info(tensor, single, shape) for tensor, shape in outputs.items()],
            self._constants,
        )
        model = helper.make_model(
            graph,
            producer_name="edgebench",
            ir_version=IR_VERSION,
            opset_imports=[helper.make_opsetid("", OPSET)],
        )
        self._onnx.checker.check_model(model)
        destination.write_bytes(model.SerializeToString(deterministic=True))
