"""Which interpreter a harness runs in: this one, an environment of its own, or none yet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from msgspec import Struct
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from edgebench.errors import EdgebenchError
from edgebench.harness import discover
from edgebench.harness.discover import Asked, Unusable, Usable
from edgebench.harness.environment import Environment, build, environment, specifier
from edgebench.sources.progress import Progress


class Unbuilt(Struct, frozen=True):
    """It would run in an environment that is not made."""

    environment: Environment
    here: Unusable
    """Why it does not run in this interpreter, and what mends that."""

    @property
    def python(self) -> Path:
        """The interpreter it would have."""
        return self.environment.python

    @property
    def version(self) -> str:
        """What is known of the runtime's version: `==1.30.*`, `>=1.18`, or the wheel's name."""
        runtime = self.environment.requirements[0]
        return Path(runtime).name if ".whl" in runtime else str(Requirement(runtime).specifier)


def look(asked: Asked, cache: Path) -> Usable | Unusable | Unbuilt:
    """Try it here unless a version was asked for, else in its environment. Makes and fetches nothing.

    Raises HarnessError when what stands after the @ is no version, or a wheel that is not there.
    """
    wanted = environment(asked, cache)
    if wrong := discover.misfit(asked.file):
        return wrong
    here = _not_asked(asked) if asked.pin else discover.probe(asked.file)
    if isinstance(here, Usable) or not here.installable:
        return here
    return _try(wanted) if wanted.is_built() else Unbuilt(wanted, here)


def make(unbuilt: Unbuilt, *, offline: bool, progress: Progress) -> Usable | Unusable:
    """Make its environment and try it there; a failure is a reason like any other."""
    try:
        build(unbuilt.environment, offline=offline, progress=progress)
    except EdgebenchError as error:
        return Unusable(error.message, error.hint or unbuilt.here.hint)
    return _try(unbuilt.environment)


def place(usable: Usable) -> Literal["here", "environment"]:
    """Whether a harness ran in this interpreter or in an environment made for it."""
    return "here" if usable.python == Path(sys.executable) else "environment"


def _not_asked(asked: Asked) -> Unusable:
    hint = f"edgebench prepare --harness {asked.argument}"
    return Unusable("a version runs in an environment of its own, which is not made", hint, installable=True)


def _try(made: Environment) -> Usable | Unusable:
    """A runtime that says it is another version than its package must not pass for the one asked for."""
    asked = made.asked
    probed = discover.probe(asked.file, made.python)
    if isinstance(probed, Unusable) or not asked.pin or asked.pin.endswith(".whl"):
        return probed
    try:
        runs = Version(probed.loaded.version.split("-")[0].split()[0])
    except InvalidVersion:  # a runtime may number itself in its own way
        return probed
    if SpecifierSet(specifier(asked.pin)).contains(runs, prereleases=True):
        return probed
    return Unusable(
        f"{asked.name} runs {probed.loaded.runtime} {runs}, not the version asked for",
        "the package and what it holds differ; name another version",
    )
