"""Which cells face each other, and what is said of those that do not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

import pytest

from edgebench.comparison import fields_named
from edgebench.errors import ComparisonError, NothingComparedError
from edgebench.model.entry import Entry
from edgebench.model.result import Result
from edgebench.pairing import pair
from tests.build import digest, result

OLD = {"sut.runtime.version": "1.30.0"}
NEW = {"sut.runtime.version": "1.31.0"}


def entries(*results: Result) -> list[Entry]:
    return [Entry(PurePath(f"{place:03}.json"), one) for place, one in enumerate(results)]


def cell(*changes: Mapping[str, object], session: str = "0123456789abcdef") -> Result:
    merged = {name: value for change in changes for name, value in change.items()}
    return result(changes={"session.id": session, **merged})


def refusal(a: Result, b: Result, *vary: str) -> ComparisonError:
    with pytest.raises(ComparisonError) as refused:
        pair(entries(a), entries(b), vary)
    return refused.value


class TestTwoCells:
    def test_two_versions_of_a_runtime_are_a_pair(self) -> None:
        (only,) = pair(entries(cell(OLD)), entries(cell(NEW))).pairs
        assert only.differs == ("sut.runtime.version",)

    def test_two_devices_are_a_pair(self) -> None:
        pi = {"device.slug": "pi5", "device.unit": "5eed0002", "device.governor": "performance"}
        (only,) = pair(entries(cell()), entries(cell(pi, {"device.governor_reason": None}))).pairs
        assert only.differs == ("device.slug", "device.unit", "device.governor")

    def test_another_version_on_another_device_is_not_and_all_fields_are_named_with_both_values(self) -> None:
        refused = refusal(cell(OLD), cell(NEW, {"device.slug": "pi5", "sut.threads": 4}))
        assert refused.exit_code == 2
        assert refused.message == (
            "A and B cannot be compared: they differ in device.slug (vm-amd-epyc-2, pi5), "
            "sut.runtime.version (1.30.0, 1.31.0), sut.threads (2, 4)"
        )
        assert refused.hint == (
            "If all of this may differ: --vary device --vary sut.runtime.version --vary sut.threads"
        )

    def test_with_all_of_them_named_it_is(self) -> None:
        other = cell(NEW, {"device.slug": "pi5", "sut.threads": 4})
        made = pair(entries(cell(OLD)), entries(other), ["device", "sut.runtime.version", "sut.threads"])
        assert made.pairs[0].differs == ("device.slug", "sut.runtime.version", "sut.threads")

    def test_a_sweep_of_threads_is_a_pair_though_the_one_is_pinned(self) -> None:
        one = cell({"sut.threads": 1, "sut.affinity": [0]})
        (only,) = pair(entries(one), entries(cell({"sut.threads": 2})), ["threads"]).pairs
        assert only.differs == ("sut.threads", "sut.affinity")

    def test_so_is_a_sweep_of_batches(self) -> None:
        eight = cell({"load.batch": 8, "load.samples_per_query": 8})
        (only,) = pair(entries(cell()), entries(eight), ["batch"]).pairs
        assert only.differs == ("load.batch", "load.samples_per_query", "provenance.repeat.batch")
        assert refusal(cell(), eight).hint == "If all of this may differ: --vary load.batch"

    def test_what_is_named_may_differ_and_nothing_else(self) -> None:
        refused = refusal(cell(OLD), cell(NEW), "sut.threads")
        assert "they differ in sut.runtime.version (1.30.0, 1.31.0)" in refused.message
        assert refused.hint == "If all of this may differ: --vary sut.threads --vary sut.runtime.version"

    def test_what_is_named_must_differ(self) -> None:
        refused = refusal(cell(OLD), cell(OLD), "runtime.version")
        assert refused.message == ("A and B cannot be compared: sut.runtime.version is 1.30.0 on both sides")

    def test_repeats_of_one_cell_are_a_pair_when_nothing_is_named(self) -> None:
        (only,) = pair(entries(cell()), entries(cell(session="1" * 16))).pairs
        assert only.differs == ()

    def test_a_measurement_is_not_compared_with_itself(self) -> None:
        assert "both are the same measurement" in refusal(cell(), cell()).message

    def test_another_build_of_a_version_is_named(self) -> None:
        refused = refusal(cell(OLD), cell(OLD, {"sut.runtime.build": "xnnpack"}), "sut.threads")
        assert "sut.runtime.version (1.30.0, 1.30.0 (build xnnpack))" in refused.message

    def test_of_long_values_the_part_that_differs_is_shown(self) -> None:
        files = [{"name": "a-model-with-a-long-name.tflite", "sha256": digest("other"), "bytes": 7}]
        message = refusal(
            cell({"variant.files": [{**files[0], "bytes": 8}]}), cell({"variant.files": files})
        ).message
        assert '"bytes":8' in message
        assert '"bytes":7' in message
        assert len(message) < 300


class TestTwoFolders:
    def test_cells_are_paired_by_the_rest_of_their_keys(self) -> None:
        one, all_ = {"sut.threads": 1}, {"sut.threads": 2}
        made = pair(entries(cell(OLD, one), cell(OLD, all_)), entries(cell(NEW, all_), cell(NEW, one)))
        threads = [(p.a.key["sut.threads"], p.b.key["sut.threads"]) for p in made.pairs]
        assert threads == [(1, 1), (2, 2)]
        assert made.left_out == ()

    def test_sessions_of_one_cell_stay_together_in_the_order_of_time(self) -> None:
        times = [f"2026-11-2{day}T10:07Z" for day in (3, 1, 2)]
        many = [cell(OLD, {"created": time}, session=f"{n:016x}") for n, time in enumerate(times)]
        (only,) = pair(entries(*many), entries(cell(NEW))).pairs
        assert [entry.result.created for entry in only.a.entries] == sorted(times)

    def test_a_cell_without_its_like_is_left_out_with_what_differs_from_the_nearest(self) -> None:
        lonely = cell(OLD, {"sut.threads": 1})
        made = pair(entries(cell(OLD), lonely), entries(cell(NEW)))
        assert len(made.pairs) == 1
        (left,) = made.left_out
        assert (left.side, left.kind) == ("A", "alone")
        assert left.why == (
            "B has none like it; the nearest differs in "
            "sut.runtime.version (1.30.0, 1.31.0), sut.threads (1, 2)"
        )

    def test_a_cell_of_a_workload_that_the_other_side_lacks_is_left_out(self) -> None:
        more = cell(NEW, {"workload.name": "mobilenet-v1"})
        (left,) = pair(entries(cell(OLD)), entries(cell(NEW), more)).left_out
        assert (left.side, left.why) == ("B", "A has no result of mobilenet-v1")

    def test_two_versions_on_one_side_are_not_guessed_between(self) -> None:
        with pytest.raises(
            ComparisonError, match=r"A has cells of sut\.runtime\.version 1\.30\.0 or 1\.31\.0: which"
        ):
            pair(entries(cell(OLD), cell(NEW)), entries(cell(NEW, session="1" * 16)), ["runtime.version"])

    def test_a_runtime_that_stayed_the_same_is_a_repeat_beside_one_that_changed(self) -> None:
        other = {"sut.harness": "onnxruntime"}
        made = pair(entries(cell(OLD), cell(other)), entries(cell(NEW), cell(other, session="1" * 16)))
        assert [p.differs for p in made.pairs] == [("sut.runtime.version",), ()]

    def test_a_result_that_failed_a_check_is_left_out(self) -> None:
        broken = cell(NEW, {"audit.nonfinite": 3, "sut.threads": 1})
        made = pair(entries(cell(OLD), cell(OLD, {"sut.threads": 1})), entries(cell(NEW), broken))
        assert len(made.pairs) == 1
        left = made.left_out[0]
        assert (left.side, left.kind) == ("B", "failed-check")
        assert left.why == "it failed the check outputs-nonfinite: see edgebench show"

    def test_the_other_sessions_of_its_cell_are_compared(self) -> None:
        broken = cell(OLD, {"audit.nonfinite": 3}, session="1" * 16)
        made = pair(entries(cell(OLD), broken), entries(cell(NEW)))
        assert [len(p.a.entries) for p in made.pairs] == [1]
        assert [len(left.cell.entries) for left in made.left_out] == [1]

    @pytest.mark.parametrize(("a", "b", "side"), [([], [cell()], "A"), ([cell()], [], "B")])
    def test_a_side_without_results_has_nothing_to_compare(self, a, b, side) -> None:
        with pytest.raises(NothingComparedError, match=f"{side} has nothing to compare") as empty:
            pair(entries(*a), entries(*b))
        assert empty.value.exit_code == 3


class TestTheNamesOfFields:
    @pytest.mark.parametrize("name", ["sut.runtime.version", "runtime.version", "version"])
    def test_a_field_has_its_name_and_each_end_of_it_that_is_its_own(self, name: str) -> None:
        assert fields_named(name) == ("sut.runtime.version",)

    def test_a_part_of_the_key_is_all_its_fields_that_a_ranking_does_not_ask_for(self) -> None:
        assert fields_named("runtime") == ("sut.runtime.name", "sut.runtime.version")
        assert "variant.files" in fields_named("variant")
        assert "variant.weights" not in fields_named("variant")
        assert fields_named("variant.weights") == ("variant.weights",)

    def test_with_a_setting_go_the_fields_that_it_brings(self) -> None:
        for name in ("threads", "sut.threads"):
            assert fields_named(name) == ("sut.threads", "sut.affinity")
        assert fields_named("affinity") == ("sut.affinity",)
        batch = {"load.batch", "load.samples_per_query", "provenance.repeat.batch"}
        for name in ("batch", "load.batch", "repeat.batch"):
            assert set(fields_named(name)) == batch

    def test_an_end_that_several_have_is_not_guessed(self) -> None:
        with pytest.raises(ComparisonError, match=r"workload\.name or variant\.name or sut\.runtime\.name"):
            fields_named("name")

    @pytest.mark.parametrize(
        ("wrong", "nearest"),
        [("runtime.versoin", "runtime.version"), ("sut.thread", "sut.threads"), ("clas", "class")],
    )
    def test_an_unknown_one_gets_the_nearest(self, wrong: str, nearest: str) -> None:
        with pytest.raises(ComparisonError, match=f"unknown field '{wrong}': did you mean {nearest}"):
            fields_named(wrong)
