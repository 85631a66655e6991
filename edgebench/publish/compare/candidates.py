"""What a comparison of devices needs of each: facts, and its best line of every variant in every ranking.

The same rows are the shard that site/scripts/compare.js reads; comparing.py compares them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from edgebench.comparison import DeviceClass
from edgebench.metrics import METRICS
from edgebench.publish import addresses, apart
from edgebench.publish.charts import burst
from edgebench.publish.device import facts as device_facts
from edgebench.publish.device import matrix, sentence
from edgebench.publish.line import Line
from edgebench.publish.site import Site
from edgebench.publish.wording import scenarios, words
from edgebench.statistics import Logs
from edgebench.units import Quantity

_KINDS: dict[DeviceClass, str] = {
    "physical": "physical device",
    "vm": "virtual machine",
    "emulated": "emulated device",
}


class Candidate(Struct, frozen=True, kw_only=True):
    """A ranked line of a device, the best of its variant there. Lines of one `table` may be compared.

    group: scenario and what it is judged by. lower: less is better. mean, error, sessions: of the logarithms,
    one value a session; counting_error: beside it, of whole queries, which no session averages away. energy:
    of a sample in nJ; without it energy_why. Energies of one `energy_table` may be compared; energy_share:
    the part of its error that is common to all runs on the meter.
    """

    table: str
    group: str
    single: bool
    workload: str
    title: str
    variant: str
    runtime: str
    accelerator: str
    unit: Quantity
    lower: bool
    value: int
    low: int | None
    high: int | None
    mean: float
    error: float
    sessions: int
    counting_error: float
    throughput: int | None
    energy: int | None
    energy_low: int | None
    energy_high: int | None
    energy_why: str
    boundary: str | None
    energy_table: str | None
    energy_share: float
    energy_mean: float
    energy_error: float
    energy_sessions: int
    id: str


class Device(Struct, frozen=True, kw_only=True):
    """facts: name and text, in the order of the page. price: in whole US dollars. kind: of machine."""

    slug: str
    name: str
    kind: str
    price: int | None
    facts: tuple[tuple[str, str], ...]
    rows: tuple[Candidate, ...]


def of_device(slug: str, name: str, lines: Sequence[Line], site: Site) -> Device:
    """lines: all of the device."""
    ranked = [line for line in lines if line.table is not None and line.judged.value]
    rows = tuple(_candidate(line, site) for line in _best_of_each_variant(ranked))
    prices = {site.price_usd(slug, size) for size in {line.memory_bytes for line in lines}}
    known = sorted(price for price in prices if price is not None)
    return Device(
        slug=slug,
        name=name,
        kind=_KINDS[lines[0].device_class],
        price=known[0] if known else None,
        facts=tuple(_facts(lines, rows, site)),
        rows=rows,
    )


def shard(device: Device) -> bytes:
    """JSON: the device, and its rows by columns."""
    rows = [list(msgspec.structs.astuple(row)) for row in device.rows]
    about = {name: getattr(device, name) for name in ("slug", "name", "kind", "price", "facts")}
    document = {"device": about, "columns": list(Candidate.__struct_fields__), "rows": rows}
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _best_of_each_variant(ranked: Iterable[Line]) -> Iterator[Line]:
    groups: dict[tuple[str | None, str], list[Line]] = {}
    for line in ranked:
        groups.setdefault((line.table, line.variant), []).append(line)
    return (matrix.best_first(group)[0] for group in groups.values())


def _candidate(line: Line, site: Site) -> Candidate:
    metric, judged, energy = METRICS[line.metric], line.judged, line.energy_nj
    logs, energy_logs = apart.session_logs(line, "judged"), apart.session_logs(line, "energy")
    assert judged.value
    assert logs
    assert line.table
    return Candidate(
        table=line.table,
        group=", ".join(
            filter(None, (*_asked(line), "" if line.tier == "standard" else f"{line.tier} tier"))
        ),
        single=line.scenario == matrix.ONE_AFTER_THE_OTHER,
        workload=line.workload,
        title=site.short_title(line.workload),
        variant=line.variant,
        runtime=line.runtime,
        accelerator=line.accelerator,
        unit=metric.unit,
        lower=metric.better == "lower",
        value=judged.value,
        low=judged.low,
        high=judged.high,
        mean=_mean(logs),
        error=_error(logs),
        sessions=logs.n,
        counting_error=line.counting_error,
        throughput=line.throughput_mhz.value,
        energy=energy.value,
        energy_low=energy.low,
        energy_high=energy.high,
        energy_why="" if energy.value is not None else words.missing(energy.why),
        boundary=line.boundary,
        energy_table=line.energy_table if energy.value and energy_logs else None,
        energy_share=round(line.energy_share or 0.0, 6),
        energy_mean=_mean(energy_logs),
        energy_error=_error(energy_logs),
        energy_sessions=energy_logs.n if energy_logs else 0,
        id=addresses.short(line.id),
    )


def _mean(logs: Logs | None) -> float:
    """To a millionth of the value, so that shards stay small."""
    return round(logs.mean, 6) if logs else 0.0


def _error(logs: Logs | None) -> float:
    return float(f"{logs.squared_error:.4g}") if logs else 0.0


def _asked(line: Line) -> tuple[str, ...]:
    judged = scenarios.JUDGEMENTS[line.scenario].ranking
    return words.scenario(line.scenario), judged, line.asked


def _facts(lines: Sequence[Line], rows: Sequence[Candidate], site: Site) -> Iterator[tuple[str, str]]:
    price = device_facts.price(lines, site)
    profile = site.profiles.get(lines[0].device)
    idle = device_facts.idle(None if profile is None or profile.generic else profile)
    yield "Price", ", ".join(filter(None, (price.value, price.note)))
    yield "Memory", device_facts.memory(lines)
    yield "Accelerator used", _list({row.accelerator.upper() for row in rows}) or "nothing ranked yet"
    yield "Runtimes ranked", _list({row.runtime for row in rows}) or "none"
    yield "Cooling", _list({line.cooling or words.missing(None) for line in lines})
    if modes := {line.power_mode for line in lines if line.power_mode}:
        yield "Power mode", _list(modes)
    yield "Idle at the wall", idle.value
    yield "Sustained, worst", _sustained(lines, site)


def _sustained(lines: Sequence[Line], site: Site) -> str:
    found = sentence.sustained(lines)
    if not found:
        return "not measured"
    if not burst.slows(found[0]):
        return "no change"
    return f"{burst.by(found[0])} slower, {site.short_title(found[0].workload)}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
