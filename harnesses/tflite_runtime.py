# /// script
# requires-python = ">=3.9,<3.12"
# dependencies = ["tflite-runtime==2.14.0", "numpy<2"]
# ///
"""TensorFlow Lite (tflite-runtime) 2.14, from before it became LiteRT."""

import functools
import importlib.metadata

from tflite_runtime.interpreter import Interpreter


class Harness:
    """set_tensor, invoke, get_tensor: the interpreter's own calls, bound once."""

    formats = ("tflite",)

    def load(self, model_path, options):
        """Build the interpreter and its kernels; `options`: threads, batch."""
        accelerator, precision = options.get("accelerator", "cpu"), options.get("precision", "own")
        if (accelerator, precision) != ("cpu", "own"):
            raise ValueError(f"TFLite runs on cpu in precision own here, not on {accelerator} in {precision}")
        self.open = functools.partial(
            Interpreter, model_path=model_path, num_threads=options.get("threads", 1)
        )
        self.batch = options.get("batch", 1)
        self.reset()

    def reset(self):
        """Forget the state inside the model, which only a new interpreter does. Handles stay good."""
        self.interpreter = self.open()
        self._resize(self.batch)
        self.interpreter.allocate_tensors()
        self.inputs = [detail["index"] for detail in self.interpreter.get_input_details()]
        self.outputs = [detail["index"] for detail in self.interpreter.get_output_details()]
        self.set, self.get = self.interpreter.set_tensor, self.interpreter.get_tensor
        self.invoke = self.interpreter.invoke
        self.only = self.outputs[0] if len(self.outputs) == 1 else None

    def _resize(self, batch):
        """To so many samples a call; a model that cannot fails when it is allocated or run."""
        if batch > 1:
            for detail in self.interpreter.get_input_details():
                self.interpreter.resize_tensor_input(detail["index"], [batch, *detail["shape"][1:]])

    def prepare(self, inputs):
        """(tensor index, array) pairs: set_tensor copies from the array in every call."""
        return tuple(zip(self.inputs, inputs))

    def predict(self, handle):
        """Every output, as a copy in host memory."""
        for index, array in handle:
            self.set(index, array)
        self.invoke()
        if self.only is None:
            return list(map(self.get, self.outputs))
        return [self.get(self.only)]  # `map` costs 0.2 us more, a fifth of the whole call

    def describe(self):
        """What really runs. The interpreter does not tell which delegate took which operator."""
        return {
            "runtime": "TensorFlow Lite",
            "version": importlib.metadata.version("tflite-runtime"),
            "build": None,
            "provider": "default",
            "provider_used": "default",
            "accelerator": "cpu",
            "accelerators": ["cpu"],
            "execution_precision": None,
            "operators_total": None,
            "operators_on_accelerator": None,
            "inputs": [_tensor(detail) for detail in self.interpreter.get_input_details()],
            "outputs": [_tensor(detail) for detail in self.interpreter.get_output_details()],
        }


def _tensor(detail):
    shape = [int(size) for size in detail["shape"]]
    return {"name": detail["name"], "shape": shape, "dtype": detail["dtype"].__name__}
