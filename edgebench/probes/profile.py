"""Device profiles: public facts of known devices, and what they are recognised by.

A profile is one TOML file in edgebench/devices/; a generic one (`vm`, `pc`) recognises nothing
and stands in for every machine of its kind.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from edgebench.errors import CatalogueError
from edgebench.model.device import DeviceKind
from edgebench.probes import power_mode, throttle

_SHORTEST_SIGN = 5
_LONGEST = 300
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Fact(Struct, frozen=True, forbid_unknown_fields=True):
    """source: where it was read. verified: false for what was recalled and not looked up."""

    value: str | int | tuple[int, ...]
    source: str
    date: datetime.date
    verified: bool = True


class Recognise(Struct, frozen=True, forbid_unknown_fields=True):
    """Any one string is enough; none may stand in two profiles.

    compatible: whole strings of the device tree, never a SoC's, which many boards share.
    device_tree_model: its first words; `Raspberry Pi 5` is not the start of `Raspberry Pi 500`.
    dmi_product, dmi_board, dmi_sku: whole names, capital letters or not.
    cpu_model: whole names, for boxes that many makers build around one CPU; never a notebook's.
    """

    compatible: tuple[str, ...] = ()
    device_tree_model: tuple[str, ...] = ()
    dmi_product: tuple[str, ...] = ()
    dmi_board: tuple[str, ...] = ()
    dmi_sku: tuple[str, ...] = ()
    cpu_model: tuple[str, ...] = ()


class Shows(Struct, frozen=True, forbid_unknown_fields=True):
    """What a probe finds on this device under its maker's system, so that its absence can be told.

    throttle: sources of probes/throttle.py, any of which will do. power_mode: the source of
    probes/power_mode.py. temperature: zones of probes/temperature.py, any of which will do.
    """

    throttle: tuple[str, ...] = ()
    power_mode: str | None = None
    temperature: tuple[str, ...] = ()


class Profile(Struct, frozen=True, forbid_unknown_fields=True):
    """revision counts up when a fact changes that makes results less comparable.
    facts: soc, cpu, memory_bytes (the options sold), cooling, gpu, year ...
    """

    slug: str
    name: str
    revision: int
    kind: DeviceKind
    generic: bool = False
    recognise: Recognise = Recognise()
    accelerators: tuple[str, ...] = ()
    shows: Shows = Shows()
    facts: dict[str, Fact] = {}


def load_profiles(folder: Path) -> tuple[Profile, ...]:
    """Every *.toml of the folder, by slug. Raises CatalogueError naming the file and the key."""
    profiles = tuple(parse(path.read_bytes(), path) for path in sorted(folder.glob("*.toml")))
    require_unambiguous(profiles, folder)
    return profiles


def parse(text: bytes, path: Path) -> Profile:
    """One profile; path: where it lies, or will. Raises CatalogueError naming the file and the key."""
    try:
        profile = msgspec.toml.decode(text, type=Profile)
    except msgspec.DecodeError as error:  # ValidationError, which names the key, is one too
        raise CatalogueError(f"{path}: {error}") from error
    if profile.shows.power_mode not in {None, *power_mode.SOURCES}:
        raise CatalogueError(f"{path}: shows.power_mode: no probe is called {profile.shows.power_mode!r}")
    if unknown := set(profile.shows.throttle) - throttle.SOURCES:
        raise CatalogueError(f"{path}: shows.throttle: no probe is called {min(unknown)!r}")
    if told := _unprintable(profile):
        raise CatalogueError(f"{path}: {told}")
    if short := next((one for one in _signs(profile) if len(one) < _SHORTEST_SIGN), None):
        raise CatalogueError(f"{path}: recognise: {short!r} is too short to tell one device from others")
    if profile.slug != path.stem or not _SLUG.fullmatch(profile.slug):
        raise CatalogueError(f"{path}: slug {profile.slug!r} is not the file's name, a-z 0-9 -")
    return profile


def _signs(profile: Profile) -> list[str]:
    each: tuple[tuple[str, ...], ...] = structs.astuple(profile.recognise)
    return [sign for signs in each for sign in signs]


def _unprintable(profile: Profile) -> str:
    """What of a profile does not print: a terminal obeys such signs."""
    texts = {"name": profile.name, **{f"recognise: {sign[:20]!a}": sign for sign in _signs(profile)}}
    for key, fact in profile.facts.items():
        texts |= {f"facts.{key}.value": str(fact.value), f"facts.{key}.source": fact.source}
    wrong = (key for key, text in texts.items() if not text.isprintable() or len(text) > _LONGEST)
    return next((f"{key} does not print, or is longer than {_LONGEST} signs" for key in wrong), "")


def require_unambiguous(profiles: Collection[Profile], folder: Path) -> None:
    """Raise CatalogueError naming the file and the string that two of them claim."""
    owners: dict[str, str] = {}
    for profile in profiles:
        for string in set(_signs(profile)):
            if string in owners:
                raise CatalogueError(
                    f"{folder / profile.slug}.toml: recognise: {string!r} is also claimed by "
                    f"{owners[string]}.toml"
                )
            owners[string] = profile.slug
    models = [(one.slug, sign) for one in profiles for sign in one.recognise.device_tree_model]
    for slug, sign in models:
        for other, longer in models:
            if slug != other and longer.startswith(f"{sign} "):
                raise CatalogueError(
                    f"{folder / slug}.toml: recognise: {sign!r} also begins {other}.toml's {longer!r}"
                )
