"""The findings in the file are those its measurement gives."""

from __future__ import annotations

from edgebench import __version__, checks
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.finding import Finding

RULE = "stored-findings"


def check(submitted: Submitted) -> list[Problem]:
    """One problem a rule whose finding is absent, made up or different.

    A file of another version may lack findings, since their rules may be younger than it; but none of level
    error, which bars a rank (edgebench/unranked.py) that no version number may give back.
    """
    stored, due = submitted.result.findings, checks.findings(submitted.result)
    seen, expected = _by_rule(stored), _by_rule(due)
    if submitted.result.tool.edgebench != __version__:
        expected = {rule: group for rule, group in expected.items() if rule in seen or _bars_a_rank(group)}
    differ = [rule for rule in sorted(seen | expected) if seen.get(rule) != expected.get(rule)]
    faults = [f"{rule}: {_shown(seen, rule)} is stored, {_shown(expected, rule)} is due" for rule in differ]
    if not faults and list(seen) != list(expected):
        faults = ["They are not in order of their rules"]
    return [
        submitted.problem(RULE, "$.findings", f"{fault}.", "Measure again with this version of edgebench.")
        for fault in faults
    ]


def _by_rule(findings: list[Finding]) -> dict[str, list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule, []).append(finding)
    return groups


def _bars_a_rank(findings: list[Finding]) -> bool:
    return any(finding.level == "error" for finding in findings)


def _shown(groups: dict[str, list[Finding]], rule: str) -> str:
    return "; ".join(f"{finding.level} {finding.values}" for finding in groups.get(rule, [])) or "nothing"
