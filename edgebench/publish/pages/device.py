"""A device: which runtime wins on it, whether it holds its speed, and what stands behind both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from edgebench.publish import addresses
from edgebench.publish.charts import agreement, burst, trace
from edgebench.publish.charts.agreement import Agreement
from edgebench.publish.charts.burst import Burst
from edgebench.publish.charts.trace import TraceChart
from edgebench.publish.device import facts as device_facts
from edgebench.publish.device import matrix as device_matrix
from edgebench.publish.device import sentence as device_sentence
from edgebench.publish.device.facts import Sourced, Told
from edgebench.publish.device.matrix import Matrix
from edgebench.publish.line import Line
from edgebench.publish.site import Page, Site
from edgebench.publish.wording import numbers, words
from edgebench.publish.wording.phrase import Phrase


class Why(Struct, frozen=True):
    """The trace that explains the largest change. href: of its result, from the site's root."""

    title: str
    note: str
    href: str
    chart: TraceChart


class NotRanked(Struct, frozen=True):
    """How many rows of this device are shown elsewhere without a rank, by reason."""

    count: str
    reasons: tuple[str, ...]


class DeviceView(Struct, frozen=True):
    """wanted: workloads of the catalogue that nobody measured here, by title."""

    kind: str
    name: str
    sentence: tuple[Phrase, ...]
    compare: str
    strip: tuple[Told, ...]
    matrix: Matrix
    not_ranked: NotRanked
    wanted: tuple[str, ...]
    command: str
    burst: Burst | None
    burst_command: str
    why: Why | None
    agreement: Agreement | None
    facts: tuple[Sourced, ...]


def pages(site: Site) -> Iterator[Page]:
    for slug, lines in by_device(site).items():
        name = title(lines)
        yield Page(
            path=addresses.page_of(slug),
            template="device.html",
            title=name,
            description=f"{name}: neural networks measured on it, by workload and runtime",
            section="devices",
            view=view(slug, lines, site),
            scripts=("device.js",),
        )


def by_device(site: Site) -> dict[str, list[Line]]:
    """Slug -> its lines in their order; by slug."""
    found: dict[str, list[Line]] = {}
    for line in site.lines:
        found.setdefault(line.device, []).append(line)
    return dict(sorted(found.items()))


def title(lines: Sequence[Line]) -> str:
    """`Raspberry Pi 5`; of a device without a profile its processor and cores."""
    first = lines[0]
    if first.device_name != first.cpu_model:
        return first.device_name
    counts = sorted({line.cores for line in lines})
    return f"{first.cpu_model}, {' or '.join(map(str, counts))} core{'s' if counts != [1] else ''}"


def view(slug: str, lines: Sequence[Line], site: Site) -> DeviceView:
    found = device_matrix.contests(lines)
    sustained = device_sentence.sustained(lines)
    measured = {line.workload for line in lines}
    return DeviceView(
        kind=device_facts.kind(lines[0]),
        name=title(lines),
        sentence=device_sentence.of_device(lines, found, site),
        compare=f"compare/index.html#d={slug}",
        strip=device_facts.strip(lines, site),
        matrix=device_matrix.matrix(lines, found, site),
        not_ranked=_not_ranked(lines),
        wanted=tuple(site.short_title(name) for name in sorted(site.workloads) if name not in measured),
        command="edgebench run --workload NAME --tier standard",
        burst=burst.chart(sustained, site) if sustained else None,
        burst_command="edgebench run --scenario sustained --tier standard",
        why=_why(sustained, site),
        agreement=agreement.chart(lines, site),
        facts=device_facts.sourced(site.profiles.get(lines[0].device)),
    )


def _not_ranked(lines: Sequence[Line]) -> NotRanked:
    counts: dict[str, int] = {}
    for line in lines:
        if line.why_unranked is not None:
            text = words.UNRANKED[line.why_unranked].counted
            counts[text] = counts.get(text, 0) + 1
    total = sum(counts.values())
    return NotRanked(
        count=numbers.counted(total, "row") if total else "",
        reasons=tuple(f"{numbers.count(count)} {text}" for text, count in sorted(counts.items())),
    )


def _why(sustained: Sequence[Line], site: Site) -> Why | None:
    """Of the line that slows down most, if its device said what it did meanwhile."""
    if not sustained or sustained[0].trace is None:
        return None
    line, drawn = sustained[0], trace.chart(sustained[0].trace)
    if drawn is None:
        return None
    name = site.short_title(line.workload)
    return Why(
        title=f"Why {name} slows down" if burst.slows(line) else f"Ten minutes of {name}",
        note=", ".join(part for part in _ran(line) if part),
        href=addresses.result_of(line.id),
        chart=drawn,
    )


def _ran(line: Line) -> tuple[str, ...]:
    return (
        f"{line.runtime} {line.runtime_version}, {line.variant}",
        "one query after the other for ten minutes, the process in the middle",
        f"{line.cooling} cooling" if line.cooling in {"passive", "active"} else line.cooling or "",
        line.power_mode or "",
    )
