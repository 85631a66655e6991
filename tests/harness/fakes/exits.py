"""A runtime that exits in its first call."""

import os


class Harness:
    formats = ("onnx",)

    def load(self, model_path, options):
        pass

    def prepare(self, inputs):
        return inputs

    def predict(self, handle):
        os._exit(7)

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
