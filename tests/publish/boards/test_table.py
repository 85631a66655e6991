"""A ranked table: what its rows say, what is shown, and that its shards say the same."""

from __future__ import annotations

import json
from typing import Any

from edgebench import leaderboard
from edgebench.metrics import ENERGY
from edgebench.model.result import Result
from edgebench.publish.boards import rows, table
from edgebench.publish.boards.table import RowGroup
from edgebench.units import MILLISECONDS, Unit
from tests.publish.boards.test_answers import gathered
from tests.publish.catalogue import MEASURED, ONNX, PI5, measured, metered


def groups(*results: Result) -> tuple[RowGroup, ...]:
    made = gathered(*results)
    board = made.boards["mobilenet-v2"][0]
    by_energy = leaderboard.boards(made.entries, ENERGY)[0]
    scale = rows.scale_of(board.rows, board.metric)
    _, places = table.by_energy(by_energy, "standard")
    return table.groups_of(table.parts_of(board, "standard"), scale, places, made)


def shard(*results: Result) -> dict[str, Any]:
    (only,) = table.shards(groups(*results), ())
    document = json.loads(only)
    assert isinstance(document, dict)
    return document


SYNTHETIC = measured(7.2, PI5, ONNX, {"variant.weights": "synthetic"}, session=4)
BELOW = measured(6.2, PI5, MEASURED, {"quality.met": "no", "variant.name": "bad"}, session=5)


class TestARow:
    def test_it_has_rank_value_interval_and_price(self) -> None:
        (row,) = groups(measured(8.42, PI5))[0].rows
        assert (row.rank, row.judged.text, row.judged.note) == ("1", "8.76\u00a0ms", "8.73–8.80")
        assert (row.device, row.device_note, row.price) == ("Raspberry Pi 5", "8\u00a0GiB", 80)
        assert (row.runtime, row.variant) == ("LiteRT 2.0.2", "tflite-int8, uint8, 4 threads")

    def test_less_than_a_gibibyte_is_told_in_halves(self) -> None:
        (row,) = groups(measured(8.42, PI5, {"device.memory_bytes": 2**29}))[0].rows
        assert row.device_note == "0.5\u00a0GiB"

    def test_of_several_sessions_it_says_how_many_its_interval_spans(self) -> None:
        (row,) = groups(measured(8.42, PI5), measured(9.0, PI5, session=2))[0].rows
        assert (row.judged.text, row.judged.note) == ("9.4\u00a0ms", "8.7–9.4")
        assert row.variant == "tflite-int8, uint8, 4 threads, 2 sessions"

    def test_its_device_page_has_the_name_of_its_folder(self) -> None:
        (row,) = groups(measured(8.42, PI5))[0].rows
        assert row.folder == "pi5"

    def test_its_id_is_half_of_the_results(self) -> None:
        (row,) = groups(measured(8.42, PI5))[0].rows
        assert len(row.id) == 16
        assert int(row.id, 16)

    def test_energy_has_its_half_width_and_its_boundary(self) -> None:
        (row,) = groups(metered(8.0, PI5))[0].rows
        assert (row.energy.text, row.energy.aside, row.energy.note) == (
            "48.2",
            "±\u00a00.2\u00a0mJ",
            "wall_ac",
        )
        assert (row.boundary, row.energy_at, row.energy_rank) == ("wall_ac with fan and psu", 0, "1")

    def test_what_is_missing_is_its_reason(self) -> None:
        (row,) = groups(measured(8.0, PI5))[0].rows
        assert (row.energy.text, row.accuracy.text) == ("no meter", "no labelled data")
        assert (row.energy.missing, row.energy_at) == (True, None)

    def test_tied_rows_share_a_bracket(self) -> None:
        tied = groups(measured(8.42, PI5, session=1), measured(8.5, PI5, ONNX, session=2))[0].rows
        assert [(row.rank, row.bracket) for row in tied] == [("1–2", "first"), ("1–2", "last")]


class TestPlusMinus:
    def test_the_half_width_ends_where_the_value_does(self) -> None:
        assert rows.plus_minus(8_420_000, 8_340_000, 8_500_000, MILLISECONDS) == (
            "8.42",
            "±\u00a00.08\u00a0ms",
        )

    def test_it_has_one_digit_or_two_if_it_begins_with_one(self) -> None:
        assert rows.plus_minus(1_243, 1_220, 1_266, Unit(1, "mJ"))[1] == "±\u00a020\u00a0mJ"
        assert rows.plus_minus(1_243, 1_231, 1_255, Unit(1, "mJ"))[1] == "±\u00a012\u00a0mJ"

    def test_one_too_small_to_show_is_one_of_the_last_digit(self) -> None:
        assert rows.plus_minus(8_420_000, 8_419_999, 8_420_001, MILLISECONDS)[1] == "±\u00a00.01\u00a0ms"

    def test_without_an_interval_the_unit_goes_with_the_value(self) -> None:
        assert rows.plus_minus(8_420_000, None, None, MILLISECONDS) == ("8.42\u00a0ms", "")


class TestGroups:
    def test_missed_targets_are_shown_and_other_classes_on_request(self) -> None:
        ranked, synthetic, below = groups(measured(8.0, PI5), SYNTHETIC, BELOW)
        assert (ranked.heading, ranked.shown) == ("Ranked (1)", True)
        assert (synthetic.counted, synthetic.shown) == ("synthetic weights", False)
        assert (below.heading, below.shown) == ("Not ranked: accuracy target not met (1)", True)

    def test_where_nothing_is_ranked_everything_is_shown(self) -> None:
        assert [group.shown for group in groups(SYNTHETIC)] == [True]

    def test_virtual_machines_are_a_class_of_their_own_in_sight(self) -> None:
        machines = groups(measured(8.0, PI5, session=1), measured(7.0, session=2))[1]
        assert (machines.heading, machines.shown) == ("Virtual machines, ranked among themselves (1)", True)
        assert machines.rows[0].rank == "1"

    def test_a_page_keeps_the_ranked_and_the_first_of_each_class(self) -> None:
        shown = table.cut(groups(measured(8.0, PI5), SYNTHETIC, BELOW), most=2, most_unranked=1)
        assert [(group.total, len(group.rows)) for group in shown] == [(1, 1), (1, 1), (1, 0)]

    def test_a_stale_row_says_so_in_its_badges(self) -> None:
        old = measured(8.0, PI5, {"created": "2025-01-01T00:00Z"}, session=2)
        stale = groups(measured(8.0, PI5, ONNX, session=1), old)[1]
        assert [badge.word for badge in stale.rows[0].badges] == ["stale"]


class TestAShard:
    def test_it_holds_every_row_in_columns(self) -> None:
        document = shard(measured(8.42, PI5), SYNTHETIC)
        found = [dict(zip(document["columns"], row, strict=True)) for row in document["rows"]]
        assert [(row["group"], row["rank"], row["judged"][0]) for row in found] == [
            (0, "1", "8.76\u00a0ms"),
            (1, "—", "7.49\u00a0ms"),
        ]

    def test_numbers_are_beside_the_texts_for_scale_and_ratio(self) -> None:
        document = shard(measured(8.42, PI5))
        (row,) = [dict(zip(document["columns"], row, strict=True)) for row in document["rows"]]
        value, low, high, fast, slow = row["ends"]
        assert low < value < high
        assert fast < value <= slow

    def test_a_row_has_a_value_for_every_facet(self) -> None:
        document = shard(measured(8.42, PI5))
        facets = dict(zip(document["facets"], document["rows"][0][-1], strict=True))
        assert facets["runtime"] == "LiteRT"
        assert facets["energy"] == "no meter"
        assert facets["trust"] == "self-reported"
