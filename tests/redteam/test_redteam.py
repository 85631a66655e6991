"""Hostile files: each is refused by the rule that is there for it, in its own words, with exit code 4."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from edgebench import checks, store
from edgebench.cli.main import app
from edgebench.submission import check_file, check_files
from tests.checks.edges import EDGES, NOW
from tests.redteam.sealed import ATTACKS, real, sealed
from tests.redteam.together import TOGETHER
from tests.redteam.unsealed import UNSEALED, written


def checked(path: Path) -> tuple[int, list[dict[str, Any]]]:
    """Exit code and problems of `edgebench check --json`."""
    ran = CliRunner().invoke(app, ["check", "--json", str(path)])
    return ran.exit_code, [one["problem"] for one in json.loads(ran.stdout)["problems"]]


def told(problems: list[dict[str, Any]], rule: str) -> str:
    return "\n".join(f"{one['where']}: {one['what']}" for one in problems if one["rule"] == rule)


def test_there_are_more_than_sixty_forged_results_and_sixty_other_files() -> None:
    assert len(ATTACKS) > 60
    assert len(UNSEALED) > 60


def test_what_they_are_made_of_is_accepted(tmp_path: Path) -> None:
    place, data = sealed(real())
    written(tmp_path / place, data)
    assert checked(tmp_path) == (0, [])


@pytest.mark.parametrize("name", ATTACKS)
def test_a_forged_result_is_refused_by_its_rule(tmp_path: Path, name: str) -> None:
    attack = ATTACKS[name]
    place, data = sealed(attack.make())
    code, problems = checked(written(tmp_path / place, data))
    assert (code, attack.message in told(problems, attack.rule)) == (4, True), problems


@pytest.mark.parametrize("name", UNSEALED)
def test_a_hostile_file_is_refused_by_its_rule(tmp_path: Path, name: str) -> None:
    hostile = UNSEALED[name]
    code, problems = checked(hostile.put(tmp_path / "results"))
    assert (code, hostile.message in told(problems, hostile.rule)) == (4, True), problems


@pytest.mark.parametrize("name", TOGETHER)
def test_results_that_do_not_go_together_are_refused_by_their_rule(tmp_path: Path, name: str) -> None:
    attack = TOGETHER[name]
    for one in attack.make():
        place, data = sealed(one)
        written(tmp_path / place, data)
    code, problems = checked(tmp_path)
    assert (code, attack.message in told(problems, attack.rule)) == (4, True), problems


@pytest.mark.parametrize("name", [*ATTACKS, *UNSEALED])
def test_no_refusal_brings_a_control_character_to_a_terminal(tmp_path: Path, name: str) -> None:
    if name in ATTACKS:
        place, data = sealed(ATTACKS[name].make())
        path = written(tmp_path / place, data)
    else:
        path = UNSEALED[name].put(tmp_path / "results")
    shown = CliRunner().invoke(app, ["check", str(path)]).stdout
    assert all(line.isprintable() for line in shown.splitlines())
    assert "  [" in shown


@pytest.fixture(scope="module")
def broken_by(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, set[str]]:
    """Every forged file of the corpus, and every one that just breaks a rule, with the rules it breaks."""
    folder = tmp_path_factory.mktemp("forged")
    files = [sealed(attack.make()) for attack in ATTACKS.values()]
    edges = [edge.breaks() for edge in EDGES.values()]
    files += [(str(file.path), file.data) for file in edges if not file.readings]
    paths = [written(folder / str(i) / place, data) for i, (place, data) in enumerate(files)]
    paths.append(UNSEALED["an energy that its readings do not give"].put(folder / "readings"))
    return {path: {one.rule for one in check_file(path, now=NOW)} for path in paths}


@pytest.mark.slow
def test_all_of_them_are_refused(broken_by: dict[Path, set[str]]) -> None:
    assert all(broken_by.values())


@pytest.mark.slow
@pytest.mark.parametrize("rule", checks.submission_rules())
def test_without_a_rule_something_hostile_would_be_accepted(
    broken_by: dict[Path, set[str]], monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    others = {name: module for name, module in checks.submission_rules().items() if name != rule}
    path = next(path for path, broken in broken_by.items() if broken == {rule})
    assert check_file(path, now=NOW)
    monkeypatch.setattr(checks, "submission_rules", lambda: others)
    assert check_file(path, now=NOW) == []


@pytest.mark.parametrize("rule", [name for name in checks.across_rules() if name != "drift"])
def test_without_a_rule_over_many_files_something_hostile_would_be_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    others = {name: module for name, module in checks.across_rules().items() if name != rule}
    monkeypatch.setattr(checks, "across_rules", lambda: others)
    accepted = []
    for number, attack in enumerate(TOGETHER.values()):
        for one in attack.make():
            place, data = sealed(one)
            written(tmp_path / str(number) / place, data)
        found = check_files(store.found(tmp_path / str(number)))
        accepted.append(not any(problems for _, problems in found))
    assert any(accepted)
