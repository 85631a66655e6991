"""The energy's primary meter, and the meter of every window, are in the file."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "energy-primary"


def check(submitted: Submitted) -> list[Problem]:
    """What the value is of cannot be looked up otherwise."""
    energy = submitted.result.energy
    if energy is None:
        return []
    named = [("$.energy.primary", energy.primary)]
    named += [(f"$.energy.windows[{place}].meter", one.meter) for place, one in enumerate(energy.windows)]
    todo = "Submit the file as `edgebench run` wrote it."
    return [
        submitted.problem(RULE, where, f"It is {number}, and there are {len(energy.meters)} meters.", todo)
        for where, number in named
        if number >= len(energy.meters)
    ]
