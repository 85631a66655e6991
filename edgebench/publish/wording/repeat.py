"""The command that measures a result's cell again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from edgebench import units
from edgebench.model.result import Repeat, Result
from edgebench.model.scenario import SCENARIOS, TIERS, Scenario, least_ns
from edgebench.units import MILLISECONDS, SECONDS


def command(result: Result) -> str:
    """What to type to measure this cell again; of an imported one, to measure the like with edgebench."""
    repeat, tier, scenario = (
        result.provenance.repeat,
        TIERS[result.load.tier],
        SCENARIOS[result.load.scenario],
    )
    parts = ["edgebench", "run"]
    if result.imported is not None:
        like = {"workload": repeat.workload, "variant": repeat.variant, "scenario": repeat.scenario}
        return shlex.join([*parts, *(part for name, value in like.items() for part in (f"--{name}", value))])
    said = {"harness": _harness(result), "threads": repeat.threads_option}
    for option in ("workload", "variant", "harness", "scenario", "tier", "threads", "seed"):
        parts += [f"--{option}", said.get(option) or str(getattr(repeat, option))]
    parts += [part for option in _load_options(repeat, scenario) for part in option]
    parts += ["--accelerator", repeat.accelerator] if repeat.accelerator != "cpu" else []
    parts += ["--precision", repeat.precision] if repeat.precision != "own" else []
    if len(result.processes) != tier.processes:
        parts += ["--repeats", str(len(result.processes))]
    if result.load.min_ns != least_ns(scenario, tier):
        parts += ["--duration", units.exact(result.load.min_ns, SECONDS).number]
    return shlex.join([*parts, *(["--pin"] if repeat.pinned else [])])


def _load_options(repeat: Repeat, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """What of the load was asked for beside what the scenario has by itself."""
    if repeat.scope != "model":
        yield "--scope", repeat.scope
    for option, count in (("--batch", repeat.batch), ("--streams", repeat.streams)):
        if count is not None and (count > 1 or scenario.name == "offline"):
            yield option, str(count)
    for option, nanoseconds in (("--period", repeat.period_ns), ("--bound", repeat.bound_ns)):
        if nanoseconds is not None:
            yield option, units.exact(nanoseconds, MILLISECONDS).number


def _harness(result: Result) -> str:
    """With the version that was asked for. Where an outsider's file lies no result says."""
    repeat = result.provenance.repeat
    name = repeat.harness if result.tool.harness_known else f"path/to/{repeat.harness}.py"
    return f"{name}@{repeat.runtime_version}" if repeat.runtime_version else name
