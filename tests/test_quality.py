"""The verdict on quality: the full set decides, else the stored answers, else nothing does."""

from __future__ import annotations

from typing import Literal

import pytest
from msgspec import structs

from edgebench.model.quality import Accuracy, AccuracyData, Agreement, AgreementReference
from edgebench.model.reason import Reason
from edgebench.quality import decide

TARGET = 703_640


def accuracy(value_ppm: int, evidence: Literal["full", "subset"]) -> Accuracy:
    data, why = AccuracyData("imagenet", "0" * 64, 50_000), Reason.NOT_REPORTED
    return Accuracy("top1", data, evidence, value_ppm, None, why, None, why, {})


def agreement(agree: int, samples: int = 32) -> Agreement:
    return Agreement(AgreementReference("tflite", "LiteRT", "2.3.0", "0" * 64), samples, agree, 0, "top1")


@pytest.mark.parametrize(
    ("given", "agreed", "expected"),
    [
        (accuracy(TARGET, "full"), None, ("full", "yes")),
        (accuracy(TARGET - 1, "full"), agreement(32), ("full", "no")),
        (accuracy(TARGET, "subset"), None, ("none", "undetermined")),
        (accuracy(0, "subset"), agreement(31), ("agreement", "yes")),
        (None, agreement(30), ("agreement", "no")),
        (None, agreement(0), ("agreement", "no")),
        (None, agreement(19, samples=20), ("agreement", "yes")),
        (None, None, ("none", "undetermined")),
    ],
)
def test_the_strongest_evidence_decides(
    given: Accuracy | None, agreed: Agreement | None, expected: tuple[str, str]
) -> None:
    verdict = decide("top1", 718_000, TARGET, 950_000, given, agreed)
    assert structs.astuple(verdict) == ("top1", 718_000, TARGET, *expected)
