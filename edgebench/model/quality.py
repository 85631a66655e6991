"""How well a result answers: accuracy on labelled data, agreement with stored answers, the verdict."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from edgebench.model.quantity import Count, Key, Name, Positive, Ppm, Sha256, Signed, Slug, Text
from edgebench.model.reason import Reason
from edgebench.model.record import Record


class AccuracyData(Record, frozen=True):
    """The labelled samples that were used; the hash is over names, labels and bytes in order."""

    name: Slug
    sha256: Sha256
    samples: Positive


class Accuracy(Record, frozen=True):
    """A value with its metric, set, count and 95 % interval."""

    metric: Slug
    data_set: AccuracyData
    evidence: Literal["full", "subset"]
    value_ppm: Ppm
    low_ppm: Ppm | None
    low_ppm_reason: Reason | None
    high_ppm: Ppm | None
    high_ppm_reason: Reason | None
    details: dict[Key, Signed] = field(default_factory=dict)


class AgreementReference(Record, frozen=True):
    """Who gave the stored answers, to which weights."""

    harness: Slug
    runtime: Name
    version: Text
    outputs_sha256: Sha256


class Agreement(Record, frozen=True):
    """Answers to the sample set beside the stored answers of the same weights."""

    reference: AgreementReference
    samples: Positive
    agree: Count
    agree_low_ppm: Ppm
    measure: Slug


class Quality(Record, frozen=True):
    """Only met = yes ranks."""

    rule: Slug
    reference_ppm: Ppm
    target_ppm: Ppm
    evidence: Literal["full", "agreement", "none"]
    met: Literal["yes", "no", "undetermined"]
