"""The page of methods: its figures are those of the code, and whatever leads there arrives."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from edgebench import checks, paths
from edgebench.metrics import METRICS
from edgebench.model.energy import Boundary
from edgebench.model.reason import TEXT
from edgebench.model.scenario import SCENARIOS, TIERS
from edgebench.publish.methods import definitions, glossary
from edgebench.publish.wording import words
from edgebench.table import COLUMNS
from edgebench.unranked import Unranked
from tests.publish.catalogue import WORKLOADS, measured
from tests.publish.page import Page
from tests.publish.test_site import built


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    return built(tmp_path_factory.mktemp("site") / "site", measured())["methods/index.html"]


def test_it_opens_with_six_lines(page: Page) -> None:
    html = (paths.shipped("site") / "pages/methods.html").read_text("utf-8")
    lines = html[html.index('<ol class="six">') : html.index("</ol>")]
    assert lines.count("<li>") == 6
    assert "geometric mean over fresh processes, 5 at tier standard" in page.text


def test_the_constants_are_those_that_decide() -> None:
    found = definitions.constants()
    assert (found.confidence, found.minimum_effect, found.guard_band) == ("95\u00a0%", "2\u00a0%", "5\u00a0%")
    assert (found.minimum_ratio, found.sessions_to_test, found.p99_queries) == ("1.02", "3", "662")
    assert (found.group_below, found.sustained) == ("5\u00a0µs", "600\u00a0s")
    assert (found.exact_below, found.bucket_width) == ("2048\u00a0ns", "0.10\u00a0%")


def test_its_sentences_hold_no_figure_with_a_unit() -> None:
    """They are written in the template; a constant that is typed there would be typed twice."""
    html = (paths.shipped("site") / "pages/methods.html").read_text("utf-8")
    prose = re.sub(r"\{[{%#].*?[}%#]\}|<[^>]*>", " ", html, flags=re.DOTALL)
    assert re.findall(r"\d[\d.]*\s*(?:%|ms|µs|ns|s|processes|queries|samples|sessions)\b", prose) == []


def test_tiers_are_the_codes() -> None:
    rows = definitions.tiers().rows
    assert rows[1] == ("standard", "5", "205", "12\u00a0s", "20\u00a0s", "yes")
    assert [row[0] for row in rows] == list(TIERS)


def test_a_metric_has_the_name_that_it_has_in_the_downloads() -> None:
    columns = {metric: column for metric, _, _, column in definitions.metrics().rows}
    assert set(columns.values()) <= set(COLUMNS["cells"])
    assert columns["Throughput"] == "throughput_samples_per_second"
    assert columns["Last over first minute"] == "last_over_first_minute_ratio"
    assert columns["Energy a sample"] == "energy_j_per_sample"


def test_every_word_of_the_site_has_its_address(page: Page) -> None:
    ids = set(page.ids())
    assert {words.badge_anchor(word) for word in words.BADGES} <= ids
    assert {f"class-{why.value}" for why in Unranked} <= ids
    assert {f"reason-{reason.value.replace('_', '-')}" for reason in TEXT} <= ids
    assert {f"scenario-{name}" for name in SCENARIOS} <= ids
    assert {f"metric-{name.replace('_', '-')}" for name in METRICS} <= ids
    assert {f"boundary-{name}" for name in get_args(Boundary)} <= ids
    assert {f"target-{name}" for name in WORKLOADS} <= ids


def test_every_check_is_listed_with_its_level(page: Page) -> None:
    rules = {**checks.submission_rules(), **checks.repository_rules(), **checks.across_rules()}
    assert {f"check-{name}" for name in (*checks.measurement_rules(), *rules)} <= set(page.ids())
    measured_rows = {row[0]: row for row in glossary.every_check()[0].rows}
    assert measured_rows["throttled"] == (
        "throttled", "warning", "The firmware or the kernel limited the clock during the run.",
    )  # fmt: skip


def test_no_address_is_there_twice(page: Page) -> None:
    assert len(page.ids()) == len(set(page.ids()))


def test_the_contents_lead_to_their_headings(page: Page) -> None:
    inside = [link[1:] for link in page.links() if link.startswith("#")]
    assert set(inside) <= set(page.ids())


def test_a_deadline_is_told_once_with_its_workloads() -> None:
    names = [row[:2] for row in definitions.deadlines(WORKLOADS).rows]
    assert len(names) == len(set(names))


def test_a_badge_leads_to_what_it_means(tmp_path: Path) -> None:
    from edgebench.publish.building import render

    environment = render._environment(paths.shipped("site"))
    drawn = environment.from_string('{% from "marks.html" import badge %}{{ badge(of, "../") }}')
    shown = Page(drawn.render(of=words.BADGES["failed a check"]))
    assert shown.links() == ["../methods/index.html#badge-failed-a-check"]
    assert shown.text == "failed a check"
