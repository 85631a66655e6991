"""`edgebench import`, as a user has it."""

import json
from pathlib import Path

from edgebench import store

SAMPLES = Path(__file__).parents[1] / "imports" / "samples"
LOGS = [
    str(SAMPLES / f"loadgen/single-stream/mlperf_log_{name}")
    for name in ("detail.txt", "summary.txt", "trace.json")
]
WHAT = ("--workload", "mobilenet-v2", "--variant", "tflite-int8")
WHERE = ("--device", "pi4", "--cpu", "Cortex-A72", "--cores", "4", "--os", "Debian 12", "--kernel", "6.12.47")
SUT = ("--runtime", "LiteRT", "--runtime-version", "2.3.0", "--accelerator", "cpu", "--threads", "4")


def test_what_loadgen_measured_becomes_a_result(run, tmp_path):
    finished = run("import", "loadgen", *LOGS, *WHAT, *WHERE, *SUT)
    assert finished.returncode == 0, finished.stderr
    path = Path(finished.stdout.splitlines()[0])
    assert store.read(path).kind == "imported"
    assert path.parent == tmp_path / "results" / "pi4" / "mobilenet-v2"
    assert "missing: audit, device.accelerators" in finished.stdout
    assert "too short for tier standard" in finished.stderr


def test_show_says_where_it_comes_from_and_what_is_missing(run):
    path = run("import", "loadgen", *LOGS[:2], *WHAT, *WHERE, *SUT).stdout.splitlines()[0]
    shown = run("show", path).stdout
    assert (
        "Imported from loadgen 6.0.17 @ d6147c7eb7: measured by its own definitions, never ranked." in shown
    )
    assert "Missing: audit, device.accelerators" in shown
    assert "tool's own p90" in shown
    assert "1.12 ms" in shown
    assert "Measure the like: edgebench run --workload mobilenet-v2 --variant tflite-int8" in shown
    assert "too fast" not in shown


def test_json_is_one_document_and_tells_how_to_have_each_latency(run):
    finished = run("import", "loadgen", *LOGS[:2], *WHAT, *WHERE, *SUT, "--json")
    document = json.loads(finished.stdout)
    assert document["imported"]["tool"] == "loadgen"
    assert "enable_trace" in document["hints"][0]


def test_check_refuses_a_preview_and_says_how_to_mend_it(run):
    path = run("import", "loadgen", *LOGS, *WHAT, *WHERE, *SUT).stdout.splitlines()[0]
    finished = run("check", path)
    assert finished.returncode == 4
    assert "Have the tool run for 205 queries and 12 s at least, and import that." in finished.stdout


def test_an_imported_result_is_not_repeated(run):
    path = run("import", "loadgen", *LOGS, *WHAT, *WHERE, *SUT).stdout.splitlines()[0]
    finished = run("repeat", path, "--offline")
    assert finished.returncode == 2
    assert "it is imported: there is no run to repeat" in finished.stderr


def test_what_is_left_open_is_named_with_its_options(run):
    for arguments, option in (
        ((), "--workload and --variant"),
        (WHAT, "--device, --kind, --cpu, --cores, --os, --kernel; or --here"),
        ((*WHAT, *WHERE), "--runtime, --runtime-version, --accelerator, --threads"),
    ):
        finished = run("import", "loadgen", *LOGS, *arguments)
        assert (finished.returncode, finished.stdout) == (2, "")
        assert option in finished.stderr


def test_an_unknown_format_is_named(run):
    finished = run("import", "loadgne", LOGS[0])
    assert finished.returncode == 2
    assert "did you mean loadgen" in finished.stderr


def test_a_model_that_is_not_the_variants_is_refused(run, tmp_path):
    other = tmp_path / "model.tflite"
    other.write_bytes(b"no model")
    finished = run("import", "loadgen", *LOGS, *WHAT, *WHERE, *SUT, "--model", str(other))
    assert finished.returncode == 2
    assert "--model has the SHA-256" in finished.stderr
