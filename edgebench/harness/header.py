"""The script header of a harness file (PEP 723): the packages and the Python it needs."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
from msgspec import Struct
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from edgebench.errors import HarnessError

_HEADER = re.compile(r"(?m)^# /// script\n((?:#.*\n)+?)# ///$")


class Header(Struct, frozen=True, rename="kebab"):
    """What edgebench reads of it; the rest is for other tools."""

    dependencies: tuple[str, ...] = ()
    requires_python: str = ""


def header(text: str, path: Path) -> Header:
    """The header of this file's text; without one it needs nothing. Raises HarnessError.

    Every dependency is a name with versions: what an address or a path leads to is not on the index.
    """
    found = _HEADER.search(text)
    if found is None:
        return Header()
    body = "".join(line[2:] if line.startswith("# ") else line[1:] for line in found[1].splitlines(True))
    try:
        said = msgspec.toml.decode(body, type=Header)
        SpecifierSet(said.requires_python)
        addresses = [line for line in said.dependencies if Requirement(line).url]
    except (msgspec.MsgspecError, InvalidRequirement, InvalidSpecifier, ValueError) as error:
        raise HarnessError(
            f"{path}: the script header is wrong: {str(error).splitlines()[0]}", "see harnesses/tflite.py"
        ) from error
    if addresses:
        raise HarnessError(
            f"{path}: {addresses[0]!r} in the script header is an address", "name the package and its version"
        )
    return said
