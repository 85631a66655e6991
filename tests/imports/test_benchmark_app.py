"""OpenVINO's benchmark_app: what it states of a run, from reports that it wrote."""

import json

import pytest

from edgebench.errors import ImportRefusedError
from edgebench.imports.report import File, WarmUp
from tests.imports.build import files, report


def said(name: str):
    return report("benchmark-app", *files(f"benchmark_app/{name}.json"))


def changed(section: str, **values) -> File:
    document = json.loads(files("benchmark_app/sync.json")[0].data)
    for name, value in values.items():
        document[section][name.replace("_", " ")] = value
    return File("report.json", json.dumps(document).encode())


def test_a_query_takes_the_run_over_the_iterations_and_the_engine_what_the_report_says():
    one = said("sync")
    assert (one.latencies.queries, one.window_ns) == (1539, 13_006_790_000)
    assert one.latencies.mean_ns == 13_006_790_000 // 1539 == 8_451_455
    assert one.engine_mean_ns == 8_340_000
    assert (one.latencies.p50_ns, one.latencies.p90_ns, one.latencies.max_ns) == (8_560_000, None, 21_030_000)


def test_what_it_says_of_the_system_and_the_start():
    one = said("sync")
    assert (one.scenario, one.threads, one.accelerator, one.execution_precision) == (
        "single-stream",
        1,
        "cpu",
        "f32",
    )
    assert (one.load_ns, one.first_query_ns) == (2_325_770_000, 37_450_000)
    assert one.warm_up == WarmUp(1, 37_450_000)
    assert (one.min_ns, one.min_queries) == (13_000_000_000, None)
    assert one.options == {"api": "sync", "hint": "none", "nstreams": "1"}
    assert one.model_file == "mobilenet_v2_1.0_224_quant.tflite"
    assert (one.tool_version, one.runtime_version) == (None, None)


def test_another_percentile_than_the_median_is_kept_as_what_it_is():
    one = said("p90").latencies
    assert (one.queries, one.p50_ns, one.p90_ns) == (100, None, 11_690_000)


def test_requests_in_flight_together_are_offline_and_each_takes_so_many_times_longer():
    one = said("async")
    assert (one.scenario, one.streams, one.threads) == ("offline", 2, 2)
    assert one.latencies.mean_ns == 3_007_460_000 * 2 // 824


def test_a_path_of_the_model_is_cut_to_its_name():
    one = report("benchmark-app", changed("cmd_options", **{"-m": r"C:\Users\anna\model.onnx"}))
    assert one.model_file == "model.onnx"


def test_a_figure_that_is_mostly_rounding_is_left_out():
    quick = {"latency (ms)": "0.04", "avg latency": "0.04", "max latency": "4.07"}
    one = report("benchmark-app", changed("execution_results", **quick))
    assert (one.latencies.p50_ns, one.engine_mean_ns, one.latencies.max_ns) == (None, None, 4_070_000)


@pytest.mark.parametrize(
    ("section", "values", "why"),
    [
        ("execution_results", {"total_number_of_iterations": "0"}, "no whole number from 1"),
        ("execution_results", {"total_number_of_iterations": "-5"}, "no number that can be"),
        ("execution_results", {"total_number_of_iterations": "1e99"}, "no number that can be"),
        ("execution_results", {"total execution time (ms)": "nan"}, "no number that can be"),
        ("execution_results", {"total execution time (ms)": "9" * 18}, "no number that can be"),
        ("execution_results", {"total execution time (ms)": True}, "no number that can be"),
        ("execution_results", {"max_latency": None}, "no number that can be"),
        ("execution_results", {"group": "{'data': [1,3]}"}, "several shapes"),
        ("configuration_setup", {"batch_size": "1.5"}, "no whole number"),
        ("configuration_setup", {"number_of_parallel_infer_requests": []}, "no number that can be"),
    ],
)
def test_what_cannot_be_is_refused_and_named(section, values, why):
    with pytest.raises(ImportRefusedError, match=why):
        report("benchmark-app", changed(section, **values))


def test_a_run_that_failed_has_no_results():
    with pytest.raises(ImportRefusedError, match="not the report of a finished run"):
        said("failed")


def test_times_of_layers_are_no_run():
    layers = File("counters.json", b'{"report_type": "average", "avg_performance": {"nodes": []}}')
    with pytest.raises(ImportRefusedError, match="times of layers") as error:
        report("benchmark-app", layers)
    assert error.value.hint == "Give benchmark_report.json, which lies beside it."


def test_of_auto_nobody_knows_which_device_answered():
    assert report("benchmark-app", changed("configuration_setup", target_device="AUTO")).accelerator is None
