"""A runtime: its newest version, where it was measured, and whether any version made it slower."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench import units
from edgebench.leaderboard import version_order
from edgebench.metrics import METRICS
from edgebench.publish import addresses
from edgebench.publish.charts import versions as versions_chart
from edgebench.publish.charts.versions import VersionsChart
from edgebench.publish.line import Line
from edgebench.publish.pages import device as device_page
from edgebench.publish.runtime import versions
from edgebench.publish.runtime.versions import Series, Step
from edgebench.publish.site import Page, Site
from edgebench.publish.wording import amounts, numbers, phrase, scenarios, words
from edgebench.publish.wording.phrase import Phrase
from edgebench.publish.wording.words import Shape

MOST_SMALL = 12
"""Small charts of one workload: those that regressed first; the table has all."""
MOST_ROWS = 200


class WorkloadVersions(Struct, frozen=True):
    """left_out: how many devices only the table shows."""

    title: str
    href: str
    judged: str
    chart: VersionsChart
    left_out: str


class VersionRow(Struct, frozen=True):
    """A version of one system. regressed: `change` is significantly slower."""

    workload: str
    device: str
    device_href: str
    variant: str
    version: str
    value: str
    interval: str
    change: str
    regressed: bool
    href: str
    sessions: str


class Where(Struct, frozen=True):
    """A device that the runtime was measured on."""

    device: str
    href: str
    version: str
    workloads: str
    results: str


class RuntimeView(Struct, frozen=True):
    name: str
    harness: str
    shape: Shape
    sentence: tuple[Phrase, ...]
    workloads: tuple[WorkloadVersions, ...]
    rows: tuple[VersionRow, ...]
    left_out: str
    where: tuple[Where, ...]
    command: str


def pages(site: Site) -> Iterator[Page]:
    devices = {slug: device_page.title(lines) for slug, lines in device_page.by_device(site).items()}
    for harness, lines in by_harness(site).items():
        name = newest(lines).runtime
        yield Page(
            path=page_of(harness),
            template="runtime.html",
            title=name,
            description=f"{name}: its versions, the devices it was measured on, and what became slower",
            section="runtimes",
            view=view(harness, lines, site, devices),
        )


def page_of(harness: str) -> PurePosixPath:
    return PurePosixPath("runtimes", harness, "index.html")


def by_harness(site: Site) -> dict[str, list[Line]]:
    """Harness -> its lines in their order; by name."""
    found: dict[str, list[Line]] = {}
    for line in site.lines:
        found.setdefault(line.harness, []).append(line)
    return dict(sorted(found.items()))


def newest(lines: Sequence[Line]) -> Line:
    """One of the newest version."""
    version = max({line.runtime_version for line in lines}, key=lambda one: (version_order(one), one))
    return max((line for line in lines if line.runtime_version == version), key=lambda line: line.path)


def view(harness: str, lines: Sequence[Line], site: Site, devices: Mapping[str, str]) -> RuntimeView:
    """devices: their names, by slug."""
    found = versions.series_of(lines)
    rows = [_row(step, site) for one in found for step in one.steps]
    more = len(rows) - MOST_ROWS
    return RuntimeView(
        name=newest(lines).runtime,
        harness=harness,
        shape=words.shape(harness),
        sentence=_sentence(lines, found, site),
        workloads=tuple(_workload(name, found, site) for name in dict.fromkeys(_names(found))),
        rows=tuple(rows[:MOST_ROWS]),
        left_out=f"{numbers.counted(more, 'more row')} in the download." if more > 0 else "",
        where=tuple(_where(lines, devices)),
        command=f"edgebench run --harness {harness}@OLD --harness {harness}@NEW",
    )


def _names(found: Sequence[Series]) -> list[str]:
    return [one.newest.workload for one in found]


def _sentence(lines: Sequence[Line], found: Sequence[Series], site: Site) -> tuple[Phrase, ...]:
    version = newest(lines).runtime_version
    own = [line for line in lines if line.runtime_version == version]
    devices = numbers.counted(len({line.device for line in own}), "device")
    workloads = numbers.counted(len({line.workload for line in own}), "workload")
    where = f"{devices} and {workloads}"
    return (
        *phrase.of("The newest version measured is ", version, " on ", where, ". "),
        *_regressed(found, site),
    )


def _regressed(found: Sequence[Series], site: Site) -> tuple[Phrase, ...]:
    steps = [(one, step) for one in found for step in one.steps if step.change is not None]
    tested = sum(step.change is not None and step.change.tested for _, step in steps)
    if not steps:
        return phrase.of("No system was measured with two versions yet, so nothing is known of regressions.")
    if not tested:
        count = numbers.counted(len(steps), "step")
        return phrase.of(
            f"Of {count} from one version to the next none could be tested: "
            "it takes one interleaved session, or three a side."
        )
    worse = [(one, step) for one, step in steps if step.regressed]
    count = numbers.counted(tested, "tested step")
    if not worse:
        return phrase.of("", "No regression", f" in {count} from one version to the next.")
    one, step = max(worse, key=lambda found: (found[1].time_ratio[0], found[1].line.path))
    which = f"{site.short_title(one.newest.workload)} on {one.newest.device_name}, {step.text} in "
    told = (
        f"the largest is {which}{step.line.runtime_version}"
        if len(worse) > 1
        else which + step.line.runtime_version
    )
    verb = "is" if len(worse) == 1 else "are"
    return phrase.of("", f"{len(worse)} of {count}", f" from one version to the next {verb} slower: {told}.")


def _workload(name: str, found: Sequence[Series], site: Site) -> WorkloadVersions:
    own = [one for one in found if one.newest.workload == name]
    shown = sorted(own, key=lambda one: (not one.regressed, -len(one.steps), one.newest.device_name))
    more = len(own) - MOST_SMALL
    first = shown[0].newest
    return WorkloadVersions(
        title=site.short_title(name),
        href=f"workloads/{name}/index.html",
        judged=", ".join(filter(None, (words.scenario(first.scenario), _judged(first), first.asked))),
        chart=versions_chart.chart(shown[:MOST_SMALL]),
        left_out=f"{numbers.counted(more, 'more device')} in the table." if more > 0 else "",
    )


def _judged(line: Line) -> str:
    return scenarios.JUDGEMENTS[line.scenario].ranking


def _row(step: Step, site: Site) -> VersionRow:
    line = step.line
    quantity = METRICS[line.metric].unit
    figure = amounts.figure(line.judged, quantity, units.unit_of(line.judged.value or 1, quantity))
    return VersionRow(
        workload=site.short_title(line.workload),
        device=line.device_name,
        device_href=str(addresses.page_of(line.device)),
        variant=line.variant,
        version=line.runtime_version,
        value=figure.value,
        interval=figure.interval,
        change=step.text,
        regressed=step.regressed,
        href=addresses.result_of(line.id),
        sessions=numbers.count(len(line.sessions)),
    )


def _where(lines: Sequence[Line], devices: Mapping[str, str]) -> Iterator[Where]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.device, []).append(line)
    for slug, own in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        yield Where(
            device=devices[slug],
            href=str(addresses.page_of(slug)),
            version=newest(own).runtime_version,
            workloads=numbers.count(len({line.workload for line in own})),
            results=numbers.count(sum(len(line.sessions) for line in own)),
        )
