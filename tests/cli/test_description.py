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
