"""What new results change, and a report of it from a stranger."""

from __future__ import annotations

import datetime
import json
import math
from pathlib import Path, PurePath
from typing import Any

import msgspec
import pytest

from edgebench import additions
from edgebench.cli import review_report
from edgebench.errors import ResultError
from edgebench.model.entry import Entry
from edgebench.model.result import Result
from edgebench.model.standing import Standing, Withdrawal
from edgebench.review import MOST_ROWS, Place, Review, read, review
from tests.build import edited, result
from tests.signing import Repository

PI = {"device.kind": "board", "device.virtual": "none"}
BACK = Withdrawal("0" * 64, datetime.date(2026, 11, 21), "The fan was unplugged.", "ada")


def on(device: str, ms: float, session: str = "") -> Result:
    """In a session of the device's own, or in that of the letter."""
    own = device.encode().hex().ljust(16, "0")[-16:]
    return result(ms, {**PI, "device.slug": device, "session.id": session * 16 or own})


def entries(*results: Result, start: int = 0) -> list[Entry]:
    return [Entry(PurePath(f"{place:03}.json"), one) for place, one in enumerate(results, start)]


OLD = entries(on("pi4", 20.0), on("pi5", 8.0), on("jetson-nano", 6.0))


class TestRanks:
    def test_a_new_result_says_its_place_and_whom_it_moves(self) -> None:
        found = review(OLD, [*OLD, *entries(on("rock-5b", 7.0), start=3)])
        (new,) = found.added
        assert (new.line.device, new.line.before, new.line.after) == ("rock-5b", None, Place(2, 2, 4))
        moves = {one.device: (one.before, one.after) for one in found.moved}
        assert moves == {
            "pi4": (Place(3, 3, 3), Place(4, 4, 4)),
            "pi5": (Place(2, 2, 3), Place(3, 3, 4)),
        }

    def test_another_session_of_a_row_says_where_the_row_was(self) -> None:
        found = review(OLD, [*OLD, *entries(on("pi5", 5.0, "b"), on("pi5", 5.0, "c"), start=3)])
        assert [(one.line.before, one.line.after) for one in found.added] == [
            (Place(2, 2, 3), Place(1, 1, 3))
        ] * 2
        assert [one.device for one in found.moved] == ["jetson-nano"]

    def test_what_is_not_ranked_says_why(self) -> None:
        found = review(OLD, [*OLD, *entries(result(tier="smoke"), start=3)])
        assert [(one.unranked, one.line.after) for one in found.added] == [("smoke", None)]
        assert found.moved == []

    def test_a_withdrawal_moves_those_behind_it(self) -> None:
        gone = OLD[2]._replace(standing=Standing(withdrawn=BACK))
        found = review(OLD, [*OLD[:2], gone])
        assert (found.results, found.changes, found.withdrawals) == (0, 3, 1)
        assert [(one.line.device, one.by) for one in found.withdrawn] == [("jetson-nano", "ada")]
        assert "1 result withdrawn" in review_report.summary(found)
        assert {one.device: one.after for one in found.moved} == {
            "pi4": Place(2, 2, 2),
            "pi5": Place(1, 1, 2),
            "jetson-nano": None,
        }

    def test_nothing_new_changes_nothing(self) -> None:
        assert review(OLD, OLD) == Review(1, 0, 0, 0, [], [], [])

    def test_rows_are_bounded_and_counted(self) -> None:
        many = entries(*(on(f"board-{place}", 8.0) for place in range(MOST_ROWS + 5)))
        found = review([], many)
        assert (found.results, len(found.added)) == (MOST_ROWS + 5, MOST_ROWS)
        assert "... and 5 more new results." in review_report.markdown(found)


class TestPeers:
    def test_z_is_at_most_a_thousand(self) -> None:
        before = entries(*(on("pi5", 8.0, str(place)) for place in range(3)))
        claimed = edited(on("pi5", 8.0, "9"), {"summary.latency_p90_ns.value": 2**53 - 1})
        (new,) = review(before, [*before, *entries(claimed, start=3)]).added
        assert new.z_milli == 1_000_000

    def test_a_result_is_held_against_what_its_row_measured_before(self) -> None:
        before = entries(*(on("pi5", ms, str(place)) for place, ms in enumerate((7.9, 8.0, 8.1))))
        (new,) = review(before, [*before, *entries(on("pi5", 8.8, "9"), start=3)]).added
        assert (new.peers, new.ratio_ppm) == (3, 1_100_157)
        assert new.z_milli == pytest.approx(1000 * math.log(1.100157) / 0.02, abs=1)

    @pytest.mark.parametrize("count", [0, 1, 2])
    def test_with_fewer_than_three_there_is_no_z(self, count: int) -> None:
        before = entries(*(on("pi5", 8.0, str(place)) for place in range(count)))
        (new,) = review(before, [*before, *entries(on("pi5", 8.8, "9"), start=3)]).added
        assert (new.peers, new.z_milli) == (count, None)
        assert (new.ratio_ppm is None) is (count == 0)

    def test_what_was_withdrawn_is_no_peer(self) -> None:
        before = [one._replace(standing=Standing(withdrawn=BACK)) for one in OLD]
        (new,) = review(before, [*before, *entries(on("pi5", 8.8, "9"), start=3)]).added
        assert new.peers == 0


class TestFromAStranger:
    def report(self, **changes: Any) -> bytes:
        found = review(OLD, [*OLD, *entries(on("rock-5b", 7.0), start=3)])
        document = msgspec.to_builtins(found)
        document["added"][0].update(
            {name: value for name, value in changes.items() if name in document["added"][0]}
        )
        document["added"][0]["line"].update(
            {name: value for name, value in changes.items() if name in document["added"][0]["line"]}
        )
        document.update({name: value for name, value in changes.items() if name in document})
        return json.dumps(document).encode()

    def test_what_was_written_is_read(self) -> None:
        assert read(self.report(), "r") == review(OLD, [*OLD, *entries(on("rock-5b", 7.0), start=3)])

    @pytest.mark.parametrize(
        "changes",
        [
            {"device": "[a](https://example.org)"},
            {"device": "a`b"},
            {"variant": "<img src=x>"},
            {"harness": "@someone"},
            {"workload": "a" * 65},
            {"workload": "a\n"},
            {"scenario": "singular"},
            {"metric": "__class__"},
            {"unranked": "because"},
            {"value": -1},
            {"value": 2**60},
            {"value": 1.5},
            {"low": 9, "high": 8, "value": 8},
            {"low": 0, "high": 8, "value": 8},
            {"low": None},
            {"z_milli": 10**7},
            {"before": {"low": 0, "high": 1, "rows": 1}},
            {"moved": [{}]},
            {"edgebench_review": 2},
            {"results": "many"},
        ],
        ids=str,
    )
    def test_anything_else_is_refused(self, changes: dict[str, Any]) -> None:
        with pytest.raises(ResultError) as error:
            read(self.report(**changes), "review.json")
        assert error.value.message.startswith("review.json: ")
        assert error.value.message.isprintable()

    @pytest.mark.parametrize(
        "data",
        [b"", b"[]", b"{}", b"\xff", b"[" * 9000, b" " * 70_000, b'{"edgebench_review":1,"body":"hi"}'],
    )
    def test_what_is_no_report_is_refused(self, data: bytes) -> None:
        with pytest.raises(ResultError):
            read(data, "review.json")

    def test_more_rows_than_a_report_has_are_refused(self) -> None:
        document = json.loads(self.report())
        document["added"] *= MOST_ROWS + 1
        with pytest.raises(ResultError):
            read(json.dumps(document).encode(), "review.json")

    @pytest.mark.parametrize("largest", [2**53 - 1, 1])
    def test_any_number_can_be_shown(self, largest: int) -> None:
        shown = read(self.report(value=largest, low=1, high=largest, ratio_ppm=largest, peers=largest), "r")
        assert len(review_report.markdown(shown)) < 2000


class TestMarkdown:
    def test_a_comment_is_found_again_and_its_names_are_code(self) -> None:
        text = review_report.markdown(review(OLD, [*OLD, *entries(on("rock-5b", 7.0), start=3)]))
        assert text.startswith(review_report.MARKER)
        assert "1 new result; the rank of 2 other rows changes." in text
        assert "`2 of 4` | `no peers` |" in text
        names = "`mobilenet-v2` | `pi4` | `tflite, tflite-int8` | `SingleStream, standard`"
        assert f"| {names} | `3 of 3` | `4 of 4` |" in text


class TestTwoFolders:
    def test_only_workloads_that_change_are_read(self, tmp_path: Path) -> None:
        base, head = (Repository(tmp_path / name) for name in ("base", "head"))
        base.add(on("pi4", 20.0))
        (base.root / "pi4" / "other").mkdir()
        (base.root / "pi4" / "other" / "broken.json").write_text("no result")
        head.add(on("pi5", 8.0))
        before, after = additions.between(base.root, head.root)
        assert [one.result.device.slug for one in before] == ["pi4"]
        assert [one.result.device.slug for one in after] == ["pi4", "pi5"]

    def test_a_withdrawal_since_is_seen(self, tmp_path: Path) -> None:
        base, head = (Repository(tmp_path / name) for name in ("base", "head"))
        base.add(on("pi4", 20.0))
        head.withdraw(head.add(on("pi4", 20.0)))
        ((before,), (after,)) = additions.between(base.root, head.root)
        assert (before.standing.withdrawn is None, after.standing.withdrawn is None) == (True, False)
