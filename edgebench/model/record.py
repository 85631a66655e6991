"""The base of every struct in a result file."""

from __future__ import annotations

from msgspec import Struct


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of a result. Where `x` and `x_reason` are both fields, exactly one of them is null."""

    def __post_init__(self) -> None:
        """Raise ValueError when a value is missing without its reason, or has one beside it."""
        for name in self.__struct_fields__:
            if name.endswith("_reason"):
                value = getattr(self, name.removesuffix("_reason"))
                if (value is None) == (getattr(self, name) is None):
                    wrong = "is null without" if value is None else "has a value beside"
                    raise ValueError(f"{name.removesuffix('_reason')} {wrong} {name}")
