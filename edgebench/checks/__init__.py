"""What is looked at before a number is believed: one file a rule, found by its file name.

    measurement/   a result -> a finding or nothing; the run may still be valid, and says what was seen
    submission/    a file with its path -> problems; one problem, and the file is not accepted
    repository/    what a branch changes -> problems; names, modes and sizes, and what must lie beside what
    across/        many files in brief, new ones and known ones -> problems of the new ones

A new rule is a new file in one of the four. Rules read no files: `edgebench.submission` and
`edgebench.repository` do.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol, cast

from edgebench.checks import across, measurement, repository, submission
from edgebench.checks.brief import Brief
from edgebench.checks.changed import Proposal
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.finding import Finding
from edgebench.model.result import Result

UNJUDGED = "Its figures contradict each other so that nothing can be computed from them"
Values = Mapping[str, Any]
"""What a finding saw: whole numbers and short texts by name."""


class MeasurementRule(Protocol):
    """A module of `measurement/`. The first line of its docstring says what it sees."""

    __doc__: str | None
    RULE: str
    LEVEL: Literal["info", "warning", "error"]

    def check(self, result: Result) -> Finding | None: ...

    def text(self, values: Values) -> str:
        """What was seen, what it means, and what to do next: a sentence each."""
        ...


class SubmissionRule(Protocol):
    """A module of `submission/`. The first line of its docstring says what it demands."""

    __doc__: str | None
    RULE: str

    def check(self, submitted: Submitted) -> list[Problem]: ...


OF_ANY_TOOL = frozenset({"emulated", "more-threads-than-cores", "synthetic-weights", "virtual-machine"})
"""Measurement rules that look at nothing that only edgebench's worker could have seen."""


class RepositoryRule(Protocol):
    """A module of `repository/`. The first line of its docstring says what it demands."""

    __doc__: str | None
    RULE: str

    def check(self, proposal: Proposal) -> list[Problem]: ...


class AcrossRule(Protocol):
    """A module of `across/`. The first line of its docstring says what it demands.

    new: files to be accepted, in the order in which they are told. known: those accepted before; what
    is wrong among them is not told again. Answers name the new file that each problem is of.
    """

    __doc__: str | None
    RULE: str

    def check(self, new: Sequence[Brief], known: Sequence[Brief]) -> list[tuple[Brief, Problem]]: ...


def findings(result: Result) -> list[Finding]:
    """Everything the measurement rules see in this result, by rule name; those it holds are not read.

    Of an imported result most of what they look at is not known (edgebench/missing.py).
    """
    rules = measurement_rules()
    asked = rules if result.imported is None else sorted(OF_ANY_TOOL)
    seen = (rules[name].check(result) for name in asked)
    return [finding for finding in seen if finding is not None]


def render(finding: Finding) -> str:
    """The finding in plain words. One of a rule this edgebench does not have is shown as it is stored."""
    rule = measurement_rules().get(finding.rule)
    try:
        if rule is not None:
            return rule.text(finding.values)
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        pass  # written by a version whose rule of this name saw other values
    stored = ", ".join(f"{name} {value}" for name, value in sorted(finding.values.items()))
    return f"{finding.rule}: {stored}" if stored else finding.rule


def problems(submitted: Submitted) -> list[Problem]:
    """Every reason not to accept this file, by rule name."""
    return [problem for rule in submission_rules().values() for problem in _judged(rule, submitted)]


def _judged(rule: SubmissionRule, submitted: Submitted) -> list[Problem]:
    """What a rule says. It may not be able to say anything of figures that contradict each other."""
    try:
        return rule.check(submitted)
    except (ArithmeticError, LookupError, ValueError) as error:
        what = f"{UNJUDGED}: {str(error)[:200]!a}."
        return [submitted.problem(rule.RULE, "", what, "Submit the file as `edgebench run` wrote it.")]


def problems_of_branch(proposal: Proposal) -> list[Problem]:
    """Every reason not to accept this branch, by rule name."""
    return [problem for rule in repository_rules().values() for problem in rule.check(proposal)]


def problems_across(new: Sequence[Brief], known: Sequence[Brief] = ()) -> list[tuple[Brief, Problem]]:
    """What the rules over many files say of the new ones, by rule name."""
    return [found for rule in across_rules().values() for found in rule.check(new, known)]


@functools.cache
def measurement_rules() -> dict[str, MeasurementRule]:
    """Rule name -> module, sorted."""
    return {
        name: cast("MeasurementRule", module)
        for name, module in _modules(measurement.__name__, measurement.__path__)
    }


@functools.cache
def submission_rules() -> dict[str, SubmissionRule]:
    """Rule name -> module, sorted."""
    return {
        name: cast("SubmissionRule", module)
        for name, module in _modules(submission.__name__, submission.__path__)
    }


@functools.cache
def repository_rules() -> dict[str, RepositoryRule]:
    """Rule name -> module, sorted."""
    return {
        name: cast("RepositoryRule", module)
        for name, module in _modules(repository.__name__, repository.__path__)
    }


@functools.cache
def across_rules() -> dict[str, AcrossRule]:
    """Rule name -> module, sorted."""
    return {name: cast("AcrossRule", module) for name, module in _modules(across.__name__, across.__path__)}


def _modules(package: str, path: Sequence[str]) -> list[tuple[str, object]]:
    names = {module.name.replace("_", "-"): module.name for module in pkgutil.iter_modules(path)}
    return [(rule, importlib.import_module(f"{package}.{name}")) for rule, name in sorted(names.items())]
