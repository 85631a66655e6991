"""What is known of a device beside what was measured on it: each fact with its source and date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from edgebench import units
from edgebench.probes.profile import Fact, Profile
from edgebench.publish.line import Line
from edgebench.publish.site import Site
from edgebench.publish.wording import numbers
from edgebench.publish.wording.numbers import NO_BREAK

NO_PRICE = "no list price"
_ADDRESS = re.compile(r"https://[^\s,()]+")


class Told(Struct, frozen=True):
    """A fact of the strip below the sentence."""

    name: str
    value: str
    note: str = ""


class Sourced(Struct, frozen=True):
    """A fact with where it was read. href: empty where the source is no address."""

    name: str
    value: str
    source: str
    href: str
    date: str
    verified: bool


def _gibibytes(value: object) -> str:
    sizes = value if isinstance(value, tuple) else (value,)
    shown = [f"{size / 2**30:g}" for size in sizes if isinstance(size, int)]
    return f"{', '.join(shown)}{NO_BREAK}GiB"


def _dollars(value: object) -> str:
    prices = value if isinstance(value, tuple) else (value,)
    return f"{', '.join(map(str, prices))}{NO_BREAK}USD"


def _celsius(value: object) -> str:
    return f"{value / 1000:g}{NO_BREAK}°C" if isinstance(value, int) else str(value)


def watts(value: object) -> str:
    """`2.8 W` from milliwatts."""
    return f"{value / 1000:g}{NO_BREAK}W" if isinstance(value, int) else str(value)


_NAMES: dict[str, tuple[str, Callable[[object], str]]] = {
    "soc": ("Chip", str),
    "cpu": ("Processor", str),
    "cores": ("Cores", str),
    "memory_bytes": ("Memory, as sold", _gibibytes),
    "memory_max_bytes": ("Memory, at most", _gibibytes),
    "gpu": ("Graphics", str),
    "npu": ("Accelerator", str),
    "power": ("Power", str),
    "idle_wall_mw": ("Idle at the wall", watts),
    "cooling": ("Cooling", str),
    "soft_limit_mc": ("Slows down from", _celsius),
    "throttles_from_mc": ("Throttles from", _celsius),
    "price_usd": ("List price", _dollars),
    "year": ("On sale since", str),
}
"""In the order of the page: the facts that profiles hold, and how each reads."""


def sourced(profile: Profile | None) -> tuple[Sourced, ...]:
    """Every fact of the profile; none of a device that has no profile of its own."""
    if profile is None or profile.generic:
        return ()
    known = [name for name in _NAMES if name in profile.facts]
    rest = sorted(set(profile.facts) - set(_NAMES))
    return tuple(_sourced(name, profile) for name in (*known, *rest))


def _sourced(name: str, profile: Profile) -> Sourced:
    fact = profile.facts[name]
    title, text = _NAMES.get(name, (name.replace("_", " ").capitalize(), str))
    value = text(fact.value)
    sold = profile.facts.get("memory_bytes")
    if name == "price_usd" and isinstance(fact.value, tuple) and sold and isinstance(sold.value, tuple):
        value += f" with {_gibibytes(sold.value[: len(fact.value)])}"
    address = _ADDRESS.search(fact.source)
    return Sourced(title, value, fact.source, address[0] if address else "", str(fact.date), fact.verified)


def strip(lines: Sequence[Line], site: Site) -> tuple[Told, ...]:
    """The six facts that open the page; measured ones from the results."""
    first, profile = lines[0], site.profiles.get(lines[0].device)
    facts = {} if profile is None or profile.generic else profile.facts
    sessions = [one for line in lines for one in line.sessions]
    signers = {one.signer for one in sessions if one.signer}
    by = f"signed by {numbers.counted(len(signers), 'submitter')}" if signers else "self-reported"
    return (
        Told("Processor", _text(facts, "cpu") or first.cpu_model, _text(facts, "soc") or _cores(lines)),
        Told("Memory", memory(lines), "as measured"),
        price(lines, site),
        idle(profile if facts else None),
        Told("Results", numbers.count(len(sessions)), by),
        Told("Newest", max(one.created for one in sessions)[:10]),
    )


def _text(facts: dict[str, Fact], name: str) -> str:
    return str(facts[name].value) if name in facts else ""


def _cores(lines: Iterable[Line]) -> str:
    return " or ".join(numbers.counted(count, "core") for count in sorted({line.cores for line in lines}))


def memory(lines: Iterable[Line]) -> str:
    """`8 GiB`; of several sizes `4, 8 GiB`. A kernel keeps some of it, so whole ones from 2 on."""
    sizes = sorted({line.memory_bytes / 2**30 for line in lines if line.memory_bytes})
    texts = dict.fromkeys(f"{size:.0f}" if size >= 1.5 else f"{size:.1f}" for size in sizes)
    return f"{', '.join(texts)}{NO_BREAK}GiB" if texts else "not reported"


def price(lines: Sequence[Line], site: Site) -> Told:
    """Of the sizes of memory that were measured."""
    sizes = sorted({line.memory_bytes or 0 for line in lines})
    slug = lines[0].device
    known = sorted({usd for size in sizes if (usd := site.price_usd(slug, size or None)) is not None})
    if not known:
        return Told("Price", NO_PRICE)
    fact = site.profiles[slug].facts["price_usd"]
    note = f"list, {fact.date}" + ("" if fact.verified else ", recalled")
    return Told("Price", f"{'–'.join(map(str, (known[0], known[-1])[: len(known)]))}{NO_BREAK}USD", note)


def idle(profile: Profile | None) -> Told:
    """At the wall: a boundary that energies at the plug may be set beside."""
    fact = profile.facts.get("idle_wall_mw") if profile else None
    if fact is None:
        return Told("Idle at the wall", "not known")
    return Told("Idle at the wall", watts(fact.value), "published")


def kind(line: Line) -> str:
    """`Single-board computer`."""
    return KINDS.get(line.device_kind, units.counted(1, line.device_kind).partition(" ")[2].capitalize())


KINDS = {
    "board": "Single-board computer",
    "phone": "Phone",
    "laptop": "Laptop",
    "server": "Server",
    "pc": "Computer",
    "vm": "Virtual machine",
    "container": "Container",
}
