"""No energy is made up: a window of a simulated meter is for tests."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "energy-simulated"


def check(submitted: Submitted) -> list[Problem]:
    """Of any meter of the file."""
    energy = submitted.result.energy
    return [
        submitted.problem(
            RULE,
            f"$.energy.windows[{place}].flags",
            "The window was simulated.",
            "Run again without the simulated meter, or with a real one.",
        )
        for place, one in enumerate(energy.windows if energy else ())
        if "simulated" in one.flags
    ]
