"""Energy of a cell: meters with their boundaries, windows, and values with their budget.

edgebench/energy/ computes it; NUMBERS ("Energy") and the GUM (JCGM 100, 101) say how.
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
    """A meter's stated accuracy for one quantity, and who stated it."""

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


class Meter(Record, frozen=True):
    """A source of power or energy readings; `boundary` says what a reading includes."""

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
    """One process's window on one meter; bins_uj sum to gross_uj."""

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
    """One line of the uncertainty budget (GUM)."""

    name: Slug
    type: Literal["A", "B"]
    distribution: Slug
    u_nj: Count
    correlated: bool


class Energy(Record, frozen=True):
    """Energy per sample with its uncertainty budget."""

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
