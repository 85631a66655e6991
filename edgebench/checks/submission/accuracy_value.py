"""A share is of whole samples, with Wilson's interval, and the details of an accuracy go with its value."""

from __future__ import annotations

from collections.abc import Iterator

from edgebench import statistics
from edgebench.checks.submitted import Problem, Submitted
from edgebench.energy_figures import SHARES
from edgebench.model.quality import Accuracy

RULE = "accuracy-value"
MOST_PPM = 1_000_000
HOUR_MS = 3_600_000
MEND = "Submit the file as `edgebench run` wrote it."


def check(submitted: Submitted) -> list[Problem]:
    """As the tasks compute them (edgebench/tasks); of another metric the answers would have to be there."""
    accuracy = submitted.result.accuracy
    if accuracy is None:
        return []
    faults = [*_share_faults(accuracy), *_detail_faults(accuracy)]
    return [submitted.problem(RULE, f"$.accuracy.{name}", f"{what}.", MEND) for name, what in faults]


def _share_faults(accuracy: Accuracy) -> Iterator[tuple[str, str]]:
    if accuracy.metric not in SHARES:
        return
    samples = accuracy.data_set.samples
    right = _part(accuracy.value_ppm, samples)
    if right is None:
        yield "value_ppm", f"{accuracy.value_ppm} is no share of {samples} samples"
        return
    ends = (accuracy.low_ppm, accuracy.high_ppm)
    due = tuple(round(end * 1e6) for end in statistics.wilson(right, samples))
    if any(seen is None or abs(seen - end) > 1 for seen, end in zip(ends, due, strict=True)):
        seen = " to ".join(map(str, ends))
        yield "low_ppm", f"{seen} is stored, {right} of {samples} give {due[0]} to {due[1]}"


def _part(share_ppm: int, whole: int) -> int | None:
    """Of how many the share is; None where it is none of so many."""
    part = round(share_ppm * whole / MOST_PPM)
    return part if abs(round(part * MOST_PPM / whole) - share_ppm) <= 1 else None


def _detail_faults(accuracy: Accuracy) -> Iterator[tuple[str, str]]:
    """Figures of edgebench's own tasks; a task of one's own may have others."""
    details, samples = accuracy.details, accuracy.data_set.samples
    for name, whole in (("top5_ppm", samples), ("ap50_ppm", None)):
        seen = details.get(name)
        if seen is None:
            continue
        if not accuracy.value_ppm <= seen <= MOST_PPM:
            yield f"details.{name}", f"{seen} is not from {accuracy.value_ppm}, the value, to {MOST_PPM}"
        elif whole and _part(seen, whole) is None:
            yield f"details.{name}", f"{seen} is no share of {whole} samples"
    if not 0 <= details.get("anomalies", 0) <= samples:
        yield "details.anomalies", f"{details['anomalies']} of {samples} samples"
    if accuracy.metric == "clips-right":
        yield from _clip_faults(accuracy)


def _clip_faults(accuracy: Accuracy) -> Iterator[tuple[str, str]]:
    details, samples = accuracy.details, accuracy.data_set.samples
    positives, rejects = details.get("positives", 0), details.get("false_rejects", 0)
    accepts, heard_ms = details.get("false_accepts", 0), details.get("negative_ms", 0)
    if not (0 <= rejects <= positives <= samples and accepts >= 0 and heard_ms >= 0):
        yield "details", f"{rejects} of {positives} of {samples} clips were missed"
        return
    wrong = samples - (_part(accuracy.value_ppm, samples) or 0) - rejects
    if "positives" in details and not min(1, accepts) <= wrong <= min(accepts, samples - positives):
        yield "details.false_accepts", f"{accepts}, and {wrong} clips without the word were judged wrongly"
    for name, part, whole, unit in (
        ("false_reject_ppm", rejects, positives, MOST_PPM),
        ("false_accepts_per_hour_milli", accepts, heard_ms, 1000 * HOUR_MS),
    ):
        due = round(part * unit / whole) if whole else None
        if name in details and details[name] != due:
            yield f"details.{name}", f"{details[name]} is stored, {due} is due"
