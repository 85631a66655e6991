"""`edgebench repeat`: the same cell from its file alone, compared; and nothing that a file smuggles in."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from edgebench import store
from edgebench.cli.repeat import announced
from tests import build
from tests.cli.conftest import SHORT, STAND_IN
from tests.cli.test_run import answer, wait_for
from tests.harness.fakes import TEMPLATE, fake
from tests.runner.test_running import cell

STAND_IN_SHORT = (*STAND_IN, *SHORT, "--no-accuracy")


@pytest.fixture
def first(run):
    """A measured result of this machine: how it was asked for -> its path."""

    def measured(*arguments: str, **variables: str) -> Path:
        asked = arguments or STAND_IN_SHORT
        (row,) = answer(run("run", *asked, "--json", **variables))["results"]
        return Path(row["path"])

    return measured


@pytest.fixture
def made(tmp_path):
    """A file that passes as a result: fields that were changed -> its path."""

    def saved(changes: dict[str, Any] | None = None) -> str:
        return str(store.save(build.result(8.0, changes), tmp_path / "made"))

    return saved


def changed(path: Path, changes: dict[str, Any]) -> Path:
    """A copy of a measured result with these fields, in another folder."""
    return store.save(build.edited(store.read(path), changes), path.parents[2].with_name("changed"))


def test_a_repeat_is_saved_beside_its_original_and_compared_with_it(run, first, results):
    original = first("--seed", "7", *STAND_IN_SHORT)
    finished = run("repeat", str(original), "--offline")
    assert finished.returncode == 0, finished.stderr
    (repeated,) = set(results()) - {original}
    old, new = store.read(original), store.read(repeated)
    assert new.provenance == old.provenance
    assert structs.replace(new.load, ended=old.load.ended) == old.load
    assert new.session.id != old.session.id
    assert finished.stdout.startswith(f"A {original}\nB {repeated}\n")
    assert "not testable, one session each" in finished.stdout
    assert "\nA repeat: load, device, runtime and edgebench are the same.\n" in finished.stdout


def test_what_will_be_run_is_told_before_it_is(run, first):
    told = run("repeat", str(first()), "--offline").stderr.splitlines()
    (place,) = [number for number, line in enumerate(told) if line.startswith("repeats ")]
    assert told[place].startswith("repeats mobilenet-v2 onnx-fp32-synthetic on onnxruntime ")
    assert told[place].endswith("SingleStream, smoke: 1 process of 0.1 s, about 2 s")
    assert told[place + 1].startswith("[1/1] ")


def test_what_differs_is_told_before_measuring_and_compared_all_the_same(run, first):
    elsewhere = {"device.unit": "5eed0001", "tool.worker_sha256": "0" * 64}
    finished = run("repeat", str(changed(first(), elsewhere)), "--offline")
    assert finished.returncode == 0, finished.stderr
    before = finished.stderr.partition("[1/1]")[0]
    for told in (before, finished.stdout):
        assert "Not a repeat but a comparison, since these differ:" in told
        assert "  device.unit 5eed0001 → " in told
        assert "  tool.worker_sha256 000" in told
    assert "Latency p50" in finished.stdout


def test_what_the_checks_say_of_either_stands_below(run, first):
    swapped = {"rule": "swapped", "level": "warning", "values": {"swapped-bytes": 4096}}
    finished = run("repeat", str(changed(first(), {"findings": [swapped]})), "--offline")
    assert "\nA warning: 4.00 KiB of the worker's memory was in swap." in finished.stdout


def test_a_repeat_that_answers_nonsense_is_saved_and_not_compared(run, first, tmp_path, results):
    harness = ("--harness", str(fake("answers_nan", tmp_path)))
    sound = changed(first(*STAND_IN[:4], *harness, *SHORT, "--no-accuracy"), {"findings": []})
    finished = run("repeat", str(sound), *harness, "--offline", "--json")
    assert finished.returncode == 3
    document = json.loads(finished.stdout)
    assert document["comparison"] is None
    assert Path(document["result"]["path"]) in results()
    assert "B has nothing to compare: it failed the check" in finished.stderr


def test_json_is_one_document_with_the_result_what_changed_and_the_comparison(run, first):
    older = changed(first(), {"sut.runtime.version": "1.2.3"})
    document = answer(run("repeat", str(older), "--offline", "--json"))
    assert document["original"] == str(older)
    assert document["is_repeat"] is False
    assert document["changed"]["sut.runtime.version"][0] == "1.2.3"
    assert document["result"]["workload"] == "mobilenet-v2"
    (pair,) = document["comparison"]["pairs"]
    assert (pair["a"], pair["b"]) == ([str(older)], [document["result"]["path"]])
    assert [one["metric"] for one in pair["metrics"]] == [
        "latency_p50_ns",
        "latency_p90_ns",
        "throughput_mhz",
    ]
    assert pair["metrics"][-1]["why"] == "few-sessions"


def test_a_harness_that_is_not_shipped_is_repeated_from_the_file_that_is_named(run, first, tmp_path):
    relu = "        return [numpy.maximum(handle[0], 0)]"
    path = tmp_path / "mine.py"
    path.write_text(TEMPLATE.substitute(title="A runtime of one's own.", at_import="", predict=relu))
    original = first(*STAND_IN[:4], "--harness", str(path), *SHORT, "--no-accuracy")
    refused = run("repeat", str(original))
    assert refused.returncode == 2
    assert "there is no harness mine here\n  name its file: --harness path/to/mine.py" in refused.stderr
    document = answer(run("repeat", str(original), "--harness", str(path), "--offline", "--json"))
    assert (document["is_repeat"], document["result"]["harness"]) == (True, "mine")


def test_another_harness_is_not_taken_for_it(run, made):
    finished = run("repeat", made(), "--harness", "onnxruntime")
    assert finished.returncode == 2
    assert "provenance.repeat.harness is tflite there and onnxruntime here" in finished.stderr


def test_ctrl_c_leaves_what_run_goes_on_with_and_says_how_to_compare(background, run, first, results):
    original = first(*STAND_IN_SHORT, "--repeats", "2")
    started = background("repeat", str(original), "--offline")
    wait_for(started, "[2/2]")
    started.send_signal(signal.SIGINT)
    _, told = started.communicate(timeout=30)
    assert started.returncode == 130
    assert "1 of 2 processes are saved" in told
    assert f"edgebench compare {original} RESULT" in told
    assert run("run", "--resume").returncode == 0
    assert len(results()) == 2


def test_what_cannot_be_had_is_exit_3_with_the_reason_and_json_says_so(run, made, results):
    finished = run("repeat", made(), "--offline", "--json")
    assert finished.returncode == 3
    document = json.loads(finished.stdout)
    assert (document["result"], document["comparison"], document["is_repeat"]) == (None, None, None)
    assert "offline nothing is fetched" in document["skipped"][0]["reason"]
    assert results() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"workload.revision": 99}, "workload.revision is 99 there and "),
        ({"variant.files.0.sha256": "0" * 64}, "variant.files is 0000"),
        ({"workload.sample_set.sha256": "0" * 64}, "workload.sample_set.sha256 is 0000"),
        (
            {"provenance.repeat.harness": "evil.py", "sut.harness": "evil.py"},
            "there is no harness evil.py here",
        ),
        (
            {"provenance.repeat.runtime_version": "1+evil.py", "sut.runtime.version": "1+evil.py"},
            "provenance.repeat.runtime_version '1+evil.py' is not a version",
        ),
        (
            {"provenance.repeat.accelerator": "$(touch owned)", "sut.accelerator": "$(touch owned)"},
            "--accelerator '$(touch owned)' is not a name",
        ),
        (
            {"load.min_ns": 2**53 - 1, "provenance.repeat.min_ns": 2**53 - 1},
            "provenance.repeat.min_ns is 9007199254740991, above 86400000000000",
        ),
    ],
)
def test_another_question_or_a_path_in_disguise_is_one_line_and_exit_2(run, made, tmp_path, changes, words):
    for name in ("evil.py", "tflite@1+evil.py", "1+evil.py"):
        (tmp_path / name).write_text("from pathlib import Path\nPath('owned').touch()\n", encoding="utf-8")
    finished = run("repeat", made(changes))
    assert finished.returncode == 2
    first, *hints = finished.stderr.splitlines()
    assert words in first
    assert all(hint.startswith("  ") for hint in hints)
    assert finished.stdout == ""
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b'"format":1', b'"format":9', "written by a newer edgebench"),
        (b'"workload":"mobilenet-v2"', b'"workload":"../../etc"', "at $.provenance.repeat.workload"),
        (b'"variant":"tflite-int8"', b'"variant":"a/b"', "at $.provenance.repeat.variant"),
        (b'"accelerator":"cpu","batch', b'"accelerator":"' + b"x" * 4096 + b'","batch', "of length <= 200"),
        (b'"licence":"CC0-1.0"', b'"licence":"\\u001b[31m"', "which does not print"),
        (b'"pinned":false', b'"pinned":false,"shell":"sh"', "unknown field"),
        (b'"pinned":false', b'"pinned":fal', "not whole JSON"),
    ],
)
def test_a_damaged_or_foreign_file_is_one_line_and_exit_2(run, made, old, new, words):
    path = Path(made())
    whole = path.read_bytes()
    assert whole.count(old) == 1
    path.write_bytes(whole.replace(old, new))
    finished = run("repeat", str(path))
    assert finished.returncode == 2
    assert str(path) in finished.stderr.splitlines()[0]
    assert words in finished.stderr.splitlines()[0]


@pytest.mark.parametrize("name", ["nowhere.json", "."])
def test_what_is_no_file_is_one_line_and_exit_2(run, name):
    finished = run("repeat", name)
    assert finished.returncode == 2
    assert finished.stderr.startswith(f"edgebench: {name}: cannot be read: ")


@pytest.mark.parametrize(
    ("changes", "seconds", "words"),
    [
        ({"affinity": [0]}, 30, "pinned, SingleStream, standard: 2 processes of 12 s, about 30 s"),
        (
            {"scenario": "offline", "batch": 8},
            30,
            "Offline, batch 8, standard: 2 processes of 12 s, about 30 s",
        ),
        ({"processes": 5}, 76, "SingleStream, standard: 5 processes of 12 s, about 1 min 16 s"),
    ],
)
def test_the_announcement_says_how_and_how_long(changes, seconds, words):
    told = announced(cell(min_ns=12 * 10**9, **changes), seconds)
    assert told == f"repeats keyword-spotting onnx-int8 on onnxruntime 1, 1 thread, {words}"
