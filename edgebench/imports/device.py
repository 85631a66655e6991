"""Where another tool measured: this machine as the probes see it, or a device as the user describes it."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from edgebench import missing, paths
from edgebench.errors import ImportRefusedError
from edgebench.model.device import Cpu, Device
from edgebench.model.reason import Reason
from edgebench.probes.device import DeviceFacts, describe
from edgebench.probes.profile import Profile, load_profiles
from edgebench.runner import start

KINDS = ("board", "phone", "laptop", "server", "pc")
"""Of a device elsewhere. What a virtual machine measured is imported in it."""
_NOBODY_TOLD = {
    "cooling": Reason.UNKNOWN,
    "power_supply": Reason.UNKNOWN,
    "ambient_mc": Reason.NO_SENSOR,
}


class Typed(Struct, frozen=True):
    """What the user says of the device; None was not said. cores: all of them are in use."""

    device: str | None = None
    kind: str | None = None
    cpu: str | None = None
    cores: int | None = None
    os: str | None = None
    kernel: str | None = None


def this_machine(typed: Typed) -> tuple[Device, tuple[str, ...]]:
    """Its facts now, and that none is missing. Raises ImportRefusedError for what contradicts them."""
    given = [
        f"--{name}" for name in ("kind", "cpu", "cores", "os", "kernel") if getattr(typed, name) is not None
    ]
    if given:
        what = f"{', '.join(given)}: with --here the machine says this itself"
        raise ImportRefusedError(what, "Leave it out, or leave out --here.")
    seen = describe()
    if typed.device not in {None, seen.slug}:
        what = f"this machine is {seen.slug}, not {typed.device}"
        raise ImportRefusedError(what, "Leave --here out where it was measured elsewhere.")
    seen_here = set(DeviceFacts.__struct_fields__) & set(Device.__struct_fields__) - {"cpu", "accelerators"}
    facts: dict[str, Any] = {name: getattr(seen, name) for name in seen_here}
    for name, why in _NOBODY_TOLD.items():
        facts |= {name: None, f"{name}_reason": why}
    paths.state().mkdir(parents=True, exist_ok=True)
    facts["unit"] = start.unit(paths.state())
    facts["cpu"] = Cpu(seen.cpu.model, seen.cpu.cores, seen.cpu.online, list(seen.cpu.isa))
    return Device(accelerators=list(seen.accelerators), typed_by_hand=[], **facts), ()


def elsewhere(typed: Typed) -> tuple[Device, tuple[str, ...]]:
    """A device as the user describes it, and what is missing of it; a profile says its kind.

    Raises ImportRefusedError naming all that was not said.
    """
    profile = _profile(typed.device)
    if profile is not None and typed.kind not in {None, profile.kind}:
        what = f"{typed.device} is of kind {profile.kind}, not {typed.kind}"
        raise ImportRefusedError(what, "Leave --kind out.")
    told: dict[str, Any] = msgspec.structs.asdict(typed)
    told["kind"] = profile.kind if profile else typed.kind
    if absent := [f"--{name}" for name, value in told.items() if value is None]:
        what = f"where it was measured the file does not say: {', '.join(one[2:] for one in absent)}"
        raise ImportRefusedError(what, f"Say it: {', '.join(absent)}; or --here, if it was this machine.")
    if told["kind"] not in KINDS:
        what = f"--kind {told['kind']}: there are {', '.join(KINDS)}"
        raise ImportRefusedError(what, "What a virtual machine measured is imported in it, with --here.")
    try:
        return _described(told, profile), (
            "device.accelerators",
            "device.cpu.isa",
            "device.emulated",
            "device.unit",
        )
    except msgspec.ValidationError as error:
        what = f"the device: {ascii(str(error))[1:-1]}"
        raise ImportRefusedError(
            what, "A device's name has a-z 0-9 - only; a text at most 200 signs."
        ) from error


def _profile(slug: str | None) -> Profile | None:
    """Of that device; a generic one stands for no device."""
    return next((one for one in load_profiles(paths.devices()) if one.slug == slug and not one.generic), None)


def _described(told: dict[str, Any], profile: Profile | None) -> Device:
    """Validated: what was typed comes from a command line."""
    cores = told["cores"]
    nullable = [name.removesuffix("_reason") for name in Device.__struct_fields__ if name.endswith("_reason")]
    return msgspec.convert(
        {
            "slug": told["device"],
            "profile_revision": profile.revision if profile else None,
            "unit": missing.LEAST["device.unit"],
            "kind": told["kind"],
            "virtual": "none",
            "emulated": missing.LEAST["device.emulated"],
            "cpu": {"model": told["cpu"], "cores": cores, "online": cores, "isa": []},
            "accelerators": [],
            "os": told["os"],
            "kernel": told["kernel"],
            "typed_by_hand": ["cpu.cores", "cpu.model", "cpu.online", "kernel", "os"],
            **dict.fromkeys(nullable),
            **{f"{name}_reason": Reason.NOT_REPORTED.value for name in nullable},
        },
        Device,
    )
