"""Comparing devices: chosen by controls, named by the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import NO_PLAYWRIGHT, Open, Site

expect = pytest.importorskip("playwright.sync_api", reason=NO_PLAYWRIGHT).expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGE = "compare/index.html"
TWO = "vm-amd-epyc-2,asus-prime-n100i-d-d4"
CHIPS = "#compare-controls .device-chip"


def address(page: Page) -> str:
    return str(page.evaluate("decodeURIComponent(location.hash)"))


def test_the_devices_of_the_address_are_compared(visit: Open) -> None:
    page = visit(f"{PAGE}#d={TWO}").page
    expect(page.locator("#compare-title")).to_have_text("AMD EPYC, 2 cores, ASUS PRIME N100I-D D4")
    assert [chip[0] for chip in page.locator(CHIPS).all_inner_texts()] == ["A", "B"]
    assert page.locator("#comparison table.beside-table thead th").count() == 3


def test_a_third_device_is_added_and_one_removed_by_the_keyboard(visit: Open) -> None:
    page = visit(f"{PAGE}#d={TWO}").page
    page.locator("#compare-controls select").select_option("jetson-xavier-nx")
    expect(page.locator(CHIPS)).to_have_count(3)
    assert address(page) == f"#d={TWO},jetson-xavier-nx"
    page.locator(CHIPS).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(CHIPS)).to_have_count(2)
    assert address(page) == "#d=asus-prime-n100i-d-d4,jetson-xavier-nx"


def test_back_brings_the_former_comparison(visit: Open) -> None:
    page = visit(f"{PAGE}#d={TWO}").page
    page.locator("#compare-controls [data-key=base-1]").click()
    expect(page.locator("#compare-controls [data-key=base-1]")).to_have_attribute("aria-pressed", "true")
    assert address(page) == f"#d={TWO}&base=asus-prime-n100i-d-d4"
    page.go_back()
    expect(page.locator("#compare-controls [data-key=base-0]")).to_have_attribute("aria-pressed", "true")


def test_what_the_address_asks_in_vain_is_named(visit: Open) -> None:
    page = visit(f"{PAGE}#d={TWO},nothing&colour=red").page
    expect(page.locator("#compare-ignored")).to_have_text("Ignored in the address: nothing, colour=red.")


def test_one_device_asks_for_a_second(visit: Open) -> None:
    page = visit(f"{PAGE}#d=vm-amd-epyc-2").page
    expect(page.locator("#compare-sentence")).to_have_text("Choose a second device to compare with.")


def test_without_script_ready_pairs_are_pages_of_their_own(site: Site, visit: Open) -> None:
    page = visit(PAGE, script=False).page
    page.locator("main ul.waiting a").first.click()
    assert page.url.startswith(f"{site.address}compare/")
    assert page.locator("#comparison table").count() > 1


@pytest.mark.parametrize("devices", ["jetson-tx2,nuc13anhi3", "nuc13anhi3,jetson-tx2"])
def test_on_a_phone_no_word_of_an_axis_leaves_it(visit: Open, devices: str) -> None:
    page = visit(f"{PAGE}#d={devices}", width=360).page
    expect(page.locator("#compare-title")).to_contain_text("Jetson TX2")
    ends = """(all) => all.map((one) => one.getBoundingClientRect()).filter((one) => one.width)
      .map((one) => [one.left, one.right])"""
    found = page.eval_on_selector_all(".ratio thead .axis text", ends)
    assert found
    assert all(left >= 0 and right <= 360 for left, right in found), found
