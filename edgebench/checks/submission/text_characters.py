"""Every text is in Unicode's form NFC, visible and at most 200 characters; names of fields are ASCII."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import msgspec

from edgebench.checks.submitted import Problem, Submitted

RULE = "text-characters"
LONGEST = 200
INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""What Unicode says to leave out where a font has nothing for it (Default_Ignorable_Code_Point) and Python
calls printable, and the Braille pattern without a dot."""


def check(submitted: Submitted) -> list[Problem]:
    """Two spellings of one name would be two devices. What does not print is refused on reading."""
    if _is_plain(submitted):
        return []
    return [
        submitted.problem(RULE, place, f"{what}.", "Correct it where it comes from, and run again.")
        for place, what in _faults(msgspec.to_builtins(submitted.result), "$")
    ]


def _is_plain(submitted: Submitted) -> bool:
    """ASCII, which is NFC as it stands, without what has to be escaped, and with no text too long."""
    written = submitted.canonical
    return written.isascii() and b"\\" not in written and max(map(len, submitted.texts)) <= LONGEST


def _faults(part: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(part, str) and (fault := _fault(part)):
        yield place, f"{part[:40]!a} {fault}"
    elif isinstance(part, list):
        for index, item in enumerate(part):
            yield from _faults(item, f"{place}[{index}]")
    elif isinstance(part, dict):
        for name, item in part.items():
            if fault := _fault(name) or (None if name.isascii() else "is not ASCII"):
                yield place, f"The name {name[:40]!a} {fault}"
            yield from _faults(item, f"{place}.{name}")


def _fault(text: str) -> str | None:
    if len(text) > LONGEST:
        return f"has {len(text)} characters, at most {LONGEST} are accepted"
    if hidden := INVISIBLE.search(text):
        return f"holds U+{ord(hidden[0]):04X}, which nobody sees"
    return None if unicodedata.is_normalized("NFC", text) else "is not in Unicode's composed form (NFC)"
