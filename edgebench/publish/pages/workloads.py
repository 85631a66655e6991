"""All workloads in a plain table, by family: what each asks for, and the best measured so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench import units
from edgebench.metrics import useful
from edgebench.publish import families
from edgebench.publish import site as of_site
from edgebench.publish.charts import axis as of_axis
from edgebench.publish.charts.axis import Axis, Mark
from edgebench.publish.line import Line
from edgebench.publish.site import Page, Site
from edgebench.publish.wording import numbers, words
from edgebench.publish.wording.words import Shape

SCENARIO = "single-stream"
"""The one in which nearly every workload was measured, so that all marks share one axis."""
LABEL_GAP = 16.0


class WorkloadLine(Struct, frozen=True):
    """hollow: the best is not ranked. why: in the place of a best that is missing."""

    title: str
    href: str
    target: str
    results: str
    devices: str
    best: str
    interval: str
    mark: Mark | None
    hollow: bool
    shape: Shape | None
    device: str
    runtime: str
    why: str
    command: str


class Family(Struct, frozen=True):
    """Workloads of one architecture; href: of its page, where it has more than one."""

    title: str
    href: str
    task: str
    lines: tuple[WorkloadLine, ...]


class WorkloadIndex(Struct, frozen=True):
    measured: str
    axis: Axis | None
    families: tuple[Family, ...]


def pages(site: Site) -> Iterator[Page]:
    yield Page(
        path=PurePosixPath("workloads", "index.html"),
        template="workloads.html",
        title="Workloads",
        description="The workloads: a task with a model, inputs and a quality target each",
        section="workloads",
        view=view(site),
    )


def view(site: Site) -> WorkloadIndex:
    by_workload: dict[str, list[Line]] = {}
    for line in site.lines:
        by_workload.setdefault(line.workload, []).append(line)
    names = sorted({*site.workloads, *by_workload})
    best = {name: _best(by_workload.get(name, ())) for name in names}
    found = [line for line in best.values() if line is not None]
    drawn = of_axis.axis([end for line in found for end in _ends(line)], None, LABEL_GAP)
    lines = {name: _line(name, by_workload.get(name, ()), best[name], drawn, site) for name in names}
    count = sum(1 for name in names if name in by_workload)
    return WorkloadIndex(
        measured=f"{count} of {numbers.counted(len(names), 'workload')} measured",
        axis=drawn,
        families=tuple(_families(names, lines, site)),
    )


def _best(lines: Sequence[Line]) -> Line | None:
    """Of SingleStream at its usual load: ranked before not, physical devices before virtual ones."""
    usual = [
        line
        for line in lines
        if line.scenario == SCENARIO and line.scope == "model" and line.judged.value and not line.withdrawn
    ]
    newest = max((line.revision for line in usual), default=0)
    return min((line for line in usual if line.revision == newest), key=_order, default=None)


def _order(line: Line) -> tuple[object, ...]:
    first = line.rank or (0, 0)
    return (
        line.rank is None,
        line.device_class != "physical",
        line.tier != "standard",
        first,
        line.judged.value or 0,
        line.id,
    )


def _ends(line: Line) -> tuple[int | None, ...]:
    low, high = _interval(line)
    return line.judged.value, low, high, line.latency_p50_ns.value, line.latency_p99_ns.value


def _interval(line: Line) -> tuple[int | None, int | None]:
    low, high = line.judged.low, line.judged.high
    return (low, high) if low is not None and high is not None and useful(low, high) else (None, None)


def _families(names: Iterable[str], lines: dict[str, WorkloadLine], site: Site) -> Iterator[Family]:
    """By task, then by the family's name; what left the catalogue comes last."""
    grouped: dict[tuple[bool, str, str], list[str]] = {}
    for name in names:
        known = site.workloads.get(name)
        key = (known is None, known.task if known else "", known.family if known else "")
        grouped.setdefault(key, []).append(name)
    for (gone, task, family), members in sorted(grouped.items()):
        several = len(members) > 1 and not gone
        yield Family(
            title=words.title(family) if several else "",
            href=str(families.path(families.slug(family))) if several else "",
            task="no longer in the catalogue" if gone else words.title(task),
            lines=tuple(lines[name] for name in members),
        )


def _line(
    name: str, lines: Sequence[Line], best: Line | None, drawn: Axis | None, site: Site
) -> WorkloadLine:
    known = site.workloads.get(name)
    results = sum(len(line.sessions) for line in lines)
    devices = len({PurePosixPath(line.path).parts[1] for line in lines})
    mark, value, interval = None, "", ""
    if best is not None and best.judged.value and drawn is not None:
        low, high = _interval(best)
        ends = (best.latency_p50_ns.value, best.latency_p99_ns.value)
        mark = drawn.mark(best.judged.value, low, high, *ends)
        figure = numbers.figure(best.judged.value, low, high, units.unit_of(best.judged.value, "ns"))
        value, interval = figure.value, figure.interval
    quality = known.quality if known else None
    return WorkloadLine(
        title=site.title(name),
        href=str(of_site.workload_path(name)),
        target=f"{words.metric(quality.metric)} at least {words.target(quality.metric, quality.target_ppm)}"
        if quality
        else "no longer in the catalogue",
        results=numbers.count(results),
        devices=numbers.counted(devices, "device") if devices else "",
        best=value,
        interval=interval,
        mark=mark,
        hollow=best is not None and best.rank is None,
        shape=words.shape(best.harness) if best else None,
        device=_device(best) if best else "",
        runtime=f"{best.runtime} {best.runtime_version}, {best.variant}" if best else "",
        why="" if best else _why(lines),
        command=f"edgebench run --workload {name}",
    )


def _device(best: Line) -> str:
    if best.rank is None and best.why_unranked:
        return f"{best.device_name}, not ranked: {words.UNRANKED[best.why_unranked].counted}"
    return best.device_name + (", virtual machine" if best.device_class == "vm" else "")


def _why(lines: Sequence[Line]) -> str:
    if not lines:
        return "not measured yet"
    return f"no {words.scenario(SCENARIO)} result"
