"""In the closed division every meter is read by a driver that edgebench ships."""

from __future__ import annotations

from edgebench.checks.submitted import Problem, Submitted

RULE = "energy-driver"


def check(submitted: Submitted) -> list[Problem]:
    """What a driver of one's own reads nobody can repeat."""
    if submitted.result.workload.division != "closed":
        return []
    return [
        submitted.problem(
            RULE,
            f"$.energy.meters[{place}].driver",
            f"There is no driver {driver}; there are {', '.join(sorted(submitted.shipped.meters))}.",
            "Measure with one of them, or submit the driver first; until then this is for the open division.",
        )
        for place, driver in unknown(submitted).items()
    ]


def unknown(submitted: Submitted) -> dict[int, str]:
    """Drivers that are not shipped, by the number of their meter."""
    energy = submitted.result.energy
    meters = enumerate(energy.meters if energy else ())
    return {place: one.driver for place, one in meters if one.driver not in submitted.shipped.meters}
