"""Which profile this machine has, and what told it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from msgspec import Struct

from edgebench.errors import CatalogueError
from edgebench.probes.identity import Identity
from edgebench.probes.profile import Profile, Recognise
from edgebench.probes.virtualization import Virtualization

# SMBIOS chassis types.
_LAPTOPS = {8, 9, 10, 14, 30, 31, 32}
_SERVERS = {17, 22, 23, 25, 28, 29}


class Match(Struct, frozen=True):
    """by: what decided, `device tree raspberrypi,4-model-b`.
    against: profiles that other signs of the same machine name, `DMI product NUC10i3FNH: nuc10i3fnh`.
    """

    profile: Profile
    by: str
    against: tuple[str, ...] = ()


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
    found = [
        Match(profile, f"{sign} {string}")
        for sign, find in _SIGNS.items()
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
