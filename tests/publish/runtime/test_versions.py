"""Versions of a runtime: which became slower, and only where that was tested."""

from __future__ import annotations

from typing import Any

import pytest

from edgebench.publish import site
from edgebench.publish.charts import versions as chart
from edgebench.publish.pages import runtime, runtimes
from edgebench.publish.pages.runtime import RuntimeView
from edgebench.publish.runtime import versions
from edgebench.publish.site import Site
from edgebench.publish.wording import phrase
from tests.publish.catalogue import MEASURED, PI5, PROFILES, WORKLOADS, measured


def of(version: str, ms: float, session: int) -> Any:
    return measured(ms, PI5, MEASURED, {"sut.runtime.version": version}, session=session)


def three(version: str, ms: float, first: int) -> list[Any]:
    return [of(version, ms * (1 + 0.003 * n), first + n) for n in range(3)]


def gathered(*results: Any) -> Site:
    return site.gather(results, WORKLOADS, PROFILES, "/", None)


def page(*results: Any) -> RuntimeView:
    found = gathered(*results)
    return runtime.view("tflite", runtime.by_harness(found)["tflite"], found, {"pi5": "Raspberry Pi 5"})


def said(view: RuntimeView) -> str:
    return phrase.text(view.sentence)


TESTED = (*three("2.9", 8.0, 1), *three("2.16", 8.0, 4), *three("2.17", 8.64, 7))


class TestRegression:
    def test_it_is_told_with_its_interval(self) -> None:
        assert said(page(*TESTED)) == (
            "The newest version measured is 2.17 on 1 device and 1 workload. 1 of 2 tested steps from one "
            "version to the next is slower: MobileNetV2 on Raspberry Pi 5, "
            "8.0\u00a0±\u00a00.7\u00a0% slower in 2.17."
        )

    def test_versions_stand_in_their_order(self) -> None:
        assert [row.version for row in page(*TESTED).rows] == ["2.9", "2.16", "2.17"]

    def test_its_row_and_its_mark_say_so(self) -> None:
        found = page(*TESTED)
        assert [row.regressed for row in found.rows] == [False, False, True]
        assert found.workloads[0].chart.smalls[0].regressions == (
            "8.0\u00a0±\u00a00.7\u00a0% slower in 2.17",
        )

    def test_faster_is_no_regression(self) -> None:
        found = page(*three("2.16", 8.0, 1), *three("2.17", 7.0, 4))
        assert said(found).endswith("No regression in 1 tested step from one version to the next.")

    def test_one_session_a_side_is_not_tested_and_not_marked(self) -> None:
        found = page(of("2.16", 8.0, 1), of("2.17", 9.0, 2))
        assert "none could be tested" in said(found)
        assert [row.change for row in found.rows] == ["the oldest here", "not tested, 13\u00a0% slower"]
        assert found.workloads[0].chart.smalls[0].regressions == ()

    def test_within_the_guard_band_nothing_is_said(self) -> None:
        assert page(of("2.16", 8.0, 1), of("2.17", 8.2, 2)).rows[1].change == "not tested, within 5 %"


def test_one_version_has_nothing_to_compare() -> None:
    found = page(of("2.17", 8.0, 1))
    assert found.workloads == ()
    assert "nothing is known of regressions" in said(found)


def test_time_is_relative_to_the_oldest_and_up_is_slower() -> None:
    found = chart.chart(chart_series())
    first, last = found.smalls[0].points[0], found.smalls[0].points[-1]
    assert first.y == found.one
    assert float(last.y[:-1]) < float(first.y[:-1])
    assert [tick.label for tick in found.versions] == ["2.9", "2.16", "2.17"]


def test_versions_of_one_age_stand_in_the_order_of_their_names() -> None:
    names = ["2.1", "2.1.0", "2.1.0.0", "2.1.0.0.0"]
    found = versions.series_of(gathered(*[of(name, 8.0, 1 + n) for n, name in enumerate(names)]).lines)
    assert [tick.label for tick in chart.chart(found).versions] == names


def chart_series() -> Any:
    return versions.series_of(gathered(*TESTED).lines)


class TestIndex:
    def test_regressions_are_counted(self) -> None:
        line = runtimes.view(gathered(*TESTED)).lines[0]
        assert (line.version, line.versions, line.regressed) == ("2.17", "3 versions", "1 of 2 steps")

    @pytest.mark.parametrize(("results", "told"), [((of("2.17", 8.0, 1),), "nothing to compare")])
    def test_what_cannot_be_counted_says_why(self, results: Any, told: str) -> None:
        assert runtimes.view(gathered(*results)).lines[0].regressed == told
