"""From what a file and the user say to a result: what is missing is named, and nothing is made up."""

import hashlib
from pathlib import PurePath
from typing import Any

import msgspec
import pytest

from edgebench import histogram, leaderboard, missing, store
from edgebench.errors import ImportRefusedError
from edgebench.metrics import METRICS
from edgebench.model.entry import Entry
from edgebench.model.reason import Reason
from edgebench.unranked import Unranked, why_unranked
from tests import build
from tests.imports import forms
from tests.imports.build import NOW, broken, each, imported, report, single_stream

EACH = each()
RUNTIME = {"runtime": "ONNX Runtime", "runtime_version": "1.31.1", "accelerator": "cpu", "threads": 4}


def tflite(**told):
    return imported("tflite-benchmark", forms.benchmark_model(), **({"runtime_version": "2.17.0"} | told))


@pytest.mark.parametrize("name", EACH)
def test_every_import_can_be_saved_and_read_and_breaks_no_rule_but_that_of_previews(name, tmp_path):
    one = EACH[name]
    path = store.save(one, tmp_path)
    assert store.read(path) == one
    assert broken(one) == ({"ranked-tier"} if one.load.tier == "smoke" else set())


@pytest.mark.parametrize("name", EACH)
def test_an_import_is_never_ranked(name):
    assert why_unranked(EACH[name]) is Unranked.IMPORTED


def test_a_faster_import_is_no_rival_of_what_was_measured():
    entries = [Entry(PurePath(f"{one.kind}.json"), one) for one in (tflite(), build.result())]
    ranked = [row for board in leaderboard.boards(entries) for table in board.tables for row in table.rows]
    assert [row.result.kind for row in ranked] == ["measured"]


@pytest.mark.parametrize("name", EACH)
def test_what_is_missing_holds_the_least_value_and_is_named(name):
    assert list(missing.faults(EACH[name])) == []
    assert set(EACH[name].imported.missing) >= missing.NEVER_KNOWN


def test_latencies_that_are_all_there_are_a_histogram():
    window = EACH["loadgen"].processes[0]
    assert (window.queries, window.calls_per_clock) == (100, 1)
    assert (window.latency.min_ns, window.latency.max_ns) == (1_074_301, 8_733_389)
    assert 1_122_373 <= EACH["loadgen"].summary.latency_p90_ns.value <= 1_123_495
    assert missing.MEAN_ONLY not in EACH["loadgen"].imported.missing


def test_early_stopping_is_loadgens_own():
    stopped = EACH["loadgen"].summary.early_stopping_ns
    assert (stopped.n, stopped.discarded) == (100, 2)
    assert 4_663_352 <= stopped.value <= 4_668_016


def test_a_mean_is_one_timed_group_and_the_tools_own_figures_are_a_row():
    window = EACH["loadgen untraced"].processes[0]
    assert (window.queries, window.calls_per_clock, histogram.total(window.latency)) == (100, 100, 100)
    assert window.latency.sum_ns == 100 * 1_324_494
    assert (window.series.p50_ns, window.series.p90_ns, window.series.max_ns) == (
        [1_096_425],
        [1_122_373],
        [8_733_389],
    )
    assert missing.MEAN_ONLY in EACH["loadgen untraced"].imported.missing


def test_of_a_mean_percentiles_are_not_reported_rather_than_too_fast():
    one = METRICS["latency_p90_ns"].read(EACH["litert-benchmark"])
    assert (one.value, one.value_reason) == (None, Reason.NOT_REPORTED)


def test_throughput_is_samples_over_the_tools_window():
    assert EACH["benchmark-app"].summary.throughput_mhz.value == round(1539 / 13.00679 * 1000) == 118_323
    assert EACH["benchmark-app async"].summary.throughput_mhz.value == round(824 / 3.00746 * 1000)
    assert EACH["loadgen offline"].summary.throughput_mhz.value == round(198 / 0.239832111 * 1000) == 825_578


def test_where_only_calls_were_timed_their_sum_is_the_window():
    assert EACH["litert-benchmark"].processes[0].window_ns == 250 * 5_520_000


def test_the_engines_mean_stands_beside_the_querys():
    window = EACH["benchmark-app"].processes[0]
    assert (window.latency.sum_ns // 1539, window.engine_latency.sum_ns // 1539) == (8_451_455, 8_340_000)


def test_load_time_that_no_log_tells_is_not_shown_as_a_nanosecond():
    one = METRICS["load_ns"].read(EACH["loadgen"])
    assert (EACH["loadgen"].processes[0].load_ns, one.value, one.value_reason) == (
        1,
        None,
        Reason.NOT_REPORTED,
    )
    assert METRICS["load_ns"].read(EACH["benchmark-app"]).value == 2_325_770_000


def test_rules_that_look_at_the_worker_are_not_asked():
    assert [one.rule for name in EACH for one in EACH[name].findings] == []


@pytest.mark.parametrize(
    ("name", "tier"),
    [("benchmark-app", "standard"), ("tflite-benchmark", "standard"), ("litert-benchmark", "smoke")],
)
def test_the_tier_is_the_longest_whose_queries_and_time_the_run_has(name, tier):
    assert EACH[name].load.tier == tier


def test_the_hash_is_of_the_files_one_after_the_other_and_names_the_session():
    one = EACH["loadgen"]
    detail, summary, trace = (file.data for file in report("loadgen", *single_stream()).files)
    assert one.imported.file_sha256 == hashlib.sha256(detail + summary + trace).hexdigest()
    assert one.session.id == one.imported.file_sha256[:16]


def test_two_imports_share_no_session():
    assert len({one.session.id for one in EACH.values()}) == len(EACH)


def test_it_was_made_when_the_tool_says_else_now():
    assert EACH["loadgen"].created.startswith("2026-11-21T22:")
    assert missing.CREATED not in EACH["loadgen"].imported.missing
    assert EACH["trtexec"].created == NOW
    assert missing.CREATED in EACH["trtexec"].imported.missing


def test_nothing_private_of_the_file_is_kept():
    data = store.encode(tflite())
    assert b"/data/local" not in data
    assert b"benchmark_model.txt" not in data


def test_all_that_must_be_told_is_asked_for_at_once():
    with pytest.raises(ImportRefusedError, match="runtime, runtime version, accelerator, threads") as error:
        imported("loadgen", *single_stream())
    assert error.value.hint == "Say it: --runtime, --runtime-version, --accelerator, --threads."


def test_the_user_may_not_contradict_the_file():
    with pytest.raises(ImportRefusedError, match="--threads is 2, and the file says 4"):
        tflite(threads=2)
    assert tflite(threads=4).sut.threads == 4


def test_another_model_than_the_variants_is_refused():
    with pytest.raises(
        ImportRefusedError, match=r"other.tflite was measured, and variant tflite-int8 is mobilenet"
    ):
        imported("tflite-benchmark", forms.benchmark_model(graph="/tmp/other.tflite"), runtime_version="2")


def test_the_same_model_under_another_name_is_shown_by_its_hash():
    log, variant = forms.benchmark_model(graph="/tmp/other.tflite"), build.variant().files[0]
    told: dict[str, Any] = {
        "runtime_version": "2",
        "model_sha256": variant.sha256,
        "model_gzip_bytes": 2_900_000,
    }
    one = imported("tflite-benchmark", log, **told)
    assert one.resources.model_gzip_bytes == 2_900_000
    with pytest.raises(ImportRefusedError, match="--model has the SHA-256"):
        imported("tflite-benchmark", log, **told | {"model_sha256": "0" * 64})


@pytest.mark.parametrize("size", ["3.6107", "3.6109", "0", "99.1"])
def test_a_model_of_another_size_is_refused(size):
    with pytest.raises(ImportRefusedError, match="variant tflite-int8 has 3610798"):
        imported("tflite-benchmark", forms.benchmark_model(size=size), runtime_version="2")


def test_queries_longer_than_the_run_are_refused():
    log = forms.trtexec_log(seconds="0.0167")
    assert imported("trtexec", log, variant="onnx-fp32").processes[0].window_ns == 16_750_000
    with pytest.raises(ImportRefusedError, match="took 16750000 ns by themselves, and the run 16000000 ns"):
        imported("trtexec", forms.trtexec_log(seconds="0.016"), variant="onnx-fp32")


def test_a_median_above_the_largest_is_refused():
    run = "count=50 first=1 curr=1 min=1 max=5000 avg=4000 std=1 p5=1 median=5001 p95=5001"
    with pytest.raises(ImportRefusedError, match="do not rise: 5001000, 5000000 ns"):
        imported("tflite-benchmark", forms.benchmark_model(run=run, mean="4000"), runtime_version="2")


def test_a_time_beyond_what_a_result_can_hold_is_refused():
    run = "count=100000000 first=1 curr=1 min=1 max=900000000 avg=900000000 std=1"
    with pytest.raises(ImportRefusedError, match="took"):
        imported("tflite-benchmark", forms.benchmark_model(run=run, mean="900000000"), runtime_version="2")


class TestRuleImported:
    """What a hand may not do to an imported result."""

    @pytest.mark.parametrize(
        "changes",
        [
            {"kind": "measured"},
            {"imported": None},
            {"workload.division": "closed"},
            {"tool.harness_known": True},
            {"sut.harness": "tflite", "provenance.repeat.harness": "tflite"},
            {"session.id": "0123456789abcdef"},
            {"imported.tool": "edgebench"},
            {"imported.missing": []},
            {"processes.0.cpu_ns": 5},
            {"audit.timed_outputs_checked": 16},
            {"tool.worker_sha256": build.digest("worker")},
            {"processes.0.calls_per_clock": 1},
        ],
    )
    def test_it_is_noticed(self, changes):
        assert {"imported", "kind"} & broken(build.edited(EACH["tflite-benchmark"], changes))

    @pytest.mark.parametrize("added", ["processes.load-ns", "no.such-field", "summary"])
    def test_only_what_is_missing_is_named(self, added):
        named = sorted([*EACH["tflite-benchmark"].imported.missing, added])
        assert {"imported", "kind"} & broken(
            build.edited(EACH["tflite-benchmark"], {"imported.missing": named})
        )

    def test_a_name_twice_or_out_of_order_is_noticed(self):
        named = EACH["tflite-benchmark"].imported.missing
        for wrong in ([*named, named[-1]], list(reversed(named))):
            assert {"imported", "kind"} & broken(
                build.edited(EACH["tflite-benchmark"], {"imported.missing": wrong})
            )

    def test_a_measured_result_may_not_say_where_it_was_imported_from(self):
        claimed = msgspec.to_builtins(EACH["trtexec"].imported)
        assert {"imported", "kind"} & broken(build.edited(build.result(), {"imported": claimed}))

    def test_accuracy_and_energy_are_only_edgebenchs_to_measure(self):
        agreed = msgspec.to_builtins(build.result().agreement)
        changes = {"agreement": agreed, "agreement_reason": None}
        assert {"imported", "kind"} & broken(build.edited(EACH["trtexec"], changes))
