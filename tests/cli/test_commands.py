"""The other commands, as a user has them: text for a person, one JSON document with --json."""

import json
import shutil
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


def test_publish_writes_pages_and_says_where(run, tmp_path):
    saved(tmp_path / "results")
    document = json.loads(run("publish", "--out", "site", "--json").stdout)
    assert document["results"] == 1
    assert Path(document["index"]).read_text(encoding="utf-8").startswith("<!doctype html>")


def test_publish_leaves_out_what_check_refuses_and_says_why(run, tmp_path):
    store.save(build.result(changes={"summary.latency_p50_ns.value": 1}), tmp_path / "results")
    finished = run("publish", "--out", "site", "--json")
    assert json.loads(finished.stdout)["results"] == 0
    assert "left out: vm-amd-epyc-2/mobilenet-v2/" in finished.stderr
    assert "edgebench check " in finished.stderr


@pytest.mark.parametrize(
    "shorter",
    [build.result(tier="smoke"), build.result(processes=build.processes()[:2])],
    ids=["smoke", "cut"],
)
def test_publish_shows_what_is_only_too_short_to_rank(run, tmp_path, shorter):
    store.save(shorter, tmp_path / "results")
    assert json.loads(run("publish", "--out", "site", "--json").stdout)["results"] == 1


def test_publish_links_to_a_repository_whose_results_were_checked_when_they_came(run, tmp_path):
    store.save(build.result(changes={"summary.latency_p50_ns.value": 1}), tmp_path / "results")
    finished = run("publish", "--out", "site", "--source", "https://example.org/blob/0123abc", "--json")
    assert json.loads(finished.stdout)["results"] == 1
    assert not (tmp_path / "site/results").exists()
    finished = run("publish", "--out", "site", "--source", "https://example.org/blob/0123abc", "--check")
    assert "0 results" in finished.stdout
    assert "left out: " in finished.stderr


def test_publish_below_a_path_says_it_on_the_page_of_missing_addresses(run, tmp_path):
    saved(tmp_path / "results")
    run("publish", "--out", "site", "--base-path", "bench", "--base-url", "https://example.org/bench/")
    assert 'href="/bench/index.html"' in (tmp_path / "site/404.html").read_text("utf-8")
    assert "https://example.org/bench/feed.xml" in (tmp_path / "site/feed.xml").read_text("utf-8")


def test_publish_shows_the_pages_at_a_local_address_until_ctrl_c(background, tmp_path):
    import signal
    import urllib.request

    saved(tmp_path / "results")
    server = background("publish", "--out", "site", "--serve", "--port", "0")
    address = next(line for line in server.stderr if "serving" in line).split()[1]
    with urllib.request.urlopen(address) as page:
        assert b"edgebench" in page.read()
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=20) == 0


def test_publish_never_replaces_a_folder_that_is_not_a_site(run, tmp_path):
    saved(tmp_path / "results")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("all of it")
    finished = run("publish", "--out", "mine")
    assert finished.returncode == 2
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "all of it"


def test_prepare_says_where_the_file_is(run):
    (row,) = json.loads(
        run("prepare", "mobilenet-v2", "--variant", "onnx-fp32-synthetic", "--offline", "--json").stdout
    )
    assert Path(row["path"]).name == "mobilenet_v2-synthetic.onnx"


def test_a_full_disk_is_one_line_and_nothing_half_written(run, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    import subprocess

    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("a small disk needs mount, that is root")
    try:
        finished = run("run", *STAND_IN, "--offline", EDGEBENCH_CACHE=str(disk))
        left = list(disk.rglob("*.onnx"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)
        shutil.rmtree(disk)
    assert finished.returncode in (2, 3)
    assert "o space left" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert left == []
