"""Strict JSON: bytes from a stranger -> objects, or one sentence that says what is wrong.

Refused beyond what JSON refuses: a byte order mark, brackets nested deeper than 32, the same
name twice in an object, NaN and Infinity, fractions and exponents, integers beyond 2^53-1,
and texts that do not print. All of it in time linear in the length.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from edgebench.model.quantity import LARGEST

DEEPEST = 32
_LONGEST_INTEGER = len(str(-LARGEST))
_LONGEST_FOREIGN = len(str(-(2**64)))
_LONGEST_FRACTION = 40
# A string counts as one token up to its end or the end of the text: nothing to try twice.
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]+|\\.)*"?|[\[{]|[\]}]', re.DOTALL)


class JsonError(ValueError):
    """The first thing that is wrong."""


def parse(data: bytes) -> Any:
    """The document. Raises JsonError."""
    document = _document(data, _integer, _no_float)
    if fault := _unprintable(document, "$"):
        raise JsonError(f"a text holds {fault}")
    return document


def parse_foreign(data: bytes) -> Any:
    """Another program's document: fractions are Decimals below 10^19, and texts may hold anything.

    Nothing of it is to be shown or stored before it was looked at. Raises JsonError.
    """
    return _document(data, _foreign_integer, _fraction)


def _document(data: bytes, parse_int: Callable[[str], Any], parse_float: Callable[[str], Any]) -> Any:
    if data.startswith(codecs.BOM_UTF8):
        raise JsonError("it begins with a byte order mark")
    if _depth(data) > DEEPEST:
        raise JsonError(f"brackets are nested deeper than {DEEPEST}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonError(f"byte {error.start} is not UTF-8") from error
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=parse_int,
            parse_float=parse_float,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as error:
        raise JsonError(f"it is not whole JSON: {error.msg} at character {error.pos}") from error


def _depth(data: bytes) -> int:
    """The deepest nesting of brackets outside strings; without recursion, so at any depth."""
    depth = deepest = 0
    for token in _STRING_OR_BRACKET.finditer(data):
        if token[0] in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif token[0] in b"]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise JsonError(f"{name[:80]!a} stands twice in one object")
        members[name] = value
    return members


def _integer(digits: str) -> int:
    """Length first: Python takes quadratic time for a number of a million digits."""
    if len(digits) <= _LONGEST_INTEGER and abs(number := int(digits)) <= LARGEST:
        return number
    raise JsonError(f"{digits[:20]}{'...' if len(digits) > 20 else ''} is beyond 2^53-1")


def _foreign_integer(digits: str) -> int:
    """Seeds of other programs have 64 bits."""
    if len(digits) <= _LONGEST_FOREIGN:
        return int(digits)
    raise JsonError(f"{digits[:20]}... is longer than 64 bits")


def _fraction(digits: str) -> Decimal:
    """Exact; the exponent is looked at before anybody makes a whole number of it."""
    try:
        value = Decimal(digits) if len(digits) <= _LONGEST_FRACTION else None
    except InvalidOperation:
        value = None
    if value is None or abs(value.adjusted()) > _LONGEST_INTEGER:
        raise JsonError(f"{digits[:20]} is a number beyond measure")
    return value


def _no_float(digits: str) -> NoReturn:
    raise JsonError(f"{digits[:20]} is not a whole number")


def _no_constant(name: str) -> NoReturn:
    raise JsonError(f"{name} is not a number")


def _unprintable(part: Any, place: str) -> str | None:
    """The first control, zero-width or bidirectional mark, or half of a surrogate pair, and its place.

    They break terminals, hide words, turn lines around, or cannot be written as UTF-8 again.
    """
    if isinstance(part, str):
        marks = (character for character in part if not character.isprintable())
        return next((f"U+{ord(mark):04X}, which does not print, at {place}" for mark in marks), None)
    if isinstance(part, list):
        faults = (_unprintable(item, f"{place}[{index}]") for index, item in enumerate(part))
    elif isinstance(part, dict):
        faults = (
            _unprintable(name, f"a name in {place}") or _unprintable(item, f"{place}.{name}")
            for name, item in part.items()
        )
    else:
        return None
    return next(filter(None, faults), None)
