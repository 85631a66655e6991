"""The verdict on quality is the one that the stored accuracy or agreement gives."""

from __future__ import annotations

from collections.abc import Iterator

from edgebench import quality, statistics
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.quality import Agreement

RULE = "quality"
MEND = "Submit the file as `edgebench run` wrote it."


def check(submitted: Submitted) -> list[Problem]:
    """Where the workload's bound on agreement is not known, only what every bound would refuse."""
    return [submitted.problem(RULE, place, f"{what}.", MEND) for place, what in _faults(submitted)]


def _faults(submitted: Submitted) -> Iterator[tuple[str, str]]:
    result = submitted.result
    stored, workload = result.quality, submitted.shipped.workload_of(result)
    bounds = (1, 1_000_000) if workload is None else (workload.quality.agreement_ppm,)
    due = [
        quality.decide(
            stored.rule,
            stored.reference_ppm,
            stored.target_ppm,
            bound,
            result.accuracy,
            result.agreement,
        )
        for bound in bounds
    ]
    if stored.evidence != due[0].evidence:
        yield "$.quality.evidence", f"{stored.evidence} is stored, there is {due[0].evidence}"
    if stored.met not in {one.met for one in due}:
        yield "$.quality.met", f"{stored.met} is stored, {due[0].evidence} evidence gives {due[0].met}"
    if result.accuracy is not None and due[0].evidence == "full" and result.accuracy.metric != stored.rule:
        yield "$.accuracy.metric", f"{result.accuracy.metric} is measured, {stored.rule} decides"
    if result.agreement is not None:
        yield from _agreement_faults(result.agreement, result.workload.sample_set.samples)


def _agreement_faults(agreement: Agreement, samples: int) -> Iterator[tuple[str, str]]:
    if agreement.samples != samples:
        yield "$.agreement.samples", f"{agreement.samples} were compared, the sample set has {samples}"
    if agreement.agree > agreement.samples:
        yield "$.agreement.agree", f"{agreement.agree} of {agreement.samples} agree"
        return
    low_ppm = statistics.wilson(agreement.agree, agreement.samples)[0] * 1e6
    if abs(agreement.agree_low_ppm - low_ppm) > 1:
        yield "$.agreement.agree_low_ppm", f"{agreement.agree_low_ppm} is stored, {int(low_ppm)} is due"
