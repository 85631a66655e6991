"""The page of a device: sentence, matrix, charts and facts, each with its reason or source."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from edgebench import paths
from edgebench.model.standing import Standing, Trust
from edgebench.probes import profile
from edgebench.publish import addresses, site
from edgebench.publish.device import facts as device_facts
from edgebench.publish.line import Line
from edgebench.publish.pages import device, devices
from edgebench.publish.pages.device import DeviceView
from edgebench.publish.site import Site
from edgebench.publish.wording import phrase
from edgebench.store import encode, result_id
from tests import build
from tests.publish.catalogue import MEASURED, ONNX, PI5, WORKLOADS, measured, metered

PROFILES = {one.slug: one for one in profile.load_profiles(paths.devices())}
SQUEEZE = {"workload.name": "squeezenet", "provenance.repeat.workload": "squeezenet"}
EIGHT = {"device.memory_bytes": 8 * 2**30 - 2**27}


def gathered(*results: Any, signers: tuple[str, ...] = ()) -> Site:
    named = zip(results, signers, strict=False)
    standings = {result_id(encode(one)): Standing(Trust.SIGNED, name) for one, name in named}
    return site.gather(results, WORKLOADS, PROFILES, "/", standings)


def page(*results: Any, signers: tuple[str, ...] = ()) -> DeviceView:
    """Of the first device."""
    found = gathered(*results, signers=signers)
    slug, lines = next(iter(device.by_device(found).items()))
    return device.view(slug, lines, found)


def sentence(*results: Any) -> str:
    return phrase.text(page(*results).sentence)


def test_a_line_survives_the_cache() -> None:
    for line in gathered(build.sustained({**PI5, **MEASURED}), metered(8.0, PI5, MEASURED)).lines:
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(line), type=Line) == line


def test_the_address_is_the_folder_of_its_results() -> None:
    assert [line.device for line in gathered(measured(8.0, PI5)).lines] == ["pi5"]
    assert str(addresses.page_of("pi5")) == "devices/pi5/index.html"


class TestSentence:
    FAST, SLOW = measured(8.0, PI5, MEASURED), measured(9.0, PI5, MEASURED, ONNX)

    def test_it_says_which_runtime_wins(self) -> None:
        assert sentence(self.FAST, self.SLOW).startswith(
            "LiteRT is the fastest in 1 of 1 workload measured with more than one runtime: "
            "LiteRT in 1, ONNX Runtime in 1."
        )

    def test_two_that_are_not_told_apart_tie(self) -> None:
        told = sentence(self.FAST, measured(8.1, PI5, MEASURED, ONNX))
        assert told.startswith(
            "LiteRT and ONNX Runtime each are the fastest, or tie for it, in 1 of 1 workload"
        )

    def test_one_runtime_alone_wins_nothing(self) -> None:
        assert sentence(self.FAST).startswith("No workload has a second runtime yet: LiteRT, on 1 workload.")

    def test_without_a_ranked_row_it_says_so(self) -> None:
        assert sentence(measured(8.0, PI5, tier="smoke")).startswith("Nothing measured here is ranked yet")

    def test_it_says_that_speed_is_not_held(self) -> None:
        told = sentence(self.FAST, build.sustained({**PI5, **MEASURED}, first=1250, last=1000))
        assert told.endswith("keeps its speed in 0 of 1 workload; MobileNetV2 then takes 25.0\u00a0% longer.")

    def test_below_two_percent_it_is_held(self) -> None:
        told = sentence(self.FAST, build.sustained({**PI5, **MEASURED}, first=1250, last=1240))
        assert told.endswith("Over ten minutes it keeps its speed in 1 of 1 workload.")

    def test_without_sustained_it_is_not_known(self) -> None:
        assert sentence(self.FAST).endswith(
            "Whether it holds its speed over ten minutes is not measured yet."
        )


class TestMatrix:
    def test_the_best_of_each_runtime_is_shown_and_the_best_marked(self) -> None:
        row = page(measured(8.0, PI5, MEASURED), measured(9.0, PI5, MEASURED, ONNX)).matrix.groups[0].rows[0]
        assert [(cell.value, cell.best) for cell in row.cells] == [
            ("9.37\u00a0ms", False),
            ("8.33\u00a0ms", True),
        ]

    def test_of_one_runtime_nothing_is_best(self) -> None:
        row = page(measured(8.0, PI5, MEASURED)).matrix.groups[0].rows[0]
        assert [cell.best for cell in row.cells] == [False]

    def test_a_row_says_which_variants_are_not_measured(self) -> None:
        row = page(measured(8.0, PI5, MEASURED), measured(9.0, PI5, MEASURED, ONNX)).matrix.groups[0].rows[0]
        assert row.note.endswith("not measured: onnx-fp32")

    def test_energy_has_its_boundary(self) -> None:
        row = page(metered(8.0, PI5, MEASURED)).matrix.groups[0].rows[0]
        assert row.cells[0].note == "tflite-int8"
        assert row.cells[0].energy == ("48.2\u00a0±\u00a00.2\u00a0mJ", "wall_ac")

    def test_a_missed_target_stands_in_the_place_of_the_number(self) -> None:
        wrong = measured(5.0, PI5, MEASURED, ONNX, {"quality.met": "no"})
        row = page(measured(8.0, PI5, MEASURED), wrong).matrix.groups[0].rows[0]
        assert row.cells[0].missing == "top-1 71.0\u00a0%, below the target"

    def test_a_hole_is_wanted(self) -> None:
        results = (measured(8.0, PI5, MEASURED, ONNX), measured(8.0, PI5, MEASURED, ONNX, SQUEEZE))
        rows = page(*results, measured(9.0, PI5, MEASURED)).matrix.groups[0].rows
        assert [row.cells[1].missing for row in rows] == ["", "wanted"]

    def test_rows_without_a_rank_are_counted(self) -> None:
        found = page(measured(8.0, PI5, MEASURED), measured(7.0, PI5, tier="smoke")).not_ranked
        assert (found.count, found.reasons) == ("1 row", ("1 smoke tier (preview)",))


class TestSustained:
    def test_the_trace_of_the_worst_explains(self) -> None:
        found = page(build.sustained({**PI5, **MEASURED}, first=1250, last=1000))
        assert found.why
        assert found.why.title == "Why MobileNetV2 slows down"
        assert found.why.chart.missing == (
            "Not shown: CPU clock: no sensor, temperature: no sensor, power: no meter."
        )

    def test_no_change_is_hollow(self) -> None:
        found = page(build.sustained({**PI5, **MEASURED}, first=1250, last=1250)).burst
        assert found
        assert [(row.hollow, row.change) for row in found.rows] == [(True, "no change")]

    def test_a_change_is_told(self) -> None:
        found = page(build.sustained({**PI5, **MEASURED}, first=1250, last=1000)).burst
        assert found
        assert [(row.worse, row.change) for row in found.rows] == [(True, "25.0\u00a0% slower")]


class TestAgreement:
    def test_one_row_a_submitter_and_who_differs_says_why(self) -> None:
        passive = measured(
            9.0, PI5, MEASURED, {"device.cooling": "passive", "device.cooling_reason": None}, session=3
        )
        results = (measured(8.0, PI5, MEASURED), measured(8.001, PI5, MEASURED, session=2), passive)
        found = page(*results, signers=("ada", "bob", "cyd")).agreement
        assert found
        assert [row.who for row in found.rows] == ["ada", "bob", "cyd"]
        assert [row.differs for row in found.rows] == ["", "", "differs: cooling passive"]

    def test_one_submitter_agrees_with_nobody(self) -> None:
        assert page(measured(8.0, PI5, MEASURED), signers=("ada",)).agreement is None


class TestFacts:
    def test_the_price_is_that_of_the_memory_that_was_measured(self) -> None:
        found = gathered(measured(8.0, PI5, MEASURED, EIGHT))
        told = device_facts.price(found.lines, found)
        assert (told.value, told.note) == ("80\u00a0USD", "list, 2026-11-22, recalled")

    def test_without_a_source_there_is_no_price(self) -> None:
        found = gathered(measured(8.0, {**PI5, "device.slug": "rock-5b"}, MEASURED))
        assert device_facts.price(found.lines, found).value == "no list price"

    def test_every_fact_has_its_source_and_date(self) -> None:
        for one in device_facts.sourced(PROFILES["pi5"]):
            assert one.source
            assert one.date >= "2026-11-21"

    def test_a_device_without_a_profile_has_none(self) -> None:
        assert device_facts.sourced(PROFILES["vm"]) == ()

    def test_prices_are_told_with_their_memories(self) -> None:
        found = {one.name: one.value for one in device_facts.sourced(PROFILES["pi4"])}
        assert found["List price"] == "35, 45, 55, 75\u00a0USD with 1, 2, 4, 8\u00a0GiB"
        assert found["Idle at the wall"] == "1.6\u00a0W"

    @pytest.mark.parametrize("slug", sorted(PROFILES))
    def test_there_are_no_more_prices_than_memories(self, slug: str) -> None:
        facts = PROFILES[slug].facts
        price = facts["price_usd"].value if "price_usd" in facts else ()
        memories = facts["memory_bytes"].value if "memory_bytes" in facts else ()
        assert not isinstance(price, tuple) or len(price) <= len(memories)  # type: ignore[arg-type]


class TestIndex:
    def test_every_device_has_a_line(self) -> None:
        found = devices.view(gathered(measured(8.0, PI5, MEASURED, EIGHT), measured(8.0, MEASURED)))
        assert [line.kind for line in found.lines] == ["Single-board computer", "Virtual machine"]
        assert [line.measured for line in found.lines] == ["1 of 2", "1 of 2"]
        assert found.sentence == "2 devices, 1 with a list price, 1 virtual machine among them, ranked apart."

    def test_without_results_it_says_what_to_do(self) -> None:
        assert devices.view(gathered()).sentence == "Nothing has been measured on any device yet."
