"""The four numbers on top of a workload's page."""

from __future__ import annotations

import datetime

from msgspec import structs

from edgebench import leaderboard
from edgebench.metrics import ENERGY
from edgebench.model.result import Result
from edgebench.probes.profile import Fact
from edgebench.publish import site
from edgebench.publish.boards import answers
from edgebench.publish.boards.answers import Answer
from tests.publish.catalogue import ONNX, PI5, PROFILES, WORKLOADS, measured, metered

PRICE = Fact(80, "its maker", datetime.date(2026, 1, 1))
PRICED = {"pi5": structs.replace(PROFILES["pi5"], facts={"price_usd": PRICE})}


def gathered(*results: Result) -> site.Site:
    return site.gather(results, WORKLOADS, PRICED, "/", None)


def answered(*results: Result) -> list[Answer]:
    made = gathered(*results)
    board = made.boards["mobilenet-v2"][0]
    by_energy = {one.asked: one for one in leaderboard.boards(made.entries, ENERGY)}
    return list(answers.of_workload(board, by_energy.get(board.asked), made.entries, made))


def shown(*results: Result) -> tuple[str, str, str]:
    first = answered(*results)[0]
    return first.label, f"{first.value} {first.unit}".replace("\u00a0", " "), first.note


class TestTheFastest:
    def test_it_has_its_interval_and_says_whose_it_is(self) -> None:
        assert shown(measured(8.42, PI5, session=1), measured(12.0, PI5, ONNX, session=2)) == (
            "Fastest",
            "8.76 ms p90",
            "8.73–8.80, Raspberry Pi 5, LiteRT 2.0.2, tflite-int8",
        )

    def test_of_several_that_do_not_differ_none_is_the_fastest(self) -> None:
        assert shown(measured(8.42, PI5, session=1), measured(8.5, PI5, ONNX, session=2)) == (
            "Fastest",
            "8.76–8.85 ms p90, 2 tie",
            "Raspberry Pi 5, tflite-int8; Raspberry Pi 5, onnx-int8",
        )

    def test_a_virtual_machine_is_called_one(self) -> None:
        assert shown(measured(8.0))[0] == "Fastest virtual machine"

    def test_what_is_not_ranked_is_not_called_fastest(self) -> None:
        assert shown(measured(8.0, tier="smoke")) == (
            "Lowest p90, not ranked",
            "8.32 ms p90",
            "one process, AMD EPYC, LiteRT 2.0.2, tflite-int8, smoke tier (preview)",
        )

    def test_no_more_digits_than_the_interval_supports(self) -> None:
        wild = [measured(ms, PI5, session=place) for place, ms in enumerate((8.0, 9.0, 10.0))]
        assert shown(*wild)[1:] == (
            "9.4 ms p90",
            "8.3–10.4, 3 sessions, Raspberry Pi 5, LiteRT 2.0.2, tflite-int8",
        )


class TestTheFastestForLittleMoney:
    def test_it_is_of_the_same_ranking_and_says_the_price(self) -> None:
        cheap = answered(measured(8.42, PI5, session=1), measured(6.0, session=2))[1]
        assert (cheap.label, cheap.value) == ("Fastest under 100\u00a0USD", "8.76\u00a0ms")
        assert cheap.note.endswith("Raspberry Pi 5, LiteRT 2.0.2, tflite-int8, 80\u00a0USD")

    def test_without_a_cheap_device_it_says_how_many_have_a_price(self) -> None:
        cheap = answered(measured(8.0))[1]
        assert (cheap.value, cheap.note) == ("none measured", "0 ranked rows have a list price")


class TestTheLeastEnergy:
    def test_it_names_its_boundary_and_whose_it_is(self) -> None:
        energy = answered(measured(8.0, PI5), metered(8.0, PI5, ONNX, session=9))[2]
        assert energy.label == "Least energy at the wall"
        assert energy.note.endswith("with fan and psu")
        assert "Raspberry Pi 5, ONNX Runtime 1.24.1, onnx-int8" in energy.note

    def test_those_that_do_not_differ_share_it(self) -> None:
        energy = answered(metered(8.0, PI5, session=1), metered(8.0, PI5, ONNX, session=2))[2]
        assert energy.unit == "2 tie"

    def test_without_any_its_reason_stands_there(self) -> None:
        energy = answered(measured(8.0))[2]
        assert (energy.value, energy.note) == ("no meter", "0 of 1 row are ranked by energy")


def test_devices_are_counted_with_their_results() -> None:
    so_far = answered(measured(8.0), measured(8.0, PI5, session=2))[3]
    assert (so_far.value, so_far.unit) == ("2", "devices")
    assert (so_far.note, so_far.date) == ("2 results, newest", "2026-11-21")
