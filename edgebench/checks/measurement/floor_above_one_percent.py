"""The timed loop itself costs more than 1 % of a query."""

from __future__ import annotations

from typing import Final

from edgebench import units
from edgebench.checks import Values, facts
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "floor-above-one-percent"
LEVEL: Final = "warning"


def check(result: Result) -> Finding | None:
    """A finding against the fastest process; calls timed in groups share the floor of one."""
    process = min(result.processes, key=facts.typical_ns)
    typical_ns = facts.typical_ns(process)
    floor_ns = result.audit.harness_floor_ns
    if floor_ns * 100 <= typical_ns * process.calls_per_clock:
        return None
    return Finding(RULE, LEVEL, {"floor-ns": floor_ns, "query-ns": typical_ns})


def text(values: Values) -> str:
    """In plain words."""
    floor, query = units.duration(values["floor-ns"]), units.duration(values["query-ns"])
    return (
        f"An empty call takes {floor} in the timed loop, a query {query}. "
        "More than 1 % of the figure is the measurement, not the network. "
        "Compare only with results of the same device and harness."
    )
