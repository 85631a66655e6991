"""A runtime that raises in its first call."""


class Harness:
    formats = ("onnx",)

    def load(self, model_path, options):
        pass

    def prepare(self, inputs):
        return inputs

    def predict(self, handle):
        raise RuntimeError("unsupported operator Foo\nsecond line")

    def describe(self):
        return {
            "runtime": "fake",
            "version": "0",
            "build": None,
            "provider": "fake",
            "provider_used": "fake",
            "accelerator": "cpu",
            "accelerators": [],
            "execution_precision": None,
            "operators_total": None,
            "operators_on_accelerator": None,
            "inputs": [{"name": "x", "shape": [1], "dtype": "float32"}],
            "outputs": [{"name": "y", "shape": [1], "dtype": "float32"}],
        }
