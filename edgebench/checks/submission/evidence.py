"""In the closed division accuracy is of a data set of the catalogue, agreement with its stored answers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.quality import Accuracy, Agreement
from edgebench.model.result import VariantKey
from edgebench.model.workload import Answers, Workload

RULE = "evidence"


def check(submitted: Submitted) -> list[Problem]:
    """A set of one's own, or a part of a set that calls itself the whole, decides nothing."""
    result, of = submitted.result, submitted.shipped.workload_of(submitted.result)
    if of is None or result.workload.division != "closed":
        return []
    faults = [
        *_accuracy_faults(result.accuracy, of),
        *_agreement_faults(result.agreement, result.variant, of),
    ]
    return [
        submitted.problem(RULE, place, f"{what}.", "Measure again with the catalogue of this edgebench.")
        for place, what in faults
    ]


def _accuracy_faults(accuracy: Accuracy | None, of: Workload) -> Iterator[tuple[str, str]]:
    if accuracy is None:
        return
    if accuracy.metric != of.quality.metric:
        yield "$.accuracy.metric", f"{accuracy.metric[:64]} is measured, {of.name} has {of.quality.metric}"
    known = {one.name: one for one in of.data_set}
    due = known.get(accuracy.data_set.name)
    if due is None:
        yield (
            "$.accuracy.data_set.name",
            f"{accuracy.data_set.name} is none of {', '.join(known) or 'no sets'}",
        )
    elif accuracy.evidence == "full" and due.evidence != "full":
        yield "$.accuracy.evidence", f"It is full, and {due.name} is a part of the official set"
    elif accuracy.evidence == "full" and due.examples not in {None, accuracy.data_set.samples}:
        what = f"{accuracy.data_set.samples} of the {due.examples} samples of {due.name} are not all"
        yield "$.accuracy.data_set.samples", what
    elif accuracy.evidence == "full" and due.sha256 not in {None, accuracy.data_set.sha256}:
        what = f"{accuracy.data_set.sha256} is stored, {due.name} is {due.sha256}"
        yield "$.accuracy.data_set.sha256", what
    elif due.examples is not None and accuracy.data_set.samples > due.examples:
        what = f"{accuracy.data_set.samples}, and {due.name} has {due.examples}"
        yield "$.accuracy.data_set.samples", what


def _agreement_faults(
    agreement: Agreement | None, variant: VariantKey, of: Workload
) -> Iterator[tuple[str, str]]:
    if agreement is None:
        return
    stored = _answers(variant, of)
    if stored is None:
        yield "$.agreement", f"There are no stored answers of the weights of {variant.name}"
        return
    seen = (agreement.measure, *msgspec.structs.astuple(agreement.reference))
    due = (stored.measure, stored.harness, stored.runtime, stored.version, _sha256(stored))
    if seen != due:
        yield "$.agreement.reference", f"{' '.join(seen)} is stored, {' '.join(due)} is due"


def _answers(variant: VariantKey, of: Workload) -> Answers | None:
    """Of the same weights."""
    weights = next((one.same_weights_as or one.name for one in of.variant if one.name == variant.name), None)
    return next((one for one in of.answers if one.variant == weights), None)


def _sha256(stored: Answers) -> str:
    return hashlib.sha256(msgspec.json.encode(stored.answers)).hexdigest()
