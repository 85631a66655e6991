"""What the user asked for, checked, before anything is looked up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct, structs

from edgebench.errors import PlanError, meant
from edgebench.harness.discover import split
from edgebench.model.scenario import P99_PPM, SCENARIOS, TIERS, TierName, scenario_named


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The options of `edgebench run` that decide what is measured; stored with the plan for --resume."""

    suite: str = "quick"
    workloads: tuple[str, ...] = ()
    """Given: these instead of the suite."""
    variants: tuple[str, ...] = ()
    harnesses: tuple[str, ...] = ()
    """`NAME`, `NAME@VERSION` or `NAME@path/to.whl`; empty: every harness that runs here."""
    scenario: str = "single-stream"
    tier: TierName = "smoke"
    threads: tuple[str, ...] = ("all",)
    pin: bool = False
    accelerator: str = "cpu"
    precision: str = "own"
    """own: the model's. Another one is another cell."""
    processes: int | None = None
    """More or fewer than the tier's; such a result is not of the tier's rules and `check` says so."""
    duration_ns: int | None = None
    accuracy: Literal["yes", "no", "only"] = "yes"
    samples: int | None = None
    seed: int = 1


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
    scenario = scenario_named(settings.scenario)
    one_of("scenario", scenario, [*SCENARIOS], "see: edgebench list scenarios")
    one_of("tier", settings.tier, [*TIERS], "")
    if settings.tier == "smoke" and SCENARIOS[scenario].percentile_ppm == P99_PPM:
        raise PlanError(
            f"{SCENARIOS[scenario].title} is judged by p99, and tier smoke is too short for one",
            "add --tier standard",
        )
    for threads in settings.threads:
        if threads != "all" and not (threads.isdecimal() and 1 <= int(threads) <= 1024):
            raise PlanError(
                f"--threads {threads!r} is neither all nor a whole number from 1 on",
                "all: the usable physical cores; 1: pinned to the fastest core",
            )
    for option, value in (("--accelerator", settings.accelerator), ("--precision", settings.precision)):
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.:_-]{0,31}", value):
            raise PlanError(f"{option} {value!r} is not a name", "see: edgebench doctor")
    accelerator = "cpu" if settings.accelerator.lower() == "cpu" else settings.accelerator
    return structs.replace(
        settings,
        scenario=scenario,
        accelerator=accelerator,
        harnesses=tuple(map(_anchored, settings.harnesses)),
    )


def _anchored(harness: str) -> str:
    """With absolute paths, so that --resume finds them from another folder."""
    parts = [part for part in split(harness) if part]
    return "@".join(str(Path(part).absolute()) if part.endswith((".py", ".whl")) else part for part in parts)


def one_of(what: str, name: str, known: Sequence[str], hint: str) -> None:
    """Raise PlanError unless `name` is known; suggests the nearest and lists all."""
    if name in known:
        return
    raise PlanError(f"unknown {what} {name!r}{meant(name, known)}", hint or f"there are {', '.join(known)}")
