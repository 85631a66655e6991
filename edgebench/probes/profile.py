"""Device profiles: public facts of known devices, and how to recognise them.

A profile is one TOML file in edgebench/devices/; a generic one (`vm`, `pc`) recognises nothing
and stands in for every machine of its kind.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from edgebench.errors import CatalogueError
from edgebench.model.device import DeviceKind
from edgebench.probes import power_mode, throttle
from edgebench.probes.identity import Identity
from edgebench.probes.virtualization import Virtualization

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# SMBIOS chassis types.
_LAPTOPS = {8, 9, 10, 14, 30, 31, 32}
_SERVERS = {17, 22, 23, 25, 28, 29}


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


class Match(Struct, frozen=True):
    """by: what decided, `device tree raspberrypi,4-model-b`.
    against: profiles that other signs of the same machine name, `DMI product NUC10i3FNH: nuc10i3fnh`.
    """

    profile: Profile
    by: str
    against: tuple[str, ...] = ()


def load_profiles(folder: Path) -> tuple[Profile, ...]:
    """Every *.toml of the folder, by slug. Raises CatalogueError naming the file and the key."""
    profiles = tuple(parse(path.read_bytes(), path) for path in sorted(folder.glob("*.toml")))
    _check_unambiguous(profiles, folder)
    return profiles


def recognise(profiles: Collection[Profile], identity: Identity, virtual: Virtualization) -> Match:
    """The profile of this machine.

    The device tree decides before DMI, as the kernel drives the hardware by it; in it `compatible`
    before the model name, which changes with revisions. Behind a hypervisor only `vm` is left,
    whatever the guest is shown. Raises CatalogueError without generic profiles.
    """
    if not virtual.hypervisor and (found := _named(profiles, identity)):
        first, *others = found
        against = [f"{one.by}: {one.profile.slug}" for one in others if one.profile != first.profile]
        return Match(first.profile, first.by, tuple(against))
    wanted, by = ("vm", " ".join(virtual.evidence)) if virtual.hypervisor else generic_slug(identity)
    for profile in profiles:
        if profile.generic and profile.slug == wanted:
            return Match(profile, by)
    raise CatalogueError(f"There is no generic device profile {wanted!r}.")


def _named(profiles: Collection[Profile], identity: Identity) -> list[Match]:
    """Every profile that a sign of this machine names; the CPU's name only where nothing else does."""
    known = [profile for profile in profiles if not profile.generic]
    signs = _SIGNS.items()
    found = [
        Match(profile, f"{sign} {string}")
        for sign, find in signs
        for profile in known
        if (string := find(profile.recognise, identity))
    ]
    if found or generic_slug(identity)[0] != "pc":
        return found
    cpu = identity.cpu_model or ""
    return [Match(profile, f"CPU {cpu}") for profile in known if cpu in profile.recognise.cpu_model]


def generic_slug(identity: Identity) -> tuple[str, str]:
    """The kind that is left, and what told it: laptop or server by the chassis, board or pc."""
    chassis = f"DMI chassis type {identity.chassis_type}"
    if identity.chassis_type in _LAPTOPS:
        return "laptop", chassis
    if identity.chassis_type in _SERVERS:
        return "server", chassis
    if identity.compatible and not identity.dmi_product:
        return "board", "a device tree of no known board"
    return "pc", "no sign of another kind" if identity.chassis_type is None else chassis


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
    if profile.slug != path.stem or not _SLUG.fullmatch(profile.slug):
        raise CatalogueError(f"{path}: slug {profile.slug!r} is not the file's name, a-z 0-9 -")
    return profile


def _check_unambiguous(profiles: Collection[Profile], folder: Path) -> None:
    owners: dict[str, str] = {}
    for profile in profiles:
        each: tuple[tuple[str, ...], ...] = structs.astuple(profile.recognise)
        for string in {string for strings in each for string in strings}:
            if string in owners:
                raise CatalogueError(
                    f"{folder / profile.slug}.toml: recognise: {string!r} is also claimed by "
                    f"{owners[string]}.toml"
                )
            owners[string] = profile.slug


def _by_compatible(rules: Recognise, identity: Identity) -> str | None:
    return next((string for string in identity.compatible if string in rules.compatible), None)


def _by_model(rules: Recognise, identity: Identity) -> str | None:
    # The added blank makes a prefix end at a word.
    model = f"{identity.device_tree_model or ''} "
    return next((start for start in rules.device_tree_model if model.startswith(f"{start} ")), None)


def _is_one_of(name: str | None, known: Collection[str]) -> str | None:
    return name if name and name.lower() in {one.lower() for one in known} else None


_SIGNS: Mapping[str, Callable[[Recognise, Identity], str | None]] = {
    "device tree": _by_compatible,
    "device-tree model": _by_model,
    "DMI product": lambda rules, identity: _is_one_of(identity.dmi_product, rules.dmi_product),
    "DMI SKU": lambda rules, identity: _is_one_of(identity.dmi_sku, rules.dmi_sku),
    "DMI board": lambda rules, identity: _is_one_of(identity.dmi_board, rules.dmi_board),
}
