"""`edgebench run`: measures, saves, and loses nothing whenever it is stopped."""

import json
import signal
from pathlib import Path

import pytest

from tests.cli.conftest import SHORT, STAND_IN
from tests.harness.fakes import fake


def wait_for(process, text):
    """Read its progress up to the line with this text."""
    for line in process.stderr:
        if text in line:
            return line
    raise AssertionError(f"{text!r} was never printed")


def answer(finished):
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def test_a_run_saves_a_result_and_names_it(run, results):
    document = answer(run("run", *STAND_IN, *SHORT, "--json"))
    (row,) = document["results"]
    assert [Path(row["path"])] == results()
    assert (row["weights"], row["harness"], row["tier"]) == ("synthetic", "onnxruntime", "smoke")
    assert 0 < row["latency_p50_ns"] <= row["latency_p90_ns"]
    assert row["energy_reason"] == "no_meter"


def test_a_run_of_scope_pipeline_says_so_in_its_json_and_shows_its_stages(run, results):
    pytest.importorskip("PIL")
    (row,) = answer(run("run", *STAND_IN, *SHORT, "--scope", "pipeline", "--json"))["results"]
    assert row["scope"] == "pipeline"
    shown = run("show", row["path"]).stdout
    assert all(word in shown for word in ("preprocess", "inference", "postprocess", "--scope pipeline"))


def test_a_short_preview_breaks_no_rule_but_those_of_its_tier(run, results):
    answer(run("run", *STAND_IN, *SHORT, "--json"))
    checked = run("check", str(results()[0]), "--json")
    assert checked.returncode == 4
    assert {one["problem"]["rule"] for one in json.loads(checked.stdout)["problems"]} == {
        "ranked-tier",
        "window-long-enough",
    }


def test_a_run_ends_with_a_table_that_says_the_weights_are_synthetic(run):
    finished = run("run", *STAND_IN, *SHORT)
    assert finished.returncode == 0
    assert "weights: synthetic" in finished.stdout
    assert "ONNX Runtime" in finished.stdout


def test_a_sweep_over_threads_is_one_plan_and_one_curve(run):
    document = answer(run("run", *STAND_IN, *SHORT, "--threads", "1,2", "--no-accuracy", "--json"))
    (curve,) = document["curves"]
    assert (curve["over"], [step["threads"] for step in curve["steps"]]) == ("threads", [1, 2])
    assert curve["steps"][1]["efficiency"] == curve["steps"][1]["speed_up"]["value"] / 2


def test_a_killed_run_goes_on_where_it_stopped_and_measures_nothing_twice(background, run, results):
    first = background("run", *STAND_IN, *SHORT, "--repeats", "3")
    wait_for(first, "[2/3]")
    first.send_signal(signal.SIGKILL)
    first.wait()
    finished = run("run", "--resume")
    assert "[1/3]" not in finished.stderr
    assert "[2/3]" in finished.stderr
    (path,) = results()
    result = json.loads(path.read_text())
    assert (len(result["processes"]), result["session"]["resumed"]) == (3, 1)


def test_ctrl_c_says_what_is_saved_and_how_to_go_on(background, run, results):
    first = background("run", *STAND_IN, *SHORT, "--repeats", "2")
    wait_for(first, "[2/2]")
    first.send_signal(signal.SIGINT)
    _, told = first.communicate(timeout=30)
    assert first.returncode == 130
    assert "1 of 2 processes are saved" in told
    assert "edgebench run --resume" in told
    assert run("run", "--resume").returncode == 0
    assert len(results()) == 1


def test_a_plan_whose_settings_changed_is_not_resumed(background, run, cache):
    first = background("run", *STAND_IN, *SHORT, "--repeats", "2")
    wait_for(first, "[2/2]")
    first.send_signal(signal.SIGKILL)
    first.wait()
    (plan,) = (cache / "state" / "plans").glob("*/plan.json")
    plan.write_text(plan.read_text().replace('"edgebench":"0.1.0"', '"edgebench":"0.0.9"'))
    finished = run("run", "--resume")
    assert finished.returncode == 2
    assert "edgebench was 0.0.9, is 0.1.0" in finished.stderr
    plan.unlink()


def test_two_runs_at_once_would_measure_each_other(background, run):
    first = background("run", *STAND_IN, *SHORT, "--repeats", "3")
    wait_for(first, "[1/3]")
    second = run("run", *STAND_IN, *SHORT)
    assert second.returncode == 2
    assert "another edgebench run is measuring" in second.stderr


def test_nothing_to_resume_is_exit_2(run, tmp_path):
    finished = run("run", "--resume", EDGEBENCH_CACHE=str(tmp_path))
    assert finished.returncode == 2
    assert "no interrupted session" in finished.stderr


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("segfaults", "killed by SIGSEGV"),
        ("runs_out_of_memory", "killed by SIGKILL"),
        ("exits", "ended with status 7"),
        ("raises", "unsupported operator Foo"),
    ],
)
def test_a_runtime_that_dies_is_a_skipped_row_with_its_last_words(run, results, tmp_path, name, words):
    finished = run("run", *STAND_IN[:4], "--harness", str(fake(name, tmp_path)), *SHORT, "--json")
    assert finished.returncode == 3
    (row,) = json.loads(finished.stdout)["skipped"]
    assert words in row["reason"]
    assert results() == []
    assert "Traceback" not in finished.stderr


def test_outputs_that_are_nan_are_an_error_in_the_result(run, tmp_path):
    harness = ("--harness", str(fake("answers_nan", tmp_path)))
    (row,) = answer(run("run", *STAND_IN[:4], *harness, *SHORT, "--json"))["results"]
    assert {"outputs-nonfinite", "outputs-constant"} <= {one["rule"] for one in row["findings"]}
    assert row["quality"] != "yes"


def test_the_plan_is_printed_and_nothing_is_run(run, results):
    finished = run("run", *STAND_IN, *SHORT, "--plan")
    assert finished.returncode == 0
    assert "mobilenet-v2 onnx-fp32-synthetic on onnxruntime" in finished.stdout
    assert results() == []


def test_what_cannot_be_fetched_is_skipped_in_one_line_and_the_rest_runs(run):
    finished = run("run", "--workload", "mobilenet-v2", "--harness", "onnxruntime", *SHORT)
    lines = [line for line in finished.stderr.splitlines() if line.startswith("skipped")]
    assert finished.returncode == 0
    assert len(lines) == 3
    assert "onnx-fp32-synthetic" in finished.stdout


def test_a_resumed_run_writes_where_the_first_was_told_to(background, run, tmp_path):
    first = background("run", *STAND_IN, *SHORT, "--repeats", "2", "--results", str(tmp_path / "mine"))
    wait_for(first, "[2/2]")
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert run("run", "--resume").returncode == 0
    assert len(list((tmp_path / "mine").rglob("*.json"))) == 1


def test_resume_takes_no_other_option(run):
    finished = run("run", "--resume", "--tier", "reference")
    assert finished.returncode == 2
    assert "leave the other options out" in finished.stderr
