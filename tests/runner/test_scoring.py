"""The verdict on quality: the full set decides, else the stored answers, else nothing does."""

import pytest

from edgebench.catalogue import load_catalogue, variant
from edgebench.model.quality import Accuracy, AccuracyData, Agreement, AgreementReference
from edgebench.model.reason import Reason
from edgebench.runner.scoring import quality, stored_answers

WORKLOAD = load_catalogue().workloads["mobilenet-v2"]
TARGET = WORKLOAD.quality.target_ppm


def accuracy(value_ppm, evidence):
    data = AccuracyData("imagenet", "0" * 64, 50_000)
    why = Reason.NOT_REPORTED
    return Accuracy("top1", data, evidence, value_ppm, None, why, None, why, {})


def agreement(agree, samples=32):
    return Agreement(AgreementReference("tflite", "LiteRT", "2.3.0", "0" * 64), samples, agree, 0, "top1")


@pytest.mark.parametrize(
    ("given", "agreed", "expected"),
    [
        (accuracy(TARGET, "full"), None, ("full", "yes")),
        (accuracy(TARGET - 1, "full"), agreement(32), ("full", "no")),
        (accuracy(TARGET, "subset"), None, ("none", "undetermined")),
        (accuracy(0, "subset"), agreement(31), ("agreement", "yes")),
        (None, agreement(30), ("agreement", "no")),
        (None, None, ("none", "undetermined")),
    ],
)
def test_quality_is_decided_by_the_strongest_evidence(given, agreed, expected):
    verdict = quality(WORKLOAD, given, agreed)
    assert (verdict.evidence, verdict.met) == expected


def test_the_same_weights_in_another_format_are_judged_by_the_same_answers():
    first, second = (variant(WORKLOAD, name) for name in ("tflite-int8", "onnx-int8"))
    assert stored_answers(WORKLOAD, first) is stored_answers(WORKLOAD, second) is not None


def test_other_weights_have_no_stored_answers():
    assert stored_answers(WORKLOAD, variant(WORKLOAD, "onnx-fp32")) is None
