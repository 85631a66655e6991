"""A result in words, as `edgebench show` prints it."""

from __future__ import annotations

from typing import Any

from edgebench.cli.description import describe
from edgebench.model.reason import TEXT, Reason
from edgebench.model.result import Result
from tests import build


def figures(one: Result) -> dict[str, tuple[str, str]]:
    return {name: (text, note) for name, text, note in describe(one).figures}


def quality(**changes: Any) -> str:
    return figures(build.result(changes=changes))["quality"][0]


def test_the_title_counts_threads() -> None:
    titles = [describe(build.result(changes={"sut.threads": threads})).title for threads in (1, 2)]
    assert [title.split(", ")[2] for title in titles] == ["1 thread", "2 threads"]


def test_what_was_asked_for_beside_the_usual_is_in_the_title() -> None:
    asked = {"provenance.repeat.accelerator": "GPU", "provenance.repeat.precision": "bf16"}
    assert ", 2 threads, GPU, bf16, " in describe(build.result(changes=asked)).title


def test_a_target_is_written_as_its_metric_is() -> None:
    assert "target 70.4 %" in quality()
    assert "target 0.135" in quality(**{"quality.rule": "ap", "quality.target_ppm": 135_036})


def test_what_the_scenario_is_judged_by_comes_first_and_what_it_has_not_is_left_out() -> None:
    assert next(iter(figures(build.result()))) == "judged by latency p90"
    assert {"streams", "last minute"}.isdisjoint(figures(build.result()))
    offline = figures(build.offline())
    assert next(iter(offline)) == "judged by throughput"
    assert offline["judged by throughput"] == ("498 /s", "496–499")
    assert not [name for name in offline if "latency" in name or "stopping" in name]


def test_sustained_says_how_much_it_slowed_down() -> None:
    told = figures(build.sustained())
    assert told["judged by last minute"] == ("116 /s", "within 1")
    assert told["last over first minute"] == ("1.08×", "within 0.01")


def test_the_load_stands_in_words_with_ordinary_spaces() -> None:
    assert describe(build.server()).load == (
        "Load: p99 within 33 ms, at least 662 queries and 12 s a process"
    )


def test_early_stopping_stands_beside() -> None:
    assert figures(build.result())["early stopping"] == (
        "8.36 ms",
        "the slowest but 135 of 1650, worst process",
    )


def test_a_missing_figure_is_explained_with_its_cure() -> None:
    (why,) = describe(build.server(found=False)).why
    text = TEXT[Reason.BOUND_BELOW_SERVICE_TIME]
    assert why == f"{text.cell}: {text.sentence} {text.cure}"
    assert describe(build.server()).why[0].startswith("one search: ")
    assert describe(build.result()).why == []


def test_what_was_tried_is_a_table_without_the_sites_spaces() -> None:
    (tried,) = describe(build.server()).tables
    assert tried.rows[1] == ("64.0", "1500", "12.0 ms", "64.0", "met")
    assert describe(build.result()).tables == []


class TestEnergy:
    def test_it_has_its_interval_its_boundary_and_what_follows_from_it(self) -> None:
        told = figures(build.metered(others=[(build.rapl(), 0.5)]))
        assert told["energy a sample"] == ("48.2 mJ", "48.0–48.4, gross")
        assert told["boundary"] == ("wall_ac", "the device, at the wall (AC); includes psu, fan")
        assert told["mean power"][0] == "6.00 W"
        assert told["net of idling"] == ("32.2 mJ", "a sample, less what idling takes meanwhile")
        assert told["samples a joule"] == ("20.7 /J", "20.6–20.8")
        assert told["energy-delay product"][0] == "387 µJ·s"
        assert told["energy a right answer"][0] == "no labelled data"
        assert told["beside it, RAPL"] == ("0.500×", "soc_package over wall_ac; powercap-rapl")
        assert told["sampler"][0] == "0.05 %"

    def test_without_a_stated_accuracy_only_how_well_it_repeats_is_told(self) -> None:
        told = figures(build.metered(by=build.rapl(validated="emulated-only")))
        assert told["energy a sample"][1] == (
            "gross, repeatability only: ± 0.0582 mJ (standard); accuracy unspecified"
        )
        assert told["meter"] == (
            "RAPL (powercap-rapl)", "accuracy unspecified; one channel; meter emulated-only",
        )  # fmt: skip

    def test_the_flags_of_windows_are_told_in_words(self) -> None:
        told = figures(build.metered(changes={"energy.windows.1.flags": ["simulated"]}))
        assert told["windows"] == ("1 of 5 windows", "the readings were made up")

    def test_the_budget_is_a_table_with_its_sum(self) -> None:
        (budget,) = describe(build.metered()).tables
        assert budget.heading == "Where the uncertainty of the energy comes from"
        assert [row[0] for row in budget.rows] == ["repeats", "power-offset", "power-gain", "combined"]
        assert budget.rows[0] == ("repeats", "A", "t", "58.2 µJ (0.121 %)", "this run")
        assert budget.rows[-1][3:] == ("79.5 µJ (0.165 %)", "k = 2.38, 13 degrees of freedom")

    def test_without_a_meter_there_is_the_reason(self) -> None:
        assert figures(build.result())["energy"] == ("no meter", "")
