"""Each scenario in words: what was asked, what was tried, and every reason for what is missing."""

from __future__ import annotations

import pytest
from msgspec import structs

from edgebench import summary
from edgebench.metrics import METRICS, judged_by
from edgebench.model.reason import TEXT, Reason
from edgebench.model.result import Result
from edgebench.model.scenario import SCENARIOS
from edgebench.publish.wording import scenarios
from edgebench.publish.wording.numbers import plain_spaces
from edgebench.units import Figure
from tests.build import multi_stream, offline, paced, process, result, server, streams, sustained

EACH = {
    "single-stream": result(),
    "multi-stream": multi_stream(),
    "offline": offline(),
    "server": server(),
    "streams": streams(),
    "sustained": sustained(),
}


def judged(one: Result) -> Figure:
    metric = judged_by(one.load.scenario)
    return metric.figure(metric.read(one))


def test_every_scenario_has_words() -> None:
    assert scenarios.JUDGEMENTS.keys() == SCENARIOS.keys() == EACH.keys()
    for said in scenarios.JUDGEMENTS.values():
        assert said.reading.endswith(".")
        assert set(said.figures) <= METRICS.keys()


@pytest.mark.parametrize(
    ("scenario", "figure"),
    [
        ("single-stream", Figure("8.33", "ms", "8.30–8.35")),
        ("multi-stream", Figure("66.6", "ms", "66.4–66.8")),
        ("offline", Figure("498", "/s", "496–499")),
        ("server", Figure("96.0", "/s", "one search")),
        ("streams", Figure("4", "streams", "one search")),
        ("sustained", Figure("116", "/s", "within 1")),
    ],
)
def test_it_is_judged_by_its_own_figure_in_its_own_unit(scenario: str, figure: Figure) -> None:
    assert judged(EACH[scenario]) == figure


def test_a_bound_that_cannot_be_met_is_an_answer() -> None:
    assert judged(server(found=False)) == Figure("bound < service time", "")


def test_what_the_processes_did_not_confirm_is_one_too() -> None:
    late = server(changes={"load.bound_ns": 8_000_000})
    assert judged(late) == Figure("bound missed", "")


@pytest.mark.parametrize("why", Reason)
@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_every_reason_stands_in_the_place_of_any_figure(metric, why: Reason) -> None:
    assert metric.figure(summary.missing(why, 5)) == (TEXT[why].cell, "", "")
    bare = structs.replace(summary.missing(why, 5), value=1_000_000, value_reason=None)
    assert metric.figure(bare).interval == TEXT[why].cell


def test_processes_that_disagree_a_hundredfold_have_no_interval_worth_its_digits() -> None:
    wild = result(processes=[process([1.0] * 300), process([2.0] * 300)])
    figure = METRICS["latency_p90_ns"].figure(wild.summary.latency_p90_ns)
    assert figure == Figure("1", "ms", "processes disagree")


@pytest.mark.parametrize(
    ("one", "asked"),
    [
        (EACH["single-stream"], []),
        (EACH["multi-stream"], ["8 samples a query"]),
        (EACH["offline"], []),
        (EACH["server"], ["p99 within 33 ms"]),
        (EACH["streams"], ["p99 within 33 ms"]),
        (paced(), ["every 20 ms"]),
        (result(changes={"load.batch": 8, "load.samples_per_query": 8}), ["batch 8"]),
        (result(changes={"load.scope": "pipeline"}), ["from encoded input to decoded answer"]),
    ],
)
def test_what_a_board_asks_beside_its_scenario(one: Result, asked: list[str]) -> None:
    assert [plain_spaces(part) for part in scenarios.asked_of_all(one)] == asked


@pytest.mark.parametrize(
    ("one", "load"),
    [
        (EACH["single-stream"], "at least 205 queries and 12 s a process"),
        (EACH["offline"], "batch 4 × 2 streams, found by a pilot, at least 16 queries and 12 s a process"),
        (
            offline(changes={"provenance.repeat.batch": 4, "provenance.repeat.streams": 2}),
            "batch 4 × 2 streams, as given, at least 16 queries and 12 s a process",
        ),
        (
            server(changes={"load.streams": 2}),
            "p99 within 33 ms, 2 streams, at least 662 queries and 12 s a process",
        ),
        (EACH["sustained"], "at least 205 queries and 600 s a process"),
        (
            result(changes={"load.chunk_ns": 32_000_000, "load.ended": "cap"}),
            "chunks of 32 ms, at least 205 queries and 12 s a process, cut at 120 s",
        ),
    ],
)
def test_the_load_in_words(one: Result, load: str) -> None:
    assert plain_spaces(scenarios.told(one)) == load


def test_only_sustained_slows_down() -> None:
    assert {name: scenarios.slowdown(one) for name, one in EACH.items() if scenarios.slowdown(one)} == {
        "sustained": "1.08× the time at first"
    }


def rows(one: Result) -> list[tuple[str, ...]]:
    tried = scenarios.tried(one)
    assert tried is not None
    assert {len(row) for row in tried.rows} == {len(tried.columns)}
    return [tuple(map(plain_spaces, row)) for row in tried.rows]


def test_a_pilot_is_every_way_it_tried_and_the_one_taken() -> None:
    assert rows(EACH["offline"]) == [
        ("1", "1", "250", "125", ""),
        ("4", "1", "62", "260", ""),
        ("1", "2", "250", "180", ""),
        ("4", "2", "62", "498", "taken"),
    ]


def test_a_search_for_a_rate_is_its_probes_and_the_confirmation() -> None:
    assert rows(EACH["server"]) == [
        ("closed loop", "1500", "12.0 ms", "128", "met"),
        ("64.0", "1500", "12.0 ms", "64.0", "met"),
        ("128", "1500", "48.0 ms", "128", "missed"),
        ("96.0", "1500", "12.0 ms", "96.0", "met"),
        *((rate, "1500", "48.0 ms", rate, "missed") for rate in ("112", "104", "100", "98.0", "97.0")),
        ("96.0", "1500", "12.0 ms", "96.0", "met"),
        ("96.0", "8250", "8.33 ms", "96.0", "met, all processes together"),
    ]


def test_a_search_for_streams_is_their_numbers() -> None:
    found = [(row[0], row[-1]) for row in rows(EACH["streams"])]
    assert found[2:] == [
        ("4", "met"),
        ("8", "missed"),
        ("6", "missed"),
        ("5", "missed"),
        ("4", "met"),
        ("4", "met, all processes together"),
    ]


def test_a_window_that_was_given_up_says_why_it_has_no_p99() -> None:
    one = server(changes={"points.2.latency_p99_ns": None, "points.2.throughput_mhz": None})
    assert rows(one)[2] == ("128", "1500", "too few queries", "—", "missed")


def test_a_scenario_without_a_search_tried_nothing() -> None:
    assert [name for name, one in EACH.items() if scenarios.tried(one)] == ["offline", "server", "streams"]


def test_early_stopping_has_what_it_stands_on() -> None:
    assert scenarios.early_stopping(EACH["single-stream"]) == (
        "8.36\u00a0ms",
        "the slowest but 135 of 1650, worst process",
    )


def test_early_stopping_has_a_reason_where_it_is_missing_and_no_place_without_a_percentile() -> None:
    few = result(processes=[process([8.0] * 20)])
    assert (scenarios.early_stopping(few) or ("",))[0] == "too few queries"
    assert scenarios.early_stopping(EACH["offline"]) is None
