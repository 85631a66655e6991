"""The constraint finder: what is typed is answered at once, stands in the address, and comes back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import NO_PLAYWRIGHT, Open, Site
from tests.browser.test_every_page import AXE

expect = pytest.importorskip("playwright.sync_api", reason=NO_PLAYWRIGHT).expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

EXAMPLE = "index.html"
TASK = "index.html#task=image-classification"
REST_MS = 600
"""Longer than the finder waits for more to be typed."""


@pytest.fixture
def finder(visit: Open) -> Page:
    return visit(TASK).page


def ask(page: Page, field: str, text: str, *, leave: bool = True) -> None:
    page.fill(f"#find-{field}", text)
    if leave:
        page.keyboard.press("Tab")
    page.wait_for_timeout(REST_MS)


def address(page: Page) -> str:
    return str(page.evaluate("decodeURIComponent(location.hash)"))


def heading(page: Page) -> str:
    return page.inner_text("#answer-heading")


def test_what_the_bars_mean_is_told_where_there_are_any(visit: Open) -> None:
    page = visit("index.html#model=mobilenet-v2&p90<=100ms").page
    expect(page.locator("#answer .share-legend")).to_contain_text("line: the limit")
    page = visit("index.html#model=mobilenet-v2").page
    expect(page.locator("#answer .fitting")).to_have_count(1)
    expect(page.locator("#answer .share-legend", has_text="limit")).to_have_count(0)


def test_a_limit_is_answered_while_it_is_typed(finder: Page) -> None:
    before = heading(finder)
    ask(finder, "time", "5 ms", leave=False)
    assert heading(finder) != before
    assert address(finder) == "#task=image-classification&p90<=5ms"


@pytest.mark.parametrize(
    ("typed", "echoed"), [("30 fps", "= 33 ms"), ("33ms", "= 30 fps"), ("0.5 s", "= 2 fps"), ("2 s", "")]
)
def test_the_other_form_of_a_time_is_told_beside_it(finder: Page, typed: str, echoed: str) -> None:
    ask(finder, "time", typed)
    assert finder.inner_text("#find-time-told").replace("\u00a0", " ") == echoed


def test_an_address_with_every_condition_comes_back_as_it_was(visit: Open) -> None:
    asked = (
        "task=image-classification&acc>=70%&p50<=50ms&power<=10W@wall_ac&price<=150USD&memory<=100MiB"
        "&on=board&trust>=signed&judge=value&order=latency"
    )
    page = visit(f"index.html#{asked}").page
    page.select_option("#find-order", "energy")
    page.select_option("#find-order", "latency")
    page.wait_for_timeout(REST_MS)
    assert address(page) == f"#{asked}"
    shown = {name: page.input_value(f"#find-{name}") for name in ("acc", "time", "power", "price", "memory")}
    assert shown == {"acc": "70 %", "time": "50 ms", "power": "10 W", "price": "150 USD", "memory": "100 MiB"}


def test_typing_replaces_the_entry_and_leaving_a_field_adds_one(finder: Page) -> None:
    before = finder.evaluate("history.length")
    ask(finder, "time", "5 ms", leave=False)
    assert finder.evaluate("history.length") == before
    finder.keyboard.press("Tab")
    finder.wait_for_timeout(REST_MS)
    assert finder.evaluate("history.length") == before + 1


def test_back_and_forward_bring_question_and_answer(finder: Page) -> None:
    ask(finder, "time", "5 ms")
    five = heading(finder)
    ask(finder, "time", "1 us")
    finder.go_back()
    finder.wait_for_timeout(REST_MS)
    assert (finder.input_value("#find-time"), heading(finder)) == ("5 ms", five)
    finder.go_forward()
    finder.wait_for_timeout(REST_MS)
    assert heading(finder).startswith("Nothing fits")


def test_back_to_the_start_shows_the_example_again(visit: Open) -> None:
    page = visit(EXAMPLE).page
    first = page.inner_text("#answer-body")
    ask(page, "time", "1 us")
    page.go_back()
    page.wait_for_timeout(REST_MS)
    assert page.inner_text("#answer-body") == first
    assert "example" in page.inner_text("#answer-state")


def test_a_reload_restores_the_answer_and_its_open_lists(visit: Open) -> None:
    page = visit(f"{TASK}&p90<=5ms&price<=100USD").page
    page.locator("details.listed summary").first.click()
    page.wait_for_timeout(REST_MS)
    before = page.inner_text("#answer-body")
    page.reload(wait_until="networkidle")
    assert page.inner_text("#answer-body") == before
    assert page.locator("details.listed[open]").count() == 1


def test_the_link_to_the_answer_is_copied_and_the_button_says_so(site: Site, visit: Open) -> None:
    page = visit(TASK, permissions=["clipboard-read", "clipboard-write"]).page
    page.click("#copy-link")
    expect(page.locator("#copy-link")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == site.address + TASK


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("time", "soon", "“soon” is not a time. Write 33 ms, 0.5 s or 30 fps."),
        ("price", "-3", "“-3” is not a price. Write 150 USD."),
        ("acc", "120 %", "No answer is more than 100 % right. Write 70 %."),
        ("memory", "0", "Nothing is within 0. Write a number above it, as 100 MiB."),
    ],
)
def test_what_cannot_be_asked_keeps_the_old_answer_and_says_why(
    finder: Page, field: str, typed: str, said: str
) -> None:
    finder.evaluate("document.getElementById('find-further').open = true")
    before = finder.inner_text("#answer-body")
    ask(finder, field, typed)
    assert finder.inner_text(f"#find-{field}-told") == said
    assert finder.get_attribute(f"#find-{field}", "aria-invalid") == "true"
    assert finder.inner_text("#answer-body") == before
    assert finder.inner_text("#answer-state") == "This shows the answer to the last valid question."


def test_where_nothing_fits_a_button_loosens_one_condition(finder: Page) -> None:
    ask(finder, "time", "1 us")
    offer = finder.locator(".offers button").first
    assert offer.inner_text().startswith("Allow ")
    promised = offer.inner_text().split(": ")[1]
    offer.click()
    finder.wait_for_timeout(REST_MS)
    assert heading(finder).startswith(promised.split()[0])


def test_a_task_that_nobody_measured_says_what_is_ignored(visit: Open) -> None:
    page = visit("index.html#task=nonsense&p50<=fast").page
    assert heading(page) == "Nothing has been ranked here yet"
    assert "p50<=fast, nonsense" in page.inner_text("#answer-state")


def test_without_a_task_the_conditions_are_about_the_examples(visit: Open) -> None:
    page = visit("index.html#price<=1USD").page
    assert address(page).startswith("#task=")
    assert heading(page) == "Nothing fits"
    assert page.input_value("#find-price") == "1 USD"


@pytest.mark.parametrize("ignored", ["p91<=5ms", "p90<=0ms", "power<=10W@mars"])
def test_a_condition_that_means_nothing_is_named(visit: Open, ignored: str) -> None:
    for address_ in (f"index.html#{ignored}", f"{TASK}&{ignored}"):
        assert ignored in visit(address_).page.inner_text("#answer-state")


def test_unknown_parts_of_an_address_are_kept(visit: Open) -> None:
    page = visit(f"{TASK}&color=red").page
    ask(page, "time", "5 ms")
    assert address(page) == "#task=image-classification&p90<=5ms&color=red"


def test_the_keyboard_alone_asks_and_is_answered(visit: Open) -> None:
    page = visit(EXAMPLE).page
    page.focus("#find-target")
    page.keyboard.type("face detection")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("20 ms")
    page.keyboard.press("Tab")
    page.wait_for_timeout(REST_MS)
    assert address(page).startswith("#task=face-detection")
    assert "<=20ms" in address(page)


def test_the_count_is_announced_once_typing_rests(finder: Page) -> None:
    ask(finder, "time", "5 ms")
    finder.wait_for_timeout(REST_MS)
    assert finder.text_content("#answer-status") == heading(finder)
    assert finder.get_attribute("#answer-status", "aria-live") == "polite"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("asked", [TASK, f"{TASK}&p90<=5ms&price<=100USD"])
def test_axe_finds_nothing_while_an_old_answer_stands(visit: Open, axe: str, theme: str, asked: str) -> None:
    page = visit(asked, theme=theme).page
    ask(page, "time", "soon")
    assert page.locator("#answer-body.dimmed").count() == 1
    page.evaluate(axe)
    assert page.evaluate(AXE) == []
