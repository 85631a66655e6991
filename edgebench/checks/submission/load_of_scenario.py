"""The load asks what its scenario asks, and leaves out what the scenario does not have."""

from __future__ import annotations

from collections.abc import Iterator

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.scenario import SCENARIOS, Load, LoadOption

RULE = "load-of-scenario"
_NAMES: dict[LoadOption, str] = {"period": "period_ns", "bound": "bound_ns"}


def check(submitted: Submitted) -> list[Problem]:
    """A percentile of one's choice, or a batch where there is none, would make a ranking of its own."""
    if submitted.result.kind != "measured":
        return []
    return [
        submitted.problem(RULE, f"$.load.{name}", f"{what}.", "Submit the file as `edgebench run` wrote it.")
        for name, what in _faults(submitted.result.load)
    ]


def _faults(load: Load) -> Iterator[tuple[str, str]]:
    scenario = SCENARIOS[load.scenario]
    if load.percentile_ppm != scenario.percentile_ppm:
        yield "percentile_ppm", f"It is {load.percentile_ppm}, {scenario.title} has {scenario.percentile_ppm}"
    if not load.includes_input_copy:
        yield "includes_input_copy", "It is false, and copying inputs is always timed"
    for option, name in _NAMES.items():
        if getattr(load, name) is not None and option not in scenario.takes:
            yield name, f"It is {getattr(load, name)}, {scenario.title} has none"
    if load.bound_ns is None and "bound" in scenario.takes:
        yield "bound_ns", f"It is missing, {scenario.title} is judged within one"
    if load.batch > 1 and "batch" not in scenario.takes:
        yield "batch", f"It is {load.batch}, {scenario.title} has no batches"
    if (load.streams is None) != (load.scenario not in {"offline", "server", "streams"}):
        yield "streams", f"It is {load.streams} in {scenario.title}"
