"""No text of a result tells of a person or one machine: no address, host name, path, serial number, key."""

from __future__ import annotations

import msgspec

from edgebench import scrubber
from edgebench.checks.submitted import Problem, Submitted

RULE = "personal-data"


def check(submitted: Submitted) -> list[Problem]:
    """Where all texts are plain their places are not asked for."""
    if all(map(scrubber.is_plain, submitted.texts)):
        return []
    return [
        submitted.problem(
            RULE,
            place,
            f"{one.text!a} looks like {one.kind}.",
            "Change it where it was typed or set (lab.toml, options of the command), and measure again.",
        )
        for place, one in scrubber.in_document(msgspec.to_builtins(submitted.result))
    ]
