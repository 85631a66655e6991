"""The page of a result, which its id after the # names."""

from __future__ import annotations

import json

import pytest

from tests.browser.conftest import NO_PLAYWRIGHT, Open, Site

expect = pytest.importorskip("playwright.sync_api", reason=NO_PLAYWRIGHT).expect

PAGE = "result/index.html"


def an_id(site: Site) -> str:
    return site.file("vm-amd-epyc-2/mobilenet-v2/*.json").stem[-16:]


def test_the_id_in_the_address_is_drawn(site: Site, visit: Open) -> None:
    page = visit(f"{PAGE}#{an_id(site)}").page
    expect(page.locator("h1")).to_contain_text("MobileNetV2")
    assert page.locator(".answers.five > div").count() == 5
    assert page.title().endswith(" · edgebench")


def test_what_it_shows_is_what_the_file_holds(site: Site, visit: Open) -> None:
    path = site.file("vm-amd-epyc-2/mobilenet-v2/*-single-stream-*.json")
    page = visit(f"{PAGE}#{path.stem[-16:]}").page
    p90 = json.loads(path.read_bytes())["summary"]["latency_p90_ns"]["value"] / 1e6
    shown = float(page.locator(".answers.five b").first.inner_text().split()[0])
    assert shown == pytest.approx(p90, rel=0.01)


def test_the_beginning_of_an_id_is_enough_where_one_result_has_it(site: Site, visit: Open) -> None:
    page = visit(f"{PAGE}#{an_id(site)[:10].upper()}").page
    expect(page.locator("h1")).to_contain_text("MobileNetV2")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("0123456789abcdef", "No result here has the id 0123456789abcdef."),
        ("pi4", '"pi4" is no id: an id is made of the digits 0 to 9 and a to f.'),
        ("", "The address names no result: put its id after a #."),
    ],
)
def test_an_unknown_id_is_told(visit: Open, asked: str, said: str) -> None:
    page = visit(f"{PAGE}#{asked}").page
    expect(page.locator("#status")).to_contain_text(said)


def test_from_an_unknown_id_the_nearest_lead_on(visit: Open) -> None:
    page = visit(f"{PAGE}#0123456789abcdef").page
    page.locator(".nearest a").first.click()
    expect(page.locator(".answers.five")).to_be_visible()


def test_a_shard_that_does_not_load_can_be_asked_for_again(site: Site, visit: Open) -> None:
    page = visit(PAGE).page
    page.route("**/data/results/**", lambda route: route.abort())
    page.evaluate(f"location.hash = '{an_id(site)}'")
    expect(page.locator("h1")).to_have_text("The result could not be loaded")
    page.unroute("**/data/results/**")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("h1")).to_contain_text("MobileNetV2")


def test_without_script_it_leads_to_the_files(visit: Open) -> None:
    page = visit(PAGE, script=False).page
    assert page.get_by_role("link", name="the list of all results").is_visible()
