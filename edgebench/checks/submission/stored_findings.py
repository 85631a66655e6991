"""The findings in the file are those its measurement gives."""

from __future__ import annotations

from edgebench import checks
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.finding import Finding

RULE = "stored-findings"


def check(submitted: Submitted) -> list[Problem]:
    """One problem a rule whose finding is absent, made up or different."""
    stored, due = submitted.result.findings, checks.findings(submitted.result)
    if stored == due:
        return []
    seen, expected = _by_rule(stored), _by_rule(due)
    differ = [rule for rule in sorted(seen | expected) if seen.get(rule) != expected.get(rule)]
    faults = [f"{rule}: {_shown(seen, rule)} is stored, {_shown(expected, rule)} is due" for rule in differ]
    return [
        submitted.problem(RULE, "$.findings", f"{fault}.", "Measure again with this version of edgebench.")
        for fault in faults or ["They are not in order of their rules"]
    ]


def _by_rule(findings: list[Finding]) -> dict[str, list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.rule, []).append(finding)
    return groups


def _shown(groups: dict[str, list[Finding]], rule: str) -> str:
    return "; ".join(f"{finding.level} {finding.values}" for finding in groups.get(rule, [])) or "nothing"
