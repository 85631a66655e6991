"""Bad input: one clear line (what, where, what to do), the right exit code, no traceback."""

import pytest

from tests.cli.conftest import SHORT, STAND_IN


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--workload", "mobilnet-v2"], 'unknown workload "mobilnet-v2": did you mean mobilenet-v2?'),
        (["run", "--harness", "onnxruntim"], "unknown harness 'onnxruntim': did you mean onnxruntime?"),
        (["run", "--scenario", "SingelStream"], "unknown scenario 'SingelStream'"),
        (["run", "--scenario", "MultiStream"], "MultiStream is judged by p99, and tier smoke is too short"),
        (["run", "--tier", "standart"], "unknown tier 'standart': did you mean standard?"),
        (["run", "--scope", "pipelin"], "unknown scope 'pipelin': did you mean pipeline?"),
        (["run", "--scope", "pipeline", "--batch", "8"], "--scope pipeline answers one file a query"),
        (["run", "--suite", "quik"], 'unknown suite "quik": did you mean quick?'),
        (
            ["run", "--suite", "quik", "--workload", "mobilenet-v2"],
            'unknown suite "quik": did you mean quick?',
        ),
        (["run", "--variant", "tflite-int9"], "unknown variant 'tflite-int9': did you mean tflite-int8?"),
        (["run", "--device", "pi44"], "unknown device 'pi44': did you mean pi4?"),
        (["run", "--threads", "many"], "--threads 'many'"),
        (["run", "--threads", "9" * 5000], "--threads '9999"),
        (["run", "--batch", "9" * 5000], "--batch '9999"),
        (["run", "--period", "1e300"], "--period 1e+300 is not from 0.001 to 86400000 ms"),
        (["run", "--bound", "nan"], "--bound nan is not from 0.001 to 86400000 ms"),
        (["run", "--streams", "9" * 20], "is not from 1 to 9007199254740991"),
        (["run", "--repeats", "13"], "--repeats 13 is not from 1 to 12"),
        (["run", "--duration", "0"], "--duration 0.0 is not from 0.1 to 86400 s"),
        (["run", "--no-accuracy", "--accuracy-only"], "exclude each other"),
        (["run", "--harness", "nowhere.py"], "nowhere.py: not a readable harness"),
        (["run", "--frobnicate"], "frobnicate"),
        (["shwo"], "shwo"),
        (["prepare", "nothing"], 'unknown workload "nothing"'),
        (["show", "nowhere.json"], "nowhere.json"),
        (["check", "nowhere.json"], "nowhere.json"),
        (["publish", "--results", "nowhere"], "nowhere: there is no such folder"),
    ],
)
def test_wrong_input_is_one_line_and_exit_2(run, arguments, words):
    finished = run(*arguments)
    assert finished.returncode == 2
    assert finished.stdout == ""
    first, *hints = finished.stderr.splitlines()
    assert words in first
    assert all(hint.startswith("  ") for hint in hints)


def test_another_device_than_this_one_is_exit_2_naming_both(run):
    finished = run("run", "--device", "pi4", *SHORT)
    assert finished.returncode == 2
    assert "this machine is " in finished.stderr
    assert "Raspberry Pi 4" in finished.stderr


def test_a_wrong_model_in_the_cache_is_found_by_its_hash_and_made_again(run, cache):
    assert run("prepare", "mobilenet-v2", "--variant", "onnx-fp32-synthetic", "--offline").returncode == 0
    (model,) = (cache / "files").glob("*/*/mobilenet_v2-synthetic.onnx")
    good = model.read_bytes()
    model.write_bytes(good[:-1] + b"?")
    assert run("run", *STAND_IN, *SHORT, "--no-accuracy").returncode == 0
    assert model.read_bytes() == good


def test_a_folder_of_data_sets_that_is_none_is_told_before_anything_is_measured(run):
    finished = run("run", *STAND_IN, *SHORT, EDGEBENCH_DATA="/nowhere")
    assert finished.returncode == 2
    assert finished.stderr.startswith("edgebench: EDGEBENCH_DATA: /nowhere is not a folder")


def test_no_network_and_no_mirror_is_exit_3_with_the_reason(run, results):
    finished = run("run", "--workload", "keyword-spotting", "--harness", "tflite", "--offline")
    assert finished.returncode == 3
    assert "offline nothing is fetched" in finished.stderr
    assert results() == []
