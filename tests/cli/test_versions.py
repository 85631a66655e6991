"""Versions of one runtime beside each other, each in an environment of its own: real venvs, a real pip."""

import json
import signal
from pathlib import Path

import pytest

from edgebench.harness import discover
from tests.cli.conftest import SHORT, STAND_IN
from tests.cli.test_run import answer, wait_for
from tests.harness import wheels

ON = STAND_IN[:4]
MEASURED_ONLY = ("--duration", "0.1", "--no-accuracy")


@pytest.fixture(scope="session")
def index(tmp_path_factory):
    """Variables under which pip finds a folder of tiny wheels, and nothing else."""
    return wheels.index(tmp_path_factory.mktemp("index"))


@pytest.fixture
def harness(tmp_path):
    """One whose runtime, `fakeruntime`, is not installed here."""
    return str(wheels.harness(tmp_path))


def versions(document):
    return [(row["harness"], row["runtime_version"]) for row in document["results"]]


def test_two_versions_are_two_results_of_one_harness(run, index, harness, results):
    both = ("--harness", f"{harness}@1.0", "--harness", f"{harness}@2.0.0")
    document = answer(run("run", *ON, *both, *MEASURED_ONLY, "--json", **index))
    assert versions(document) == [("fakeruntime", "1.0.0"), ("fakeruntime", "2.0.0")]
    stored = [json.loads(path.read_text()) for path in results()]
    assert sorted(one["sut"]["runtime"]["version"] for one in stored) == ["1.0.0", "2.0.0"]
    assert len({one["session"]["id"] for one in stored}) == 1


def test_their_processes_alternate(run, index, harness):
    both = ("--harness", f"{harness}@1.0", "--harness", f"{harness}@2.0.0")
    told = run("run", *ON, *both, *MEASURED_ONLY, "--repeats", "2", **index).stderr
    order = [line.split(" on ")[1].split(",")[0] for line in told.splitlines() if line.startswith("[")]
    assert [set(order[:2]), set(order[2:])] == [{"fakeruntime 1.0.0", "fakeruntime 2.0.0"}] * 2


def test_a_killed_run_of_two_versions_goes_on_in_the_same_environments(
    background, run, index, harness, results
):
    both = ("--harness", f"{harness}@1.0", "--harness", f"{harness}@2.0.0")
    answer(run("prepare", *both, "--json", **index))
    first = background("run", *ON, *both, *MEASURED_ONLY, "--repeats", "2")
    wait_for(first, "[3/4]")
    first.send_signal(signal.SIGKILL)
    first.wait()
    finished = run("run", "--resume")
    assert finished.returncode == 0, finished.stderr
    assert "[2/4]" not in finished.stderr
    assert [len(json.loads(path.read_text())["processes"]) for path in results()] == [2, 2]


def test_a_harness_that_does_not_run_here_is_installed_when_it_is_named(run, index, harness):
    document = answer(run("run", *ON, "--harness", harness, *MEASURED_ONLY, "--json", **index))
    assert versions(document) == [("fakeruntime", "2.0.0")]


def test_the_same_thing_twice_is_measured_once(run, index, harness):
    twice = ("--harness", f"{harness}@1.0", "--harness", f"{harness}@1.0", "--harness", f"{harness}@1.0.0")
    document = answer(run("run", *ON, *twice, *MEASURED_ONLY, "--json", **index))
    assert versions(document) == [("fakeruntime", "1.0.0")]
    (skipped,) = document["skipped"]
    assert "fake 1.0.0 is in this plan already" in skipped["reason"]


def test_a_version_that_is_not_there_is_skipped_with_the_nearest_and_the_rest_runs(run, index, harness):
    both = ("--harness", f"{harness}@1.7", "--harness", f"{harness}@1.0")
    document = answer(run("run", *ON, *both, *MEASURED_ONLY, "--json", **index))
    assert versions(document) == [("fakeruntime", "1.0.0")]
    (skipped,) = document["skipped"]
    assert skipped["harness"] == "fakeruntime@1.7"
    assert skipped["hint"] == "the nearest are 1.0.0, 1.1.0, 2.0.0"


def test_a_plan_tells_what_it_would_install_and_installs_nothing(run, index, harness, tmp_path):
    finished = run(
        "run", *ON, "--harness", f"{harness}@1.1", *SHORT, "--plan", EDGEBENCH_CACHE=str(tmp_path), **index
    )
    assert finished.returncode == 0
    assert "would make an environment for fakeruntime@1.1: fakeruntime==1.1.*, numpy" in finished.stdout
    assert "on fakeruntime ==1.1.*" in finished.stdout
    assert not (tmp_path / "environments").exists()


def test_prepare_makes_a_harness_ready_and_fetches_no_model(run, index, harness, tmp_path):
    asked = ("prepare", "--harness", f"{harness}@1.0", "--json")
    (row,) = answer(run(*asked, EDGEBENCH_CACHE=str(tmp_path / "cache"), **index))
    assert (row["harness"], row["runtime"]) == ("fakeruntime@1.0", "fake 1.0.0")
    assert Path(row["path"]).is_relative_to(tmp_path / "cache" / "environments")
    assert not (tmp_path / "cache" / "files").exists()


def test_a_harness_that_cannot_be_made_ready_is_exit_2_with_the_reason(run, harness):
    finished = run("prepare", "--harness", f"{harness}@1.1", "--offline")
    assert finished.returncode == 2
    assert "--offline is set" in finished.stderr


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("onnxruntime@", "no version follows the @"),
        ("onnxruntime@newest", "'newest' is neither a version nor the path of a wheel"),
        ("onnxruntime@nowhere.whl", "nowhere.whl: there is no such wheel"),
        ("onnxruntim@1.30", "unknown harness 'onnxruntim': did you mean onnxruntime?"),
    ],
)
def test_what_cannot_be_a_version_is_one_line_and_exit_2(run, name, words):
    finished = run("run", *ON, "--harness", name, *SHORT)
    assert finished.returncode == 2
    assert words in finished.stderr.splitlines()[0]


def test_list_harnesses_says_of_each_where_it_runs_or_what_mends_it(run):
    rows = json.loads(run("list", "harnesses", "--json").stdout)
    assert {row["harness"] for row in rows} == {*discover.shipped()}
    assert all(
        row["where"] in ("here", "environment") and row["accelerators"] for row in rows if row["usable"]
    )
    for row in rows:
        assert (row["where"] in ("here", "environment")) == row["usable"]
        assert row["accelerators"] if row["usable"] else row["reason"] and row["hint"]


def reached(harness, version, cache):
    """Skip unless the package index of this machine has this version for this Python."""
    from edgebench.errors import EdgebenchError
    from edgebench.harness import environment
    from edgebench.harness.discover import Asked
    from edgebench.sources.progress import SILENT

    file = discover.named(harness)
    if wrong := discover.misfit(file):
        pytest.skip(f"{harness} {wrong.reason}")
    try:
        environment.build(
            environment.environment(Asked(file, version), cache), offline=False, progress=SILENT
        )
    except EdgebenchError as error:
        pytest.skip(f"{harness} {version} cannot be installed here: {error.message}")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_two_real_versions_of_onnx_runtime_run_in_one_session(run, cache):
    for version in ("1.22", "1.23"):
        reached("onnxruntime", version, cache)
    both = ("--harness", "onnxruntime@1.22", "--harness", "onnxruntime@1.23")
    document = answer(run("run", *ON, *both, *MEASURED_ONLY, "--json"))
    assert [version[:5] for _, version in versions(document)] == ["1.22.", "1.23."]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_tflite_runtime_runs_beside_litert_though_it_needs_another_numpy(run, cache):
    reached("tflite-runtime", "", cache)
    rows = json.loads(run("list", "harnesses", "--json").stdout)
    found = {row["harness"]: (row["runtime"], row["usable"]) for row in rows}
    assert found["tflite"] == ("LiteRT", True)
    assert found["tflite-runtime"] == ("TensorFlow Lite", True)
