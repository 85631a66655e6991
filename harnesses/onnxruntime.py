# /// script
# requires-python = ">=3.9"
# dependencies = ["onnxruntime>=1.18", "numpy"]
# ///
"""ONNX Runtime on its CPU execution provider, or on the one that is asked for."""

from collections import Counter

import numpy
import onnxruntime

PROVIDERS = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
}
"""By the names that --accelerator takes."""


class Harness:
    """Prebound calls: an IoBinding a sample, over the sample's own memory and kept output buffers.

    onnxruntime's `run(None, inputs)` costs about 2.5 us more a call, `run_with_ort_values` 30.
    """

    formats = ("onnx",)

    def load(self, model_path, options):
        """Open a session; `options`: threads, accelerator, precision (own; on cuda also tf32)."""
        self.accelerator, precision = options.get("accelerator", "cpu"), options.get("precision", "own")
        if self.accelerator not in _accelerators():
            raise ValueError(
                f"ONNX Runtime has no {self.accelerator} here, only {', '.join(_accelerators())}"
            )
        if precision != "own" and (self.accelerator, precision) != ("cuda", "tf32"):
            raise ValueError(f"ONNX Runtime on {self.accelerator} has no precision {precision}, only own")
        # Left alone, CUDA multiplies fp32 in TF32. Of nothing else a session tells what it computes in.
        for_cuda = {"use_tf32": int(precision == "tf32")} if self.accelerator == "cuda" else {}
        self.execution_precision = "tf32" if precision == "tf32" else None
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = options.get("threads", 1)
        settings.inter_op_num_threads = 1
        settings.add_session_config_entry("session.record_ep_graph_assignment_info", "1")
        self.session = onnxruntime.InferenceSession(
            model_path, settings, providers=[(PROVIDERS[self.accelerator], for_cuda)]
        )
        if self.session.get_providers()[0] != PROVIDERS[self.accelerator]:
            raise ValueError(
                f"ONNX Runtime could not start {PROVIDERS[self.accelerator]} and fell back to the CPU"
            )
        self.run = self.session.run_with_iobinding

    def prepare(self, inputs):
        """A binding to these arrays, in the order of the model's inputs, and to its output buffers."""
        binding = self.session.io_binding()
        for tensor, array in zip(self.session.get_inputs(), inputs):
            binding.bind_cpu_input(tensor.name, array)
        sizes, outputs = _sizes(self.session.get_inputs(), inputs), []
        for tensor in self.session.get_outputs():
            shape = [sizes.get(size, size) for size in tensor.shape]
            if all(isinstance(size, int) for size in shape):
                buffer = numpy.zeros(shape, _dtype(tensor.type))
                binding.bind_output(
                    tensor.name, "cpu", 0, buffer.dtype.type, buffer.shape, buffer.ctypes.data
                )
                outputs.append(buffer)
            else:
                binding.bind_output(tensor.name, "cpu")
        fixed = len(outputs) == len(self.session.get_outputs())
        return binding, outputs if fixed else None, inputs

    def predict(self, handle):
        """Every output, readable in host memory; valid until the sample's next call."""
        self.run(handle[0])
        return handle[1] or handle[0].copy_outputs_to_cpu()

    def kept_outputs(self, handle):
        """The memory that `predict` writes for this handle; None where it is new in every call."""
        return handle[1]

    def describe(self):
        """What really runs."""
        return {
            "runtime": "ONNX Runtime",
            "version": onnxruntime.__version__,
            "build": None,
            "provider": PROVIDERS[self.accelerator],
            "provider_used": ",".join(self.session.get_providers()),
            "accelerator": self.accelerator,
            "accelerators": _accelerators(),
            "execution_precision": self.execution_precision,
            **_operators(self.session, self.accelerator),
            "inputs": [_tensor(tensor) for tensor in self.session.get_inputs()],
            "outputs": [_tensor(tensor) for tensor in self.session.get_outputs()],
        }


def _operators(session, accelerator):
    """How many operators of the optimised graph there are, and how many the accelerator took."""
    if not hasattr(session, "get_provider_graph_assignment_info"):  # came with 1.24
        return {"operators_total": None, "operators_on_accelerator": None}
    counts: Counter[str] = Counter()
    for part in session.get_provider_graph_assignment_info():
        counts[part.ep_name] += len(part.get_nodes())
    took = None if accelerator == "cpu" else counts[PROVIDERS[accelerator]]
    return {"operators_total": sum(counts.values()) or None, "operators_on_accelerator": took}


def _accelerators():
    available = onnxruntime.get_available_providers()
    return [name for name, provider in PROVIDERS.items() if provider in available]


def _sizes(tensors, arrays):
    """What the file leaves open by a name, such as its batch, and these inputs decide: 0.4 us less a call."""
    return {
        name: size
        for tensor, array in zip(tensors, arrays)
        for name, size in zip(tensor.shape, array.shape)
        if isinstance(name, str)
    }


def _dtype(onnx_type):
    """tensor(float) is float32, tensor(uint8) is uint8 ..."""
    name = onnx_type[len("tensor(") : -1]
    return numpy.dtype({"float": "float32", "double": "float64", "float16": "float16"}.get(name, name))


def _tensor(tensor):
    shape = [size if isinstance(size, int) else None for size in tensor.shape]
    return {"name": tensor.name, "shape": shape, "dtype": str(_dtype(tensor.type))}
