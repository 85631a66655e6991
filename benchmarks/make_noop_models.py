"""Builds edgebench/harness/noop/noop.{onnx,tflite,torchscript}: y = relu(x) for one float.

They show whether a runtime really runs a model (an import shows nothing), and what a call
costs when the network costs nothing. Run it again only to change them:

    python benchmarks/make_noop_models.py        needs onnx, ai-edge-litert and flatbuffers
"""

from __future__ import annotations

from pathlib import Path

import flatbuffers
import onnx
from ai_edge_litert import schema_py_generated as tflite
from onnx import TensorProto, helper

from edgebench.recipes import torchscript_file

TORCHSCRIPT = """\
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def forward(self: __torch__.Network, x: Tensor) -> Tensor:
    return torch.relu(x)
"""
FOLDER = Path(__file__).resolve().parent.parent / "edgebench" / "harness" / "noop"


def onnx_model() -> bytes:
    """Opset 13, so that old runtimes load it."""
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])
    graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "noop", [x], [y])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="edgebench")
    model.ir_version = 7
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))


def tflite_model() -> bytes:
    """Schema version 3, one RELU."""
    code = tflite.OperatorCodeT()
    code.deprecatedBuiltinCode = code.builtinCode = tflite.BuiltinOperator.RELU
    code.version = 1
    graph = tflite.SubGraphT()
    graph.tensors = [_tensor("x"), _tensor("y")]
    graph.inputs, graph.outputs = [0], [1]
    operator = tflite.OperatorT()
    operator.opcodeIndex, operator.inputs, operator.outputs = 0, [0], [1]
    graph.operators = [operator]
    model = tflite.ModelT()
    model.version, model.operatorCodes, model.subgraphs = 3, [code], [graph]
    model.buffers = [tflite.BufferT()]
    model.description = "edgebench no-op"
    builder = flatbuffers.Builder(512)
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def _tensor(name: str) -> tflite.TensorT:
    tensor = tflite.TensorT()
    tensor.name, tensor.shape, tensor.buffer = name, [1], 0
    tensor.type = tflite.TensorType.FLOAT32
    return tensor


if __name__ == "__main__":
    (FOLDER / "noop.onnx").write_bytes(onnx_model())
    (FOLDER / "noop.tflite").write_bytes(tflite_model())
    torchscript_file.write(TORCHSCRIPT, torchscript_file.network({}), {}, FOLDER / "noop.torchscript")
