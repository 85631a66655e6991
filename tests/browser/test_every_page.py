"""Every kind of page, in both themes, wide and narrow: quiet, confined, accessible, never sideways."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from tests.browser.conftest import Site, Visit

WIDTHS = (1280, 360)
THEMES = ("light", "dark")
LOOKS = list(itertools.product(WIDTHS, THEMES))
AXE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
    (one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`)"""
SIDEWAYS = """() => [...document.querySelectorAll("body *")].filter((one) => {
    const place = one.getBoundingClientRect();
    return place.right > document.documentElement.clientWidth + 1
}).slice(0, 5).map((one) => one.tagName + "." + one.getAttribute("class"))"""


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_no_page_logs_an_error_breaks_its_policy_or_asks_elsewhere(
    site: Site, visit: Callable[..., Visit], width: int, theme: str
) -> None:
    found = {str(page): visit(page, width, theme).all_trouble() for page in site.kinds()}
    assert {page: trouble for page, trouble in found.items() if trouble} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(site: Site, visit: Callable[..., Visit], width: int) -> None:
    for page in site.kinds():
        opened = visit(page, width).page
        wide = opened.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (page, opened.evaluate(SIDEWAYS))


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_axe_finds_nothing(site: Site, visit: Callable[..., Visit], axe: str, width: int, theme: str) -> None:
    found = {}
    for page in site.kinds():
        opened = visit(page, width, theme, bypass_csp=True).page
        opened.add_script_tag(content=axe)
        found[str(page)] = opened.evaluate(AXE)
    assert {page: violations for page, violations in found.items() if violations} == {}


def test_without_script_every_page_says_something(site: Site, visit: Callable[..., Visit]) -> None:
    for page in site.kinds():
        opened = visit(page, script=False).page
        assert opened.locator("h1").count() == 1, page
        assert len(opened.locator("main").inner_text()) > 100, page


def test_the_first_stop_of_the_tab_key_skips_to_the_content(site: Site, visit: Callable[..., Visit]) -> None:
    for page in site.kinds():
        opened = visit(page).page
        opened.keyboard.press("Tab")
        assert opened.evaluate("document.activeElement.textContent") == "Skip to content", page
        opened.keyboard.press("Enter")
        assert opened.evaluate("location.hash") == "#content", page


def test_whatever_takes_the_focus_shows_it(site: Site, visit: Callable[..., Visit]) -> None:
    for page in site.kinds():
        opened = visit(page).page
        for _ in range(40):
            opened.keyboard.press("Tab")
            outline = opened.evaluate(
                "document.activeElement === document.body ? 'auto' "
                ": getComputedStyle(document.activeElement).outlineStyle"
            )
            assert outline != "none", (page, opened.evaluate("document.activeElement.outerHTML"))


def test_text_of_twice_the_size_does_not_scroll_sideways(site: Site, visit: Callable[..., Visit]) -> None:
    for page in site.kinds():
        opened = visit(page, 1280).page
        opened.evaluate("document.documentElement.style.fontSize = '200%'")
        assert opened.evaluate("document.documentElement.scrollWidth") <= 1280, page
