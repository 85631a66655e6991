"""A TOML file of the catalogue -> one of the structs of model/, or one sentence in the words of the file.

Every error is a CatalogueError that names the file, the place in it and the value found.
"""

from __future__ import annotations

import difflib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from edgebench.errors import CatalogueError
from edgebench.model import quantity

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LARGEST_BYTES = 256 * 1024
_MOST_DOTS = 200
"""In a line. Parsing time grows with the square of a dotted key's parts: 256 KiB of them take minutes."""

Kind = TypeVar("Kind", bound=msgspec.Struct)

_IN_WORDS: dict[Any, str] = {
    quantity.Sha256: "a string of 64 hex digits (0-9, a-f)",
    quantity.Slug: "lower-case letters, digits, dots and dashes",
    quantity.FileName: "a file name of letters, digits and . _ + -, without folders",
}
_PATTERNS = {kind.__metadata__[0].pattern: words for kind, words in _IN_WORDS.items()}


def read(path: Path, kind: type[Kind]) -> Kind:
    """A TOML file as one of the structs of model/. Raises CatalogueError naming file, place and value."""
    document = _parse(path)
    try:
        loaded = msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        raise _explained(error, document, kind, path) from None
    except RecursionError:
        raise CatalogueError(f"{path}: it is nested too deeply") from None
    for place, text in _strings(document, ""):
        if not text.isprintable():
            raise CatalogueError(f"{path}: {place}: {text!r} has a line break or control character")
    return loaded


def _parse(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise CatalogueError(f"{path}: it cannot be read ({error.strerror})") from error
    if len(content) > LARGEST_BYTES:
        raise CatalogueError(f"{path}: it is larger than {LARGEST_BYTES // 1024} KiB")
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.count(b".") > _MOST_DOTS:
            raise CatalogueError(f"{path}: line {number} has more than {_MOST_DOTS} dots")
    try:
        return tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        number = content[: error.start].count(b"\n") + 1
        raise CatalogueError(f"{path}: it is not UTF-8 (at line {number})") from None
    except ValueError as error:  # tomllib's own, with line and column; or an integer of thousands of digits
        raise CatalogueError(f"{path}: it is not TOML: {error}") from None
    except RecursionError:
        raise CatalogueError(f"{path}: it is nested too deeply") from None


def _strings(value: object, place: str) -> Iterator[tuple[str, str]]:
    """Every string of a document that was converted, hence is shallow, with where it stands."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _strings(each, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _strings(each, f"{place}[{index}]")


def _explained(
    error: msgspec.ValidationError, document: dict[str, Any], kind: type[msgspec.Struct], path: Path
) -> CatalogueError:
    """The words of msgspec, `Expected ... - at $.variant[2].artefact.sha256`, in those of the file."""
    problem, _, where = str(error).partition(" - at `$")
    where = where.rstrip("`")
    if "[...]" in where:
        where = _with_key(str(error), document, kind, where)
    places, value = _followed(document, where)
    hint = None
    if unknown := re.search(r"unknown field `(.*)`", problem):
        problem = f'unknown key "{unknown[1]}"'
        nearest = difflib.get_close_matches(unknown[1], _keys(kind), n=1)
        hint = f'did you mean "{nearest[0]}"?' if nearest else None
    elif missing := re.search(r"missing required field `(.*)`", problem):
        problem = f'"{missing[1]}" is missing'
    else:
        problem = _expected(problem, value)
    return CatalogueError(": ".join([str(path), *places, problem]), hint)


def _expected(problem: str, value: object) -> str:
    """The sentence with a pattern in words, and with the value that msgspec does not always tell."""
    pattern = re.search(r"matching regex '(.*)'$", problem)
    if pattern and pattern[1] in _PATTERNS:
        problem = f"expected {_PATTERNS[pattern[1]]}"
    problem = problem[0].lower() + problem[1:].replace("`", "")
    if ", got" in problem or isinstance(value, (dict, list)):
        return problem
    shown = json.dumps(value, default=str)
    return f"{problem}, got {shown if len(shown) <= 60 else shown[:57] + '...'}"


def _followed(document: dict[str, Any], where: str) -> tuple[list[str], Any]:
    """`.variant[2].artefact.sha256` as ['variant "onnx-int8"', 'artefact.sha256'], and the value there."""
    places: list[str] = []
    place = ""
    value: Any = document
    for key, index in re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", where):
        value = value[key] if key else value[int(index)]
        if key:
            place += f".{key}" if place else key
        elif isinstance(value, dict) and isinstance(value.get("name"), str):
            places.append(f'{place} "{value["name"]}"')
            place = ""
        else:
            place += f"[{index}]"
    return [*places, place] if place else places, value


def _with_key(message: str, document: dict[str, Any], kind: type[msgspec.Struct], where: str) -> str:
    """`.options[...]`, where msgspec leaves out the key of a free table, as `.options.size`.

    It is the key that alone gives the same error.
    """
    table_at, _, rest = where.partition("[...]")
    table = _followed(document, table_at)[1]
    entries = dict(table)
    try:
        for key, value in entries.items():
            table.clear()
            table[key] = value
            if re.fullmatch(r"[^.\[\]]+", key) and _error(document, kind) == message:
                return f"{table_at}.{key}{rest}"
    finally:
        table.clear()
        table.update(entries)
    return table_at


def _error(document: dict[str, Any], kind: type[msgspec.Struct]) -> str | None:
    try:
        msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        return str(error)
    return None


def _keys(kind: type[msgspec.Struct]) -> set[str]:
    """Every key that some table of such a file may have: of the structs beside it."""
    return {
        key
        for other in vars(sys.modules[kind.__module__]).values()
        if isinstance(other, type) and issubclass(other, msgspec.Struct)
        for key in other.__struct_fields__
    }
