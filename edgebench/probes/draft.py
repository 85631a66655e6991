"""A profile for a machine that has none, from what it tells about itself.

A draft names models only: never a serial number, host name, user or address (probes/identity.py
reads none). Facts carry the file they were read from as their source.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator

from edgebench.errors import CatalogueError
from edgebench.probes.device import DeviceFacts
from edgebench.probes.state import State

_REVISION = re.compile(r"\s+rev\.?\s+[\d.]+$", re.IGNORECASE)
_SLUG_LENGTH = 40


def draft(seen: DeviceFacts, now: State, today: datetime.date, slug: str | None = None) -> str:
    """The text of a profile. slug: None = one made from the machine's own name.

    Raises CatalogueError when the machine has no name that it could be recognised by.
    """
    return "\n".join(_lines(seen, now, today, slug or suggested_slug(seen))) + "\n"


def suggested_slug(seen: DeviceFacts) -> str:
    """`Radxa ROCK 5B` is radxa-rock-5b; raises CatalogueError for a machine without a name."""
    words = re.sub(r"[^a-z0-9]+", "-", _name(seen).lower()).strip("-")
    return words[:_SLUG_LENGTH].strip("-") or "my-device"


def _name(seen: DeviceFacts) -> str:
    model = seen.identity.model or next(iter(seen.identity.compatible), None)
    if model is None:
        raise CatalogueError(
            "this machine has neither a device tree nor a product or board name in DMI: "
            "a profile could not be recognised again",
            f"measure without one: its results are filed under {seen.slug}",
        )
    return _REVISION.sub("", model)


def _lines(seen: DeviceFacts, now: State, today: datetime.date, slug: str) -> Iterator[str]:
    yield "# Drafted on the machine itself. Check the name, look up what is marked, and add what is known"
    yield "# publicly (gpu, cooling, power, year), each with its source: see CONTRIBUTING.md, Devices."
    yield f"slug = {_toml(slug)}"
    yield f"name = {_toml(_name(seen))}"
    yield "revision = 1"
    yield f"kind = {_toml(seen.kind)}"
    if seen.accelerators:
        yield f"accelerators = {_toml(seen.accelerators)}"
    yield from ("", "[recognise]")
    yield from (f"{key} = {_toml([value])}" for key, value in _signs(seen))
    if shown := list(_shows(now)):
        yield from ("", "# What a probe found here.", "[shows]", *shown)
    for name, value, source in _facts(seen, now):
        yield from ("", f"[facts.{name}]", f"value = {_toml(value)}")
        yield from (f"source = {_toml(f'this machine, {source}')}", f"date = {today.isoformat()}")


def _signs(seen: DeviceFacts) -> Iterator[tuple[str, str]]:
    """The one sign that says most: the board's own compatible string, else its name in DMI."""
    identity = seen.identity
    # The last string is the SoC's, which other boards share.
    if identity.compatible[:-1]:
        yield "compatible", identity.compatible[0]
    elif identity.device_tree_model:
        yield "device_tree_model", _name(seen)
    elif identity.dmi_product:
        yield "dmi_product", identity.dmi_product
    elif identity.dmi_board:
        yield "dmi_board", identity.dmi_board
    else:
        yield "compatible", identity.compatible[0]


def _shows(now: State) -> Iterator[str]:
    if now.throttle.sources:
        yield f"throttle = {_toml(sorted(now.throttle.sources))}"
    if now.power_mode.source:
        yield f"power_mode = {_toml(now.power_mode.source)}"
    if now.temperature.zone:
        yield f"temperature = {_toml([now.temperature.zone])}"


def _facts(seen: DeviceFacts, now: State) -> Iterator[tuple[str, object, str]]:
    if seen.identity.compatible:
        yield "soc", seen.identity.compatible[-1], "/proc/device-tree/compatible"
    if seen.cpu.model != "unknown":
        yield "cpu", f"{seen.cpu.model}, {seen.cpu.cores} cores", "/proc/cpuinfo"
    if seen.memory_bytes:
        # A little less than what is soldered on: the kernel keeps some for itself.
        yield "memory_bytes", [seen.memory_bytes], "/proc/meminfo"
    if now.clocks.cpu_hardware_khz:
        source = "/sys/devices/system/cpu/cpu*/cpufreq/cpuinfo_max_freq"
        yield "cpu_max_khz", now.clocks.cpu_hardware_khz, source


def _toml(value: object) -> str:
    """Strings, integers and lists of them are written in TOML as in JSON."""
    return json.dumps(value, ensure_ascii=False)
