"""A runtime that answers a single number rightly, and anything larger with NaN."""

import numpy


class Harness:
    formats = ("onnx",)

    def load(self, model_path, options):
        pass

    def prepare(self, inputs):
        return inputs

    def predict(self, handle):
        if handle[0].size == 1:
            return [numpy.maximum(handle[0], 0)]
        return [numpy.full(1, numpy.nan, "float32")]

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
