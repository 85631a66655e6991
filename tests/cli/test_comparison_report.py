"""What is said of a difference, word for word."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import pytest
from msgspec import structs

from edgebench.cli import comparison_report as report
from edgebench.difference import Difference, Unshown, Untestable
from edgebench.metrics import ENERGY, METRICS
from edgebench.model.entry import Entry
from edgebench.model.result import Result
from edgebench.pairing import pair
from edgebench.verdicts import Comparison, Side, compare, judge
from tests.build import metered, offline, rapl, result, server, streams, sustained

P90 = METRICS["latency_p90_ns"]
FOUND = Difference(
    metric=P90, verdict="significant", why=None, a=8e6, b=8.344e6, ratio=1.043, low=1.0312, high=1.0549,
    p_value=1e-6, smallest_detectable=1.0213, unit="process", processes=(5, 5), sessions=(1, 1),
)  # fmt: skip


def said(**changes: Any) -> str:
    return report.verdict(structs.replace(FOUND, **changes), 6)


def test_a_significant_difference_says_which_way() -> None:
    assert said() == "1.043 (1.031 to 1.055): significant, worse"
    assert said(b=7.7e6, ratio=0.9625, low=0.95, high=0.975) == "0.963 (0.950 to 0.975): significant, better"


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Unshown.WITHIN_NOISE, "no difference shown"),
        (Unshown.BELOW_MINIMUM, "no difference shown, below 2 %"),
        (Unshown.MANY_COMPARISONS, "no difference shown among 6 tests"),
    ],
)
def test_a_difference_that_is_not_claimed_says_why(why: Unshown, words: str) -> None:
    assert said(verdict="no-difference-shown", why=why) == f"1.043 (1.031 to 1.055): {words}"


def test_an_interval_that_says_nothing_is_not_drawn_out_in_digits() -> None:
    wide: dict[str, Any] = {"verdict": "no-difference-shown", "why": Unshown.WITHIN_NOISE, "ratio": 2.759}
    assert said(**wide, low=0.3, high=30.0) == "2.759 (0.300 to 30.0): no difference shown"
    assert said(**wide, low=0.00292, high=2600.0) == "2.759 (processes disagree): no difference shown"


@pytest.mark.parametrize(
    ("why", "sessions", "words"),
    [
        (Untestable.FEW_SESSIONS, (1, 1), "one session each"),
        (Untestable.FEW_SESSIONS, (2, 4), "2 and 4 sessions, three each are needed"),
        (Untestable.NOT_INTERLEAVED, (1, 1), "not interleaved"),
        (Untestable.ONE_PROCESS, (1, 1), "one process"),
        (Untestable.ONE_SEARCH, (1, 1), "one search each"),
    ],
)
def test_what_cannot_be_tested_says_why_and_has_no_interval(
    why: Untestable, sessions: tuple[int, int], words: str
) -> None:
    assert said(verdict="not-testable", why=why, sessions=sessions, low=None, high=None) == (
        f"1.043: not testable, {words}"
    )


def row(**changes: Any) -> list[str]:
    one = structs.replace(FOUND, **changes)
    compared = comparison()
    judged = structs.replace(compared.judged[0], answers=(one,))
    return report.rows(judged, 1)[0]


def test_a_row_has_both_figures_what_was_detectable_and_how_many_processes() -> None:
    assert row() == [
        "Latency p90", "8.00 ms", "8.34 ms", "1.043 (1.031 to 1.055): significant, worse", "2.1 %", "5 + 5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (1.0213, "2.1 %"),
        (1.5, "50.0 %"),
        (3.2, "3.20-fold"),
        (100.0, "100-fold"),
        (101.0, "over 100-fold"),
        (1.97e10, "over 100-fold"),
        (float("inf"), "none"),
    ],
)
def test_the_detectable_difference_is_in_percent_while_that_is_readable(ratio: float, words: str) -> None:
    assert row(smallest_detectable=ratio)[4] == words


def test_sessions_are_told_where_they_are_the_unit() -> None:
    assert row(unit="session", processes=(15, 15), sessions=(3, 3))[5] == "15 + 15 in 3 + 3 sessions"


def comparison(version: str = "2.1.0") -> Comparison:
    sides = (result(8.0), result(8.4, {"sut.runtime.version": version}))
    a, b = ([Entry(PurePath(f"{place}.json"), one)] for place, one in enumerate(sides))
    return compare(Side("old", a), Side("new", b), [P90])


def test_markdown_is_a_table_and_a_summary() -> None:
    lines = report.markdown(comparison()).splitlines()
    assert lines[0] == "**A** `old`, **B** `new`"
    assert lines[2] == (
        "`mobilenet-v2 tflite-int8, tflite, 2 threads, single-stream, standard`"
        "<br>`sut.runtime.version 2.0.2 → 2.1.0`"
    )
    assert lines[4:6] == [
        "| metric | A | B | B / A, 95 % interval | detectable | processes |",
        "| --- | ---: | ---: | --- | ---: | --- |",
    ]
    assert lines[6].startswith("| Latency p90 | 8.33 ms | 8.74 ms | 1.050 (")
    assert lines[8].startswith(
        "1 test (Welch's t, Holm, 5 %, at least 2 %): B significantly worse in 1, better in 0."
    )


def test_what_a_result_says_is_no_markup_and_no_mention_in_a_pull_request() -> None:
    text = report.markdown(comparison("`@everyone` <img src=x> | [x](y)"))
    (line,) = [line for line in text.splitlines() if "everyone" in line]
    assert line.endswith("`sut.runtime.version 2.0.2 → '@everyone' <img src=x> | [x](y)`")


def test_nor_is_what_it_says_of_a_metric_that_is_left_out() -> None:
    """Of two meters nobody states the accuracy, so they are named."""
    sides = (
        metered(8.0, by=rapl()),
        metered(8.4, {"sut.runtime.version": "2.1.0"}, by=rapl(model="| @octocat")),
    )
    a, b = ([Entry(PurePath(f"{place}.json"), one)] for place, one in enumerate(sides))
    text = report.markdown(compare(Side("old", a), Side("new", b), [P90, ENERGY]))
    (line,) = [line for line in text.splitlines() if "octocat" in line and line.startswith("| Energy")]
    assert r"`left out: not comparable: accuracy unspecified on different meters: " in line
    assert line.endswith(r"energy.model (RAPL, \| @octocat)` |  |  |")


def test_of_many_fields_that_differ_three_are_told_and_of_a_long_value_the_part_that_differs() -> None:
    files = [{"name": "a-model-with-a-long-name.tflite", "sha256": "0" * 64, "bytes": 7}]
    other = {"variant.name": "b", "variant.files": files, "sut.threads": 1, "sut.options": {"threads": 1}}
    (only,) = pair(
        [Entry(PurePath("a.json"), result())],
        [Entry(PurePath("b.json"), result(changes=other))],
        ["variant", "sut"],
    ).pairs
    _, told = report.name(only)
    assert told.startswith("variant.name tflite-int8 → b, variant.files ")
    assert told.endswith("sut.threads 2 → 1, and 1 more")
    assert len(told) < 250


def test_infinity_is_null_in_json() -> None:
    compared = comparison()
    wild = structs.replace(FOUND, smallest_detectable=float("inf"))
    judged = structs.replace(compared.judged[0], answers=(wild,))
    (one,) = report.as_json(structs.replace(compared, judged=(judged,)))["pairs"][0]["metrics"]
    assert one["smallest_detectable_ratio"] is None


def compared(a: Result, b: Result, *metrics: str) -> list[list[str]]:
    old, new = ([Entry(PurePath(f"{place}.json"), one)] for place, one in enumerate((a, b)))
    judged = judge(pair(old, new).pairs, [METRICS[name] for name in metrics])
    return report.rows(judged[0], 1)


NEWER = {"sut.runtime.version": "2.1.0"}


def test_every_metric_is_told_in_its_own_unit() -> None:
    ((name, a, b, words, *_),) = compared(streams(), streams(count=8, changes=NEWER), "streams")
    assert (name, a, b) == ("Streams", "4 streams", "8 streams")
    assert words == "2.000: not testable, one search each"
    slower = compared(sustained(), sustained(NEWER, last=1000), "last_over_first_minute_ppm")
    assert slower[0][:3] == ["Last over first minute", "1.08×", "1.25×"]


def test_what_a_scenario_has_not_is_no_row() -> None:
    told = compared(offline(), offline(7.0, NEWER), "latency_p90_ns", "throughput_mhz", "streams")
    assert [row[0] for row in told] == ["Throughput"]


def test_a_rate_that_was_not_found_says_why() -> None:
    told = compared(server(), server(found=False, changes={**NEWER, "load.bound_ns": 33_000_000}),
                    "latency_p90_ns", "throughput_mhz")  # fmt: skip
    assert told[1][:4] == ["Throughput", "—", "—", "left out: bound < service time (B)"]


def test_a_name_says_what_was_asked() -> None:
    (only,) = pair([Entry(PurePath("a"), server())], [Entry(PurePath("b"), server(changes=NEWER))]).pairs
    assert report.name(only)[0] == (
        "mobilenet-v2 tflite-int8, tflite, 2 threads, server, p99 within 33 ms, standard"
    )
