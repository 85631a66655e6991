"""The runtimes' own calls in plain Python loops, one thread, without any of edgebench.

    python -m benchmarks.bare MODEL CALLS        prints the peak memory (VmHWM) in bytes afterwards

It imports no more than the runtime and numpy, so that its memory is the least a Python user pays.
Models have one input and one output here; a size that varies is 1.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy

Loop = Callable[[int], list[int]]
"""Takes a number of clock readings; returns as many times of one call, in ns."""


def litert(model: str) -> Any:
    """An interpreter, ready to run."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_path=model, num_threads=1)
    interpreter.allocate_tensors()
    return interpreter


def litert_loop(interpreter: Any, values: list[Any], group: int) -> Loop:
    """Copy in, run, copy out: three calls on kept names. values: an array a sample."""
    (source,), (target,) = interpreter.get_input_details(), interpreter.get_output_details()
    input_index, output_index = source["index"], target["index"]
    set_tensor, invoke, get_tensor = interpreter.set_tensor, interpreter.invoke, interpreter.get_tensor
    clock = time.perf_counter_ns

    def block(readings: int) -> list[int]:
        calls, latencies = _cycle(values, readings * group), [0] * readings
        for i in range(readings):
            some = calls[i * group : (i + 1) * group]
            began = clock()
            for value in some:
                set_tensor(input_index, value)
                invoke()
                output = get_tensor(output_index)  # noqa: F841  kept until the next, as a caller does
            latencies[i] = (clock() - began) // group
        return latencies

    return block


def onnxruntime(model: str) -> Any:
    """A session on the CPU."""
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, settings, providers=["CPUExecutionProvider"])


def onnxruntime_loop(session: Any, values: list[Any], group: int) -> Loop:
    """`run_with_iobinding` on a binding a sample, which reads and writes host memory in place."""
    bindings = [_bound(session, value) for value in values]
    run = session.run_with_iobinding
    clock = time.perf_counter_ns

    def block(readings: int) -> list[int]:
        calls, latencies = _cycle(bindings, readings * group), [0] * readings
        for i in range(readings):
            some = calls[i * group : (i + 1) * group]
            began = clock()
            for binding in some:
                run(binding)
            latencies[i] = (clock() - began) // group
        return latencies

    return block


def openvino_loop(compiled: Any, values: list[Any], group: int) -> Loop:
    """`infer()` on a request a sample, which reads host memory in place."""
    from openvino import Tensor

    requests = [compiled.create_infer_request() for _ in values]
    for request, value in zip(requests, values, strict=True):
        request.set_input_tensor(Tensor(value, shared_memory=True))
    clock = time.perf_counter_ns

    def block(readings: int) -> list[int]:
        calls, latencies = _cycle(requests, readings * group), [0] * readings
        for i in range(readings):
            some = calls[i * group : (i + 1) * group]
            began = clock()
            for request in some:
                request.infer()
            latencies[i] = (clock() - began) // group
        return latencies

    return block


def _bound(session: Any, value: Any) -> Any:
    (source,), (target,) = session.get_inputs(), session.get_outputs()
    binding = session.io_binding()
    binding.bind_cpu_input(source.name, value)
    binding.bind_output(target.name, "cpu")
    session.run_with_iobinding(binding)
    (first,) = binding.copy_outputs_to_cpu()
    binding.kept = buffer = numpy.zeros_like(first)  # as long as the binding
    binding.bind_output(target.name, "cpu", 0, buffer.dtype.type, buffer.shape, buffer.ctypes.data)
    return binding


def _cycle(items: list[Any], count: int) -> list[Any]:
    return (items * (count // len(items) + 1))[:count]


def _run(model: str, calls: int) -> None:
    """Load the model and call it this often on one sample."""
    if model.endswith(".tflite"):
        interpreter = litert(model)
        (source,) = interpreter.get_input_details()
        litert_loop(interpreter, [numpy.zeros(source["shape"], source["dtype"])], 1)(calls)
    else:
        session = onnxruntime(model)
        (source,) = session.get_inputs()
        kind = source.type[len("tensor(") : -1]
        shape = [size if isinstance(size, int) else 1 for size in source.shape]
        zeros = numpy.zeros(shape, {"float": "float32", "double": "float64"}.get(kind, kind))
        onnxruntime_loop(session, [zeros], 1)(calls)


def _peak_bytes() -> int:
    with open("/proc/self/status", encoding="ascii") as file:  # noqa: PTH123  pathlib would count
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM:"))


if __name__ == "__main__":
    _run(sys.argv[1], int(sys.argv[2]))
    print(_peak_bytes())
