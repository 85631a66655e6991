"""The site's words: names of metrics, tasks and runtimes, reasons for not ranking, badges.

Each word a reader meets in a badge or a heading is explained here once; the pages print both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from edgebench import units
from edgebench.checks.measurement import clock_dropped
from edgebench.comparison import device_class
from edgebench.model.finding import Finding
from edgebench.model.quality import Accuracy
from edgebench.model.reason import TEXT, Reason
from edgebench.model.result import PrecisionKey, Result
from edgebench.model.scenario import SCENARIOS
from edgebench.model.standing import UNVOUCHED, Standing, Trust, Withdrawal
from edgebench.publish.wording import numbers
from edgebench.publish.wording.numbers import Figure
from edgebench.units import PERCENT, SHARE, Unit
from edgebench.unranked import Unranked


class ClassText(Struct, frozen=True):
    """Why results are not ranked: in the count above a table, as heading of their group, as a sentence."""

    counted: str
    heading: str
    sentence: str


NOT_SIGNIFICANT = "not significant"
UNRANKED = {
    Unranked.WITHDRAWN: ClassText(
        "withdrawn", "withdrawn", "These were taken back; the details of each say when and why."
    ),
    Unranked.IMPORTED: ClassText(
        "imported", "imported from another tool", "Another tool measured these, by its own definitions."
    ),
    Unranked.DERIVED: ClassText(
        "derived", "derived", "These were computed from other results, not measured."
    ),
    Unranked.EMULATED: ClassText(
        "emulated", "emulated", "An emulator ran these: their times say nothing about a device."
    ),
    Unranked.SYNTHETIC: ClassText(
        "synthetic weights",
        "synthetic weights",
        "The weights are a seeded stand-in: the times are real, the answers mean nothing.",
    ),
    Unranked.USER_WEIGHTS: ClassText(
        "a user's own weights", "a user's own weights", "Nobody else can run these weights."
    ),
    Unranked.OPEN: ClassText(
        "open division",
        "open division",
        "A variant or harness outside the catalogue: compare them with care.",
    ),
    Unranked.FAILED_CHECK: ClassText(
        "failed a check", "a check failed", "The details of each say which check, and what it means."
    ),
    Unranked.TUNED: ClassText(
        "tuned",
        "tuned threads",
        "Ranked are all usable cores, unpinned, and one thread on one core; these chose otherwise.",
    ),
    Unranked.SMOKE: ClassText(
        "smoke tier (preview)",
        "preview, smoke tier",
        "One short run in one process, so there is no interval. Run it with --tier standard to rank.",
    ),
    Unranked.CUT_SHORT: ClassText(
        "cut short", "cut short", "The run ended before it had what its percentile or its tier needs."
    ),
    Unranked.NO_VALUE: ClassText(
        "without a value to rank by",
        "no value to rank by",
        "The reason stands in its place: no load met the bound, or calls are too fast to time one by one.",
    ),
    Unranked.SIMULATED_METER: ClassText(
        "with a simulated meter",
        "a simulated meter",
        "The meter's readings were made up, to try the program: they say nothing of a device.",
    ),
    Unranked.TARGET_NOT_MET: ClassText(
        "accuracy target not met", "accuracy target not met", "Fast and wrong is not fast."
    ),
    Unranked.UNDETERMINED: ClassText(
        "accuracy not decided",
        "accuracy not decided",
        "Neither labelled data nor stored answers of the same weights were at hand to judge the answers.",
    ),
    Unranked.OLDER_VERSION: ClassText(
        "older version", "older versions", "A newer version of the same runtime is ranked above."
    ),
    Unranked.STALE: ClassText(
        "stale",
        "stale",
        "Measured more than 12 months before the newest result of this workload. Measure it again to rank.",
    ),
}


class Badge(Struct, frozen=True):
    """A word with a ground; `title` is what it is and what it means for the reader."""

    word: str
    kind: Literal["plain", "accent", "good", "warn", "bad", "class"]
    meaning: str


BADGES = {
    badge.word: badge
    for badge in (
        Badge("withdrawn", "bad", "It was taken back. The details say when and why; do not use the number."),
        Badge("virtual", "class", "Measured on a virtual machine. Ranked among virtual machines only."),
        Badge("emulated", "class", "An emulator ran it. Its times say nothing about a device."),
        Badge(
            "imported", "class", "Measured by another tool. Its definitions may differ from those used here."
        ),
        Badge("derived", "class", "Computed from other results. Nothing was measured for it."),
        Badge(
            "synthetic", "class", "The weights are a seeded stand-in. The time is real, the answers are not."
        ),
        Badge("own weights", "class", "The weights are the user's own. Nobody else can repeat it."),
        Badge(
            "open",
            "class",
            "A variant or harness outside the catalogue. Not ranked with the closed division.",
        ),
        Badge("smoke", "class", "One short run in one process. A preview without an interval, never ranked."),
        Badge("superseded", "class", "A newer version of its runtime was measured. That one is ranked."),
        Badge("stale", "class", "More than 12 months older than the newest result here. It is not ranked."),
        Badge(
            "failed a check", "bad", "A check found an error. The details say which; do not use the number."
        ),
        Badge("below target", "bad", "The answers are worse than the workload asks for. It is not ranked."),
        Badge(
            "throttled", "warn", "The device lowered its clock. The number says as much about its cooling."
        ),
        Badge("contended", "warn", "Other programs used the processor. The device itself is faster."),
        Badge("noisy", "warn", "The processes of this result differ. Read its interval, not its value."),
        Badge("lab", "good", "A lab known to this project measured and signed it. Its key is on the list."),
        Badge("reproduced", "good", "Another submitter measured the same, apart. Both are signed and agree."),
        Badge(
            "signed",
            "accent",
            "Its submitter signed it, which says who, not that it is true. Nobody has reproduced it yet.",
        ),
        Badge("self-reported", "plain", "One submitter measured it. Nobody has reproduced it yet."),
    )
}
"""In the order of weight."""
MOST_IN_A_TABLE = 2

BADGE_OF_RULE = {
    "throttled": "throttled",
    "clock-dropped": "throttled",
    "contended": "contended",
    "noisy-between-processes": "noisy",
    "not-steady": "noisy",
}


class Shape(Struct, frozen=True):
    """A runtime's mark: shape and colour, the same everywhere; the name stands beside it."""

    css: str
    path: str


_SHAPES = {
    "tflite": Shape("tflite", "M10 6A4 4 0 1 1 2 6A4 4 0 1 1 10 6Z"),
    "onnxruntime": Shape("onnx", "M2.5 2.5H9.5V9.5H2.5Z"),
    "openvino": Shape("openvino", "M6 1L11 6L6 11L1 6Z"),
    "torch": Shape("torch", "M1.5 2.5H10.5L6 10.5Z"),
    "pytorch": Shape("torch", "M1.5 2.5H10.5L6 10.5Z"),
    "tensorrt": Shape("tensorrt", "M1.5 9.5H10.5L6 1.5Z"),
}
_OTHER_SHAPE = Shape("other", "M6 1.2L11 4.8L9.1 10.6H2.9L1 4.8Z")

_METRICS = {
    "top1": ("top-1", PERCENT),
    "top5": ("top-5", PERCENT),
    "ap": ("mAP", SHARE),
    "ap50": ("mAP50", SHARE),
    "clips-right": ("clips right", PERCENT),
    "auc": ("AUC", SHARE),
}


def badge_anchor(word: str) -> str:
    """Its id on the methods page; layouts/marks.html leads there."""
    return f"badge-{word.replace(' ', '-')}"


def shape(harness: str) -> Shape:
    return _SHAPES.get(harness, _OTHER_SHAPE)


def metric(name: str) -> str:
    """`top-1`, `mAP`."""
    return _METRICS.get(name, (name, PERCENT))[0]


def accuracy_unit(metric_name: str) -> Unit:
    """The mAP and the AUC are numbers from 0 to 1, the others are percentages."""
    return _METRICS.get(metric_name, (metric_name, PERCENT))[1]


def accuracy(measured: Accuracy, target_ppm: int = 0) -> Figure:
    """`79.5 %` of one that misses a target of 80 %, though its interval supports no such digit."""
    unit, value = accuracy_unit(measured.metric), measured.value_ppm
    figure = units.figure(value, measured.low_ppm, measured.high_ppm, unit)
    places = len(figure.number.partition(".")[2])
    while value < target_ppm and float(figure.number) >= target_ppm / unit.divisor:
        places += 1
        figure = figure._replace(number=units.decimal(value / unit.divisor, -places))
    return numbers.typeset(figure)


def details(measured: Accuracy) -> list[tuple[str, str]]:
    """Name and text of the figures beside an accuracy; the unit is in the name, as everywhere."""
    shown = []
    for key, value in measured.details.items():
        name = re.sub(r"_(ppm|milli|ms)$", "", key).replace("_", " ")
        texts = {"ppm": f"{value / 1e4:.1f} %", "milli": f"{value / 1e3:g}", "ms": f"{value / 1e3:.1f} s"}
        shown.append((name, texts.get(key.rpartition("_")[2], str(value))))
    return shown


def target(metric_name: str, ppm: int) -> str:
    """`70.4 %` or `0.135`."""
    return numbers.figure(ppm, None, None, accuracy_unit(metric_name)).value


def title(slug: str) -> str:
    """`Image classification` from `image-classification`."""
    return capital(slug.replace("-", " "))


def capital(text: str) -> str:
    """`Top-1`; but mAP keeps its own spelling."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def scenario(name: str) -> str:
    """MLPerf's spelling."""
    return SCENARIOS[name].title if name in SCENARIOS else title(name)


def missing(why: Reason | None) -> str:
    """A reason in a cell."""
    return TEXT[why or Reason.UNKNOWN].cell


def missing_sentence(why: Reason | None) -> str:
    text = TEXT[why or Reason.UNKNOWN]
    return f"{text.sentence} {text.cure}"


def precision(of: PrecisionKey) -> str:
    """`int8`; where they differ `int8 weights, fp32 activations`."""
    if of.weights == of.activations:
        return of.weights
    return f"{of.weights} weights, {of.activations} activations"


def sessions(count: int) -> str:
    """`2 sessions`, whose intervals the row's spans; of one, whose own interval it has, nothing."""
    return numbers.counted(count, "session") if count > 1 else ""


def quality(result: Result) -> str:
    """Whether the answers are good enough, and how that was found out."""
    judged, agreed = result.quality, result.agreement
    if judged.met == "undetermined":
        return "not decided"
    if judged.evidence == "agreement" and agreed is not None:
        words = f"{agreed.agree} of {agreed.samples} agree"
        return words if judged.met == "yes" else f"only {words}"
    return "target met" if judged.met == "yes" else "below target"


def trust(of: Standing) -> tuple[str, str]:
    """How far a result is vouched for, and by whom."""
    said = {
        Trust.SELF_REPORTED: "nobody has signed it",
        Trust.SIGNED: f"by {of.signer}",
        Trust.REPRODUCED: f"signed by {of.signer}; agrees with {' and '.join(of.reproduced_by)}",
        Trust.LAB: f"measured and signed by {of.signer}",
    }
    note = f"its signature does not count: {of.unproven}" if of.unproven else said[of.trust]
    if of.trust is Trust.LAB and of.reproduced_by:
        note += f"; agrees with {' and '.join(of.reproduced_by)}"
    return of.trust.value, note


def withdrawal(of: Withdrawal) -> tuple[str, str]:
    """When, and by whom and why."""
    return of.date.isoformat(), f"by {of.by}: {of.reason}"


def badges(result: Result, standing: Standing = UNVOUCHED) -> tuple[Badge, ...]:
    """Every badge of a result, the weightiest first."""
    holds = {
        "withdrawn": standing.withdrawn is not None,
        "virtual": device_class(result) == "vm",
        "emulated": device_class(result) == "emulated",
        "imported": result.kind == "imported",
        "derived": result.kind == "derived",
        "synthetic": result.variant.weights == "synthetic",
        "own weights": result.variant.weights == "user",
        "open": result.workload.division == "open",
        "smoke": result.load.tier == "smoke",
        "failed a check": any(finding.level == "error" for finding in result.findings),
        "below target": result.quality.met == "no",
        **{level.value: level is standing.trust for level in Trust},
    }
    seen = set(map(_badge_of, result.findings))
    return tuple(badge for badge in BADGES.values() if holds.get(badge.word, badge.word in seen))


def _badge_of(finding: Finding) -> str | None:
    """Of a rise in latency with a fall of the clock, the clock's: that rule is then silent."""
    rule = clock_dropped.RULE if clock_dropped.is_told_by(finding) else finding.rule
    return BADGE_OF_RULE.get(rule)


def for_table(found: Sequence[Badge]) -> tuple[Badge, ...]:
    """The two weightiest; a plain one only where there is nothing else to say."""
    telling = [badge for badge in found if badge.kind != "plain"]
    return tuple(telling or found)[:MOST_IN_A_TABLE]
