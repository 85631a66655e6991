"""What rules hold of a harness is what the harness itself says."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from edgebench.checks.harnesses import OWN, maker_of
from edgebench.harness import discover
from tests.harnesses.loading import NOOP, loaded

RUNTIMES = {
    "onnxruntime": ("onnxruntime", "noop.onnx"),
    "openvino": ("openvino", "noop.onnx"),
    "tflite": ("ai_edge_litert", "noop.tflite"),
    "tflite-runtime": ("tflite_runtime", "noop.tflite"),
    "torch": ("torch", "noop.torchscript"),
}
"""Harness -> its module, and a model."""


def test_every_harness_that_is_shipped_is_known() -> None:
    assert OWN.keys() == discover.shipped().keys() == RUNTIMES.keys()


@pytest.mark.parametrize("name", OWN)
def test_a_harness_says_of_itself_what_is_held_of_it(name: str) -> None:
    module, model = RUNTIMES[name]
    if find_spec(module) is None:
        pytest.skip(f"{module} is not installed")
    told, known = loaded(name, NOOP / model), OWN[name]
    assert told.runtime == known.runtime
    assert known.takes(told.accelerator)
    assert known.provides(told.accelerator, told.provider)
    assert known.reports(told.accelerator, told.provider_used)


@pytest.mark.parametrize(
    ("harness", "accelerator", "provider", "used"),
    [
        ("onnxruntime", "cuda", "CUDAExecutionProvider", "CUDAExecutionProvider,CPUExecutionProvider"),
        ("openvino", "GPU.1", "GPU.1", "GPU.1"),
        ("openvino", "NPU", "NPU", "NPU"),
        ("torch", "cuda:1", "TorchScript", "TorchScript on cuda:1"),
    ],
)
def test_accelerators_have_providers_of_their_own(
    harness: str, accelerator: str, provider: str, used: str
) -> None:
    known = OWN[harness]
    assert known.takes(accelerator)
    assert known.provides(accelerator, provider)
    assert known.reports(accelerator, used)
    assert not known.provides("cpu", "CUDA")


def test_an_accelerator_without_a_maker_s_name_is_nvidia_s() -> None:
    assert [maker_of(one) for one in ("Tesla T4", "NVIDIA Ampere GPU", "Intel GPU", "Google Edge TPU")] == [
        "NVIDIA",
        "NVIDIA",
        "Intel",
        "Google",
    ]
