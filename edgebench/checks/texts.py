"""Every text of a result that somebody could have written, found without a look at its numbers.

Which fields can hold one follows from the types of the format. Names of fields and words of a fixed list (a
scenario, a reason) are the format's own.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from msgspec import inspect

from edgebench.model.result import Result


def of(result: Result) -> set[str]:
    """The different ones: values, and the names of an object's members that are not fields."""
    found: set[str] = set()
    _add(result, found)
    return found


def _add(part: object, found: set[str]) -> None:
    if isinstance(part, str):
        found.add(part)
    elif isinstance(part, dict):
        found.update(part)
        for value in part.values():
            _add(value, found)
    elif isinstance(part, list | tuple):
        for item in part:
            _add(item, found)
    elif (read := _readers().get(type(part))) is not None:
        for value in read(part):
            if value is not None:
                _add(value, found)


@functools.cache
def _readers() -> dict[type, Callable[[Any], tuple[object, ...]]]:
    """Of each kind of part that can hold a text, what reads the fields that can."""
    readers: dict[type, Callable[[Any], tuple[object, ...]]] = {}
    _holds_text(inspect.type_info(Result), readers)
    return readers


def _holds_text(kind: inspect.Type, readers: dict[type, Callable[[Any], tuple[object, ...]]]) -> bool:
    """Whether a part of this type can hold one; a type that is not known here may."""
    if isinstance(kind, inspect.StructType):
        names = [one.name for one in kind.fields if _holds_text(one.type, readers)]
        if names:
            # A reader of one field would answer with its value; of the same twice, with a tuple.
            readers[kind.cls] = attrgetter(*names, names[0])
        return bool(names)
    if isinstance(kind, inspect.UnionType):
        held = [_holds_text(one, readers) for one in kind.types]  # of each, so that it has its reader
        return any(held)
    if isinstance(kind, inspect.ListType):
        return _holds_text(kind.item_type, readers)
    return not isinstance(kind, _WITHOUT_TEXT)


_WITHOUT_TEXT = (
    inspect.NoneType,
    inspect.BoolType,
    inspect.IntType,
    inspect.FloatType,
    inspect.LiteralType,
    inspect.EnumType,
)
