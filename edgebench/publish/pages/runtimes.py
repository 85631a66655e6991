"""All runtimes in a plain table: newest version, on how many devices and workloads, what regressed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench.publish.line import Line
from edgebench.publish.pages import runtime
from edgebench.publish.runtime import versions
from edgebench.publish.site import Page, Site
from edgebench.publish.wording import numbers, words
from edgebench.publish.wording.words import Shape


class RuntimeLine(Struct, frozen=True):
    """share: of all devices with results, in percent of the mark."""

    name: str
    harness: str
    href: str
    shape: Shape
    version: str
    versions: str
    devices: str
    share: str
    workloads: str
    regressed: str
    results: str


class RuntimeIndex(Struct, frozen=True):
    sentence: str
    devices: str
    lines: tuple[RuntimeLine, ...]


def pages(site: Site) -> Iterator[Page]:
    yield Page(
        path=PurePosixPath("runtimes", "index.html"),
        template="runtimes.html",
        title="Runtimes",
        description="Every runtime with results: newest version, devices, workloads, and what became slower",
        section="runtimes",
        view=view(site),
    )


def view(site: Site) -> RuntimeIndex:
    found = runtime.by_harness(site)
    devices = len({line.device for line in site.lines})
    made = tuple(_line(harness, lines, devices) for harness, lines in found.items())
    return RuntimeIndex(_sentence(made), numbers.counted(devices, "device"), made)


def _sentence(made: Sequence[RuntimeLine]) -> str:
    if not made:
        return "Nothing has been measured with any runtime yet."
    return f"{numbers.counted(len(made), 'runtime')}, each reached by a harness of its own."


def _line(harness: str, lines: Sequence[Line], devices: int) -> RuntimeLine:
    own = len({line.device for line in lines})
    newest = runtime.newest(lines)
    return RuntimeLine(
        name=newest.runtime,
        harness=harness,
        href=str(runtime.page_of(harness)),
        shape=words.shape(harness),
        version=newest.runtime_version,
        versions=numbers.counted(len({line.runtime_version for line in lines}), "version"),
        devices=f"{own} of {devices}",
        share=f"{100 * own / devices:.1f}%",
        workloads=numbers.count(len({line.workload for line in lines})),
        regressed=_regressed(lines),
        results=numbers.count(sum(len(line.sessions) for line in lines)),
    )


def _regressed(lines: Sequence[Line]) -> str:
    """How many steps from a version to the next are significantly slower, of those that could be tested."""
    steps = [step for one in versions.series_of(lines) for step in one.steps if step.change is not None]
    tested = sum(step.change is not None and step.change.tested for step in steps)
    if not tested:
        return "not tested" if steps else "nothing to compare"
    return f"{sum(step.regressed for step in steps)} of {numbers.counted(tested, 'step')}"
