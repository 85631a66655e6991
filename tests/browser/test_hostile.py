"""What strangers write into free fields is text: nothing runs, and no element is added."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.conftest import Site, Visit
from tests.browser.hostile import LINK


def test_nothing_that_a_stranger_wrote_runs_on_any_page(site: Site, visit: Callable[..., Visit]) -> None:
    for page in site.pages():
        found = visit(page)
        assert found.page.evaluate("window.hacked") is None, page
        assert not [one for one in found.all_trouble() if one.rpartition("/")[2] == "x"], page


def test_no_page_has_an_element_that_a_stranger_wrote(site: Site, visit: Callable[..., Visit]) -> None:
    for page in site.pages():
        opened = visit(page).page
        assert opened.locator("img").count() == 0, page
        assert opened.locator("script:not([src])").count() == 0, page
        assert opened.locator(f'[href^="{LINK[:11]}"]').count() == 0, page
