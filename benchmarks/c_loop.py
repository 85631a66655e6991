"""The same calls from C: the .c files beside this one, compiled when asked for.

They do what the Python loops do: LiteRT copies the sample in and the answer out, ONNX Runtime and
OpenVINO read host memory in place. A model has one input and one output here. Their answers must be
the harness's, bit for bit, before they are timed.
"""

from __future__ import annotations

import ctypes
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy

_SOURCES = Path(__file__).resolve().parent
_ONNX_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7, "float16": 10, "float64": 11}
"""ONNXTensorElementDataType of onnxruntime_c_api.h."""


class LitertLoop:
    """A Block over this very interpreter: an observing delegate hands its operators to the C code."""

    def __init__(self, interpreter: Any, samples: Sequence[Any], answers: Sequence[Any], group: int) -> None:
        """answers: of the harness to these samples."""
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
        self._samples, self._group = samples, group
        self._answer = numpy.zeros_like(answers[0])
        self(1)
        _require_equal([self._answer], [answers[(group - 1) % len(samples)]], "LiteRT")

    def __call__(self, readings: int) -> float:
        return _timed(
            "LiteRT",
            readings,
            lambda latencies: self._library.run(
                ctypes.c_void_p(self._input),
                ctypes.c_size_t(self._samples[0].nbytes),
                ctypes.c_void_p(self._output),
                ctypes.c_size_t(self._answer.nbytes),
                _pointers(self._samples),
                len(self._samples),
                ctypes.c_void_p(self._answer.ctypes.data),
                readings,
                self._group,
                latencies,
            ),
        )


class _Tensor(ctypes.Structure):
    """`Tensor` of onnxruntime_loop.c."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("type", ctypes.c_int),
        ("bytes", ctypes.c_size_t),
        ("rank", ctypes.c_size_t),
        ("shape", ctypes.POINTER(ctypes.c_int64)),
    )


class OnnxRuntimeLoop:
    """A Block over a session of its own, on the library with the C API that the wheel carries."""

    def __init__(
        self, model: Path, session: Any, samples: Sequence[Any], answers: Sequence[Any], group: int
    ) -> None:
        """session: of the same model, for the names of its tensors. answers: of the harness."""
        with tempfile.TemporaryDirectory() as folder:
            self._library = ctypes.CDLL(str(_compiled("onnxruntime_loop", Path(folder))))
        self._samples, self._group = samples, group
        self._answers = [numpy.zeros_like(answer) for answer in answers]
        self._prepare(model, session)
        _timed("ONNX Runtime", len(samples), self._run)
        _require_equal(self._answers, answers, "ONNX Runtime")

    def __call__(self, readings: int) -> float:
        return _timed("ONNX Runtime", readings, self._run)

    def _run(self, latencies: Any) -> int:
        return int(self._library.run(len(latencies), self._group, latencies))

    def _prepare(self, model: Path, session: Any) -> None:
        import onnxruntime

        (found,) = Path(onnxruntime.__file__).parent.glob("capi/libonnxruntime.so*")
        base = ctypes.CDLL(str(found)).OrtGetApiBase
        base.restype = ctypes.c_void_p
        (source,), (target,) = session.get_inputs(), session.get_outputs()
        status = self._library.prepare(
            ctypes.c_void_p(base()),
            str(model).encode(),
            ctypes.byref(_tensor(source.name, self._samples[0])),
            _pointers(self._samples),
            ctypes.byref(_tensor(target.name, self._answers[0])),
            _pointers(self._answers),
            len(self._samples),
        )
        if status != 0:
            raise SystemExit("ONNX Runtime's C API refuses the model")


class OpenvinoLoop:
    """A Block over a compiled model of its own, on the very library that Python calls."""

    def __init__(self, model: Path, samples: Sequence[Any], answers: Sequence[Any], group: int) -> None:
        """answers: of the harness to these samples."""
        import openvino

        package = Path(openvino.__file__).parent
        (found,) = package.glob("libs/libopenvino_c.so*")
        with tempfile.TemporaryDirectory() as folder:
            options = [f"-I{package / 'include'}", str(found), f"-Wl,-rpath,{found.parent}"]
            self._library = ctypes.CDLL(str(_compiled("openvino_loop", Path(folder), *options)))
        self._samples, self._group = samples, group
        rank, shape = ctypes.c_int64(samples[0].ndim), _sizes(samples[0])
        if self._library.prepare(str(model).encode(), rank, shape, _pointers(samples), len(samples)) != 0:
            raise SystemExit("OpenVINO's C API refuses the model")
        self(len(samples))
        found_answers = [numpy.zeros_like(answer) for answer in answers]
        self._library.read_answers(_pointers(found_answers), ctypes.c_size_t(answers[0].nbytes))
        _require_equal(found_answers, answers, "OpenVINO")

    def __call__(self, readings: int) -> float:
        return _timed(
            "OpenVINO", readings, lambda latencies: self._library.run(readings, self._group, latencies)
        )


def _timed(runtime: str, readings: int, run: Callable[[Any], int]) -> float:
    """The median of what `run` writes, in ns."""
    latencies = (ctypes.c_int64 * readings)()
    if run(latencies) != 0:
        raise SystemExit(f"{runtime} failed in the C loop")
    return float(statistics.median(latencies))


def _require_equal(found: Sequence[Any], answers: Sequence[Any], runtime: str) -> None:
    if not all(map(numpy.array_equal, found, answers)):
        raise SystemExit(f"{runtime} answers otherwise in the C loop")


def _tensor(name: str, array: Any) -> _Tensor:
    kind = _ONNX_TYPES[str(array.dtype)]
    return _Tensor(name.encode(), kind, array.nbytes, array.ndim, _sizes(array))


def _sizes(array: Any) -> Any:
    return (ctypes.c_int64 * array.ndim)(*array.shape)


def _pointers(arrays: Sequence[Any]) -> Any:
    return (ctypes.c_void_p * len(arrays))(*[array.ctypes.data for array in arrays])


def _compiled(name: str, folder: Path, *more: str) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise SystemExit("the C loop needs a C compiler, cc or gcc")
    library = folder / f"{name}.so"
    options = ["-O2", "-Wall", "-shared", "-fPIC"]
    subprocess.run([compiler, *options, "-o", library, _SOURCES / f"{name}.c", *more], check=True)
    return library
