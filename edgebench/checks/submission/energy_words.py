"""What a meter takes in is told in known words, and who states its accuracy by a web address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.energy import Meter
from edgebench.model.meter import INCLUDES, is_web_address

RULE = "energy-words"
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+!_-]{0,100}")
"""Of the package that the driver comes with."""
MEND = "Name known parts in lab.toml (includes) and an address that begins with https://; then measure again."


def check(submitted: Submitted) -> list[Problem]:
    """The words make a ranking of their own, and the address becomes a link."""
    energy = submitted.result.energy
    return [
        submitted.problem(RULE, f"$.energy.meters[{place}].{name}", f"{what}.", MEND)
        for place, meter in enumerate(energy.meters if energy else ())
        for name, what in _faults(meter)
    ]


def _faults(meter: Meter) -> Iterator[tuple[str, str]]:
    named = meter.boundary_includes
    strange = [one for one in named if one not in INCLUDES]
    if strange:
        yield "boundary_includes", f"{strange[0]} is none of {', '.join(sorted(INCLUDES))}"
    elif len(set(named)) < len(named):
        yield "boundary_includes", "A part is named twice"
    if not VERSION.fullmatch(meter.driver_version):
        yield "driver_version", f"{meter.driver_version[:40]!a} is no version"
    for place, one in enumerate(meter.accuracy or ()):
        if one.url is not None and not is_web_address(one.url):
            yield f"accuracy[{place}].url", f"{one.url[:60]!a} is no https address"
