"""No energy is made up: a window of a simulated meter is for tests."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "energy-simulated"
TODO = "Run again without the simulated meter, or with a real one."


def check(submitted: Submitted) -> list[Problem]:
    """Of any meter of the file."""
    energy = submitted.result.energy
    return [
        submitted.problem(
            RULE,
            f"$.energy.windows[{place}].flags",
            "The window was simulated.",
            TODO,
        )
        for place, one in enumerate(energy.windows if energy else ())
        if "simulated" in one.flags
    ]
