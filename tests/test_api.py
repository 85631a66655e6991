"""edgebench from Python: the options of the commands, structs for tables, errors for exit codes, no print."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import edgebench
from edgebench import api, store
from edgebench.cli.main import app
from edgebench.errors import ComparisonError, NothingMeasuredError, PlanError, ResultError
from tests.build import result
from tests.test_help_is_light import HEAVY

COMMANDS = get_command(app).commands  # type: ignore[attr-defined]  # a group: typer types it as a command
STAND_IN: dict[str, Any] = {
    "workload": "mobilenet-v2",
    "variant": "onnx-fp32-synthetic",
    "harness": "onnxruntime",
}


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """A cache and a folder of results of this test's own, no mirror, no data."""
    for name in ("EDGEBENCH_MIRROR", "EDGEBENCH_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EDGEBENCH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("EDGEBENCH_RESULTS", str(tmp_path / "results"))


def test_importing_edgebench_imports_nothing_heavy():
    lines = "import sys, edgebench; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    modules = set(done.stdout.split())
    assert "edgebench.api" in modules
    assert modules & (HEAVY | {"msgspec", "typer", "rich", "edgebench.cli"}) == set()


@pytest.mark.parametrize(
    ("command", "left_out"),
    [("run", {"plan", "resume", "json"}), ("compare", {"form", "fail_on_regression", "json"})],
)
def test_a_function_has_the_options_of_its_command_with_their_defaults(command, left_out):
    options = {one.name: one.default for one in COMMANDS[command].params if one.param_type_name == "option"}
    keywords = {
        one.name: one.default
        for one in inspect.signature(getattr(edgebench, command)).parameters.values()
        if one.kind is one.KEYWORD_ONLY
    }
    assert keywords.keys() == options.keys() - left_out
    unsaid = {name: None if value in ((), api.METRICS) else value for name, value in keywords.items()}
    assert unsaid == {name: options[name] for name in keywords}


def test_a_run_returns_what_it_saved_and_what_it_skipped_and_prints_nothing(alone, tmp_path, capfd):
    report = edgebench.run(
        **STAND_IN, duration=0.1, offline=True, no_accuracy=True, results=tmp_path / "mine"
    )
    (outcome,) = report.outcomes
    assert outcome.path is not None
    assert outcome.path.is_relative_to(tmp_path / "mine")
    assert store.read(outcome.path) == outcome.result
    assert report.skipped == []
    assert capfd.readouterr() == ("", "")


def test_a_run_that_measured_nothing_raises_with_the_reasons(alone):
    with pytest.raises(NothingMeasuredError, match=r"keyword-spotting: .*offline nothing is fetched"):
        edgebench.run(workload="keyword-spotting", harness="tflite", offline=True)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"repeats": 0}, "--repeats 0 is not from 1 to 12"),
        ({"duration": -1.0}, "--duration -1.0 is not from 0.1 to 86400 s"),
        ({"samples": 0}, "--samples 0 is not from 1"),
        ({"seed": -1}, "--seed -1 is not from 0"),
        (
            {"scenario": "server", "tier": "standard", "streams": 2**53},
            "--streams 9007199254740992 is not from 1",
        ),
        ({"period": 1e300}, r"--period 1e\+300 is not from 0.001 to 86400000 ms"),
        ({"ambient": float("nan")}, "--ambient nan is not from -60 to 90 °C"),
        ({"batch": 1025}, "--batch '1025' is not whole numbers from 1 to 1024"),
        ({"tier": "standart"}, "unknown tier 'standart': did you mean standard"),
        ({"threads": "many"}, "--threads 'many'"),
        ({"no_accuracy": True, "accuracy_only": True}, "exclude each other"),
    ],
)
def test_what_cannot_be_asked_is_an_error_before_anything_runs(alone, options, words):
    with pytest.raises(PlanError, match=words):
        edgebench.run(**STAND_IN, **options)


@pytest.mark.parametrize(
    ("given", "asked"), [(1, ("1",)), ("all", ("all",)), ("1,2", ("1", "2")), ([1, "all"], ("1", "all"))]
)
def test_threads_are_given_as_numbers_or_as_on_the_command_line(given, asked):
    assert api._numbers(given) == asked


def test_load_is_a_table_of_cells_or_of_processes(tmp_path):
    pytest.importorskip("pandas", reason="pandas is not installed")
    store.save(result(), tmp_path)
    assert len(edgebench.load(tmp_path)) == len(edgebench.load(str(tmp_path))) == 1
    assert len(edgebench.load(tmp_path, rows="processes")) == 5


@pytest.fixture
def two(tmp_path) -> tuple[Path, Path]:
    """Two versions of one session, the second 5 % slower."""
    newer = {"sut.runtime.version": "2.1.0"}
    return store.save(result(8.0), tmp_path), store.save(result(8.4, newer), tmp_path)


def test_compare_is_the_comparison_with_its_verdicts(two):
    a, b = two
    compared = edgebench.compare(a, str(b), metric="latency_p90")
    assert (compared.a, compared.b, compared.tests, compared.regressions) == (str(a), str(b), 1, 1)
    (judged,) = compared.judged
    (found,) = judged.differences
    assert judged.pair.differs == ("sut.runtime.version",)
    assert (found.verdict, found.better) == ("significant", "a")
    assert found.ratio == pytest.approx(1.05, rel=1e-3)


def test_compare_looks_at_the_same_metrics_as_the_command(two):
    (judged,) = edgebench.compare(*two).judged
    names = [one.metric.name for one in judged.answers]
    assert names == ["latency_p50_ns", "latency_p90_ns", "throughput_mhz"]


def test_compare_finds_a_device_in_the_folder_that_is_named(two, tmp_path):
    sides = ("vm-amd-epyc-2@2.0", "vm-amd-epyc-2@2.1")
    assert edgebench.compare(*sides, results=tmp_path).tests == 3


def test_what_is_not_comparable_or_misspelt_is_an_error(two, tmp_path):
    other = store.save(result(8.0, {"sut.threads": 1}), tmp_path)
    with pytest.raises(ComparisonError, match=r"they differ in sut\.threads"):
        edgebench.compare(two[0], other)
    with pytest.raises(ComparisonError, match=r"unknown field 'runtime\.versoin'"):
        edgebench.compare(*two, vary="runtime.versoin")
    with pytest.raises(ResultError, match=r"nowhere\.json"):
        edgebench.compare(two[0], "nowhere.json")
