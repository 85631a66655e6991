"""The base of every struct in a result file."""

from __future__ import annotations

from msgspec import Struct

_Pairs = tuple[tuple[str, str], ...]
_PAIRS: dict[type, _Pairs] = {}
"""Of each kind of record its fields that have a reason, looked up once: a file has some eighty records."""


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a result. Where `x` and `x_reason` are both fields, exactly one of them is null."""

    def __post_init__(self) -> None:
        """Raise ValueError when a value is missing without its reason, or has one beside it."""
        kind = type(self)
        pairs = _PAIRS.get(kind)
        if pairs is None:
            pairs = _PAIRS[kind] = _pairs(self.__struct_fields__)
        for name, reason in pairs:
            value = getattr(self, name)
            if (value is None) == (getattr(self, reason) is None):
                wrong = "is null without" if value is None else "has a value beside"
                raise ValueError(f"{name} {wrong} {reason}")


def _pairs(fields: tuple[str, ...]) -> _Pairs:
    reasons = (name for name in fields if name.endswith("_reason"))
    return tuple((name.removesuffix("_reason"), name) for name in reasons)
