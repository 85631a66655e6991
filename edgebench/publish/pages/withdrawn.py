"""Results that were taken back: who, when and why. They stay readable and rank nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench.publish import addresses
from edgebench.publish.line import Line, LineSession
from edgebench.publish.site import Page, Site
from edgebench.publish.wording import words


class Withdrawn(Struct, frozen=True):
    """href: of the page of the result, from the site's root. file: of its bytes, likewise; digest: theirs."""

    href: str
    file: str
    digest: str
    name: str
    measured: str
    date: str
    by: str
    reason: str


class WithdrawnIndex(Struct, frozen=True):
    results: tuple[Withdrawn, ...]


def pages(site: Site) -> Iterator[Page]:
    yield Page(
        path=PurePosixPath("withdrawn", "index.html"),
        template="withdrawn.html",
        title="Withdrawn results",
        description="Results that were taken back: who, when and why",
        section="",
        view=WithdrawnIndex(tuple(_newest_first(site))),
    )


def _newest_first(site: Site) -> list[Withdrawn]:
    found = [
        _of(line, session, site)
        for line in site.lines
        for session in line.sessions
        if session.withdrawn is not None
    ]
    unique = {one.file: one for one in found}
    return sorted(unique.values(), key=lambda one: (one.date, one.file), reverse=True)


def _of(line: Line, session: LineSession, site: Site) -> Withdrawn:
    taken_back = session.withdrawn
    assert taken_back is not None  # asked by the caller
    system = f"{line.runtime} {line.runtime_version}, {line.variant}, {words.scenario(line.scenario)}"
    return Withdrawn(
        href=addresses.result_of(session.id),
        file=session.path,
        digest=session.id,
        name=f"{line.device_name}, {site.short_title(line.workload)}, {system}",
        measured=session.created[:10],
        date=taken_back.date.isoformat(),
        by=taken_back.by,
        reason=taken_back.reason,
    )
