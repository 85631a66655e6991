"""What strangers write into free fields is text: nothing runs, and no element is added."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath

import pytest

from tests.browser import hostile
from tests.browser.conftest import Open, Site, Visit

ADDED = """() => [...document.querySelectorAll("img, iframe, object, embed, base, script:not([src]),"
    + "[onerror], [onload], [onclick], [href^='javascript:' i], [src^='javascript:' i]")]
    .map((one) => one.outerHTML)"""
RAN = "window.hacked ? ['ran'] : []"
WIDER = "document.documentElement.scrollWidth > innerWidth ? ['scrolls sideways'] : []"


@dataclass
class Found:
    """By page. texts: what a reader sees."""

    wrong: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, visit: Visit) -> None:
        page = visit.page
        self.texts[name] = page.locator("body").inner_text()
        self.wrong[name] = [
            *page.evaluate(RAN),
            *page.evaluate(ADDED),
            *page.evaluate(WIDER),
            *visit.all_trouble(),
        ]
        visit.close()


def written(site: Site) -> list[PurePosixPath]:
    """The pages that hold a hostile text."""
    found = {page: unescape((site.folder / page).read_text("utf-8")) for page in site.pages()}
    return [page for page, text in found.items() if any(one in text for one in hostile.STRINGS)]


@pytest.fixture(scope="module")
def found(site: Site, visits: Callable[[], AbstractContextManager[Open]]) -> Found:
    """Of each page with a hostile text, of each hostile result, and of one that the reader opens."""
    seen = Found()
    with visits() as visit:
        for page in written(site):
            seen.take(str(page), visit(page, 360))
        for path in sorted(site.results.glob("hostile-*/*/*.json")):
            seen.take(f"result of {path.parts[-3]}", visit(f"result/index.html#{path.stem[-16:]}", 360))
            seen.take(f"opened of {path.parts[-3]}", opened(visit, path))
        for place in range(len(hostile.STRINGS)):
            slugs = f"d={hostile.slug(place)},vm-amd-epyc-2"
            seen.take(f"compared with {hostile.slug(place)}", visit(f"compare/index.html#{slugs}", 360))
    return seen


def opened(visit: Open, path) -> Visit:
    made = visit("open/index.html", 360)
    made.page.set_input_files("#file", path)
    made.page.locator("#result h2").first.wait_for()
    return made


@pytest.mark.timeout(240)
def test_nothing_that_a_stranger_wrote_runs_adds_an_element_or_breaks_a_page(found: Found) -> None:
    assert {page: wrong for page, wrong in found.wrong.items() if wrong} == {}


@pytest.mark.parametrize("place", range(len(hostile.STRINGS)))
def test_every_hostile_text_is_shown_as_it_was_written(site: Site, found: Found, place: int) -> None:
    text = hostile.STRINGS[place]
    shown = {page for page, seen in found.texts.items() if text in seen}
    slug = hostile.slug(place)
    expected = {f"devices/{slug}/index.html", f"result of {slug}", f"opened of {slug}", "devices/index.html"}
    assert shown >= {*expected, "workloads/anomaly-detection/index.html", f"compared with {slug}"}


def test_the_search_shows_a_hostile_name_as_text(visit: Open) -> None:
    made = visit("index.html")
    made.page.fill("#search", "img src=x")
    made.page.locator(".matches a").first.wait_for()
    assert hostile.MARKUP in made.page.locator(".matches").inner_text()
    assert (made.page.evaluate(RAN), made.page.evaluate(ADDED)) == ([], [])
