"""No text of a result tells of a person or one machine: no address, host name, path, serial number."""

from __future__ import annotations

import msgspec

from edgebench import scrubber
from edgebench.checks.submitted import Problem, Submitted

RULE = "personal-data"


def check(submitted: Submitted) -> list[Problem]:
    """Of a whole text that is plain no field is looked at."""
    if _is_plain(submitted.data.decode("utf-8", "replace")):
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


def _is_plain(text: str) -> bool:
    """Every second part between quotation marks is a string, unless one is escaped."""
    return "\\" not in text and all(map(scrubber.is_plain, set(text.split('"')[1::2])))
