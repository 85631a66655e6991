"""The other commands, as a user has them: text for a person, one JSON document with --json."""

import json
from pathlib import Path

import pytest

from edgebench import store
from tests import build
from tests.cli.conftest import STAND_IN


def saved(folder: Path) -> Path:
    """A result that passes every check."""
    return store.save(build.result(), folder)


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "workloads"],
        ["list", "harnesses"],
        ["list", "devices"],
        ["list", "meters"],
        ["list", "scenarios"],
        ["list", "suites"],
        ["doctor"],
        ["run", *STAND_IN, "--plan"],
        ["prepare", "mobilenet-v2", "--variant", "onnx-fp32-synthetic", "--offline"],
    ],
)
def test_json_is_one_document_on_stdout_and_text_is_not_empty(run, arguments):
    finished = run(*arguments, "--json")
    assert finished.returncode == 0, finished.stderr
    json.loads(finished.stdout)
    assert run(*arguments).stdout.strip()


@pytest.mark.parametrize("command", ["check", "show"])
def test_a_folder_without_results_is_named_beside_others_that_have_some(run, tmp_path, command):
    path, empty = saved(tmp_path / "some"), tmp_path / "none"
    empty.mkdir()
    for paths in ([str(empty)], [str(path), str(empty)]):
        finished = run(command, *paths)
        assert (finished.returncode, finished.stdout) == (2, "")
        assert finished.stderr.splitlines()[0].endswith(f"{empty}: no result below that path")


def test_list_workloads_names_every_pin(run):
    rows = json.loads(run("list", "workloads", "--json").stdout)
    pins = {(row["workload"], row["variant"]): row["sha256"] for row in rows}
    assert pins["mobilenet-v2", "tflite-int8"].startswith("7aad0c74")


def test_list_workloads_tells_scopes_and_deadlines(run):
    rows = {row["workload"]: row for row in json.loads(run("list", "workloads", "--json").stdout)}
    assert rows["mobilenet-v2"]["scopes"] == ["model", "pipeline"]
    assert rows["voice-activity"]["scopes"] == ["model"]
    assert [(one["name"], one["ns"]) for one in rows["voice-activity"]["bounds"]] == [
        ("chunk", 32_000_000),
        ("conversation", 10_000_000),
    ]


def test_doctor_tells_which_runtimes_really_run(run):
    found = json.loads(run("doctor", "--json").stdout)
    usable = {one["harness"] for one in found["harnesses"] if one["usable"]}
    assert usable >= {"onnxruntime", "openvino", "tflite"}


def test_show_gives_numbers_with_intervals_and_how_to_repeat_them(run, tmp_path):
    finished = run("show", str(saved(tmp_path)))
    assert finished.returncode == 0
    assert "latency p90" in finished.stdout
    assert "Repeat it: edgebench run --workload mobilenet-v2 --variant tflite-int8" in finished.stdout


def test_a_sound_result_passes_every_check(run, tmp_path):
    finished = run("check", str(saved(tmp_path)))
    assert (finished.returncode, finished.stdout) == (0, "1 results checked, 0 refused.\n")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda data: data[:-40], "not whole JSON"),
        (lambda data: data.replace(b'"format":1', b'"format":9'), "newer edgebench"),
        (lambda data: data.replace(b'"format":1', b'"format":1,"format":1'), "twice"),
        (lambda data: data.replace(b'"format":1', b'"format":NaN'), "NaN"),
        (lambda data: b"[" * 100_000, "nested"),
        (lambda data: data.replace(b'"order":0', b'"order":7'), "The name does not end in"),
    ],
)
def test_a_damaged_result_is_refused_in_one_line_with_what_to_do(run, tmp_path, damage, words):
    path = saved(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    finished = run("check", str(path))
    assert finished.returncode == 4
    assert words in finished.stdout
    assert "Traceback" not in finished.stderr


def test_prepare_says_where_the_file_is(run):
    (row,) = json.loads(
        run("prepare", "mobilenet-v2", "--variant", "onnx-fp32-synthetic", "--offline", "--json").stdout
    )
    assert Path(row["path"]).name == "mobilenet_v2-synthetic.onnx"


def test_a_full_disk_is_one_line_and_nothing_half_written(run, small_disk):
    finished = run("run", *STAND_IN, "--offline", EDGEBENCH_CACHE=str(small_disk))
    left = list(small_disk.rglob("*.onnx"))
    assert finished.returncode in (2, 3)
    assert "o space left" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert left == []


def test_ctrl_c_while_the_command_is_loaded_is_one_line(run, tmp_path):
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt")
    finished = run("list", "workloads")
    assert finished.returncode == 130
    assert finished.stderr == "edgebench: interrupted: nothing was begun\n"
