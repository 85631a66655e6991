"""Device profiles: public facts of known devices, and how to recognise them.

A profile is one TOML file in edgebench/devices/; a generic one (`vm`, `pc`) recognises nothing
and stands in for every machine of its kind.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from pathlib import Path

import msgspec
from msgspec import Struct

from edgebench.errors import CatalogueError
from edgebench.model.device import DeviceKind
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
    """compatible: whole strings of the device tree, never a SoC's, which many boards share.
    device_tree_model: its first words; `Raspberry Pi 5` is not the start of `Raspberry Pi 500`.
    dmi_product: whole product names.
    """

    compatible: tuple[str, ...] = ()
    device_tree_model: tuple[str, ...] = ()
    dmi_product: tuple[str, ...] = ()


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
    facts: dict[str, Fact] = {}


def load_profiles(folder: Path) -> tuple[Profile, ...]:
    """Every *.toml of the folder, by slug. Raises CatalogueError naming the file and the key."""
    profiles = tuple(_load(path) for path in sorted(folder.glob("*.toml")))
    _check_unambiguous(profiles, folder)
    return profiles


def recognise(profiles: Collection[Profile], identity: Identity, virtual: Virtualization) -> Profile:
    """The profile of this machine.

    `compatible` decides before the model name, which changes with revisions. Behind a hypervisor
    only `vm` is left, whatever the guest is shown. Raises CatalogueError without generic profiles.
    """
    known = () if virtual.hypervisor else tuple(p for p in profiles if not p.generic)
    for matches in (_by_compatible, _by_model, _by_dmi):
        for profile in known:
            if matches(profile.recognise, identity):
                return profile
    wanted = "vm" if virtual.hypervisor else generic_slug(identity)
    for profile in profiles:
        if profile.generic and profile.slug == wanted:
            return profile
    raise CatalogueError(f"There is no generic device profile {wanted!r}.")


def generic_slug(identity: Identity) -> str:
    """The kind that the chassis tells: laptop or server; board for a device tree without DMI, else pc."""
    if identity.chassis_type in _LAPTOPS:
        return "laptop"
    if identity.chassis_type in _SERVERS:
        return "server"
    return "board" if identity.compatible and not identity.dmi_product else "pc"


def _load(path: Path) -> Profile:
    try:
        profile = msgspec.toml.decode(path.read_bytes(), type=Profile)
    except msgspec.DecodeError as error:  # ValidationError, which names the key, is one too
        raise CatalogueError(f"{path}: {error}") from error
    if profile.slug != path.stem or not _SLUG.fullmatch(profile.slug):
        raise CatalogueError(f"{path}: slug {profile.slug!r} is not the file's name, a-z 0-9 -")
    return profile


def _check_unambiguous(profiles: Collection[Profile], folder: Path) -> None:
    owners: dict[str, str] = {}
    for profile in profiles:
        rules = profile.recognise
        for string in (*rules.compatible, *rules.device_tree_model, *rules.dmi_product):
            if string in owners:
                raise CatalogueError(
                    f"{folder / profile.slug}.toml: recognise: {string!r} is also claimed by "
                    f"{owners[string]}.toml"
                )
            owners[string] = profile.slug


def _by_compatible(rules: Recognise, identity: Identity) -> bool:
    return bool(set(rules.compatible) & set(identity.compatible))


def _by_model(rules: Recognise, identity: Identity) -> bool:
    # The added blank makes a prefix end at a word.
    model = f"{identity.device_tree_model or ''} "
    return any(model.startswith(f"{start} ") for start in rules.device_tree_model)


def _by_dmi(rules: Recognise, identity: Identity) -> bool:
    return identity.dmi_product in rules.dmi_product
