"""Energy of a cell: meters with their boundaries, windows, and values with their budget.

edgebench/energy/ computes it; NUMBERS ("Energy") and the GUM (JCGM 100, 101) say how. What follows from
it: edgebench/energy_figures.py.
"""

from __future__ import annotations

from typing import Literal

from edgebench.model.quantity import Count, Positive, Sha256, Signed, Slug, Text
from edgebench.model.reason import Reason
from edgebench.model.record import Record

Boundary = Literal[
    "soc_model",
    "soc_rails",
    "soc_package",
    "gpu_board",
    "module_dc",
    "board_dc",
    "device_battery",
    "wall_ac",
]


class MeterAccuracy(Record, frozen=True):
    """A meter's stated accuracy for one quantity, and who stated it.

    A limit: +- (reading_ppm of the value + absolute_uw), of a calibration an interval of 95 %.
    absolute_uw includes the share of the range that range_ppm names.
    """

    quantity: Slug
    reading_ppm: Count
    range_ppm: Count
    absolute_uw: Count
    source: Literal["datasheet", "calibration", "user", "judgement", "unspecified"]
    url: Text | None


class RawTrace(Record, frozen=True):
    """The sidecar of raw samples."""

    sha256: Sha256
    bytes: Count
    samples: Count

    @property
    def file_name(self) -> str:
        """Of the file, which lies beside the result."""
        return trace_name(self.sha256)


def trace_name(sha256: str) -> str:
    """Of the file of readings with this hash."""
    return f"power-{sha256[:16]}.csv.gz"


class Meter(Record, frozen=True):
    """A source of power or energy readings; `boundary` says what a reading includes.

    accuracy: null with `accuracy_unspecified` where nobody states any.
    """

    driver: Slug
    driver_version: Text
    model: Text
    boundary: Boundary
    boundary_includes: list[Slug]
    total_rule: Text
    update_period_us: Count
    averaging_us: Count
    delay_us: Count
    quantum_nj: Count
    modulus_uj: Positive | None
    accuracy: list[MeterAccuracy] | None
    accuracy_reason: Reason | None
    clock: Literal["host", "device"]
    sync_u_us: Count
    validated: Literal["metal", "emulated-only"]
    raw: RawTrace | None


class EnergyWindow(Record, frozen=True):
    """One process's window on one meter; bins_uj, of period_ms each, sum to gross_uj.

    idle_before_mw, idle_after_mw: mean power with the model loaded and no queries. flags: alias-risk,
    jittered, gap, clock-step, simulated, short (the window is under what 1 % needs).
    """

    process: Count
    meter: Count
    began_us: Count
    ended_us: Count
    queries: Positive
    gross_uj: Count
    idle_before_mw: Count | None
    idle_after_mw: Count | None
    bins_uj: list[Signed]
    period_ms: Positive
    flags: list[Slug]


class UncertaintyTerm(Record, frozen=True):
    """One line of the uncertainty budget (GUM): a standard uncertainty of the energy of a sample.

    correlated: common to all runs on this meter, so that ratios of two of them are free of it.
    """

    name: Slug
    type: Literal["A", "B"]
    distribution: Slug
    u_nj: Count
    correlated: bool


class Energy(Record, frozen=True):
    """Energy per sample with its uncertainty budget. Windows are of every meter and every process.

    gross_per_sample_nj: mean over the primary meter's windows of energy over samples, which are queries times
    the load's samples of a query. gross_u_nj: its combined standard uncertainty; the 95 % interval is the
    value +- coverage_factor_milli / 1000 times it. Null with `accuracy_unspecified` where nobody states the
    meter's. repeatability_nj: standard uncertainty of the mean from scatter alone, over the processes, of one
    process over its parts. net_per_sample_nj: gross less mean idle power times window; null where that is
    lost in its uncertainty (`not_resolved`) or an idle power is missing. effective_dof: at most a million.
    """

    primary: Count
    meters: list[Meter]
    windows: list[EnergyWindow]
    gross_per_sample_nj: Count
    gross_u_nj: Count | None
    gross_u_nj_reason: Reason | None
    repeatability_nj: Count
    coverage_factor_milli: Positive
    effective_dof: Count
    net_per_sample_nj: Signed | None
    net_per_sample_nj_reason: Reason | None
    terms: list[UncertaintyTerm]
