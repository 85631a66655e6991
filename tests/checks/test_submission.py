"""Each rule with a file that just keeps it and one that just does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import pytest
from msgspec import structs

from edgebench import checks, store
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.quality import Accuracy, AccuracyData
from edgebench.model.reason import Reason
from edgebench.model.result import Result
from edgebench.statistics import wilson
from tests.build import (
    PATTERN,
    Changes,
    alike,
    edited,
    mobilenet_v2,
    multi_stream,
    offline,
    paced,
    process,
    processes,
    result,
    server,
    streams,
    sustained,
)
from tests.checks.edges import submitted
from tests.imports import build as imports
from tests.imports import forms

BATCHED: Changes = {f"processes.{place}.calls_per_clock": 10 for place in range(5)}


TINY: Changes = {"workload.name": "my-own", "workload.division": "open", "resources.macs": 264_192}
"""A workload of one's own with the operations of the smallest of the catalogue."""


OLDER: Changes = {
    "tool.edgebench": "0.0.9",
    "tool.worker_sha256": "0" * 64,
    "workload.division": "open",
}
"""Of a version with a worker of its own, which nobody released."""


def broken(one: Result) -> list[tuple[str, str]]:
    """(rule, field) of every problem."""
    return [(problem.rule, problem.where.partition(": ")[2]) for problem in checks.problems(submitted(one))]


def imported() -> Result:
    """Of tier standard, by another tool, which had one process."""
    made: Result = imports.imported("tflite-benchmark", forms.benchmark_model(), runtime_version="2.17.0")
    return made


def changed(changes: Changes) -> list[tuple[str, str]]:
    """The problems after these changes, with nothing recomputed."""
    return broken(edited(result(), changes))


def problem_of(file: Submitted) -> Problem:
    (problem,) = checks.problems(file)
    return problem


@pytest.mark.parametrize("ms", [0.05, 8.0, 500.0])
@pytest.mark.parametrize("tier", ["standard", "reference"])
def test_a_result_as_it_was_measured_has_no_problem(ms: float, tier: str) -> None:
    assert broken(result(ms, tier=tier)) == []


def test_a_result_timed_in_groups_has_no_problem() -> None:
    assert broken(result(0.002, {**BATCHED, **TINY})) == []


@pytest.mark.parametrize("one", [multi_stream(), offline(), server(), streams(), sustained(), paced()])
def test_a_result_of_any_scenario_as_it_was_measured_has_no_problem(one: Result) -> None:
    assert broken(one) == []


@pytest.mark.parametrize(
    "one",
    [
        edited(offline(), {"points": None}),
        edited(offline(), {"load.streams": 1, "sut.threads": 2}),
        edited(server(), {"points": None}),
        edited(server(), {"points.10.met": False}),
        edited(server(), {"points.1.latency_p99_ns": 34_000_000}),
        edited(server(), {"points.3.throughput_mhz": 9_600}),
        edited(server(), {"points": [point for i, point in enumerate(server().points or ()) if i != 4]}),
        edited(server(), {"load.bound_ns": 11_000_000}),
        edited(streams(), {"points.7.latency_p99_ns": 1}),
        edited(streams(), {"points.2.met": False}),
        edited(result(), {"points": server().points}),
    ],
)
def test_windows_that_do_not_lead_to_what_was_measured_are_refused(one: Result) -> None:
    assert ("points", "$.points") in broken(one)


def test_every_problem_says_where_what_and_what_to_do() -> None:
    problem = problem_of(submitted(edited(result(), {"findings": []})))
    name = store.path_of(edited(result(), {"findings": []}), store.encode(edited(result(), {"findings": []})))
    assert problem.where == f"{name}: $.findings"
    assert problem.what == "virtual-machine: nothing is stored, info {'virtual': 'kvm'} is due."
    assert problem.todo == "Measure again with this version of edgebench."


def test_a_path_with_a_line_break_stays_on_one_line() -> None:
    file = structs.replace(submitted(result()), path=PurePosixPath("a/b/c\n\x1b.json"))
    assert {problem.where for problem in checks.problems(file)} == {r"a/b/c\n\x1b.json"}


class TestCanonicalBytes:
    def test_an_editor_s_last_line_break_is_seen(self) -> None:
        file = submitted(result())
        longer = structs.replace(file, data=file.data + b"\n")
        assert problem_of(longer).rule == "canonical-bytes"
        assert problem_of(longer).what.startswith(f"From byte {len(file.data)} on ")

    def test_a_formatter_s_spaces_are_seen(self) -> None:
        file = submitted(result())
        spaced = structs.replace(file, data=json.dumps(json.loads(file.data), sort_keys=True).encode())
        assert problem_of(spaced).what.startswith("From byte 12 on ")


class TestNameAndId:
    @pytest.mark.parametrize("change", [lambda name: name[:-6] + "x.json", lambda name: name + ".json"])
    def test_the_name_of_another_id_is_refused(self, change: Callable[[str], str]) -> None:
        file = submitted(result())
        renamed = structs.replace(file, path=file.path.with_name(change(file.path.name)))
        assert "name-and-id" in [problem.rule for problem in checks.problems(renamed)]

    def test_one_digit_of_the_id_is_enough(self) -> None:
        file = submitted(result())
        assert problem_of(structs.replace(file, id="0" + file.id[1:])).rule == "name-and-id"
        assert checks.problems(structs.replace(file, id=file.id[:16] + "0" * 48)) == []


class TestPath:
    @pytest.mark.parametrize(("part", "name"), [(0, "pi-5"), (1, "resnet-50")])
    def test_the_folder_of_another_device_or_workload_is_refused(self, part: int, name: str) -> None:
        file = submitted(result())
        parts = list(file.path.parts)
        parts[part] = name
        problem = problem_of(structs.replace(file, path=PurePosixPath(*parts)))
        assert (problem.rule, problem.what) == ("path", f"Its content belongs at {file.path}.")

    def test_a_name_of_another_variant_is_refused(self) -> None:
        file = submitted(result())
        other = file.path.with_name(file.path.name.replace("int8", "fp32"))
        assert problem_of(structs.replace(file, path=other)).rule == "path"

    def test_a_folder_too_many_is_refused(self) -> None:
        file = submitted(result())
        assert problem_of(structs.replace(file, path="more" / file.path)).rule == "path"


class TestSize:
    @pytest.mark.parametrize(("tier", "largest"), [("standard", 98_304), ("reference", 196_608)])
    def test_the_last_byte_counts(self, tier: str, largest: int) -> None:
        file = submitted(result(tier=tier))
        full = file.data + b" " * (largest - len(file.data))
        assert problem_of(structs.replace(file, data=full)).rule == "canonical-bytes"
        rules = [problem.rule for problem in checks.problems(structs.replace(file, data=full + b" "))]
        assert rules == ["canonical-bytes", "size"]


class TestTextCharacters:
    def test_a_name_in_two_spellings_is_refused_in_one(self) -> None:
        assert changed({"device.os": "D\u00e9bian"}) == []
        assert changed({"device.os": "De\u0301bian"}) == [("text-characters", "$.device.os")]

    def test_names_of_fields_are_ascii(self) -> None:
        assert changed({"sut.packages": {"num\u00e9py": "1"}}) == [("text-characters", "$.sut.packages")]

    def test_a_text_without_a_type_of_its_own_has_two_hundred_characters_as_well(self) -> None:
        assert changed({"sut.options": {"a": "x" * 200}}) == []
        assert changed({"sut.options": {"a": "x" * 201}}) == [("text-characters", "$.sut.options.a")]

    @pytest.mark.parametrize("hidden", ["\u3164", "\u115f", "\u1160", "\uffa0", "\u2800", "\ufe0f", "\u034f"])
    def test_what_nobody_sees_is_refused(self, hidden: str) -> None:
        (problem,) = checks.problems(submitted(edited(result(), {"device.os": f"Debian{hidden}"})))
        assert (problem.rule, f"U+{ord(hidden):04X}" in problem.what) == ("text-characters", True)

    def test_the_place_within_a_list_is_named(self) -> None:
        assert changed({"device.accelerators": ["a", "e\u0301"]}) == [
            ("text-characters", "$.device.accelerators[1]")
        ]


class TestSummary:
    @pytest.mark.parametrize("figure", ["latency_p50_ns", "latency_p99_ns", "throughput_mhz", "load_ns"])
    @pytest.mark.parametrize("off", [-1, 1])
    def test_one_unit_off_is_another_machine_s_rounding(self, figure: str, off: int) -> None:
        value = getattr(result().summary, figure).value
        assert changed({f"summary.{figure}.value": value + off}) == []

    @pytest.mark.parametrize("figure", ["latency_p50_ns", "throughput_mhz", "peak_memory_bytes"])
    def test_two_units_off_are_refused(self, figure: str) -> None:
        value = getattr(result().summary, figure).value
        place = f"$.summary.{figure}.value"
        assert ("summary", place) in changed({f"summary.{figure}.value": value + 2})

    def test_a_narrower_interval_is_refused(self) -> None:
        low = result().summary.latency_p90_ns.low
        assert low is not None
        assert changed({"summary.latency_p90_ns.low": low + 2}) == [
            ("summary", "$.summary.latency_p90_ns.low")
        ]

    def test_counts_are_exact(self) -> None:
        assert changed({"summary.load_ns.processes": 6}) == [("summary", "$.summary.load_ns.processes")]
        stop = result().summary.early_stopping_ns
        assert stop is not None
        assert changed({"summary.early_stopping_ns.discarded": stop.discarded - 1}) == [
            ("summary", "$.summary.early_stopping_ns.discarded")
        ]

    def test_a_figure_left_out_is_refused(self) -> None:
        changes = {"summary.early_stopping_ns": None, "summary.early_stopping_ns_reason": "unknown"}
        assert [rule for rule, _ in changed(changes)] == ["summary", "summary"]

    def test_a_method_of_tomorrow_is_not_guessed(self) -> None:
        assert changed({"summary.method": 3}) == [("summary", "$.summary.method")]

    @pytest.mark.parametrize("ppm", [0, 1_000_000])
    def test_a_percentile_that_no_method_computes_is_refused(self, ppm: int) -> None:
        assert changed({"load.percentile_ppm": ppm}) == [
            ("load-of-scenario", "$.load.percentile_ppm"),
            ("summary", "$.summary"),
        ]


class TestPercentileOrder:
    def test_a_value_outside_its_interval_is_refused(self) -> None:
        high = result().summary.latency_p90_ns.high
        assert changed({"summary.latency_p90_ns.low": high}) == [
            ("percentile-order", "$.summary.latency_p90_ns"),
            ("summary", "$.summary.latency_p90_ns.low"),
        ]

    def test_a_p50_above_the_p90_is_refused(self) -> None:
        summary = result().summary
        p90 = summary.latency_p90_ns.value
        assert p90 is not None
        changes = {"summary.latency_p50_ns.value": p90 + 2, "summary.latency_p50_ns.high": p90 + 2}
        problems = changed(changes)
        assert [where for rule, where in problems if rule == "percentile-order"] == [
            "$.summary.latency_p50_ns"
        ]

    def test_one_unit_is_rounding(self) -> None:
        low = result().summary.load_ns.low
        assert low == 42_000_000
        assert changed({"summary.load_ns.value": low - 1}) == []
        assert ("percentile-order", "$.summary.load_ns") in changed({"summary.load_ns.value": low - 2})

    def test_equal_percentiles_are_in_order(self) -> None:
        assert broken(result(processes=alike(process([8.0] * 1650)))) == []


class TestCountsAgree:
    @pytest.mark.parametrize(
        "changes",
        [
            {"processes.1.series.queries.0": 21},
            {"processes.1.latency.counts.0": 166},
            {"processes.1.calls_per_clock": 7},
            {"processes.1.samples": 1651},
            {"load.samples_per_query": 2},
        ],
    )
    def test_one_query_more_in_one_place_is_seen(self, changes: Changes) -> None:
        before = result().processes[1]
        assert (before.series.queries[0], before.latency.counts[0], before.queries) == (20, 165, 1650)
        assert ("counts-agree", "$.processes[1]") in changed(changes)

    def test_the_engine_s_own_times_are_of_the_same_queries(self) -> None:
        for repeats, due in ((165, []), (164, [("counts-agree", "$.processes[0]")])):
            engine = process([8.0 * factor for factor in PATTERN], repeats).latency
            changes = {"processes.0.engine_latency": engine, "processes.0.engine_latency_reason": None}
            assert changed(changes) == due

    def test_groups_hold_whole_numbers_of_calls(self) -> None:
        calls = {f"processes.{place}.calls_per_clock": 7 for place in range(5)}
        where = [f"$.processes[{place}]" for place in range(5)]
        assert broken(result(changes=calls)) == [("counts-agree", place) for place in where]


class TestHistogramEdges:
    def test_the_least_latency_lies_in_the_first_bucket(self) -> None:
        least = result().processes[2].latency.min_ns
        changes = {"processes.2.latency.min_ns": least - 8192}
        assert changed(changes) == [("histogram-edges", "$.processes[2].latency")]
        assert changed({"processes.2.latency.min_ns": least + 1}) == []

    def test_the_largest_latency_lies_in_the_last_bucket(self) -> None:
        largest = result().processes[2].latency.max_ns
        changes = {"processes.2.latency.max_ns": largest + 8192}
        assert changed(changes)[0] == ("histogram-edges", "$.processes[2].latency")

    @pytest.mark.parametrize(("sum_ns", "fits"), [(5000, True), (4999, False), (5001, True), (5002, False)])
    def test_the_sum_is_one_the_buckets_allow(self, sum_ns: int, *, fits: bool) -> None:
        """2000 has a bucket of its own, 3000 shares it with 3001."""
        one = result(processes=[process([0.002, 0.003], window_ns=6000)] * 5)
        changes = {f"processes.{place}.latency.sum_ns": sum_ns for place in range(5)}
        rules = [rule for rule, _ in broken(edited(one, changes))]
        assert ("histogram-edges" not in rules) == fits

    def test_a_query_may_take_no_time_the_clock_shows(self) -> None:
        one = result(processes=[process([0.0, 0.0])])
        assert "histogram-edges" not in dict(broken(one))


class TestSeriesRows:
    @pytest.mark.parametrize(
        "column", ["p50_ns", "p90_ns", "max_ns", "cpu_khz", "temperature_mc", "power_mw"]
    )
    def test_a_column_with_a_row_too_few_is_refused(self, column: str) -> None:
        value = 45_000 if column == "temperature_mc" else 8_500_000
        changes: dict[str, object] = {f"processes.3.series.{column}": [value] * 59}
        if not column.endswith("_ns"):
            changes[f"processes.3.series.{column}_reason"] = None
        assert ("series-rows", "$.processes[3].series") in changed(changes)

    @pytest.mark.parametrize(
        ("column", "value"), [("p50_ns", 9_000_000), ("p90_ns", 9_000_000), ("max_ns", 1)]
    )
    def test_a_row_whose_times_are_not_in_order_is_refused(self, column: str, value: int) -> None:
        assert changed({f"processes.3.series.{column}.0": value}) == [
            ("series-rows", "$.processes[3].series")
        ]

    def test_a_row_with_queries_has_times(self) -> None:
        assert changed({"processes.3.series.p50_ns.0": None}) == [("series-rows", "$.processes[3].series")]

    @pytest.mark.parametrize(
        ("times", "fault"), [([None] * 3, False), ([1, None, None], True), ([1, 1, 1], True)]
    )
    def test_a_row_without_queries_has_none(self, times: list[int | None], *, fault: bool) -> None:
        series = result().processes[0].series
        changes: dict[str, object] = {"processes.0.series.queries": [0, *series.queries]}
        for column, value in zip(("p50_ns", "p90_ns", "max_ns"), times, strict=True):
            changes[f"processes.0.series.{column}"] = [value, *getattr(series, column)]
        assert (("series-rows", "$.processes[0].series") in changed(changes)) is fault

    @pytest.mark.parametrize(("p90", "fault"), [(3001, False), (3002, True)])
    def test_a_p90_is_at_most_the_upper_edge_of_the_largest_latency_s_bucket(
        self, p90: int, *, fault: bool
    ) -> None:
        changes = {"processes.0.series.p90_ns": [p90], "processes.0.series.max_ns": [3000]}
        one = edited(result(processes=[process([0.002])]), changes)
        assert ("series-rows" in dict(broken(one))) == fault


class TestLatenciesFitWindow:
    @pytest.mark.parametrize(("less", "due"), [(0, []), (1, [("latencies-fit-window", "sum_ns")])])
    def test_one_after_the_other_they_take_at_most_the_window(
        self, less: int, due: list[tuple[str, str]]
    ) -> None:
        window = result().processes[4].latency.sum_ns - less
        problems = broken(result(changes={"processes.4.window_ns": window}))
        assert [(rule, where.rpartition(".")[2]) for rule, where in problems] == due

    def test_two_streams_take_twice_the_window(self) -> None:
        half = {
            f"processes.{i}.window_ns": one.latency.sum_ns // 2 + 1 for i, one in enumerate(processes(17.0))
        }
        assert "latencies-fit-window" in dict(broken(result(17.0, half)))
        assert "latencies-fit-window" not in dict(broken(result(17.0, {**half, "load.streams": 2})))

    def test_queries_of_a_server_wait_for_each_other(self) -> None:
        window = result().processes[4].latency.sum_ns - 1
        for load in ({"load.scenario": "server"}, {"load.period_ns": 1_000_000}):
            found = broken(result(changes={"processes.4.window_ns": window, **load}))
            assert "latencies-fit-window" not in dict(found)


class TestStagesFitLatency:
    def stages(self, spare_ns: int | None) -> Changes:
        """Every process with stages that leave so much of its latencies; None: a fifth."""
        changes: dict[str, object] = {"load.scope": "pipeline"}
        for place, one in enumerate(result().processes):
            spare = one.latency.sum_ns // 5 if spare_ns is None else spare_ns
            inference = one.latency.sum_ns - 3_000 - spare
            stages = {"preprocess_ns": 2_000, "inference_ns": inference, "postprocess_ns": 1_000}
            changes |= {f"processes.{place}.stages": stages, f"processes.{place}.stages_reason": None}
        return changes

    def faults(self, changes: Changes) -> list[str]:
        return [where for rule, where in broken(result(changes=changes)) if rule == "stages-fit-latency"]

    def test_stages_may_fill_the_latency_and_no_more(self) -> None:
        assert self.faults(self.stages(0)) == []
        assert self.faults(self.stages(-1)) == [f"$.processes[{place}].stages" for place in range(5)]

    def test_stages_fill_four_fifths_of_what_has_no_other_place(self) -> None:
        fifth = self.stages(None)
        assert self.faults(fifth) == []
        stages = fifth["processes.2.stages"]
        assert isinstance(stages, dict)
        less = {**stages, "preprocess_ns": 1_998}
        assert self.faults({**fifth, "processes.2.stages": less}) == ["$.processes[2].stages"]
        waiting: Changes = {**fifth, "processes.2.stages": less, "load.period_ns": 20_000_000}
        assert self.faults(waiting) == []

    def test_stages_belong_to_scope_pipeline_alone(self) -> None:
        assert len(self.faults({"load.scope": "pipeline"})) == 5
        assert len(self.faults({**self.stages(0), "load.scope": "model"})) == 5


class TestWindowLongEnough:
    def test_a_window_with_a_query_too_few_is_refused(self) -> None:
        assert broken(result(processes=alike(process([60.0] * 205)))) == []
        one = result(processes=[*alike(process([60.0] * 205), 4), process([60.0] * 204)])
        assert broken(one) == [("window-long-enough", "$.processes[4].queries")]

    def test_a_window_a_nanosecond_too_short_is_refused(self) -> None:
        due = {12_000_000_000: [], 11_999_999_999: [("window-long-enough", "$.processes[0].window_ns")]}
        for window_ns, problems in due.items():
            short = process([40.0] * 299, window_ns=window_ns)
            assert broken(result(processes=[short, *alike(process([60.0] * 205), 4)])) == problems

    def test_a_run_that_was_cut_and_says_so_is_not_refused(self) -> None:
        assert broken(result(processes=alike(process([1200.0], 100)), changes={"load.ended": "cap"})) == []
        assert broken(result(processes=alike(process([1200.0], 100)))) == [
            ("window-long-enough", f"$.processes[{place}].queries") for place in range(5)
        ]

    def test_a_run_that_was_cut_lasted_until_the_cap(self) -> None:
        windows = [process([7.0], 64), *alike(process([60.0], 205), 4)]
        assert broken(result(processes=windows, changes={"load.ended": "cap"})) == [
            ("window-long-enough", "$.processes[0].queries"),
            ("window-long-enough", "$.processes[0].window_ns"),
        ]
        for window_ns, count in ((120_000_000_000, 0), (119_999_999_999, 1)):
            one = process([1199.0], 100, window_ns=window_ns)
            problems = broken(result(processes=alike(one), changes={"load.ended": "cap"}))
            assert len(problems) == count

    def test_the_cap_is_ten_times_the_least_time(self) -> None:
        assert broken(result(changes={"load.cap_ns": 500_000_000})) == [
            ("window-long-enough", "$.load.cap_ns")
        ]

    @pytest.mark.parametrize(("floor", "value"), [("min_queries", 204), ("min_ns", 11_999_999_999)])
    def test_a_load_below_its_tier_is_refused_even_when_it_was_cut(self, floor: str, value: int) -> None:
        for ended in ("complete", "cap"):
            cap_ns = 10 * (value if floor == "min_ns" else 12_000_000_000)
            one = result(changes={f"load.{floor}": value, "load.ended": ended, "load.cap_ns": cap_ns})
            assert broken(one) == [("window-long-enough", f"$.load.{floor}")]

    def test_a_result_of_another_tool_has_no_tier_to_keep(self) -> None:
        assert imported().load.min_queries == 50
        assert broken(edited(imported(), {"load.min_queries": 1})) == []


class TestProcessCount:
    @pytest.mark.parametrize("count", [4, 6])
    def test_four_or_six_in_place_of_five_are_refused(self, count: int) -> None:
        windows = processes(8.0, "reference")[:count]
        assert broken(result(processes=windows)) == [("process-count", "$.processes")]

    def test_a_result_of_another_tool_may_have_one(self) -> None:
        assert len(imported().processes) == 1
        assert broken(imported()) == []


def test_a_preview_is_not_submitted() -> None:
    assert broken(result(tier="smoke")) == [("ranked-tier", "$.load.tier")]


class TestStoredFindings:
    def test_a_finding_left_out_made_up_or_softened_is_refused(self) -> None:
        (due,) = result().findings
        for findings in (
            [],
            [structs.replace(due, values={"virtual": "xen"})],
            [structs.replace(due, level="error")],
        ):
            assert changed({"findings": findings}) == [("stored-findings", "$.findings")]

    def test_one_problem_a_rule(self) -> None:
        one = edited(result(), {"audit.nonfinite": 1, "device.virtual": "xen"})
        seen = [problem.what.partition(":")[0] for problem in checks.problems(submitted(one))]
        assert seen == ["outputs-nonfinite", "virtual-machine"]

    def test_a_file_of_another_version_may_lack_the_findings_of_younger_rules(self) -> None:
        older = result(changes={**OLDER, "session.resumed": 1})
        assert broken(edited(older, {"findings": older.findings[1:]})) == []
        assert broken(edited(older, {"findings": []})) == []

    def test_a_file_of_another_version_lacks_no_finding_that_bars_a_rank(self) -> None:
        older = result(changes={**OLDER, "audit.nonfinite": 7})
        problem = problem_of(submitted(edited(older, {"findings": []})))
        assert problem.what == "outputs-nonfinite: nothing is stored, error {'values': 7} is due."

    def test_a_file_of_another_version_may_not_make_findings_up(self) -> None:
        older = result(changes={**OLDER, "session.resumed": 1})
        resumed, virtual = older.findings
        for findings in (
            [structs.replace(resumed, level="error"), virtual],
            [structs.replace(virtual, rule="solar-flare")],
            [resumed, resumed],
            [virtual, resumed],
        ):
            assert broken(edited(older, {"findings": findings})) == [("stored-findings", "$.findings")]

    def test_another_order_is_refused(self) -> None:
        one = result(changes={"session.resumed": 1})
        backwards = edited(one, {"findings": one.findings[::-1]})
        assert problem_of(submitted(backwards)).what == "They are not in order of their rules."


FULL = Accuracy(
    metric="top1",
    data_set=AccuracyData(name="imagenet-sample", sha256="0" * 64, samples=50_000),
    evidence="full",
    value_ppm=703_640,
    low_ppm=699_622,
    low_ppm_reason=None,
    high_ppm=707_627,
    high_ppm_reason=None,
)
"""Just meets the target of MobileNetV2."""


def scored(value_ppm: int, met: str = "yes", **changes: object) -> list[tuple[str, str]]:
    """The problems of a result with this accuracy over the full set."""
    accuracy = structs.replace(FULL, value_ppm=value_ppm, **changes)
    fields: Changes = {"accuracy": accuracy, "accuracy_reason": None, "quality.met": met}
    found = changed({**fields, "quality.evidence": "full"})
    return [one for one in found if one[0] != "evidence"]  # the catalogue has a part of the set only


def agreeing(agree: int, **changes: object) -> list[tuple[str, str]]:
    """The problems of a result with as many of 32 answers as stored."""
    low_ppm = int(wilson(agree, 32)[0] * 1e6)
    fields: Changes = {"agreement.agree": agree, "agreement.agree_low_ppm": low_ppm}
    return changed({**fields, **{name.replace("__", "."): value for name, value in changes.items()}})


MET = [("quality", "$.quality.met")]


class TestQuality:
    def test_the_full_set_decides_at_the_target(self) -> None:
        one_less: dict[str, Any] = {"low_ppm": 699_602, "high_ppm": 707_607}
        assert scored(703_640) == scored(703_620, "no", **one_less) == []
        assert scored(703_620, **one_less) == scored(703_640, "no") == scored(703_640, "undetermined") == MET

    def test_another_metric_than_the_one_asked_for_does_not_decide(self) -> None:
        assert scored(703_640, metric="top5") == [("quality", "$.accuracy.metric")]

    def test_the_stored_answers_decide_at_the_workload_s_bound(self) -> None:
        """85 % of 32."""
        assert agreeing(28) == agreeing(27, quality__met="no") == []
        assert agreeing(27) == agreeing(0) == MET

    def test_of_a_workload_that_is_not_known_only_the_impossible_is_refused(self) -> None:
        unknown = {
            "workload__name": "my-own",
            "workload__division": "open",
            "provenance__repeat__workload": "my-own",
        }
        assert agreeing(30, **unknown) == agreeing(30, quality__met="no", **unknown) == []
        assert agreeing(0, **unknown) == agreeing(32, quality__met="no", **unknown) == MET

    def test_nothing_meets_a_target_without_evidence(self) -> None:
        none: Changes = {"agreement": None, "agreement_reason": Reason.NO_ANSWERS}
        assert changed(none) == [("quality", "$.quality.evidence"), ("quality", "$.quality.met")]
        assert changed({**none, "quality.evidence": "none", "quality.met": "undetermined"}) == []

    def test_a_subset_is_no_evidence(self) -> None:
        assert ("quality", "$.quality.evidence") in scored(703_640, evidence="subset")

    def test_one_sample_of_the_set_is_not_the_set(self) -> None:
        few: Changes = {"agreement.samples": 1, "agreement.agree": 1}
        assert ("quality", "$.agreement.samples") in changed(few)

    def test_no_more_agree_than_there_are(self) -> None:
        assert changed({"agreement.agree": 33}) == [("quality", "$.agreement.agree")]

    def test_the_interval_is_that_of_the_share(self) -> None:
        low_ppm = int(wilson(32, 32)[0] * 1e6)
        assert changed({"agreement.agree_low_ppm": low_ppm + 2}) == [("quality", "$.agreement.agree_low_ppm")]


def test_an_accuracy_lies_in_its_interval() -> None:
    outside = [("accuracy-interval", "$.accuracy.value_ppm")]
    for low, high, due in (
        (703_640, 703_640, []),
        (703_641, 703_649, outside),
        (703_631, 703_639, outside),
    ):
        found = scored(703_640, low_ppm=low, high_ppm=high)
        assert [one for one in found if one[0] != "accuracy-value"] == due


class TestAccuracyValue:
    def faults(self, value_ppm: int = 703_640, **changes: object) -> list[str]:
        found = scored(value_ppm, "yes" if value_ppm >= 703_640 else "no", **changes)
        return [place.removeprefix("$.accuracy.") for rule, place in found if rule == "accuracy-value"]

    def test_a_share_is_of_whole_samples(self) -> None:
        assert self.faults() == []
        assert self.faults(703_650) == ["value_ppm"]

    def test_its_interval_is_wilson_s(self) -> None:
        assert self.faults(low_ppm=699_621) == self.faults(high_ppm=707_628) == []
        assert self.faults(low_ppm=699_620) == self.faults(high_ppm=707_629) == ["low_ppm"]
        assert self.faults(low_ppm=None, low_ppm_reason=Reason.NOT_REPORTED) == ["low_ppm"]

    @pytest.mark.parametrize(("top5_ppm", "fault"), [(703_640, False), (703_620, True), (900_010, True)])
    def test_the_first_five_hold_the_first(self, top5_ppm: int, *, fault: bool) -> None:
        assert self.faults(details={"top5_ppm": top5_ppm}) == ["details.top5_ppm"] * fault

    def test_clips_that_were_missed_or_heard_in_vain_are_those_that_are_not_right(self) -> None:
        counts = {
            "positives": 20_000,
            "false_rejects": 10_000,
            "false_accepts": 5_000,
            "negative_ms": 7_200_000,
        }
        rates = {"false_reject_ppm": 500_000, "false_accepts_per_hour_milli": 2_500_000}
        for changes, due in (
            ({}, []),
            ({"false_reject_ppm": 499_999}, ["details.false_reject_ppm"]),
            ({"false_accepts_per_hour_milli": 1}, ["details.false_accepts_per_hour_milli"]),
            ({"false_rejects": 20_001}, ["details"]),
            ({"false_accepts": 4_000}, ["details.false_accepts"]),
        ):
            told = {**counts, "false_accepts": 5_000, **rates, **changes}
            if "false_accepts" in changes:
                told["false_accepts_per_hour_milli"] = 2_000_000
            assert self.faults(metric="clips-right", details=told) == due


class TestSaidTwice:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("workload", "mobilenet-v9"),
            ("variant", "tflite-int4"),
            ("harness", "onnxruntime"),
            ("runtime_version", "2.0.3"),
            ("scenario", "offline"),
            ("tier", "reference"),
            ("scope", "pipeline"),
            ("threads", 1),
            ("pinned", True),
            ("batch", 2),
            ("streams", 2),
            ("period_ns", 20_000_000),
            ("bound_ns", 33_000_000),
            ("processes", 10),
            ("min_ns", 60_000_000_000),
            ("seed", 2),
        ],
    )
    def test_a_field_that_says_something_else_is_refused(self, name: str, value: object) -> None:
        field = f"provenance.repeat.{name}"
        assert changed({field: value}) == [("said-twice", f"$.{field}")]

    @pytest.mark.parametrize("name", ["batch", "streams", "runtime_version"])
    def test_what_was_left_open_is_said_once(self, name: str) -> None:
        assert changed({f"provenance.repeat.{name}": None}) == []

    def test_streams_share_the_threads_that_were_asked_for(self) -> None:
        assert broken(offline(changes={"provenance.repeat.threads": 3, "sut.threads": 1})) == []
        problems = broken(offline(changes={"provenance.repeat.threads": 4, "sut.threads": 1}))
        assert problems == [("said-twice", "$.provenance.repeat.threads")]

    def test_both_sides_are_told(self) -> None:
        (problem,) = checks.problems(submitted(edited(result(), {"provenance.repeat.seed": 2})))
        assert problem.what == "It is 2, load.seed is 1."


class TestDeviceKind:
    def faults(self, slug: str, kind: str, virtual: str) -> list[str]:
        named = {"device.cpu.model": "AMD EPYC 7302 16-Core Processor"}
        told = {"device.slug": slug, "device.kind": kind, "device.virtual": virtual}
        one = edited(result(), {**named, **told})
        return [problem.what for problem in checks.problems(submitted(one)) if problem.rule == "device-kind"]

    @pytest.mark.parametrize(
        ("slug", "kind", "virtual"),
        [
            ("vm-amd-epyc-2", "vm", "kvm"),
            ("server-amd-epyc-2", "server", "none"),
            ("server-amd-epyc-2", "server", "container"),
            ("pi5", "board", "none"),
            ("a-board-of-my-own", "board", "none"),
        ],
    )
    def test_what_agrees_is_accepted(self, slug: str, kind: str, virtual: str) -> None:
        assert self.faults(slug, kind, virtual) == []

    def test_a_virtual_machine_is_not_hidden_by_its_kind(self) -> None:
        assert self.faults("vm-amd-epyc-2", "server", "none") == [
            "It is server, vm-amd-epyc-2 is a device of kind vm."
        ]
        assert self.faults("pi5", "board", "kvm") == ["It is board, and the hypervisor is kvm."]

    def test_nor_is_there_one_without_a_hypervisor(self) -> None:
        assert self.faults("vm-amd-epyc-2", "vm", "container") == [
            "It is vm, and the hypervisor is container."
        ]

    def test_a_hypervisor_is_one_that_there_is(self) -> None:
        assert self.faults("vm-amd-epyc-2", "vm", "xen") == []
        assert self.faults("vm-amd-epyc-2", "vm", "my-own") == ["There is no hypervisor my-own."]

    @pytest.mark.parametrize(
        "model",
        ["AMD EPYC", "AMD EPYC-Rome Processor", "QEMU Virtual CPU version 2.5+", "Common KVM processor",
         "Intel Xeon Processor (Skylake, IBRS)", "Intel(R) Xeon(R) Processor @ 2.90GHz"],
    )  # fmt: skip
    def test_no_bare_machine_has_the_processor_of_a_guest(self, model: str) -> None:
        server: Changes = {"device.slug": "server-x-2", "device.kind": "server", "device.virtual": "none"}
        found = changed({**server, "device.cpu.model": model})
        assert ("device-kind", "$.device.kind") in found

    def test_nobody_takes_time_from_a_bare_machine(self) -> None:
        server: Changes = {"device.slug": "server-amd-epyc-7302-2", "device.kind": "server"}
        bare: Changes = {**server, "device.virtual": "none", "device.cpu.model": "AMD EPYC 7302"}
        assert broken(result(changes=bare)) == []
        stolen = result(changes={**bare, "processes.0.steal_ns": 1})
        assert broken(stolen) == [("device-kind", "$.device.kind")]

    def test_no_device_is_named_like_the_folder_of_the_signatures(self) -> None:
        assert "signatures" in self.faults("signatures", "board", "none")[0]

    def test_a_known_board_is_no_pc(self) -> None:
        assert self.faults("pi5", "pc", "none") == ["It is pc, pi5 is a device of kind board."]


class TestSamplesPerQuery:
    def test_a_query_is_as_large_as_its_scenario_and_its_batch(self) -> None:
        rule = ("samples-per-query", "$.load.samples_per_query")
        assert rule in changed({"load.samples_per_query": 2})
        assert rule in changed({"load.batch": 2})
        assert rule in broken(edited(multi_stream(), {"load.samples_per_query": 1}))

    def test_multi_stream_in_smaller_batches_has_eight(self) -> None:
        changes: Changes = {"load.batch": 4, "provenance.repeat.batch": 4}
        assert broken(edited(multi_stream(), changes)) == []


def test_a_query_that_failed_is_named_with_its_process() -> None:
    assert changed({"processes.3.failures": 1}) == [("no-failures", "$.processes[3].failures")]


class TestCatalogue:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("workload.name", "mobilenet-v9"),
            ("workload.revision", 1_000),
            ("workload.input_shapes", {"image": [96, 96, 3]}),
            ("workload.outputs_scope", "raw-heads"),
            ("workload.sample_set.name", "pictures-2"),
            ("workload.sample_set.sha256", "0" * 64),
            ("quality.reference_ppm", 600_000),
            ("quality.target_ppm", 100_000),
            ("quality.rule", "top5"),
            ("variant.name", "tflite-int4"),
            ("variant.files", []),
            ("variant.files.0.sha256", "0" * 64),
            ("variant.format", "onnx"),
            ("variant.weights", "user"),
            ("variant.precision.weights", "fp32"),
        ],
    )
    def test_the_closed_division_is_what_the_catalogue_says(self, field: str, value: object) -> None:
        place = "$." + field.removesuffix(".0.sha256").replace("precision.weights", "precision")
        again = {
            "workload.name": {"provenance.repeat.workload": value},
            "variant.name": {"provenance.repeat.variant": value},
        }
        changes = {field: value, **again.get(field, {})}
        assert dict(changed(changes))["catalogue"] == place
        assert "catalogue" not in dict(changed({**changes, "workload.division": "open"}))

    def test_a_sample_set_of_another_size_is_refused(self) -> None:
        assert ("catalogue", "$.workload.sample_set.samples") in changed({"workload.sample_set.samples": 1})

    def test_of_a_revision_left_behind_only_the_name_is_known(self) -> None:
        file = submitted(edited(result(), {"variant.files.0.sha256": "0" * 64, "quality.target_ppm": 1}))
        risen = structs.replace(mobilenet_v2(), revision=2)
        newer = structs.replace(file.shipped, workloads={"mobilenet-v2": risen})
        assert checks.problems(structs.replace(file, shipped=newer)) == []
        bare = structs.replace(file.shipped, workloads={})
        assert problem_of(structs.replace(file, shipped=bare)).where.endswith(": $.workload.name")

    def test_what_is_stored_what_is_due_and_what_to_do_are_said(self) -> None:
        problem = problem_of(submitted(edited(result(), {"quality.target_ppm": 100_000})))
        assert problem.what == "100000 is stored, 703640 is due."
        assert problem.todo == "Check it with the edgebench that measured it, or measure again with this one."


class TestImported:
    """More of it in tests/imports/test_assembling.py."""

    def test_a_result_of_another_tool_keeps_it(self) -> None:
        assert broken(imported()) == []

    def test_a_measured_one_may_not_call_itself_imported(self) -> None:
        assert broken(edited(result(), {"kind": "imported"})) == [("kind", "$.kind")]

    def test_a_preview_of_another_tool_is_to_run_longer(self) -> None:
        (problem,) = checks.problems(
            submitted(edited(imported(), {"load.tier": "smoke", "provenance.repeat.tier": "smoke"}))
        )
        assert problem.todo == "Have the tool run for 205 queries and 12 s at least, and import that."


def test_a_tool_may_state_the_median_and_not_p90() -> None:
    row: Changes = {"processes.0.series.p50_ns": [6_085_000], "processes.0.series.p90_ns": [None]}
    assert broken(edited(imported(), row)) == []
    assert broken(edited(imported(), {"processes.0.series.p50_ns": [9_200_000]})) == [
        ("series-rows", "$.processes[0].series")
    ]
