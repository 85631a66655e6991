"""Whether a result answers well enough: the one decision, taken when it is measured and again by `check`.

NUMBERS, "Quality": met by the full official set, or by agreement with the stored answers of the
same weights on the sample set; else undetermined.
"""

from __future__ import annotations

from typing import Literal

from edgebench.model.quality import Accuracy, Agreement, Quality


def decide(
    rule: str,
    reference_ppm: int,
    target_ppm: int,
    agreement_ppm: int,
    accuracy: Accuracy | None,
    agreement: Agreement | None,
) -> Quality:
    """The verdict on the strongest evidence there is.

    rule: the workload's metric; agreement_ppm: the least share of stored answers to be given.
    """
    evidence: Literal["full", "agreement", "none"] = "none"
    met: Literal["yes", "no", "undetermined"] = "undetermined"
    if accuracy is not None and accuracy.evidence == "full":
        evidence, met = "full", "yes" if accuracy.value_ppm >= target_ppm else "no"
    elif agreement is not None:
        agreed_ppm = agreement.agree * 1_000_000 // agreement.samples
        evidence, met = "agreement", "yes" if agreed_ppm >= agreement_ppm else "no"
    return Quality(rule=rule, reference_ppm=reference_ppm, target_ppm=target_ppm, evidence=evidence, met=met)


def decisive(accuracy: Accuracy | None) -> Accuracy | None:
    """Of the whole official set: that of a part decides nothing, and is no measure beside a target."""
    return accuracy if accuracy is not None and accuracy.evidence == "full" else None
