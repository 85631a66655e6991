"""The same calls from C: the .c files beside this one, compiled when asked for.

They do what the Python loops do: LiteRT copies the sample in and the answer out, ONNX Runtime and
OpenVINO read host memory in place. Their answers are checked before they are timed.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy

_SOURCES = Path(__file__).resolve().parent


class LitertLoop:
    """A Block over this very interpreter: an observing delegate hands its operators to the C code."""

    def __init__(self, interpreter: Any, values: list[Any], group: int) -> None:
        from ai_edge_litert.interpreter import Delegate

        with tempfile.TemporaryDirectory() as folder:
            path = _compiled("litert_loop", Path(folder))
            self._delegate, self._library = Delegate(str(path)), ctypes.CDLL(str(path))
        pointer = self._delegate._get_native_delegate_pointer()  # noqa: SLF001  it has to come after XNNPACK's,
        interpreter._interpreter.ModifyGraphWithDelegate(pointer)  # noqa: SLF001  which has no public way
        interpreter.allocate_tensors()
        (source,), (target,) = interpreter.get_input_details(), interpreter.get_output_details()
        self._input = interpreter.tensor(source["index"])().ctypes.data
        self._output = interpreter.tensor(target["index"])().ctypes.data
        self._samples, self._group = numpy.stack(values), group
        self._answer = numpy.zeros(target["shape"], target["dtype"])
        self(1)
        interpreter.set_tensor(source["index"], values[(group - 1) % len(values)])
        interpreter.invoke()
        if not numpy.array_equal(self._answer, interpreter.get_tensor(target["index"])):
            raise SystemExit("LiteRT answers otherwise in the C loop")

    def __call__(self, readings: int) -> list[int]:
        latencies = (ctypes.c_int64 * readings)()
        status = self._library.run(
            ctypes.c_void_p(self._input),
            ctypes.c_size_t(self._samples[0].nbytes),
            ctypes.c_void_p(self._output),
            ctypes.c_size_t(self._answer.nbytes),
            ctypes.c_void_p(self._samples.ctypes.data),
            len(self._samples),
            ctypes.c_void_p(self._answer.ctypes.data),
            readings,
            self._group,
            latencies,
        )
        if status != 0:
            raise SystemExit("LiteRT failed in the C loop")
        return list(latencies)


class OnnxRuntimeLoop:
    """A Block over a session of its own, on the library with the C API that the wheel carries."""

    def __init__(self, model: Path, session: Any, values: list[Any], group: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self._library = ctypes.CDLL(str(_compiled("onnxruntime_loop", Path(folder))))
        (source,), (target,) = session.get_inputs(), session.get_outputs()
        self._group = group
        self._names = source.name.encode(), target.name.encode()
        self._samples = numpy.stack(values)
        self._answers = numpy.zeros_like(self._samples)
        self._prepare(model, len(values))
        self(len(values))
        expected = numpy.stack([session.run(None, {source.name: value})[0] for value in values])
        if not numpy.array_equal(self._answers, expected):
            raise SystemExit("ONNX Runtime answers otherwise in the C loop")

    def __call__(self, readings: int) -> list[int]:
        latencies = (ctypes.c_int64 * readings)()
        if self._library.run(readings, self._group, latencies) != 0:
            raise SystemExit("ONNX Runtime failed in the C loop")
        return list(latencies)

    def _prepare(self, model: Path, count: int) -> None:
        import onnxruntime

        (found,) = Path(onnxruntime.__file__).parent.glob("capi/libonnxruntime.so*")
        base = ctypes.CDLL(str(found)).OrtGetApiBase
        base.restype = ctypes.c_void_p
        samples = ctypes.c_void_p(self._samples.ctypes.data)
        answers = ctypes.c_void_p(self._answers.ctypes.data)
        table = ctypes.c_void_p(base())
        if self._library.prepare(table, str(model).encode(), *self._names, samples, answers, count) != 0:
            raise SystemExit("ONNX Runtime's C API refuses the model")


class OpenvinoLoop:
    """A Block over a compiled model of its own, on the very library that Python calls."""

    def __init__(self, model: Path, values: list[Any], group: int) -> None:
        import openvino

        package = Path(openvino.__file__).parent
        (found,) = package.glob("libs/libopenvino_c.so*")
        with tempfile.TemporaryDirectory() as folder:
            options = [f"-I{package / 'include'}", str(found), f"-Wl,-rpath,{found.parent}"]
            self._library = ctypes.CDLL(str(_compiled("openvino_loop", Path(folder), *options)))
        self._samples, self._group = numpy.stack(values), group
        samples = ctypes.c_void_p(self._samples.ctypes.data)
        if self._library.prepare(str(model).encode(), samples, len(values)) != 0:
            raise SystemExit("OpenVINO's C API refuses the model")
        self(len(values))
        answers = numpy.zeros_like(self._samples)
        self._library.read_answers(ctypes.c_void_p(answers.ctypes.data))
        if not numpy.array_equal(answers, numpy.maximum(self._samples, 0)):
            raise SystemExit("OpenVINO answers otherwise in the C loop")

    def __call__(self, readings: int) -> list[int]:
        latencies = (ctypes.c_int64 * readings)()
        if self._library.run(readings, self._group, latencies) != 0:
            raise SystemExit("OpenVINO failed in the C loop")
        return list(latencies)


def _compiled(name: str, folder: Path, *more: str) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise SystemExit("the C loop needs a C compiler, cc or gcc")
    library = folder / f"{name}.so"
    options = ["-O2", "-Wall", "-shared", "-fPIC"]
    subprocess.run([compiler, *options, "-o", library, _SOURCES / f"{name}.c", *more], check=True)
    return library
