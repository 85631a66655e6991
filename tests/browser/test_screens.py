"""Pictures of the main pages, for a person to look at beside the design: out/screenshots/."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import ROOT, Site, Visit

OUT = ROOT / "out" / "screenshots"
LOOKS = [(1280, "light"), (1280, "dark"), (360, "light")]


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_every_kind_of_page_can_be_pictured(
    site: Site, visit: Callable[..., Visit], width: int, theme: str
) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for page in site.kinds():
        name = "-".join(page.with_suffix("").parts) + f"-{width}-{theme}.png"
        visit(page, width, theme).page.screenshot(path=OUT / name, full_page=True)
        assert (OUT / name).stat().st_size > 10_000
