"""Why a value is missing: one table, from which every table cell, sentence and hint is taken.

Missing is null, and the sibling field `<name>_reason` holds one of these; never 0, -1 or "N/A".
"""

from __future__ import annotations

import enum

from msgspec import Struct


class Reason(enum.Enum):
    """The value a `<name>_reason` field holds."""

    NO_METER = "no_meter"
    NO_PERMISSION = "no_permission"
    METER_LOST = "meter_lost"
    BAD_READING = "bad_reading"
    OUT_OF_RANGE = "out_of_range"
    METER_STUCK = "meter_stuck"
    METER_RESET = "meter_reset"
    WRAP_AMBIGUOUS = "wrap_ambiguous"
    SAMPLE_GAP = "sample_gap"
    CLOCK_STEP = "clock_step"
    ON_MAINS = "on_mains"
    WINDOW_TOO_SHORT = "window_too_short"
    HOST_NOT_PHYSICAL = "host_not_physical"
    ACCURACY_UNSPECIFIED = "accuracy_unspecified"
    NOT_RESOLVED = "not_resolved"
    NO_DATA_SET = "no_data_set"
    NO_SENSOR = "no_sensor"
    NOT_REPORTED = "not_reported"
    FILE_LIMIT = "file_limit"
    NOT_ASKED = "not_asked"
    NOT_APPLICABLE = "not_applicable"
    NO_ANSWERS = "no_stored_answers"
    FAILED = "failed"
    BATCHED = "batched"
    TOO_FEW_QUERIES = "too_few_queries"
    BOUND_BELOW_SERVICE_TIME = "bound_below_service_time"
    BOUND_MISSED = "bound_missed"
    TOO_FEW_SAMPLES = "too_few_samples"
    ONE_PROCESS = "one_process"
    ONE_SEARCH = "one_search"
    TOO_WIDE = "interval_too_wide"
    SYNTHETIC = "synthetic_weights"
    UNKNOWN = "unknown"


def unless(value: object, reason: Reason) -> Reason | None:
    """What stands beside a value: the reason where it is missing (None), nothing where it is there."""
    return reason if value is None else None


class ReasonText(Struct, frozen=True):
    """A reason in the reader's words: in a cell (at most 24 characters), as a sentence, and its cure."""

    cell: str
    sentence: str
    cure: str


TEXT = {
    Reason.NO_METER: ReasonText(
        "no meter", "No power meter was read.", "Name one: --meter; see edgebench list meters."
    ),
    Reason.NO_PERMISSION: ReasonText(
        "no permission",
        "The meter may not be read by this user, or with this password.",
        "See what edgebench list meters says of it.",
    ),
    Reason.METER_LOST: ReasonText(
        "meter lost",
        "The meter stopped answering, or was not there.",
        "Check its cable, address or driver, and run again.",
    ),
    Reason.BAD_READING: ReasonText(
        "bad reading",
        "The meter answered what is no number.",
        "Check the meter by itself, and that its firmware is one that the driver knows.",
    ),
    Reason.OUT_OF_RANGE: ReasonText(
        "out of range",
        "The meter showed a power that cannot be: negative, over its range, or a spike.",
        "Choose its range, check the direction of the current, and run again.",
    ),
    Reason.METER_STUCK: ReasonText(
        "meter stuck",
        "The meter showed one value for long, as if it were not measuring, or too coarsely to tell.",
        "Start the meter again; give it more digits where it has them (Tasmota: WattRes 3).",
    ),
    Reason.METER_RESET: ReasonText(
        "meter reset",
        "The meter's counter began again during the run: it was restarted.",
        "Run again; a counter that only wraps is followed.",
    ),
    Reason.WRAP_AMBIGUOUS: ReasonText(
        "counter wrapped unseen",
        "The counter may have wrapped more than once between two readings.",
        "Read it more often: a shorter period in lab.toml.",
    ),
    Reason.SAMPLE_GAP: ReasonText(
        "samples missing",
        "Readings are missing within the window.",
        "Run again with nothing else on the machine, or on a better link to the meter.",
    ),
    Reason.CLOCK_STEP: ReasonText(
        "clock stepped",
        "The clock that ties the meter's times to the run's was set during the run.",
        "Wait until the clock is synchronized, and run again.",
    ),
    Reason.ON_MAINS: ReasonText(
        "not on battery",
        "The device was not running from its battery, whose meter was to be read.",
        "Unplug the charger and run again.",
    ),
    Reason.WINDOW_TOO_SHORT: ReasonText(
        "window too short",
        "The window is shorter than ten of the meter's updates or steps.",
        "Run without --duration: windows are then as long as the meter needs.",
    ),
    Reason.HOST_NOT_PHYSICAL: ReasonText(
        "virtual or emulated",
        "A virtual or emulated machine's own meters do not measure what it uses.",
        "Name a meter on the mains: its boundary is wall_ac.",
    ),
    Reason.ACCURACY_UNSPECIFIED: ReasonText(
        "accuracy unspecified",
        "The meter's maker states no accuracy, so only how well it repeats is known.",
        "Give the accuracy of a calibration in lab.toml, or use another meter.",
    ),
    Reason.NOT_RESOLVED: ReasonText(
        "not resolved",
        "The difference from idling is smaller than three times its uncertainty.",
        "Measure longer, or with a better meter.",
    ),
    Reason.NO_DATA_SET: ReasonText(
        "no labelled data",
        "The labelled data of this workload was not on this machine.",
        "Set EDGEBENCH_DATA to a folder that holds it and run again.",
    ),
    Reason.NO_SENSOR: ReasonText(
        "no sensor", "This device does not show the value.", "Nothing to do on this device."
    ),
    Reason.FILE_LIMIT: ReasonText(
        "left out",
        "The file would have been larger than a result may be.",
        "Measure on an idle device: the latencies of a disturbed run lie in thousands of buckets.",
    ),
    Reason.NOT_REPORTED: ReasonText(
        "not reported",
        "The runtime, or the tool that measured, does not report it.",
        "Nothing to do with this runtime or tool.",
    ),
    Reason.NOT_ASKED: ReasonText(
        "not asked for", "The run was asked not to measure it.", "Run again without --no-accuracy."
    ),
    Reason.NOT_APPLICABLE: ReasonText("—", "It has no meaning for this result.", "Nothing to do."),
    Reason.NO_ANSWERS: ReasonText(
        "no stored answers",
        "The workload stores no answers for these weights.",
        "Add [[answers]] to the workload's file.",
    ),
    Reason.FAILED: ReasonText("failed", "Measuring it failed.", "Run it again: the run prints why."),
    Reason.BATCHED: ReasonText(
        "too fast to time singly",
        "A call takes less than 5 µs, so calls were timed in groups: there is a mean, but no percentile.",
        "Nothing to do: the clock costs as much as the call.",
    ),
    Reason.TOO_FEW_QUERIES: ReasonText(
        "too few queries",
        "This percentile needs more queries in every process (p99: 662).",
        "Run a longer tier, or a faster model.",
    ),
    Reason.BOUND_BELOW_SERVICE_TIME: ReasonText(
        "bound < service time",
        "Nothing that was tried met the bound, with one query at a time or queries far apart: "
        "p99 is above it with little else to do.",
        "Choose a smaller model, a faster device, or a later deadline (--bound).",
    ),
    Reason.BOUND_MISSED: ReasonText(
        "bound missed",
        "The search found a load whose p99 met the bound, and the processes that confirm it did not.",
        "Run again on an idle device, or a longer tier: a rate near the edge needs many queries to judge.",
    ),
    Reason.TOO_FEW_SAMPLES: ReasonText(
        "too few samples",
        "So few labelled samples give no interval.",
        "Run again without --samples, or with the whole data set.",
    ),
    Reason.ONE_PROCESS: ReasonText(
        "one process", "One process gives no interval.", "Run --tier standard: five processes."
    ),
    Reason.ONE_SEARCH: ReasonText(
        "one search",
        "One search found it, and the processes confirm it: how far another search would end from it is "
        "not known.",
        "Run several sessions; its probes are listed with the result.",
    ),
    Reason.TOO_WIDE: ReasonText(
        "processes disagree",
        "The processes lie so far apart that the interval has no useful end.",
        "Run more processes (--tier standard) on a quiet machine.",
    ),
    Reason.SYNTHETIC: ReasonText(
        "synthetic weights",
        "The weights are a seeded stand-in: the answers mean nothing.",
        "Fetch the real weights (edgebench prepare) or set EDGEBENCH_MIRROR.",
    ),
    Reason.UNKNOWN: ReasonText("unknown", "It could not be found out.", "Nothing to do."),
}
