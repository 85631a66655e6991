"""Every kind of page, in both themes, wide and narrow: quiet, confined, accessible, never sideways."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import CHROMIUM, QUIET, ROOT, Open, Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Each = dict[str, list[str]]
LOOKS = list(itertools.product((1280, 360), ("light", "dark")))
PICTURES = ROOT / "out" / "screenshots"
"""For a person to look at beside the design."""
AXE = """async () => {
    const asked = {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}};
    const {violations} = await axe.run(document, asked);
    const places = (nodes) => nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ");
    return violations.map(({id, nodes}) => `${id}: ${places(nodes)}`);
}"""
SIDEWAYS = """() => {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const beyond = (one) => one.getBoundingClientRect().right > innerWidth + 1;
    const all = [...document.querySelectorAll("body *")].filter(beyond);
    return all.slice(0, 5).map((one) => `${one.tagName}.${one.getAttribute("class")}`);
}"""
TWICE = "--blink-settings=defaultFontSize=32,defaultFixedFontSize=26"
"""The browser's own setting of text size: 200 %."""
UNSEEN = """() => {
    const one = document.activeElement;
    return one === document.body || getComputedStyle(one).outlineStyle !== "none" ? "" : one.outerHTML;
}"""
MOST_STOPS = 60


@dataclass
class Look:
    """What the pages showed at one width, in one theme; each question is asked in the same visit."""

    trouble: Each
    sideways: Each
    axe: Each


@pytest.fixture(scope="module", params=LOOKS, ids=[f"{width}-{theme}" for width, theme in LOOKS])
def look(
    request: pytest.FixtureRequest,
    site: Site,
    visits: Callable[[], AbstractContextManager[Open]],
    axe: str,
) -> Look:
    width, theme = request.param
    found = Look({}, {}, {})
    PICTURES.mkdir(parents=True, exist_ok=True)
    with visits() as visit:
        for page in site.kinds():
            opened = visit(page, width, theme)
            name = "-".join(page.with_suffix("").parts)
            opened.page.screenshot(path=PICTURES / f"{name}-{width}-{theme}.png", full_page=True)
            found.sideways[str(page)] = opened.page.evaluate(SIDEWAYS)
            opened.page.evaluate(axe)
            found.axe[str(page)] = opened.page.evaluate(AXE)
            found.trouble[str(page)] = opened.all_trouble()
            opened.close()
    return found


def only_bad(each: Each) -> Each:
    return {page: found for page, found in each.items() if found}


@pytest.mark.timeout(300)
def test_no_page_logs_an_error_breaks_its_policy_or_asks_elsewhere(look: Look) -> None:
    assert only_bad(look.trouble) == {}


@pytest.mark.timeout(300)
def test_no_page_scrolls_sideways(look: Look) -> None:
    assert only_bad(look.sideways) == {}


@pytest.mark.timeout(300)
def test_axe_finds_nothing(look: Look) -> None:
    assert only_bad(look.axe) == {}


def test_without_script_every_page_says_something(site: Site, visit: Open) -> None:
    for page in site.kinds():
        opened = visit(page, script=False)
        assert opened.page.locator("h1").count() == 1, page
        assert len(opened.page.locator("main").inner_text()) > 100, page
        opened.close()


def test_the_keyboard_skips_to_the_content_and_sees_where_it_is(site: Site, visit: Open) -> None:
    for page in site.kinds():
        opened = visit(page)
        assert unseen_stops(opened.page, page) == []
        opened.close()


def unseen_stops(page, name: PurePosixPath) -> list[str]:
    """Elements that take the focus and do not show it."""
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content", name
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content", name
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    found = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        found.append(page.evaluate(UNSEEN))
    return sorted(set(filter(None, found)))


@pytest.mark.parametrize("width", [360, 720, 1280])
def test_text_of_twice_the_size_does_not_scroll_sideways(site: Site, browser: Browser, width: int) -> None:
    found = {}
    PICTURES.mkdir(parents=True, exist_ok=True)
    with browser.browser_type.launch(executable_path=CHROMIUM, args=[*QUIET, TWICE]) as large:
        page = large.new_page(viewport={"width": width, "height": 900})
        for path in site.kinds():
            page.goto(site.address + str(path), wait_until="networkidle")
            name = "-".join(path.with_suffix("").parts)
            page.screenshot(path=PICTURES / f"{name}-{width}-twice.png", full_page=True)
            found[str(path)] = page.evaluate(SIDEWAYS)
    assert only_bad(found) == {}
