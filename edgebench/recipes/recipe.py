"""Building a file that nobody hosts: finds the recipe by name, writes aside, renames when it is whole.

A recipe is one file, recipes/<name with underscores>.py, with VERSION, `heavy` and `build`.
The caller fetched the inputs by their hashes and checks the hash of what was built.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar, cast

import msgspec

from edgebench import plugin
from edgebench.errors import CatalogueError
from edgebench.model.workload import Option, Recipe

Options = TypeVar("Options", bound=msgspec.Struct)


class Steps(Protocol):
    """What a recipe's file provides."""

    VERSION: int
    """Rises when the same inputs give other bytes."""

    def heavy(self) -> str | None:
        """What it costs, in words, when that is more than seconds; such a recipe is run only when asked."""

    def build(self, options: Mapping[str, Option], inputs: Sequence[Path], destination: Path) -> None:
        """Write `destination`, the same bytes every time. Raises RecipeError for inputs it cannot read."""


def build(recipe: Recipe, inputs: Sequence[Path], destination: Path) -> None:
    """Run the recipe on its inputs, in their order in the catalogue.

    `destination` appears whole or not at all. Raises CatalogueError for a recipe that is not
    there, RecipeError when the inputs are not what it reads.
    """
    unfinished = destination.with_name(f".{destination.name}.{os.getpid()}.building")
    try:
        _steps(recipe).build(recipe.options, inputs, unfinished)
        unfinished.replace(destination)
    finally:
        unfinished.unlink(missing_ok=True)


def heavy(recipe: Recipe) -> str | None:
    """What building costs beyond seconds, to be asked about first; None when it is nothing."""
    return _steps(recipe).heavy()


def options_of(kind: type[Options], options: Mapping[str, Option], recipe: str) -> Options:
    """The recipe's options as its own struct. Raises CatalogueError naming the key."""
    try:
        return msgspec.convert(dict(options), kind)
    except msgspec.ValidationError as error:
        raise CatalogueError(f"options of recipe {recipe}: {error}") from None


def _steps(recipe: Recipe) -> Steps:
    steps = named(recipe.name)
    if steps is None:
        raise CatalogueError(f"there is no recipe {recipe.name!r}")
    if recipe.version != steps.VERSION:
        raise CatalogueError(f"recipe {recipe.name} is at version {steps.VERSION}, not {recipe.version}")
    return steps


def named(name: str) -> Steps | None:
    """The recipe's file, None when there is no such recipe."""
    module = plugin.find(__package__, name)
    return cast("Steps", module) if hasattr(module, "VERSION") else None
