"""Harnesses that misbehave on purpose. Each stands in for a broken runtime, which no machine has at hand."""

from pathlib import Path
from string import Template
from textwrap import indent

# The worker loads a harness by its path, so each is written out whole; $predict is the body of one call.
TEMPLATE = Template('''\
"""$title."""

import ctypes
import os
import signal
import time

import numpy

$at_import


class Harness:
    formats = ("onnx",)

    def load(self, model_path, options):
        pass

    def prepare(self, inputs):
        return inputs

    def predict(self, handle):
$predict

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
''')

PREDICT = {
    "segfaults": "ctypes.string_at(0)",
    "hangs": "time.sleep(3600)",
    "runs_out_of_memory": "os.kill(os.getpid(), signal.SIGKILL)",
    "exits": "os._exit(7)",
    "raises": r'raise RuntimeError("unsupported operator Foo\nsecond line")',
    "raises_in_layers": r'raise RuntimeError("Exception from core.cpp:84:\nCheck failed\nno RESOURCE\n\n")',
    "raises_pages": r'raise RuntimeError("page\n" * 999)',
    # The smallest model, which asks whether a harness works at all, is answered rightly.
    "answers_nan": """\
if handle[0].size == 1:
    return [numpy.maximum(handle[0], 0)]
return [numpy.full(1, numpy.nan, "float32")]""",
    # Past Python's stdout, as a C library prints.
    "prints_rubbish": r"""os.write(1, b"\x00\xff{]\n")
return [numpy.zeros(1, "float32")]""",
    "returns_nothing": "return []",
    "wrong_shape": 'return [numpy.zeros((2, 3), "float32")]',
}
AT_IMPORT = {"prints_rubbish": """print('{"is": "loaded"}')"""}


def fake(name: str, folder: Path) -> Path:
    """The harness of this name as a file in the folder. KeyError: there is none."""
    path = folder / f"{name}.py"
    path.write_text(
        TEMPLATE.substitute(
            title=f"A runtime whose first call {name.replace('_', ' ')}",
            at_import=AT_IMPORT.get(name, ""),
            predict=indent(PREDICT[name], " " * 8),
        ),
        encoding="utf-8",
    )
    return path
