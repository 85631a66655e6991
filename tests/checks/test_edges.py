"""No rule without a file that just keeps it and one that breaks it and nothing else."""

from __future__ import annotations

import pytest

from edgebench import checks
from edgebench.checks.submitted import Submitted
from tests.checks.edges import EDGES


def rules(file: Submitted) -> list[str]:
    return sorted({problem.rule for problem in checks.problems(file)})


def test_every_rule_has_both() -> None:
    assert sorted(EDGES) == list(checks.submission_rules())


@pytest.mark.parametrize("rule", EDGES)
def test_what_just_keeps_a_rule_has_no_problem(rule: str) -> None:
    assert rules(EDGES[rule].keeps()) == []


@pytest.mark.parametrize("rule", EDGES)
def test_what_breaks_a_rule_breaks_no_other(rule: str) -> None:
    assert rules(EDGES[rule].breaks()) == [rule]


@pytest.mark.parametrize("rule", EDGES)
def test_a_problem_says_what_where_and_what_to_do(rule: str) -> None:
    file = EDGES[rule].breaks()
    for problem in checks.problems(file):
        assert problem.where.startswith(str(file.path))
        assert problem.what.endswith(".")
        assert problem.todo.endswith(".")
        assert problem.level == "refused"
