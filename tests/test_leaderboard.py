"""Who is ranked, before whom, and why not."""

from __future__ import annotations

import datetime
import itertools
from pathlib import PurePath
from typing import Any

import pytest

from edgebench.leaderboard import Board, boards, version_order
from edgebench.metrics import ENERGY, METRICS
from edgebench.model.energy import Meter, MeterAccuracy
from edgebench.model.entry import Entry
from edgebench.model.result import Result
from edgebench.model.standing import Standing, Withdrawal
from edgebench.ranking import Row, Table
from edgebench.unranked import Unranked, why_unranked
from tests.build import edited, meter, metered, process, processes, rapl, result

BOARD = {"device.kind": "board", "device.virtual": "none", "device.slug": "pi5"}
TOGETHER = "aaaaaaaaaaaaaaaa"
NUMBER = itertools.count()


def on_board(
    ms: float = 8.0, tier: str = "standard", session: str | None = None, **changes: object
) -> Result:
    """On a physical board; its own session unless one is named. `__` stands for the dot of a field."""
    fields = {name.replace("__", "."): value for name, value in changes.items()}
    session = session or f"{next(NUMBER):016x}"
    return result(ms, {**BOARD, "session.id": session, **fields}, tier)


def ranked(*results: Result) -> Board:
    (board,) = boards(entries(*results))
    return board


def entries(*results: Result) -> list[Entry]:
    return [Entry(PurePath(f"{place:03}.json"), one) for place, one in enumerate(results)]


def table(*results: Result) -> Table:
    (only,) = ranked(*results).tables
    return only


def ranks(rows: tuple[Row, ...]) -> list[tuple[str, tuple[int, int] | None]]:
    return [(row.result.device.slug, row.rank) for row in rows]


class TestWhatIsStale:
    NEWEST = "2026-11-21T10:07Z"

    def aged(self, created: str) -> Board:
        return ranked(on_board(created=self.NEWEST), on_board(4.0, device__slug="pi4", created=created))

    def test_a_row_more_than_twelve_months_older_than_the_newest_of_its_workload_is_not_ranked(self) -> None:
        board = self.aged("2025-11-21T10:06Z")
        assert [(group.why, len(group.rows)) for group in board.unranked] == [(Unranked.STALE, 1)]
        assert ranks(board.ranked_rows) == [("pi5", (1, 1))]

    def test_twelve_months_to_the_minute_are_not_too_old(self) -> None:
        assert self.aged("2025-11-21T10:07Z").unranked == ()

    def test_the_age_of_a_row_is_that_of_its_last_session(self) -> None:
        old, again = on_board(created="2025-01-01T00:00Z"), on_board(created=self.NEWEST)
        assert ranked(old, again).unranked == ()


class TestWhatIsRanked:
    def test_a_withdrawn_result_is_not_whatever_else_it_is(self) -> None:
        back = Withdrawal("0" * 64, datetime.date(2026, 11, 21), "The fan was unplugged.", "ada")
        kept, other = entries(on_board(8.0), on_board(4.0, device__slug="pi4"))
        (board,) = boards([kept, other._replace(standing=Standing(withdrawn=back))])
        assert [row.entry for row in board.ranked_rows] == [kept]
        assert [(group.why, len(group.rows)) for group in board.unranked] == [(Unranked.WITHDRAWN, 1)]

    def test_a_closed_standard_result_that_meets_its_target_is(self) -> None:
        assert why_unranked(on_board()) is None
        assert why_unranked(on_board(tier="reference")) is None

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"kind": "imported"}, Unranked.IMPORTED),
            ({"kind": "derived"}, Unranked.DERIVED),
            ({"device.emulated": "user"}, Unranked.EMULATED),
            ({"variant.weights": "synthetic"}, Unranked.SYNTHETIC),
            ({"variant.weights": "user"}, Unranked.USER_WEIGHTS),
            ({"workload.division": "open"}, Unranked.OPEN),
            ({"audit.nonfinite": 3}, Unranked.FAILED_CHECK),
            ({"sut.threads": 1}, Unranked.TUNED),
            ({"sut.affinity": [0, 1]}, Unranked.TUNED),
            ({"quality.met": "no"}, Unranked.TARGET_NOT_MET),
            ({"quality.met": "undetermined"}, Unranked.UNDETERMINED),
        ],
    )
    def test_everything_else_is_not_and_says_why(self, changes: dict[str, object], why: Unranked) -> None:
        assert why_unranked(result(8.0, {**BOARD, **changes})) is why

    def test_each_scenario_is_ranked_by_its_own_percentile(self) -> None:
        changes = {
            "load.scenario": "multi-stream",
            "load.samples_per_query": 8,
            "load.percentile_ppm": 990_000,
        }
        found = boards([Entry(PurePath("a.json"), result(8.0, {**BOARD, **changes}))])
        assert [board.metric.name for board in found] == ["latency_p99_ns"]

    def test_one_thread_on_one_core_ranks_too(self) -> None:
        assert why_unranked(result(8.0, {**BOARD, "sut.threads": 1, "sut.affinity": [1]})) is None

    def test_smoke_is_a_preview(self) -> None:
        assert why_unranked(on_board(tier="smoke")) is Unranked.SMOKE

    @pytest.mark.parametrize(("queries", "why"), [(64, None), (63, Unranked.CUT_SHORT)])
    def test_a_cut_run_is_ranked_if_it_has_the_queries_that_its_percentile_needs(
        self, queries: int, why: Unranked | None
    ) -> None:
        slow = [process([2_000.0], queries)] * 5  # of a cap of 120 s
        assert why_unranked(result(2_000.0, {**BOARD, "load.ended": "cap"}, processes=slow)) is why

    def test_a_run_that_says_it_was_cut_but_ended_long_before_the_cap_is_not_ranked(self) -> None:
        short = [process([8.0], 64)] * 5
        assert why_unranked(result(8.0, {**BOARD, "load.ended": "cap"}, processes=short)) is (
            Unranked.CUT_SHORT
        )

    def test_a_process_below_the_floors_of_the_load_is_not_ranked(self) -> None:
        assert why_unranked(result(8.0, BOARD, processes=[process([8.0], 1000)] * 5)) is Unranked.CUT_SHORT
        assert why_unranked(result(8.0, BOARD, processes=[process([70.0], 204)] * 5)) is Unranked.CUT_SHORT

    def test_a_load_shortened_below_its_tier_is_not_ranked(self) -> None:
        """What `--tier standard --duration 0.1` writes: 11 queries a process, and all the load asked for."""
        asked = {"load.min_queries": 11, "load.min_ns": 10**8, "load.cap_ns": 10**9}
        quick = result(8.0, {**BOARD, **asked}, processes=[process([10.0], 11)] * 5)
        assert why_unranked(quick) is Unranked.CUT_SHORT
        assert why_unranked(result(8.0, {**BOARD, "load.min_queries": 204})) is Unranked.CUT_SHORT

    def test_fewer_processes_than_the_tier_asks_for_are_not_ranked(self) -> None:
        assert why_unranked(result(8.0, BOARD, processes=processes()[:4])) is Unranked.CUT_SHORT

    def test_calls_too_fast_to_time_singly_have_no_percentile_to_rank(self) -> None:
        grouped = result(8.0, BOARD, processes=[process([0.004] * 10, 310_000, calls_per_clock=10)] * 5)
        assert why_unranked(grouped) is Unranked.NO_VALUE
        assert why_unranked(grouped, METRICS["throughput_mhz"]) is None

    def test_a_result_out_of_several_classes_counts_once(self) -> None:
        board = ranked(on_board(), on_board(tier="smoke", variant__weights="synthetic"))
        assert [(group.why, len(group.rows)) for group in board.unranked] == [(Unranked.SYNTHETIC, 1)]


class TestTables:
    def test_a_virtual_machine_is_ranked_among_virtual_machines(self) -> None:
        board = ranked(on_board(8.0), result(2.0))
        assert [(one.device_class, len(one.rows), one.rows[0].rank) for one in board.tables] == [
            ("physical", 1, (1, 1)),
            ("vm", 1, (1, 1)),
        ]

    def test_tiers_are_never_ranked_together(self) -> None:
        board = ranked(on_board(8.0), on_board(4.0, tier="reference"))
        assert [one.tier for one in board.tables] == ["standard", "reference"]

    def test_each_question_has_its_own_board_and_the_newest_revision_is_first(self) -> None:
        made = boards(entries(on_board(), on_board(workload__revision=2), on_board(load__batch=8)))
        asked = [(board.asked["workload.revision"], board.asked["load.batch"]) for board in made]
        assert asked == [(2, 1), (1, 1), (1, 8)]

    def test_scope_pipeline_is_another_question_and_comes_after_scope_model(self) -> None:
        found = boards(entries(on_board(4.0, load__scope="pipeline"), on_board(8.0, load__scope="model")))
        assert [(board.asked["load.scope"], len(board.rows)) for board in found] == [
            ("model", 1),
            ("pipeline", 1),
        ]

    def test_what_is_not_ranked_stands_on_the_board_of_its_question(self) -> None:
        board = ranked(on_board(8.0), on_board(9.0, tier="smoke"), on_board(7.0, tier="smoke"))
        (group,) = board.unranked
        assert group.why is Unranked.SMOKE
        assert [row.rank for row in group.rows] == [None]  # two sessions of one row
        assert len(group.rows[0].sessions) == 2

    def test_a_board_may_hold_nothing_ranked(self) -> None:
        assert ranked(on_board(tier="smoke")).tables == ()

    def test_no_results_make_no_boards(self) -> None:
        assert boards([]) == ()

    def test_the_order_of_the_files_changes_nothing(self) -> None:
        files = entries(on_board(8.0), on_board(6.0, device__slug="a"), result(2.0), on_board(tier="smoke"))
        assert boards(files) == boards(reversed(files))


class TestRows:
    def test_a_row_is_the_median_over_its_sessions(self) -> None:
        (row,) = table(on_board(8.0), on_board(9.0), on_board(8.4)).rows
        assert row.value == on_board(8.4).summary.latency_p90_ns.value
        assert row.result.summary.latency_p90_ns.value == row.value
        assert len(row.sessions) == 3

    def test_of_two_sessions_the_slower_is_shown(self) -> None:
        (row,) = table(on_board(8.0), on_board(9.0)).rows
        assert row.value == on_board(9.0).summary.latency_p90_ns.value

    def test_of_two_sessions_the_lower_throughput_is_shown(self) -> None:
        metric = METRICS["throughput_mhz"]
        (board,) = boards(entries(on_board(8.0), on_board(9.0)), metric)
        assert board.tables[0].rows[0].value == on_board(9.0).summary.throughput_mhz.value

    def test_the_interval_of_a_row_reaches_over_those_of_all_its_sessions(self) -> None:
        fast, slow = on_board(8.0), on_board(9.0)
        (row,) = table(fast, slow).rows
        assert (row.low, row.high) == (fast.summary.latency_p90_ns.low, slow.summary.latency_p90_ns.high)

    def test_units_of_one_device_share_a_row(self) -> None:
        assert len(table(on_board(), on_board(device__unit="5eed0002")).rows) == 1

    @pytest.mark.parametrize(
        "change",
        [
            {"device__slug": "pi4"},
            {"device__cpu__model": "another processor behind a generic profile"},
            {"device__memory_bytes": 4 * 2**30},
            {"device__cooling": "fan", "device__cooling_reason": None},
            {"device__governor": "powersave", "device__governor_reason": None},
            {"variant__name": "tflite-fp32"},
            {"sut__harness": "onnxruntime"},
            {"sut__options": {"threads": 1}},
            {"sut__threads": 1, "sut__affinity": [0]},
        ],
    )
    def test_anything_that_can_change_a_number_makes_a_row_of_its_own(self, change: dict[str, Any]) -> None:
        assert len(table(on_board(), on_board(**change)).rows) == 2

    def test_a_few_mebibytes_that_the_kernel_keeps_do_not(self) -> None:
        assert len(table(on_board(), on_board(device__memory_bytes=8_581_000_000)).rows) == 1

    def test_the_newest_version_of_a_runtime_is_ranked_and_the_older_shown(self) -> None:
        board = ranked(
            on_board(7.0, sut__runtime__version="2.9.1"), on_board(8.0, sut__runtime__version="2.10")
        )
        assert [row.result.sut.runtime.version for row in board.ranked_rows] == ["2.10"]
        assert [(group.why, len(group.rows)) for group in board.unranked] == [(Unranked.OLDER_VERSION, 1)]

    def test_an_older_version_is_of_its_own_row_only(self) -> None:
        old_elsewhere = on_board(device__slug="pi4", sut__runtime__version="1.0")
        assert len(table(on_board(), old_elsewhere).rows) == 2

    def test_of_two_harness_files_with_one_runtime_version_the_one_measured_last_is_ranked(self) -> None:
        before = on_board(7.0, created="2026-11-20T10:07Z", tool__harness_sha256="0" * 64)
        (row,) = ranked(before, on_board(8.0)).ranked_rows
        assert row.result.created == "2026-11-21T10:07Z"


class TestRanksWithinOneSession:
    """Cells interleaved in one session are compared by Welch's t on the logarithms, Holm, at least 2 %."""

    def test_a_significant_difference_makes_two_ranks(self) -> None:
        made = table(
            on_board(8.0, session=TOGETHER, variant__name="a"),
            on_board(8.4, session=TOGETHER, variant__name="b"),
        )
        assert [row.rank for row in made.rows] == [(1, 1), (2, 2)]
        assert [row.tie for row in made.rows] == [None, None]
        assert (made.pairs_tested, made.pairs_untested) == (1, 0)

    def test_a_difference_below_two_percent_is_a_tie_however_significant(self) -> None:
        made = table(
            on_board(8.0, session=TOGETHER, variant__name="a"),
            on_board(8.12, session=TOGETHER, variant__name="b"),
        )
        assert [row.rank for row in made.rows] == [(1, 2), (1, 2)]
        assert [row.tie for row in made.rows] == [0, 0]

    def test_a_large_difference_within_the_noise_is_a_tie(self) -> None:
        wild = [process([ms], 2001) for ms in (6.0, 8.0, 11.0, 7.0, 12.0)]
        slower = [process([ms], 2001) for ms in (7.0, 9.0, 12.0, 8.0, 13.0)]
        made = table(
            result(8.0, {**BOARD, "session.id": TOGETHER, "variant.name": "a"}, processes=wild),
            result(8.0, {**BOARD, "session.id": TOGETHER, "variant.name": "b"}, processes=slower),
        )
        assert [row.rank for row in made.rows] == [(1, 2), (1, 2)]

    def test_a_rank_is_an_interval_and_a_tie_is_not_chained(self) -> None:
        # a and b tie, b and c tie, a is better than c.
        made = table(
            *(
                on_board(ms, session=TOGETHER, variant__name=name)
                for name, ms in (("a", 8.0), ("b", 8.13), ("c", 8.26))
            )
        )
        assert [row.rank for row in made.rows] == [(1, 2), (1, 3), (2, 3)]
        assert [row.tie for row in made.rows] == [0, 0, None]

    def test_cells_that_ran_one_after_the_other_are_not_tested(self) -> None:
        made = table(
            on_board(8.0, session=TOGETHER, session__interleaved=False, variant__name="a"),
            on_board(8.3, session=TOGETHER, session__interleaved=False, variant__name="b"),
        )
        assert made.pairs_tested == 0


class TestRanksAcrossSessions:
    def test_one_session_each_is_not_testable_and_five_percent_stand_guard(self) -> None:
        made = table(
            on_board(8.0, device__slug="a"), on_board(8.3, device__slug="b"), on_board(8.6, device__slug="c")
        )
        assert ranks(made.rows) == [("a", (1, 2)), ("b", (1, 3)), ("c", (2, 3))]
        assert (made.pairs_tested, made.pairs_untested) == (0, 3)

    def test_with_three_sessions_a_side_sessions_are_the_unit(self) -> None:
        made = table(
            *(on_board(ms, device__slug="a") for ms in (8.0, 8.02, 7.98)),
            *(on_board(ms, device__slug="b") for ms in (8.3, 8.32, 8.28)),
        )
        assert ranks(made.rows) == [("a", (1, 1)), ("b", (2, 2))]
        assert (made.pairs_tested, made.pairs_untested) == (1, 0)

    def test_two_sessions_a_side_are_too_few(self) -> None:
        made = table(
            *(on_board(ms, device__slug="a") for ms in (8.0, 8.02)),
            *(on_board(ms, device__slug="b") for ms in (8.3, 8.32)),
        )
        assert made.pairs_tested == 0


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("1.9", "1.10"),
        ("1.30.0", "1.31.0"),
        ("1.10rc1", "1.10"),
        ("1.10a2", "1.10rc1"),
        ("2.19.0.dev20250101", "2.19.0rc1"),
        ("1.10.0.dev20260101", "1.10.0"),
        ("1.10.dev1", "1.10.dev2"),
        ("1.10", "1.10.post1"),
        ("1.10+cu121", "1.10.post1"),
        ("2026.1.0-19965", "2026.2.0-20001"),
        ("v2.17", "v2.18"),
        ("2026.1.0-9999-5cc2efd-releases", "2026.1.0-10000-a0f1b2c-releases"),
        ("OpenSSL 1.1.1k", "OpenSSL 1.1.1w"),
        ("unknown", "0.1"),
        ("", "unknown"),
        ("9" * 5000, "0.1"),
    ],
)
def test_versions_sort_as_their_makers_count(older: str, newer: str) -> None:
    assert version_order(older) < version_order(newer)
    assert version_order("1.10") == version_order("1.10.0")


def test_a_stored_finding_of_level_error_bars_a_rank_whatever_its_rule() -> None:
    tampered = edited(on_board(), {"findings": [{"rule": "of-tomorrow", "level": "error", "values": {}}]})
    assert why_unranked(tampered) is Unranked.FAILED_CHECK


class TestRankingByEnergy:
    def ranked(self, *results: Result) -> Board:
        (board,) = boards(entries(*results), ENERGY)
        return board

    def wall(self, watts: float, slug: str, **changes: object) -> Result:
        return self.at(meter(), watts, slug, **changes)

    def at(self, by: Meter, watts: float, slug: str, **changes: object) -> Result:
        fields = {name.replace("__", "."): value for name, value in changes.items()}
        own = {**BOARD, "device.slug": slug, "session.id": f"{next(NUMBER):016x}", **fields}
        return metered(changes=own, by=by, watts=watts)

    def test_the_least_energy_is_first_whoever_is_fastest(self) -> None:
        (only,) = self.ranked(self.wall(9.0, "a"), self.wall(6.0, "b")).tables
        assert ranks(only.rows) == [("b", (1, 1)), ("a", (2, 2))]

    def test_each_boundary_has_a_table_of_its_own(self) -> None:
        made = self.ranked(self.wall(9.0, "a"), self.at(rapl(), 3.0, "b"), self.at(rapl(), 4.0, "c"))
        assert [ranks(each.rows) for each in made.tables] == [
            [("a", (1, 1))],
            [("b", (1, 1)), ("c", (2, 2))],
        ]

    def test_drivers_without_a_stated_accuracy_are_ranked_by_themselves(self) -> None:
        made = self.ranked(self.at(rapl(), 3.0, "a"), self.at(rapl(driver="other"), 4.0, "b"))
        assert len(made.tables) == 2

    def test_between_different_meters_what_their_accuracy_allows_is_a_tie(self) -> None:
        """5 % of reading each allow 8 %, which is more than the guard band."""
        loose = meter(accuracy=[MeterAccuracy("power", 50_000, 0, 0, "datasheet", None)])
        units = {name: {"device__unit": f"5eed000{name}"} for name in "123"}
        made = self.ranked(
            *(
                self.at(loose, watts, name, **units[name])
                for watts, name in ((6.0, "1"), (6.4, "2"), (6.6, "3"))
            )
        )
        assert ranks(made.tables[0].rows) == [("1", (1, 2)), ("2", (1, 3)), ("3", (2, 3))]

    def test_a_result_without_energy_or_with_a_simulated_meter_is_not_ranked(self) -> None:
        simulated = self.wall(6.0, "a", energy__windows__3__flags=["simulated"])
        assert why_unranked(simulated, ENERGY) is Unranked.SIMULATED_METER
        assert why_unranked(on_board(), ENERGY) is Unranked.NO_VALUE
        assert why_unranked(simulated) is None
