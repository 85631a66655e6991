"""Plug-ins that are found by their file's name: tasks, recipes and generators of sample sets."""

from __future__ import annotations

import importlib
import re
from types import ModuleType

_NAME = re.compile(r"[a-z0-9-]+")


def find(package: str, name: str) -> ModuleType | None:
    """The module `<name with underscores>` of this package, None when there is none.

    Whether it is what the caller looks for, and no other module of the package, is the caller's
    to see. An import that fails inside the plug-in is raised as it is.
    """
    if not _NAME.fullmatch(name):
        return None
    module = f"{package}.{name.replace('-', '_')}"
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        return None
