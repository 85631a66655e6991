"""What a number here means: six lines, then every definition with the figures of the code that applies it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench.publish.methods import definitions, glossary
from edgebench.publish.methods.definitions import Constants, Table
from edgebench.publish.methods.glossary import Term
from edgebench.publish.site import Page, Site


class Methods(Struct, frozen=True, kw_only=True):
    """`is_`: the figures that the sentences of the template name."""

    is_: Constants
    scenarios: Table
    tiers: Table
    metrics: Table
    keys: tuple[Table, ...]
    targets: Table
    deadlines: Table
    boundaries: Table
    badges: tuple[Term, ...]
    classes: tuple[Term, ...]
    reasons: Table
    checks: tuple[Table, ...]


def pages(site: Site) -> Iterator[Page]:
    yield Page(
        path=PurePosixPath("methods", "index.html"),
        template="methods.html",
        title="Methods",
        description="What is timed, for how long, what is computed from it, and what may be compared",
        section="methods",
        view=view(site),
    )


def view(site: Site) -> Methods:
    return Methods(
        is_=definitions.constants(),
        scenarios=definitions.scenarios(),
        tiers=definitions.tiers(),
        metrics=definitions.metrics(),
        keys=definitions.keys(),
        targets=definitions.targets(site.workloads),
        deadlines=definitions.deadlines(site.workloads),
        boundaries=definitions.boundaries(),
        badges=glossary.badges(),
        classes=glossary.classes(),
        reasons=glossary.reasons(),
        checks=glossary.every_check(),
    )
