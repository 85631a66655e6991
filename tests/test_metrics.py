"""The table of metrics and how it reads a result."""

from __future__ import annotations

import math

import pytest

from edgebench import energy_figures, statistics
from edgebench.errors import ComparisonError
from edgebench.metrics import ENERGY, METRICS, Metric, judged_by, metric_named, real_time_factor, stages
from edgebench.model.process import Stages
from edgebench.model.result import Estimate, Summary
from tests.build import meter, metered, paced, process, rapl, result, streams, sustained

EVERY = pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)


def test_every_figure_of_the_summary_is_a_metric() -> None:
    # `method` is a number of the method, and early stopping is a gate beside the figures.
    assert METRICS.keys() == set(Summary.__annotations__) - {
        "method",
        "early_stopping_ns",
        "early_stopping_ns_reason",
    }


@EVERY
def test_the_unit_is_the_one_in_the_name(metric: Metric) -> None:
    suffix = {"ns": "_ns", "mHz": "_mhz", "B": "_bytes", "ppm": "_ppm", "streams": "streams"}[metric.unit]
    assert metric.name.endswith(suffix)
    assert metric.better == ("higher" if metric.unit in {"mHz", "streams"} else "lower")


@EVERY
def test_the_summary_is_the_geometric_mean_of_the_values_of_the_processes(metric: Metric) -> None:
    one = result(changes={"load.scenario": "sustained"} if "minute" in metric.name else {})
    values = metric.per_process(one)
    if metric.name == "streams":  # a search finds one number for all processes
        assert values is None
        return
    assert values is not None
    assert len(values) == len(one.processes)
    assert metric.read(one).value == round(statistics.geometric_mean(values))


def test_a_figure_without_a_value_has_no_values_to_test_either() -> None:
    grouped = result(processes=[process([0.004] * 700, calls_per_clock=10)] * 5)
    assert METRICS["latency_p90_ns"].read(grouped).value is None
    assert METRICS["latency_p90_ns"].per_process(grouped) is None


def test_a_metric_is_read_from_the_summary() -> None:
    estimate = METRICS["throughput_mhz"].read(result())
    assert isinstance(estimate, Estimate)
    assert estimate.value is not None
    assert 120_000 < estimate.value < 126_000


def test_a_scenario_is_judged_by_the_percentile_that_mlperf_gives_it() -> None:
    assert judged_by("single-stream").short == "p90"
    assert judged_by("multi-stream").short == "p99"


def test_lower_is_better_for_latency_and_higher_for_throughput() -> None:
    assert METRICS["latency_p90_ns"].is_better(1, 2)
    assert METRICS["throughput_mhz"].is_better(2, 1)


def test_the_real_time_factor_is_the_time_spent_on_a_chunk_over_its_length() -> None:
    window = process([8.0] * 100, window_ns=800_000_000)
    one = result(processes=[window] * 5, changes={"load.chunk_ns": 32_000_000})
    factor = real_time_factor(one)
    assert factor is not None
    assert round(factor.value_ppm) == 250_000


def test_the_real_time_factor_is_high_where_the_throughput_is_low() -> None:
    factor = real_time_factor(result(changes={"load.chunk_ns": 32_000_000}))
    assert factor is not None
    assert factor.low_ppm is not None
    assert factor.high_ppm is not None
    assert factor.low_ppm < factor.value_ppm < factor.high_ppm


def test_the_real_time_factor_of_several_streams_is_that_of_each() -> None:
    asked = {"load.chunk_ns": 32_000_000}
    one, four = streams(count=1, changes=asked), streams(count=4, changes=asked)  # 8 ms a query in both
    values = [factor.value_ppm for factor in map(real_time_factor, (one, four)) if factor]
    assert values == [pytest.approx(251_000, rel=0.01)] * 2


def test_a_clock_that_paces_queries_leaves_no_real_time_factor() -> None:
    assert real_time_factor(paced(changes={"load.chunk_ns": 32_000_000})) is None


def test_a_workload_without_chunks_has_no_real_time_factor() -> None:
    assert real_time_factor(result()) is None


def test_the_stages_of_a_pipeline_are_means_over_all_queries_with_their_shares() -> None:
    spent = [Stages(preprocess_ns=60, inference_ns=120, postprocess_ns=20)] * 2
    windows = [process([8.0] * 10, stages=one, stages_reason=None) for one in spent]
    found = [(one.name, one.mean_ns, one.share_ppm) for one in stages(result(processes=windows))]
    assert found == [("preprocess", 6, 300_000), ("inference", 12, 600_000), ("postprocess", 2, 100_000)]


def test_scope_model_has_no_stages() -> None:
    assert stages(result()) == []


def test_a_percentile_says_which_one_it_is() -> None:
    told = {name: metric.percentile_ppm for name, metric in METRICS.items() if metric.percentile_ppm}
    assert told == {"latency_p50_ns": 500_000, "latency_p90_ns": 900_000, "latency_p99_ns": 990_000}


@EVERY
def test_a_metric_is_named_with_its_unit_or_without(metric: Metric) -> None:
    assert metric_named(metric.name) is metric
    assert metric_named(metric.name.rpartition("_")[0] or metric.name) is metric


def test_an_unknown_metric_gets_the_nearest() -> None:
    with pytest.raises(ComparisonError, match="unknown metric 'thruput': did you mean throughput"):
        metric_named("thruput")


class TestEnergy:
    def test_it_is_named_with_and_without_its_unit_and_is_no_figure_of_the_summary(self) -> None:
        assert metric_named("energy") is metric_named("energy_nj") is ENERGY
        assert ENERGY.name not in METRICS

    def test_its_values_are_those_of_the_windows(self) -> None:
        one = metered()
        assert one.energy is not None
        values = ENERGY.per_process(one)
        assert values == pytest.approx([1000 * w.gross_uj / w.queries for w in one.energy.windows])
        assert ENERGY.read(one).value == one.energy.gross_per_sample_nj
        assert ENERGY.per_process(result()) is None

    def test_on_one_meter_its_own_errors_fall_out_of_a_ratio(self) -> None:
        assert ENERGY.common_error([metered()], [metered(9.0)]) == 0

    def test_on_two_meters_those_of_both_are_in_it(self) -> None:
        one, other = metered(), metered(by=meter(driver="shelly"))
        share = energy_figures.accuracy_share(meter(), 6_000_000)
        assert share is not None
        assert ENERGY.common_error([one], [other]) == pytest.approx(share * math.sqrt(2), rel=1e-4)

    def test_of_rates_over_few_queries_both_counts_are_in_it(self) -> None:
        few = sustained(last=2)  # 12 in the last minute
        last = METRICS["last_minute_mhz"]
        assert last.common_error([few], [few]) == pytest.approx(math.sqrt(2) / (12 * math.sqrt(3)), abs=1e-3)
        assert last.common_error([sustained()], [sustained()]) == 0

    def test_no_other_metric_has_such_an_error_or_an_obstacle(self) -> None:
        latency = METRICS["latency_p90_ns"]
        other = metered(by=rapl(boundary="board_dc"))
        assert latency.common_error([metered()], [other]) == 0
        assert latency.obstacle([metered(), other]) == ""
