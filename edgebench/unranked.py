"""Whether a result may be ranked at all, and if not, why. Pure, and of one result alone."""

from __future__ import annotations

import enum

from edgebench import energy_figures
from edgebench.checks import floors
from edgebench.comparison import device_class
from edgebench.metrics import ENERGY, Metric, judged_by
from edgebench.model.entry import Entry
from edgebench.model.result import Result
from edgebench.model.scenario import TIERS


class Unranked(enum.Enum):
    """Why a result is shown without a rank; the first that holds, in this order."""

    WITHDRAWN = "withdrawn"
    IMPORTED = "imported"
    DERIVED = "derived"
    EMULATED = "emulated"
    SYNTHETIC = "synthetic"
    USER_WEIGHTS = "user-weights"
    OPEN = "open"
    FAILED_CHECK = "failed-check"
    TUNED = "tuned"
    SMOKE = "smoke"
    CUT_SHORT = "cut-short"
    NO_VALUE = "no-value"
    SIMULATED_METER = "simulated-meter"
    TARGET_NOT_MET = "target-not-met"
    UNDETERMINED = "undetermined"
    OLDER_VERSION = "older-version"
    STALE = "stale"


def why_unranked(result: Result, metric: Metric | None = None) -> Unranked | None:
    """None for a result that may be ranked within its ranking key; metric: its scenario's by default."""
    metric = metric or judged_by(result.load.scenario)
    reasons = {
        Unranked.IMPORTED: result.kind == "imported",
        Unranked.DERIVED: result.kind == "derived",
        Unranked.EMULATED: device_class(result) == "emulated",
        Unranked.SYNTHETIC: result.variant.weights == "synthetic",
        Unranked.USER_WEIGHTS: result.variant.weights == "user",
        Unranked.OPEN: result.workload.division != "closed",
        Unranked.FAILED_CHECK: any(finding.level == "error" for finding in result.findings),
        Unranked.TUNED: is_tuned(result),
        Unranked.SMOKE: not TIERS[result.load.tier].ranked,
        Unranked.CUT_SHORT: _is_short(result),
        Unranked.NO_VALUE: metric.read(result).value is None,
        Unranked.SIMULATED_METER: metric is ENERGY and energy_figures.is_simulated(result),
        Unranked.TARGET_NOT_MET: result.quality.met == "no",
        Unranked.UNDETERMINED: result.quality.met != "yes",
    }
    return next((why for why, holds in reasons.items() if holds), None)


def why_entry_unranked(entry: Entry, metric: Metric | None = None) -> Unranked | None:
    """The same of a result with what is known beside its file."""
    return Unranked.WITHDRAWN if entry.standing.withdrawn else why_unranked(entry.result, metric)


def is_tuned(result: Result) -> bool:
    """Neither all usable cores unpinned nor one thread on one core: the two settings that rank (NUMBERS)."""
    threads, pinned_to = result.provenance.repeat.threads, result.sut.affinity
    return not (
        (pinned_to is None and threads == result.device.cpu.cores) or (threads == 1 == len(pinned_to or ()))
    )


def _is_short(result: Result) -> bool:
    """It lacks processes, queries or time that its tier or its percentile asks for."""
    return (
        len(result.processes) < TIERS[result.load.tier].processes
        or any(floors.shortfalls(result))
        or not floors.resolves_percentile(result)
    )
