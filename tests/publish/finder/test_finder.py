"""The constraint finder: which combinations fit, nearly fit, cannot be judged, or do not fit."""

from __future__ import annotations

import pytest

from edgebench.publish.finder import judge, question, view
from edgebench.publish.finder.cells import Bar
from edgebench.publish.finder.combinations import Combination, Known, Lot
from edgebench.publish.finder.judge import Answer
from edgebench.publish.finder.view import AnswerView
from tests.publish.finder.lots import MS, device, lot, row

SLOW = row(2, p90=Known(49 * MS, 47 * MS, 51 * MS))
SLOWER = row(3, p90=Known(56 * MS, 55 * MS, 57 * MS))
SLOWEST = row(4, p90=Known(90 * MS, 89 * MS, 91 * MS))
UNKNOWN = row(5, accuracy="no labelled data")


def judged(text: str, *rows: Combination, lots: tuple[Lot, ...] = ()) -> Answer:
    asked = question.read(text, share=True)
    return judge.answer(asked, judge.candidates(asked, judge.asked_of(asked, lots or (lot(*rows),))))


def drawn(text: str, *rows: Combination) -> AnswerView:
    return view.view(question.read(text, share=True), (lot(*rows),))


def ids(answer: Answer) -> list[str]:
    return [one.row.id for one in answer.fits]


class TestNothingFits:
    ASKED = "task=object-detection&p90<=1ms&power<=10W@wall_ac"
    UNMETERED = row(7, p90=Known(MS, MS, MS), power="no meter")

    def test_the_closest_is_named_however_far_it_is(self) -> None:
        found = drawn(self.ASKED, row(1), SLOW)
        assert found.lead == (
            "Closest",
            "Raspberry Pi 5, 8 GiB, tflite-int8, 4 threads, LiteRT 2.0.2",
            "80\u00a0USD, 20.0\u00a0ms and 8.0\u00a0W, latency 20 times the limit",
        )

    def test_an_offer_says_how_far_it_goes(self) -> None:
        assert [one.text for one in drawn(self.ASKED, row(1)).offers] == [
            "Allow 21\u00a0ms, 21 times the limit: 1 fits"
        ]

    def test_what_lacks_only_a_meter_is_a_click_away(self) -> None:
        (offer,) = drawn(self.ASKED, self.UNMETERED).offers
        assert (offer.text, offer.address) == (
            "Drop the limit of power: 1 fits",
            "task=object-detection&p90<=1ms",
        )


class TestGroups:
    def test_what_keeps_every_condition_fits(self) -> None:
        asked = "task=object-detection&acc>=0.20&p90<=50ms&power<=10W@wall_ac&price<=150USD"
        assert len(judged(asked, row(1)).fits) == 1

    def test_the_worst_end_of_the_interval_decides_unless_the_value_is_asked_for(self) -> None:
        assert not judged("task=object-detection&p90<=50ms", SLOW).fits
        assert judged("task=object-detection&p90<=50ms&judge=value", SLOW).fits

    def test_a_limit_that_is_just_met_is_kept(self) -> None:
        assert judged("task=object-detection&p90<=51ms", SLOW).fits
        assert judged("task=object-detection&acc>=0.225", row(1)).fits

    def test_one_condition_missed_by_at_most_a_fifth_is_nearly(self) -> None:
        answer = judged("task=object-detection&p90<=50ms", SLOW, SLOWER, SLOWEST)
        assert [(one.of.row.id[-1], one.failures[0].end) for one in answer.nearly] == [
            ("2", True),
            ("3", False),
        ]
        assert (answer.out, answer.reasons) == (1, (("p90", 1),))

    def test_two_conditions_missed_do_not_fit(self) -> None:
        answer = judged("task=object-detection&p90<=50ms&price<=79USD", SLOWER)
        assert (answer.out, answer.nearly) == (1, ())

    def test_a_quantity_that_is_missing_cannot_be_judged(self) -> None:
        answer = judged("task=object-detection&acc>=0.20&p90<=50ms", UNKNOWN)
        assert answer.unknown[0].missing == (("acc", "no labelled data"),)

    def test_what_certainly_fails_does_not_fit_whatever_is_missing(self) -> None:
        slow = row(6, accuracy="no labelled data", p90=Known(90 * MS))
        assert judged("task=object-detection&acc>=0.20&p90<=50ms", slow).out == 1

    def test_power_at_another_boundary_cannot_be_judged(self) -> None:
        answer = judged("task=object-detection&power<=10W@module_dc", row(1))
        assert answer.unknown[0].missing == (("power", "measured elsewhere"),)

    @pytest.mark.parametrize(
        ("condition", "fits"),
        [
            ("on=board", True),
            ("on=phone", False),
            ("runtime=tflite", True),
            ("runtime=torch", False),
            ("precision=int8", True),
            ("trust>=signed", True),
            ("trust>=reproduced", False),
            ("since>=2026-11-01", True),
            ("since>=2026-11-02", False),
            ("memory<=91MB", True),
            ("slowdown<=5%", False),
            ("slowdown<=6%", True),
        ],
    )
    def test_further_conditions(self, condition: str, *, fits: bool) -> None:
        assert bool(judged(f"task=object-detection&{condition}", row(1)).fits) is fits


class TestVirtualMachines:
    LOTS = (lot(row(1), row(2, device=1), devices=(device(), device("EPYC", "vm", None))),)

    def test_they_are_judged_only_where_they_are_asked_for(self) -> None:
        assert [one[-1] for one in ids(judged("task=object-detection", lots=self.LOTS))] == ["1"]
        assert [one[-1] for one in ids(judged("task=object-detection&on=vm", lots=self.LOTS))] == ["2"]

    def test_and_counted_where_they_are_not(self) -> None:
        asked = question.read("task=object-detection")
        told = view.view(asked, self.LOTS).uncounted
        assert told is not None
        assert told.text == "2 open division, 1 on virtual machines."

    def test_they_are_named_as_what_they_are(self) -> None:
        asked = question.read("task=object-detection&on=vm")
        assert view.view(asked, self.LOTS).heading == "1 combination on 1 virtual machine fits"


class TestOrder:
    CHEAP = row(1, device=0, p90=Known(30 * MS))
    QUICK = row(2, device=1, p90=Known(10 * MS), accuracy=Known(220_000))
    UNPRICED = row(3, device=2, p90=Known(5 * MS))
    LOTS = (
        lot(
            CHEAP, QUICK, UNPRICED, devices=(device("A", usd=50), device("B", usd=90), device("C", usd=None))
        ),
    )

    @pytest.mark.parametrize(
        ("order", "expected"),
        [("price", "123"), ("latency", "321"), ("accuracy", "132")],
    )
    def test_what_is_not_known_comes_last(self, order: str, expected: str) -> None:
        answer = judged(f"task=object-detection&order={order}", lots=self.LOTS)
        assert "".join(one[-1] for one in ids(answer)) == expected

    def test_room_is_that_of_the_tightest_limit(self) -> None:
        answer = judged("task=object-detection&p90<=40ms&price<=100USD&order=room", lots=self.LOTS)
        assert [one[-1] for one in ids(answer)] == ["1", "2"]

    def test_only_what_nothing_else_beats_is_on_the_pareto_line(self) -> None:
        beaten = row(4, device=1, p90=Known(31 * MS), accuracy=Known(220_000))
        lots = (lot(self.CHEAP, self.QUICK, beaten, devices=self.LOTS[0].devices),)
        answer = judged("task=object-detection", lots=lots)
        assert answer.pareto == {self.CHEAP.id, self.QUICK.id}

    def test_a_price_that_is_not_known_is_neither_better_nor_worse(self) -> None:
        answer = judged("task=object-detection", lots=self.LOTS)
        assert answer.pareto == {self.CHEAP.id, self.QUICK.id, self.UNPRICED.id}


class TestTheAnswer:
    def test_it_opens_with_how_many_fit_and_the_first(self) -> None:
        answer = drawn("task=object-detection&p90<=50ms", row(1))
        assert answer.heading == "1 combination on 1 device fits"
        assert answer.lead == (
            "Least money",
            "Raspberry Pi 5, 8 GiB, tflite-int8, 4 threads, LiteRT 2.0.2",
            "80\u00a0USD and 20.0\u00a0ms",
        )

    def test_the_limit_is_at_the_same_place_in_every_row(self) -> None:
        answer = drawn("task=object-detection&acc>=0.20&p90<=50ms", row(1))
        price, latency, accuracy = answer.fits[0].cells
        assert price.bar is None
        assert latency.bar == Bar("32.00%", "30.40%", "3.20%", "80%", False, False)
        assert accuracy.bar == Bar("71.30%", "69.75%", "3.10%", "62%", False, False)

    def test_only_the_interval_is_red_where_only_its_end_fails(self) -> None:
        cell = drawn("task=object-detection&p90<=50ms", SLOW).nearly[0].cells[1]
        assert (cell.over, cell.bad, cell.bad_end) == ("worst end 2\u00a0% over", False, True)

    def test_the_value_is_red_where_it_fails(self) -> None:
        nearly = drawn("task=object-detection&p90<=50ms", SLOWER).nearly[0]
        assert (nearly.cells[1].over, nearly.cells[1].bad, nearly.fails) == (
            "12\u00a0% over",
            True,
            "latency",
        )

    def test_too_little_accuracy_is_under(self) -> None:
        cell = drawn("task=object-detection&acc>=0.25&judge=value", row(1)).nearly[0].cells[2]
        assert cell.over == "8\u00a0% under"

    def test_the_counts_have_reasons(self) -> None:
        answer = drawn("task=object-detection&acc>=0.20&p90<=50ms", row(1), UNKNOWN, SLOWEST)
        told = [(one.count, one.text) for one in (answer.unknown, answer.out, answer.uncounted) if one]
        assert told == [
            ("1 cannot be judged", "1 without accuracy (no labelled data)."),
            ("1 does not fit", "The most common reason is latency (1)."),
            ("2 are not counted", "2 open division."),
        ]

    def test_where_nothing_fits_each_condition_offers_what_would(self) -> None:
        answer = drawn("task=object-detection&p90<=10ms", row(1), SLOWER)
        assert answer.heading == "Nothing fits"
        (offer,) = answer.offers
        assert (offer.text, offer.address) == ("Allow 21\u00a0ms: 1 fits", "task=object-detection&p90<=21ms")

    def test_a_choice_is_offered_to_be_dropped(self) -> None:
        answer = drawn("task=object-detection&on=phone", row(1), SLOWER)
        assert answer.offers[0].text == "Allow any kind of device: 2 fit"

    def test_without_data_it_says_what_is_wanted_and_the_command(self) -> None:
        answer = drawn("task=object-detection")
        assert answer.heading == "Nothing has been ranked here yet"
        assert answer.wanted[0].command == "edgebench run --workload ssd"


class TestAddresses:
    def test_what_is_default_is_left_out_and_the_order_is_stable(self) -> None:
        asked = question.read("price<=150USD&judge=worst&p90<=50ms&task=object-detection&order=price")
        assert question.write(asked) == "task=object-detection&p90<=50ms&price<=150USD"

    def test_that_of_the_design_reads_and_writes_alike(self) -> None:
        text = "task=object-detection&acc>=0.20&p90<=50ms&power<=10W@wall_ac&price<=150USD"
        assert question.write(question.read(text, share=True), share=True) == text

    @pytest.mark.parametrize(
        ("typed", "of", "base", "written"),
        [
            ("33ms", "time", 33_000_000, "33ms"),
            ("30 fps", "time", 33_333_333, "30fps"),
            ("0.5 J", "energy", 500_000_000, "500mJ"),
            ("10", "power", 10_000_000, "10W"),
            ("70", "percent", 700_000, "70%"),
            ("100 MB", "memory", 100_000_000, "100MB"),
        ],
    )
    def test_units_are_read_in_the_field(self, typed: str, of: str, base: int, written: str) -> None:
        assert question.parse_amount(typed, of) == base
        assert question.amount_text(base, of) == written

    def test_what_is_no_amount_is_none(self) -> None:
        assert question.parse_amount("soon", "time") is None


class TestNoAccuracy:
    """Of wake words nobody has labelled data: said once, not in every row."""

    def test_a_column_without_any_figure_is_one_sentence(self) -> None:
        found = drawn("task=object-detection", UNKNOWN, row(6, accuracy="no labelled data"))
        assert "acc" not in [one.key for one in found.columns]
        assert found.without == "Accuracy: no labelled data."
        assert all(len(one.cells) == len(found.columns) for one in found.fits)

    def test_one_figure_keeps_the_column(self) -> None:
        found = drawn("task=object-detection", UNKNOWN, row(1))
        assert ("acc" in [one.key for one in found.columns], found.without) == (True, "")

    @pytest.mark.parametrize("asked", ["acc>=0.20", "order=accuracy"])
    def test_where_it_is_asked_for_the_column_stays(self, asked: str) -> None:
        found = drawn(f"task=object-detection&{asked}", UNKNOWN)
        assert "acc" in [one.key for one in found.columns]
