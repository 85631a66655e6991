# /// script
# requires-python = ">=3.10"
# dependencies = ["openvino>=2025.0", "numpy"]
# ///
"""OpenVINO on its CPU plugin, or on the Intel GPU or NPU that is asked for."""

import sys
import threading

# Importing openvino would start a process that reports to its maker; None makes that one import fail.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # typeshed knows no None here

import openvino  # noqa: E402  after the lines above
from openvino import PartialShape  # noqa: E402

PRECISIONS = {"f32": "fp32", "f16": "fp16", "bf16": "bf16"}


class Stream:
    """Prebound calls: an infer request a sample, over the sample's own memory and kept views of its outputs.

    Handing arrays to each call, as `infer([array])` does, costs about 30 us more.
    """

    def __init__(self, fitted):
        self.fitted = fitted

    def prepare(self, inputs):
        """A request that reads these arrays, in the order of the model's inputs, each time it runs."""
        compiled = self.fitted([PartialShape(array.shape) for array in inputs])
        request = compiled.create_infer_request()
        for place, array in enumerate(inputs):
            request.set_input_tensor(place, openvino.Tensor(array, shared_memory=True))
        fixed = all(output.partial_shape.is_static for output in compiled.outputs)
        return request, _outputs(request) if fixed else None, inputs

    def predict(self, handle):
        """Every output, as a view of the request's memory; valid until the sample's next call."""
        self.request = handle[0]
        self.request.infer(share_outputs=True)
        return handle[1] or _outputs(self.request)

    def kept_outputs(self, handle):
        """The memory that `predict` writes for this handle; None where it is new in every call."""
        return handle[1]

    def engine_ns(self):
        """OpenVINO's own time of the last call: what `benchmark_app` reports."""
        return round(self.request.latency * 1_000_000)


class Harness(Stream):
    """One compiled model that all streams share, fitted to the shapes of the samples."""

    formats = ("onnx", "tflite")

    def __init__(self):
        super().__init__(self.fit)
        self.lock = threading.Lock()

    def load(self, model_path, options):
        """Read and compile; `options`: threads (of a stream), streams, accelerator, precision."""
        core = openvino.Core()
        self.accelerator = options.get("accelerator", "cpu")
        self.device = "CPU" if self.accelerator == "cpu" else self.accelerator
        self.devices = core.available_devices
        if not any(self.device in {one, one + ".0", one.partition(".")[0]} for one in self.devices):
            raise ValueError(f"OpenVINO finds no device {self.device} here, only {', '.join(self.devices)}")
        settings = _settings(
            options, self.device, core.get_property(self.device, "OPTIMIZATION_CAPABILITIES")
        )
        self.model = core.read_model(model_path)
        self.declared = [tensor.partial_shape for tensor in self.model.inputs]
        self.compile = lambda: core.compile_model(self.model, self.device, settings)
        self.fitting = None
        self.fit([_batch_of_one(shape) for shape in self.declared])

    def fit(self, shapes):
        """The model compiled for these shapes: with its batch left open it runs 1.3 to 1.5 times as long."""
        with self.lock:
            allowed = all(map(PartialShape.compatible, self.declared, shapes))
            if shapes != self.fitting and allowed:
                self.model.reshape(dict(zip(self.model.inputs, shapes)))
                self.compiled, self.fitting = self.compile(), shapes
            return self.compiled

    def stream(self, _):
        """What stream i predicts with: requests of its own on the one compiled model."""
        return Stream(self.fit)

    def describe(self):
        """What really runs: precision and devices as the compiled model reports them."""
        version, _, build = openvino.__version__.partition("-")
        precision = self.compiled.get_property("INFERENCE_PRECISION_HINT")
        return {
            "runtime": "OpenVINO",
            "version": version,
            "build": build or None,
            "provider": self.device,
            "provider_used": ",".join(self.compiled.get_property("EXECUTION_DEVICES")),
            "accelerator": self.accelerator,
            "accelerators": ["cpu" if device == "CPU" else device for device in self.devices],
            "execution_precision": PRECISIONS.get(precision.to_string()),
            "operators_total": None,
            "operators_on_accelerator": None,
            "inputs": [_tensor(tensor) for tensor in self.compiled.inputs],
            "outputs": [_tensor(tensor) for tensor in self.compiled.outputs],
        }


def _settings(options, device, capabilities):
    """In the model's own precision: left alone, OpenVINO runs fp32 and int8 models partly in bfloat16."""
    streams, precision = options.get("streams", 1), options.get("precision", "own")
    known = ("own", "bf16") if "BF16" in capabilities else ("own",)
    if precision not in known:
        raise ValueError(f"OpenVINO runs precision {' or '.join(known)} on this {device}, not {precision}")
    settings = {"PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": streams}
    if precision == "bf16":
        settings["INFERENCE_PRECISION_HINT"] = "bf16"
    elif "FP32" in capabilities:  # an NPU has none; describe() then tells what it takes instead
        settings["INFERENCE_PRECISION_HINT"] = "f32"
    if device == "CPU":
        settings["INFERENCE_NUM_THREADS"] = options.get("threads", 1) * streams
        # The worker's affinity alone decides where threads run. OpenVINO's own pinning binds its helper
        # threads and not the calling one, so that the two can meet on one core.
        settings["ENABLE_CPU_PINNING"] = False
    return settings


def _batch_of_one(shape):
    fitted = PartialShape(shape)
    if fitted.rank.is_static and len(fitted) and fitted[0].is_dynamic:
        fitted[0] = 1
    return fitted


def _outputs(request):
    return [tensor.data for tensor in request.output_tensors]


def _tensor(tensor):
    shape = [size.get_length() if size.is_static else None for size in tensor.partial_shape]
    return {"name": tensor.any_name, "shape": shape, "dtype": str(tensor.element_type.to_dtype())}
