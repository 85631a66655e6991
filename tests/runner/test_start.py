"""An accelerator or a precision that was asked for: had, or refused with what there is."""

import sys
from pathlib import Path

import pytest

from edgebench.harness import discover
from edgebench.harness.discover import Unusable
from edgebench.runner.planning import Candidate
from edgebench.runner.settings import Settings, check
from edgebench.runner.start import as_asked


def candidate(name):
    file = discover.shipped()[name]
    probed = discover.probe(file, Path(sys.executable))
    if isinstance(probed, Unusable):
        pytest.skip(f"{name}: {probed.reason}")
    return Candidate(file, probed)


def test_without_a_wish_nothing_is_tried_again():
    runs = candidate("onnxruntime")
    assert as_asked(runs, Settings()) is runs


def test_an_accelerator_that_is_not_there_is_refused_with_those_that_are():
    refused = as_asked(candidate("onnxruntime"), Settings(accelerator="NPU")).probed
    assert refused == Unusable(
        "ONNX Runtime has no NPU here, only cpu", "accelerators of ONNX Runtime here: cpu"
    )


def test_a_precision_that_a_harness_does_not_have_is_refused():
    refused = as_asked(candidate("tflite"), Settings(precision="bf16")).probed
    assert isinstance(refused, Unusable)
    assert refused.reason == "LiteRT runs on cpu in precision own here, not on cpu in bf16"


def test_the_cpu_is_one_accelerator_however_it_is_written():
    assert check(Settings(accelerator="CPU")) == check(Settings())
