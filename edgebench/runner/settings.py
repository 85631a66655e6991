"""What the user asked for, checked, before anything is looked up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from msgspec import Struct, structs

from edgebench.errors import PlanError, meant
from edgebench.harness.discover import split
from edgebench.model.scenario import (
    P99_PPM,
    SCENARIOS,
    TIERS,
    LoadOption,
    Scenario,
    Scope,
    TierName,
    scenario_named,
)


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `edgebench run` that decide what is measured; stored with the plan for --resume."""

    suite: str = "quick"
    workloads: tuple[str, ...] = ()
    """Given: these instead of the suite."""
    variants: tuple[str, ...] = ()
    harnesses: tuple[str, ...] = ()
    """`NAME`, `NAME@VERSION` or `NAME@path/to.whl`; empty: every harness that runs here."""
    scenarios: tuple[str, ...] = ("single-stream",)
    scope: Scope = "model"
    tier: TierName = "smoke"
    threads: tuple[str, ...] = ("all",)
    pin: bool = False
    batches: tuple[int, ...] = ()
    """Samples a call; empty: one, and in Offline what its pilot finds."""
    streams: int | None = None
    """Of Offline and Server; None: what Offline's pilot finds, one in Server."""
    period_ns: int | None = None
    bound_ns: int | None = None
    """None: the workload's first."""
    accelerator: str = "cpu"
    precision: str = "own"
    """own: the model's. Another one is another cell."""
    processes: int | None = None
    """More or fewer than the tier's; such a result is not of the tier's rules and `check` says so."""
    duration_ns: int | None = None
    accuracy: Literal["yes", "no", "only"] = "yes"
    samples: int | None = None
    seed: int = 1
    meters: tuple[str, ...] = ()
    """Of the lab file, or drivers without settings; the first is the primary. Empty: the device's own."""
    ambient_mc: int | None = None
    """As a person read it from a thermometer beside the device."""


class Limits(NamedTuple):
    """Of an option's figure, in its unit. times: as much of it is kept in Settings."""

    option: str
    least: float
    most: float
    unit: str = ""
    times: int = 1


_LARGEST = 2**53 - 1
"""That a result can hold."""
_MOST_AT_ONCE = 1024
LIMITS: Mapping[str, Limits] = {
    "batches": Limits("--batch", 1, _MOST_AT_ONCE),
    "streams": Limits("--streams", 1, _LARGEST),
    "period_ns": Limits("--period", 0.001, 86_400_000, " ms", 1_000_000),
    "bound_ns": Limits("--bound", 0.001, 86_400_000, " ms", 1_000_000),
    "processes": Limits("--repeats", 1, 12),
    "duration_ns": Limits("--duration", 0.1, 86_400, " s", 1_000_000_000),
    "samples": Limits("--samples", 1, _LARGEST),
    "seed": Limits("--seed", 0, _LARGEST),
    "ambient_mc": Limits("--ambient", -60, 90, " °C", 1000),
}
"""By the field of Settings."""


class Where(Struct, frozen=True, forbid_unknown_fields=True):
    """Folders and addresses of one run, absolute; none of them changes a number. Stored for --resume."""

    results: str
    cache: str
    state: str
    data: str | None = None
    mirror: str | None = None
    offline: bool = False


def check(settings: Settings) -> Settings:
    """The same with names in their stored spelling. Raises PlanError naming the nearest, HarnessError."""
    scenarios = tuple(dict.fromkeys(map(scenario_named, settings.scenarios)))
    one_of("tier", settings.tier, [*TIERS], "")
    one_of("scope", settings.scope, get_args(Scope), "")
    for scenario in scenarios:
        one_of("scenario", scenario, [*SCENARIOS], "see: edgebench list scenarios")
    _check_figures(settings)
    _check_load(settings, [SCENARIOS[scenario] for scenario in scenarios])
    for threads in settings.threads:
        if threads != "all" and not _is_count(threads):
            raise PlanError(
                f"--threads {threads[:40]!r} is neither all nor a whole number from 1 to {_MOST_AT_ONCE}",
                "all: the usable physical cores; 1: pinned to the fastest core",
            )
    for option, value in (("--accelerator", settings.accelerator), ("--precision", settings.precision)):
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.:_-]{0,31}", value):
            raise PlanError(f"{option} {value!r} is not a name", "see: edgebench doctor")
    accelerator = "cpu" if settings.accelerator.lower() == "cpu" else settings.accelerator
    return structs.replace(
        settings,
        scenarios=scenarios,
        accelerator=accelerator,
        harnesses=tuple(map(_anchored, settings.harnesses)),
    )


def kept(name: str, given: float | None) -> int | None:
    """An option's figure as this field of Settings has it: of 2.5 ms 2500000 ns. Raises PlanError."""
    if given is None:
        return None
    _require_within(LIMITS[name], given)
    return round(given * LIMITS[name].times)


def batches(given: Sequence[str]) -> tuple[int, ...]:
    """Of `1` and `8`. Raises PlanError."""
    if not all(map(_is_count, given)):
        told = ",".join(given)[:40]
        raise PlanError(
            f"--batch {told!r} is not whole numbers from 1 to {_MOST_AT_ONCE}", "like --batch 1,8"
        )
    return tuple(map(int, given))


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) <= len(str(_MOST_AT_ONCE)) and 1 <= int(text) <= _MOST_AT_ONCE


def _check_figures(settings: Settings) -> None:
    for name, limits in LIMITS.items():
        given: int | tuple[int, ...] | None = getattr(settings, name)
        for figure in given if isinstance(given, tuple) else (given,):
            if figure is not None:
                _require_within(limits, figure / limits.times if limits.times > 1 else figure)


def _require_within(limits: Limits, figure: float) -> None:
    """Raise PlanError of a figure beyond them, or of none."""
    option, least, most, unit, _ = limits
    if not least <= figure <= most:
        raise PlanError(
            f"{option} {figure!r} is not from {least} to {most}{unit}", f"like {option} {max(least, 1):g}"
        )


def _check_load(settings: Settings, scenarios: Sequence[Scenario]) -> None:
    """Raise PlanError for an option that none of the scenarios has, or a load that cannot be."""
    titles = ", ".join(one.title for one in scenarios)
    given: dict[LoadOption, bool] = {
        "batch": any(batch > 1 for batch in settings.batches),
        "streams": settings.streams is not None,
        "period": settings.period_ns is not None,
        "bound": settings.bound_ns is not None,
    }
    for option, is_given in given.items():
        if is_given and not any(option in one.takes for one in scenarios):
            having = ", ".join(one.title for one in SCENARIOS.values() if option in one.takes)
            raise PlanError(f"{titles} has no --{option}", f"--{option} is for {having}")
    for scenario in scenarios:
        if settings.tier == "smoke" and scenario.percentile_ppm == P99_PPM:
            raise PlanError(
                f"{scenario.title} is judged by p99, and tier smoke is too short for one",
                "add --tier standard",
            )
        of_query = scenario.samples_per_query
        if of_query > 1 and any(of_query % batch for batch in settings.batches):
            raise PlanError(
                f"--batch: a query of {scenario.title} has {of_query} samples", "give 1, 2, 4 or 8"
            )
    if settings.scope == "pipeline" and given["batch"]:
        raise PlanError("--scope pipeline answers one file a query, in no batches", "leave --batch out")
    if given["period"] and given["batch"]:
        raise PlanError("--period paces single samples, not batches", "leave --batch out")


def _anchored(harness: str) -> str:
    """With absolute paths, so that --resume finds them from another folder."""
    parts = [part for part in split(harness) if part]
    return "@".join(str(Path(part).absolute()) if part.endswith((".py", ".whl")) else part for part in parts)


def one_of(what: str, name: str, known: Sequence[str], hint: str) -> None:
    """Raise PlanError unless `name` is known; suggests the nearest and lists all."""
    if name in known:
        return
    raise PlanError(f"unknown {what} {name!r}{meant(name, known)}", hint or f"there are {', '.join(known)}")
