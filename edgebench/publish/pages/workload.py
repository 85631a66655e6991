"""A workload: what is fastest, how well it answers, and every result of it, ranked or with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from edgebench.leaderboard import Board
from edgebench.model.entry import Entry
from edgebench.model.result import Result
from edgebench.model.workload import Workload
from edgebench.publish import citation as cite
from edgebench.publish import families
from edgebench.publish import site as of_site
from edgebench.publish.boards import answers, energy_boards, section_words, small_board, sweeps
from edgebench.publish.boards.answers import Answer
from edgebench.publish.boards.sections import Section, sections_of
from edgebench.publish.boards.sweeps import Sweep
from edgebench.publish.boards.switches import switched
from edgebench.publish.charts import accuracy
from edgebench.publish.charts.accuracy import AccuracyChart
from edgebench.publish.citation import Citation
from edgebench.publish.site import Page, Site
from edgebench.publish.wording import numbers, scenarios, words
from edgebench.publish.wording.boundaries import BOUNDARIES
from edgebench.publish.wording.scenarios import Listing
from edgebench.publish.wording.words import Badge

MOST_SWEEPS = 6


class Reading(Struct, frozen=True):
    """How to read a scenario: its name, and a sentence that follows it."""

    term: str
    text: str


class Wanted(Struct, frozen=True):
    """A variant of the catalogue without a result, and what measures it."""

    variant: str
    command: str


class FamilyLink(Struct, frozen=True):
    """The workloads of one architecture; href: of their page. count: `3 models`."""

    title: str
    count: str
    href: str


class WorkloadView(Struct, frozen=True):
    """target: which answers count; target_note: where that comes from and how it is judged."""

    name: str
    task: str
    title: str
    summary: str
    target: str
    target_note: str
    target_source: str
    family: FamilyLink | None
    answers: tuple[Answer, ...]
    sections: tuple[Section, ...]
    accuracy: AccuracyChart | None
    accuracy_without: str
    sweeps: tuple[Sweep, ...]
    energy: tuple[Listing, ...]
    energy_not_ranked: str
    readings: tuple[Reading, ...]
    boundaries: tuple[Reading, ...]
    badges: tuple[Badge, ...]
    wanted: tuple[Wanted, ...]
    command: str
    citation: Citation | None


def pages(site: Site) -> Iterator[Page]:
    for name in site.workload_names():
        shown, data = view(name, site)
        yield Page(
            path=of_site.workload_path(name),
            template="workload.html",
            title=site.title(name),
            description=f"{site.title(name)}: latency, accuracy, energy and price by device and runtime",
            section="workloads",
            view=shown,
            scripts=("workload.js",) if shown.sections else (),
            data=data,
        )


def view(name: str, site: Site) -> tuple[WorkloadView, Mapping[str, bytes]]:
    """What the page shows, and the files beside it by name."""
    found, known = site.boards.get(name, ()), site.workloads.get(name)
    entries = site.entries_of(name)
    standing = [entry for entry in entries if not entry.standing.withdrawn]
    results = [entry.result for entry in standing]
    by_energy = {board.asked: board for board in site.by_energy.get(name, ())}
    made = list(sections_of(name, found, by_energy, site))
    shown = WorkloadView(
        name=name,
        task=words.title(known.task) if known else "",
        title=site.title(name),
        summary=_sentence(known.summary) if known else "This workload is no longer in the catalogue.",
        target=small_board.target(name, site),
        target_note=_target_note(known) if known else "",
        target_source=_sentence(known.quality.source) if known else "",
        family=_family(known, site) if known else None,
        answers=answers.of_workload(found[0], by_energy.get(found[0].asked), standing, site)
        if standing
        else (),
        sections=switched([one.section for one in made]),
        accuracy=accuracy.of_results(results, _target_ppm(found)) if results else None,
        accuracy_without=_accuracy_without(results),
        sweeps=sweeps.of_results(results)[:MOST_SWEEPS],
        energy=energy_boards.of_boards(by_energy.values(), site),
        energy_not_ranked=energy_boards.not_ranked(by_energy.values()),
        readings=_readings(found),
        boundaries=_boundaries(entries),
        badges=_used(entries),
        wanted=_wanted(known, results) if known else (),
        command=f"edgebench run --workload {name}",
        citation=_citation(name, entries, site),
    )
    return shown, {file: content for one in made for file, content in one.data.items()}


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _target_note(known: Workload) -> str:
    wanted = known.quality
    share = f"{wanted.target_ppm / wanted.reference_ppm:.0%}".replace("%", f"{numbers.NO_BREAK}%")
    return f"which is {share} of the reference"


def _family(known: Workload, site: Site) -> FamilyLink | None:
    """None where it is alone."""
    slug = families.slug(known.family)
    members = families.groups(site.workloads.values())[slug]
    if len(members) < 2:
        return None
    count = numbers.counted(len(members), "model")
    return FamilyLink(families.architecture(known.family), count, str(families.path(slug)))


def _target_ppm(found: Sequence[Board]) -> int:
    return section_words.first(found[0]).quality.target_ppm


def _accuracy_without(results: Sequence[Result]) -> str:
    if not results:
        return ""
    reasons = sorted({words.missing(result.accuracy_reason) for result in results if not result.accuracy})
    return f"No accuracy was measured yet: {', '.join(reasons)}." if reasons else ""


def _citation(name: str, entries: Sequence[Entry], site: Site) -> Citation | None:
    if not entries:
        return None
    newest = max(entry.result.created for entry in entries)[:10]
    return cite.of_workload(name, site.title(name), len(entries), newest, site.commit)


def _readings(found: Sequence[Board]) -> tuple[Reading, ...]:
    """A sentence for each scenario on the page."""
    names = dict.fromkeys(section_words.first(board).load.scenario for board in found)
    return tuple(Reading(words.scenario(name), scenarios.JUDGEMENTS[name].reading) for name in names)


def _boundaries(entries: Iterable[Entry]) -> tuple[Reading, ...]:
    """What each boundary takes in, of those on the page."""
    used = {meter.boundary for one in entries if one.result.energy for meter in one.result.energy.meters}
    return tuple(Reading(name, text.of) for name, text in BOUNDARIES.items() if name in used)


def _used(entries: Iterable[Entry]) -> tuple[Badge, ...]:
    used = {badge for one in entries for badge in words.badges(one.result, one.standing)}
    return tuple(badge for badge in words.BADGES.values() if badge in used)


def _wanted(known: Workload, results: Sequence[Result]) -> tuple[Wanted, ...]:
    measured = {result.variant.name for result in results}
    return tuple(
        Wanted(
            variant.name, f"edgebench run --workload {known.name} --variant {variant.name} --tier standard"
        )
        for variant in known.variant
        if variant.name not in measured and variant.weights == "pretrained"
    )
