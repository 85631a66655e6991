"""A result file of the reader's, drawn on their computer: nothing of it is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import hostile
from tests.browser.conftest import NO_PLAYWRIGHT, ROOT, Open, Site

expect = pytest.importorskip("playwright.sync_api", reason=NO_PLAYWRIGHT).expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGE = "open/index.html"
OWN = next(iter(sorted(ROOT.glob("results/vm-amd-epyc-2/mobilenet-v2/*-single-stream-*.json"))))


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def opener(visit: Open, asked: list[str]) -> Page:
    """asked: every request from here on, with what it carried."""
    page = visit(PAGE).page
    page.on("request", lambda one: asked.append(f"{one.method} {one.url} {one.post_data or ''}"))
    return page


def test_a_real_file_is_drawn_with_its_place_in_the_ranking(opener: Page) -> None:
    opener.set_input_files("#file", OWN)
    expect(opener.locator("#result .own-title")).to_contain_text("MobileNetV2")
    expect(opener.locator("#verdict h2")).to_have_text("Nothing wrong was found here")
    expect(opener.locator(".place h2")).to_contain_text("Place ")
    assert opener.locator(".place .yours").count() == 1


def test_nothing_of_the_file_leaves_the_computer(site: Site, opener: Page, asked: list[str]) -> None:
    opener.set_input_files("#file", OWN)
    expect(opener.locator("#result .own-title")).to_be_visible()
    assert asked
    own = tuple(f"GET {site.address}{folder}/" for folder in ("data", "assets"))
    assert all(one.startswith(own) and one.endswith(" ") for one in asked)
    digits = OWN.stem[-16:]
    assert not [one for one in asked if digits in one]


def test_the_same_is_fetched_whatever_the_file(opener: Page, asked: list[str], tmp_path: Path) -> None:
    opener.set_input_files("#file", OWN)
    expect(opener.locator("#result .own-title")).to_be_visible()
    first = sorted(asked)
    asked.clear()
    opener.reload(wait_until="networkidle")
    asked.clear()
    (tmp_path / "other.json").write_text("{}")
    opener.set_input_files("#file", tmp_path / "other.json")
    expect(opener.locator("#verdict h2")).to_be_visible()
    assert sorted(asked) == first


def test_a_hostile_file_is_drawn_as_text(opener: Page, tmp_path: Path) -> None:
    honest = json.loads(OWN.read_bytes())
    (tmp_path / "x.json").write_bytes(hostile.encoded(honest, hostile.MARKUP))
    opener.set_input_files("#file", tmp_path / "x.json")
    expect(opener.locator("#result")).to_contain_text(hostile.MARKUP)
    assert (opener.evaluate("window.hacked"), opener.locator("main img").count()) == (None, 0)


@pytest.mark.parametrize(
    ("content", "heading", "said"),
    [
        (b" " * 300 * 1024, "so it cannot be drawn", "bytes; a result has at most"),
        (b'{"format": 1, "format": 1}', "so it cannot be drawn", "$"),
        (b"\xff\xfe{}", "so it cannot be drawn", "It is not UTF-8 text."),
        (b"[" * 100_000, "so it cannot be drawn", "character"),
        (b"{}", "so it cannot be drawn", "It has no format, so it is no result of edgebench."),
        (b'{"format": 99}', "so it cannot be drawn", "a newer edgebench"),
    ],
    ids=["large", "twice", "not-utf-8", "deep", "empty", "newer"],
)
def test_a_file_that_is_no_result_says_what_is_wrong(
    opener: Page, tmp_path: Path, content: bytes, heading: str, said: str
) -> None:
    (tmp_path / "mine.json").write_bytes(content)
    opener.set_input_files("#file", tmp_path / "mine.json")
    expect(opener.locator("#verdict h2")).to_contain_text(heading)
    expect(opener.locator("#verdict")).to_contain_text(said)
    assert opener.locator("#result").inner_text() == ""


def test_counts_that_contradict_each_other_are_not_drawn(opener: Page, tmp_path: Path) -> None:
    result = json.loads(OWN.read_text("utf-8"))
    result["processes"][0]["latency"]["counts"] = [-4503599627370496, 4503599627370496]
    (tmp_path / OWN.name).write_text(json.dumps(result), "utf-8")
    opener.set_input_files("#file", tmp_path / OWN.name)
    expect(opener.locator("#verdict h2")).to_contain_text("so it cannot be drawn")
    assert opener.locator("#result").inner_text() == ""


def test_a_changed_figure_is_found(opener: Page, tmp_path: Path) -> None:
    changed = OWN.read_bytes().replace(b'"queries":', b'"queries":1', 1)
    (tmp_path / OWN.name).write_bytes(changed)
    opener.set_input_files("#file", tmp_path / OWN.name)
    expect(opener.locator("#verdict h2")).to_contain_text("wrong")
