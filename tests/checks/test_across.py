"""Rules over many files, on briefs of a few words."""

from __future__ import annotations

import pickle

import pytest

from edgebench import checks
from edgebench.checks.across import drift, duplicates, session_agrees, session_overlap
from edgebench.checks.brief import Brief, Span, brief
from tests.build import result
from tests.checks.edges import OF_ANOTHER_TOOL, submitted

SECOND_NS = 1_000_000_000


def seen(id_: str, **changes: object) -> Brief:
    """A file with one process of its own, in a session of its own."""
    told: dict[str, object] = {
        "where": f"{id_}.json",
        "id": id_,
        "processes": (id_,),
        "session": id_,
        "told_of_session": (("device.unit", "5eed0001"),),
        "cells": 2,
        "spans": (Span(0, 0, SECOND_NS),),
        "same": "cell",
        "figure": None,
    }
    return Brief(**{**told, **changes})  # type: ignore[arg-type]  # of the fields' types


def figures(*values: int) -> list[Brief]:
    return [seen(str(place), figure=value) for place, value in enumerate(values)]


class TestTrace:
    def test_it_is_small_and_travels_between_processes(self) -> None:
        one = brief(submitted(result()))
        assert len(pickle.dumps(one)) < 2_000
        assert pickle.loads(pickle.dumps(one)) == one

    def test_another_unit_of_a_device_should_measure_the_same(self) -> None:
        one, other = (brief(submitted(result(changes={"device.unit": f"5eed000{i}"}))) for i in (1, 2))
        assert one.same == other.same
        assert one.told_of_session != other.told_of_session

    @pytest.mark.parametrize(
        "field", ["sut.runtime.version", "device.slug", "variant.name", "device.governor_"]
    )
    def test_another_version_device_or_variant_need_not(self, field: str) -> None:
        changes = {"device.governor": "powersave", "device.governor_reason": None}
        changed = changes if field.endswith("_") else {field: "other"}
        assert brief(submitted(result(changes=changed))).same != brief(submitted(result())).same

    def test_what_another_tool_measured_is_in_no_session(self) -> None:
        assert brief(submitted(result(changes=OF_ANOTHER_TOOL))).spans == ()


class TestDuplicates:
    def test_the_later_of_two_new_files_is_named_with_the_earlier(self) -> None:
        one, other = seen("a", processes=("p", "q")), seen("b", processes=("q", "r"))
        ((of, problem),) = duplicates.check([one, other], [])
        assert (of, problem.where, problem.what) == (
            other,
            "b.json: $.processes",
            "1 of 2 processes are those of a.json.",
        )

    def test_a_new_file_is_held_against_those_known(self) -> None:
        known, new = seen("a", processes=("p",)), seen("b", processes=("p",))
        assert [of.id for of, _ in duplicates.check([new], [known])] == ["b"]

    def test_a_file_is_no_duplicate_of_itself(self) -> None:
        one = seen("a")
        assert duplicates.check([one, one], [one]) == []


class TestSession:
    def test_files_of_one_session_tell_the_same(self) -> None:
        one = seen("a", session="s")
        other = seen("b", session="s", told_of_session=(("device.unit", "5eed0002"),))
        ((of, problem),) = session_agrees.check([other], [one])
        assert of == other
        assert problem.what == "Its device.unit is 5eed0002; a.json, of the same session, has 5eed0001."

    def test_there_are_no_more_files_than_cells(self) -> None:
        three = [seen(name, session="s") for name in "abc"]
        assert [of.id for of, _ in session_agrees.check(three, [])] == ["c"]
        assert session_agrees.check(three[:2], []) == []

    @pytest.mark.parametrize(("began_ms", "found"), [(997, False), (996, True)])
    def test_processes_of_two_files_do_not_overlap(self, began_ms: int, *, found: bool) -> None:
        """Two milliseconds are rounding, one is the clock's own error."""
        one = seen("a", session="s")
        other = seen("b", session="s", spans=(Span(1, began_ms, SECOND_NS),))
        assert bool(session_overlap.check([one, other], [])) is found
        assert not session_overlap.check([one, seen("b", spans=other.spans)], [])

    def test_only_a_new_file_is_blamed(self) -> None:
        new = seen("a", session="s", spans=(Span(0, 0, SECOND_NS),))
        known = seen("b", session="s", spans=(Span(1, 500, SECOND_NS),))
        assert [of.id for of, _ in session_overlap.check([new], [known])] == ["a"]
        assert session_overlap.check([], [known, new]) == []


class TestDrift:
    def test_peers_that_scatter_by_seven_per_cent_allow_thirty(self) -> None:
        peers = figures(0, 90, 95, 100, 105, 200)[1:]
        assert drift.check(figures(130), peers) == []
        assert len(drift.check(figures(131), peers)) == 1

    def test_in_a_large_group_one_is_its_own_peer(self) -> None:
        ((_, problem),) = drift.check(figures(*[100] * 50, 200), [])
        assert "the median of 51 results" in problem.what

    def test_of_four_peers_nothing_is_said(self) -> None:
        assert drift.check(figures(1000, 100, 100, 100, 100), []) == []

    @pytest.mark.parametrize(("figure", "found"), [(107, False), (108, True), (94, False), (93, True)])
    def test_seven_per_cent_of_peers_that_agree_are_asked_about(self, figure: int, *, found: bool) -> None:
        seen_of = drift.check(figures(figure), figures(0, 100, 100, 100, 100, 100)[1:])
        assert [problem.level for _, problem in seen_of] == (["review"] if found else [])

    def test_what_is_seen_is_said(self) -> None:
        ((_, problem),) = drift.check(figures(200), figures(0, 100, 100, 100, 100, 100)[1:])
        assert problem.what == (
            "200 is 34.7 robust standard deviations above 100, the median of 5 results of the same kind."
        )

    def test_results_of_another_kind_are_no_peers(self) -> None:
        peers = [seen(f"{place}", figure=100, same="other") for place in range(1, 6)]
        assert drift.check(figures(1000), peers) == []


def test_every_rule_over_many_files_is_asked() -> None:
    assert list(checks.across_rules()) == ["drift", "duplicates", "session-agrees", "session-overlap"]
    assert checks.problems_across(figures(100, 100, 100)) == []
