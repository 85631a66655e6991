"""What the constraint finder judges: a device with a runtime and a variant, ranked, one row each.

Only usual loads of SingleStream, of the newest revision of a workload, that hold a rank; whatever else was
measured of a workload is counted by its class. Virtual machines are a kind of their own, never judged beside
physical devices. The same rows go to the page's script
(`shards`) and to its worked example, so both judge the same.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from edgebench import units
from edgebench.model.workload import Workload
from edgebench.publish import addresses
from edgebench.publish.line import Amount, Line
from edgebench.publish.site import Site
from edgebench.publish.wording import numbers, titles, words

SHARD_BYTES = 100_000
"""Of a shard once it is compressed, at most."""
KINDS = {
    "board": "boards",
    "phone": "phones",
    "laptop": "laptops",
    "pc": "computers",
    "server": "servers",
    "container": "containers",
    "vm": "virtual machines",
}
"""Kinds of device, as a reader chooses them."""
TRUSTS = ("self-reported", "signed", "reproduced", "lab")
"""From the least."""
VIRTUAL = "vm"
"""The kind whose rows are judged only where it is asked for."""


class Known(Struct, frozen=True, array_like=True):
    """A stored integer with its 95 % interval where there is one."""

    value: int
    low: int | None = None
    high: int | None = None


Quantity = Known | str
"""Without a value its reason, in the words of a cell."""


class Device(Struct, frozen=True, array_like=True):
    """slug: the folder below results/, which names its page. name: with its memory. note: what else tells it
    from others of its name.
    """

    slug: str
    name: str
    note: str
    kind: str
    price_usd: int | None


class Combination(Struct, frozen=True, array_like=True, kw_only=True):
    """One row of a shard, its fields in the order of the columns. device: its place among the devices.

    power_uw has the relative interval of its energy: both are one reading over one time. slowdown_ppm: how
    much longer a sample takes in the last minute of ten than in the first, of Sustained with the same system.
    """

    id: str
    device: int
    workload: str
    harness: str
    runtime: str
    variant: str
    precision: str
    p50: Quantity
    p90: Quantity
    p99: Quantity
    accuracy: Quantity
    boundary: str | None
    energy: Quantity
    power: Quantity
    memory: Quantity
    slowdown: Quantity
    created: str
    trust: str
    badges: tuple[tuple[str, str], ...]


class Shown(Struct, frozen=True):
    """A workload as a choice. metric: what its accuracy is; share: a number from 0 to 1, else in percent."""

    name: str
    title: str
    task: str
    metric: str
    share: bool


class Lot(Struct, frozen=True):
    """What is known of one workload. classes: what is not judged, with its count, the largest first."""

    of: Shown
    devices: tuple[Device, ...]
    rows: tuple[Combination, ...]
    classes: tuple[tuple[str, int], ...]


def lots(site: Site) -> tuple[Lot, ...]:
    """One a workload of the catalogue, with or without a row, by task and name."""
    by_workload: dict[str, list[Line]] = {}
    for line in site.lines:
        if line.scenario in ("single-stream", "sustained"):
            by_workload.setdefault(line.workload, []).append(line)
    known = sorted(site.workloads.values(), key=lambda one: (one.task, one.name))
    short = titles.short(known)
    return tuple(_lot(one, short[one.name], by_workload.get(one.name, ()), site) for one in known)


def _lot(workload: Workload, title: str, lines: Sequence[Line], site: Site) -> Lot:
    judged = [line for line in lines if _is_asked(line, workload)]
    kept = _once(line for line in judged if line.table and line.device_class != "emulated")
    kept.sort(key=lambda line: (line.device_name, line.device, line.judged.value or 0, line.id))
    slowed = {
        line.system: line.slowdown_ppm
        for line in lines
        if line.scenario == "sustained" and not line.withdrawn
    }
    places: dict[Device, int] = {}
    rows = [_combination(line, places, slowed, site) for line in kept]
    unranked = (line.why_unranked for line in judged)
    classes = Counter(words.UNRANKED[why].counted for why in unranked if why)
    counted = sorted(classes.items(), key=lambda one: (-one[1], one[0]))
    shown = Shown(
        workload.name,
        title,
        workload.task,
        words.metric(workload.quality.metric),
        words.accuracy_unit(workload.quality.metric) == units.SHARE,
    )
    return Lot(shown, tuple(places), tuple(rows), tuple(counted))


def _once(lines: Iterable[Line]) -> list[Line]:
    """Of what was measured in both tiers, which do not rank together, the more thorough one."""
    found: dict[tuple[object, ...], Line] = {}
    for line in sorted(lines, key=lambda line: (line.tier != "reference", line.id)):
        device = (line.path.split("/")[1], line.memory_bytes, line.cooling)
        found.setdefault((*device, *line.system, line.runtime_version), line)
    return list(found.values())


def _is_asked(line: Line, workload: Workload) -> bool:
    return line.scenario == "single-stream" and not line.asked and line.revision == workload.revision


def _combination(
    line: Line, places: dict[Device, int], slowed: Mapping[tuple[str, ...], Amount], site: Site
) -> Combination:
    device = _device(line, site)
    return Combination(
        id=addresses.short(line.id),
        device=places.setdefault(device, len(places)),
        workload=line.workload,
        harness=line.harness,
        runtime=_runtime(line),
        variant=_variant(line),
        precision=line.precision.split(" ")[0],
        p50=_known(line.latency_p50_ns),
        p90=_known(line.latency_p90_ns),
        p99=_known(line.latency_p99_ns),
        accuracy=_known(line.accuracy_ppm),
        boundary=line.boundary,
        energy=_known(line.energy_nj),
        power=_power(line),
        memory=_known(line.peak_memory_bytes),
        slowdown=_slowdown(slowed.get(line.system)),
        created=line.created[:10],
        trust=line.trust,
        badges=tuple(_badges(line)),
    )


def _device(line: Line, site: Site) -> Device:
    memory = f", {numbers.gibibytes(line.memory_bytes)}" if line.memory_bytes else ""
    note = [numbers.counted(line.cores, "core"), line.cooling or "", line.power_mode or ""]
    return Device(
        line.device,
        line.device_name + memory,
        ", ".join(part for part in note if part),
        VIRTUAL if line.device_class == "vm" else line.device_kind,
        site.price_usd(line.device, line.memory_bytes),
    )


def _runtime(line: Line) -> str:
    name = f"{line.runtime} {line.runtime_version}"
    return name if line.accelerator == "cpu" else f"{name}, {line.accelerator}"


def _variant(line: Line) -> str:
    threads = numbers.counted(line.threads, "thread") + (", pinned" if line.pinned else "")
    return f"{line.variant}, {threads}"


def _known(of: Amount) -> Quantity:
    if of.value is None:
        return words.missing(of.why)
    return Known(of.value, of.low, of.high)


def _power(line: Line) -> Quantity:
    energy, power = line.energy_nj, line.power_uw
    if power is None or not energy.value:
        return words.missing(energy.why)
    if energy.low is None or energy.high is None:
        return Known(power)
    return Known(power, round(power * energy.low / energy.value), round(power * energy.high / energy.value))


def _slowdown(of: Amount | None) -> Quantity:
    """A ratio of 1.08 is 8 % slower; one that became faster is not slower."""
    if of is None or of.value is None:
        return "no Sustained run"
    ends = [None if end is None else max(0, end - 1_000_000) for end in (of.low, of.high)]
    return Known(max(0, of.value - 1_000_000), *ends)


def _badges(line: Line) -> Iterator[tuple[str, str]]:
    """Kind and word; who reproduced it is counted."""
    for badge in words.for_table([words.BADGES[word] for word in line.badges]):
        many = f" by {len(line.reproduced_by)}" if badge.word == "reproduced" and line.reproduced_by else ""
        yield badge.kind, badge.word + many


def shards(lot: Lot) -> dict[str, bytes]:
    """Files by name, each within SHARD_BYTES compressed: rows in halves until they are."""
    name = f"find-{lot.of.name}"
    parts = list(_within(lot, lot.rows))
    return {f"{name}{f'-{number}' if number else ''}.json": part for number, part in enumerate(parts)}


def _within(lot: Lot, rows: Sequence[Combination]) -> Iterator[bytes]:
    data = _shard(lot, rows)
    if len(rows) < 2 or len(zlib.compress(data, 9)) <= SHARD_BYTES:
        yield data
        return
    half = len(rows) // 2
    yield from _within(lot, rows[:half])
    yield from _within(lot, rows[half:])


def _shard(lot: Lot, rows: Sequence[Combination]) -> bytes:
    used = {place: number for number, place in enumerate(sorted({row.device for row in rows}))}
    document = {
        "columns": list(Combination.__struct_fields__),
        "rows": [_cells(row, used[row.device]) for row in rows],
        "devices": {
            "columns": list(Device.__struct_fields__),
            "rows": [[getattr(lot.devices[p], n) for n in Device.__struct_fields__] for p in used],
        },
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _cells(row: Combination, device: int) -> list[object]:
    values = ((name, getattr(row, name)) for name in Combination.__struct_fields__)
    return [device if name == "device" else _cell(value) for name, value in values]


def _cell(value: object) -> object:
    if not isinstance(value, Known):
        return value
    return [value.value] if value.low is None else [value.value, value.low, value.high]


def kinds(found: Iterable[Lot]) -> tuple[tuple[str, str], ...]:
    """Kinds of device that have a row, as choices."""
    present = {device.kind for lot in found for device in lot.devices}
    return tuple((slug, text) for slug, text in KINDS.items() if slug in present)
