"""Which combinations fit a question that is asked often: one page each, whole without script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench.publish.finder import combinations, ready_questions, view
from edgebench.publish.finder.ready_questions import READY
from edgebench.publish.finder.view import AnswerView
from edgebench.publish.site import Page, Site
from edgebench.publish.wording import words
from edgebench.publish.wording.words import Shape


class Link(Struct, frozen=True):
    title: str
    href: str


class FindView(Struct, frozen=True):
    """shapes: of a runtime, by harness. others: the other questions."""

    title: str
    answer: AnswerView
    shapes: Mapping[str, Shape]
    others: tuple[Link, ...]


def pages(site: Site) -> Iterator[Page]:
    lots = combinations.lots(site)
    shapes = {row.harness: words.shape(row.harness) for lot in lots for row in lot.rows}
    for ready in READY:
        yield Page(
            path=path(ready.slug),
            template="find.html",
            title=ready.title,
            description=f"{ready.title}: which devices, models and runtimes fit, measured",
            section="front",
            view=FindView(
                ready.title,
                view.view(ready_questions.asked(ready, lots), lots, everything=True),
                shapes,
                tuple(Link(one.title, str(path(one.slug))) for one in READY if one is not ready),
            ),
        )


def path(slug: str) -> PurePosixPath:
    return PurePosixPath("find", slug, "index.html")
