"""The header of every page: three themes, the menu of a phone, and the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import NO_PLAYWRIGHT, Open, Site

expect = pytest.importorskip("playwright.sync_api", reason=NO_PLAYWRIGHT).expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGE = "methods/index.html"
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(15, 21, 20)"
PAPER = "getComputedStyle(document.body).backgroundColor"
FIRST_PAINT = """new PerformanceObserver((list) => {
    window.paper ??= getComputedStyle(document.body).backgroundColor;
}).observe({ type: "paint", buffered: true });
addEventListener("DOMContentLoaded", () => {
    window.themeAtParse = document.documentElement.dataset.theme;
});"""


def search(page: Page, text: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(text)


def test_the_theme_goes_from_system_to_light_to_dark_and_back(visit: Open) -> None:
    page = visit(PAGE, theme="dark").page
    button = page.locator("header [data-theme-button]:visible")
    seen = []
    for _ in range(4):
        seen.append((button.inner_text().split()[-1], page.evaluate(PAPER)))
        button.click()
    assert seen == [("system", DARK), ("light", LIGHT), ("dark", DARK), ("system", DARK)]


def test_a_chosen_theme_stays_and_is_there_at_the_first_paint(visit: Open) -> None:
    page = visit(PAGE, theme="light").page
    for _ in range(2):
        page.locator("header [data-theme-button]:visible").click()
    page.add_init_script(FIRST_PAINT)
    page.reload(wait_until="networkidle")
    assert page.evaluate("[window.themeAtParse, window.paper]") == ["dark", DARK]


def test_a_slash_searches_from_anywhere_and_escape_closes(visit: Open) -> None:
    page = visit(PAGE).page
    search(page, "openvino")
    expect(page.locator(".matches a").first).to_contain_text("OpenVINO")
    page.keyboard.press("Escape")
    expect(page.locator(".matches")).to_be_hidden()
    assert page.input_value("#search") == ""


def test_a_slash_that_is_typed_into_a_field_is_a_slash(visit: Open) -> None:
    page = visit("index.html").page
    page.focus("#find-time")
    page.keyboard.press("End")
    page.keyboard.type("/")
    assert page.input_value("#find-time").endswith("/")


def test_arrows_walk_what_is_found_and_enter_goes_there(site: Site, visit: Open) -> None:
    page = visit(PAGE).page
    search(page, "jetson")
    expect(page.locator(".matches a").nth(1)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator(".matches a").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.address}devices/jetson-*/index.html")


@pytest.mark.parametrize(
    ("typed", "name", "kind"),
    [
        ("mobilenetv2", "MobileNetV2 1.0", "workload"),
        ("litert", "LiteRT", "runtime"),
        ("n100i", "ASUS PRIME N100I-D D4", "device"),
        ("methods", "Methods", "page"),
    ],
)
def test_the_search_knows_every_kind_of_thing(visit: Open, typed: str, name: str, kind: str) -> None:
    page = visit(PAGE).page
    search(page, typed)
    first = page.locator(".matches a").first
    expect(first).to_contain_text(name)
    expect(first.locator(".kind")).to_have_text(kind)


def test_the_id_of_a_result_leads_to_it(site: Site, visit: Open) -> None:
    page = visit(PAGE).page
    digits = site.file("vm-amd-epyc-2/mobilenet-v2/*.json").stem[-16:]
    search(page, digits)
    expect(page.locator(".matches a")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("MobileNetV2")


def test_what_is_found_nowhere_is_said(visit: Open) -> None:
    page = visit(PAGE).page
    search(page, "zzzz")
    expect(page.locator(".matches")).to_have_text("Nothing is called “zzzz”.")


def test_on_a_phone_the_menu_opens_and_escape_closes_it(visit: Open) -> None:
    page = visit(PAGE, width=360).page
    page.locator("details.menu summary").click()
    expect(page.locator(".menu-body a").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("details.menu")).not_to_have_attribute("open", "")
    expect(page.locator("details.menu summary")).to_be_focused()


def test_a_missing_address_offers_the_nearest_names(visit: Open) -> None:
    page = visit("404.html").page
    page.goto(page.url.replace("404.html", "workloads/mobilenet-v3/"), wait_until="networkidle")
    expect(page.locator(".nearest a").first).to_contain_text("MobileNet")
