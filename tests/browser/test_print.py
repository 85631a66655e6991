"""On paper: white, without what only a screen needs, with the address of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Open, Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

WORKLOAD = "workloads/mobilenet-v2/index.html"
WHITE = "rgb(255, 255, 255)"


@pytest.fixture
def paper(visit: Open) -> Page:
    """A workload as it is printed by a reader of the dark theme."""
    page = visit(WORKLOAD, theme="dark").page
    page.locator("header [data-theme-button]:visible").click(click_count=2)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    return page


def test_paper_is_white_and_ink_dark_whatever_the_theme(paper: Page) -> None:
    colours = "(({backgroundColor, color}) => [backgroundColor, color])(getComputedStyle(document.body))"
    ground, ink = paper.evaluate(colours)
    assert ground in {WHITE, "rgba(0, 0, 0, 0)"}
    assert max(map(int, ink.removeprefix("rgb(").removesuffix(")").split(","))) < 64


@pytest.mark.parametrize("left_out", ["header", ".skip", ".table-tools", ".foot-tools", ".switches"])
def test_what_only_a_screen_needs_is_left_out(paper: Page, left_out: str) -> None:
    assert paper.locator(f"{left_out}:visible").count() == 0


def test_every_board_and_the_counts_of_its_classes_are_there(paper: Page) -> None:
    boards = paper.locator("section.board")
    assert all(one.is_visible() for one in boards.all())
    assert paper.locator(".classes").first.is_visible()


def test_the_address_of_the_page_stands_at_its_end(site: Site, paper: Page) -> None:
    assert site.address + WORKLOAD in paper.inner_text("footer")


def test_the_head_of_a_table_is_repeated_and_no_row_split(paper: Page) -> None:
    assert (
        paper.evaluate("getComputedStyle(document.querySelector('.ranking thead')).display")
        == "table-header-group"
    )
    assert (
        paper.evaluate("getComputedStyle(document.querySelector('.ranking tr.row')).breakInside") == "avoid"
    )


def test_a_result_in_the_table_has_its_address_behind_it(paper: Page) -> None:
    behind = "getComputedStyle(document.querySelector('.ranking .judged a'), '::after').content"
    assert "result/index.html#" in paper.evaluate(behind)
