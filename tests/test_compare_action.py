"""The GitHub Action: well-formed, pinned, closed to injection, and its scripts do what the steps say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from edgebench import store
from edgebench.cli.main import app
from tests.build import process, result

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed (extra dev)")

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / ".github/actions/compare/action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
SCRIPTS = {step["name"]: step["run"] for step in STEPS if "run" in step}
NOISE = (1.0, 1.005, 0.995, 1.002, 0.998)
Outcome = tuple["subprocess.CompletedProcess[str]", str, str]


def test_it_is_composite_and_every_input_says_what_it_is() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert [name for name, one in ACTION["inputs"].items() if not one.get("description")] == []


def test_what_it_uses_is_pinned_by_the_commit_that_the_workflow_pins() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    workflow = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    assert used
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", one) and one in workflow for one in used)


def test_every_script_names_its_shell_and_takes_inputs_as_variables_only() -> None:
    assert {step["shell"] for step in STEPS if "run" in step} == {"bash"}
    assert [name for name, script in SCRIPTS.items() if "${{" in script] == []


def test_every_input_that_is_used_is_declared_and_every_declared_one_is_used() -> None:
    text = (ROOT / ".github/actions/compare/action.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])


def test_the_commands_have_the_options_that_the_scripts_give_them() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]  # a group: typer types it as a command
    for step, command in (("measure both in one session", "run"), ("compare", "compare")):
        known = {name for parameter in commands[command].params for name in parameter.opts}
        asked = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", SCRIPTS[step]))
        assert f'bin/edgebench" {command} ' in SCRIPTS[step]
        assert asked <= known, step


def test_the_extras_it_installs_exist() -> None:
    declared = re.findall(r"^(\w+) = \[", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(ACTION["inputs"]["extras"]["default"].split(",")) <= set(declared)


@pytest.fixture
def compare(tmp_path: Path) -> Callable[..., Outcome]:
    """The last step, as a runner has it, on results of 8.0 ms (1.30.0) and 8.4 ms (1.31.0) in one session."""
    program = tmp_path / "edgebench" / "bin" / "edgebench"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m edgebench "$@"\n')
    program.chmod(0o755)
    for version, ms in (("1.30.0", 8.0), ("1.31.0", 8.4)):
        windows = [process([ms * factor], 2001) for factor in NOISE]
        store.save(result(ms, {"sut.runtime.version": version}, processes=windows), tmp_path / "results")
    defaults = {name.upper(): str(one.get("default", "")) for name, one in ACTION["inputs"].items()}
    defaults["FAIL"] = defaults["FAIL-ON-REGRESSION"]

    def start(**changes: str) -> Outcome:
        summary = tmp_path / "summary.md"
        finished = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", SCRIPTS["compare"]],
            env={**os.environ, **defaults, "PYTHONPATH": str(ROOT), "RUNNER_TEMP": str(tmp_path),
                 "GITHUB_STEP_SUMMARY": str(summary), **changes},
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        return finished, summary.read_text(encoding="utf-8"), finished.stderr

    return start


def test_a_regression_fails_the_step_and_stands_in_the_summary(compare: Callable[..., Outcome]) -> None:
    finished, summary, errors = compare(BEFORE="tflite@1.30", AFTER="tflite@1.31")
    assert finished.returncode == 5, errors
    assert "| Latency p50 | 8.00 ms | 8.40 ms | 1.050 (1.044 to 1.056): significant, worse |" in summary


def test_without_the_gate_it_only_tells(compare: Callable[..., Outcome]) -> None:
    finished, summary, errors = compare(BEFORE="tflite@1.30", AFTER="tflite@1.31", FAIL="false")
    assert finished.returncode == 0, errors
    assert "significant, worse" in summary


def test_a_wheel_is_found_by_the_version_in_its_name(compare: Callable[..., Outcome]) -> None:
    wheel = "tflite-runtime@out/ai_edge_litert-1.31.0-cp313-cp313-linux_x86_64.whl"
    assert compare(BEFORE="tflite@1.30", AFTER=wheel)[0].returncode == 5


def test_folders_that_are_there_are_compared_as_they_are_named(compare: Callable[..., Outcome]) -> None:
    both = {"BEFORE": "results@1.31", "AFTER": "results@1.30", "MEASURE": "false"}
    finished, summary, errors = compare(**both)
    assert finished.returncode == 0, errors
    assert "significant, better" in summary
