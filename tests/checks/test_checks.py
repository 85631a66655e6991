from __future__ import annotations

from pathlib import Path

import pytest

from edgebench import checks
from edgebench.checks import across, measurement, repository, submission
from edgebench.model.finding import Finding
from tests.build import result

MEASUREMENT = checks.measurement_rules()
SUBMISSION = checks.submission_rules()
REPOSITORY = checks.repository_rules()
ACROSS = checks.across_rules()


def rule_files(package: str | None) -> list[str]:
    return sorted(path.stem.replace("_", "-") for path in Path(package or "").parent.glob("[!_]*.py"))


def test_a_rule_is_found_because_its_file_is_there() -> None:
    assert list(MEASUREMENT) == rule_files(measurement.__file__)
    assert list(SUBMISSION) == rule_files(submission.__file__)
    assert list(REPOSITORY) == rule_files(repository.__file__)
    assert list(ACROSS) == rule_files(across.__file__)
    assert "swapped" in MEASUREMENT
    assert "canonical-bytes" in SUBMISSION


@pytest.mark.parametrize("name", [*MEASUREMENT, *SUBMISSION, *REPOSITORY, *ACROSS])
def test_a_rule_has_the_name_of_its_file_and_says_in_one_sentence_what_it_is_about(name: str) -> None:
    rule = MEASUREMENT.get(name) or SUBMISSION.get(name) or REPOSITORY.get(name) or ACROSS[name]
    first_line = (rule.__doc__ or "").splitlines()[0]
    assert name == rule.RULE
    assert first_line.endswith((".", ").", ".json.")), first_line


def test_no_name_stands_for_two_rules() -> None:
    names = [*MEASUREMENT, *SUBMISSION, *REPOSITORY, *ACROSS]
    assert len(names) == len(set(names))


def test_findings_come_in_the_order_of_their_rules() -> None:
    seen = checks.findings(result(changes={"session.resumed": 2, "audit.nonfinite": 3, "load.ended": "cap"}))
    assert [finding.rule for finding in seen] == [
        "cap-reached",
        "outputs-nonfinite",
        "resumed",
        "virtual-machine",
    ]


def test_a_quiet_run_on_bare_metal_has_no_findings() -> None:
    assert checks.findings(result(changes={"device.virtual": "none"})) == []


def test_findings_in_the_file_are_not_believed() -> None:
    made_up = result(findings=[Finding("outputs-constant", "error", {"samples": 64})])
    assert [finding.rule for finding in checks.findings(made_up)] == ["virtual-machine"]


def test_a_finding_is_rendered_by_its_rule() -> None:
    assert checks.render(Finding("swapped", "warning", {"swapped-bytes": 4096})) == (
        "4.00 KiB of the worker's memory was in swap. Queries may have waited for storage. "
        "Free memory, or choose a smaller variant, and run again."
    )


def test_a_finding_of_a_rule_of_tomorrow_is_rendered_as_it_is_stored() -> None:
    assert (
        checks.render(Finding("solar-flare", "info", {"ions": 7, "class": "X"}))
        == "solar-flare: class X, ions 7"
    )
    assert checks.render(Finding("solar-flare", "info")) == "solar-flare"


def test_a_finding_with_the_values_of_another_version_is_rendered_as_it_is_stored() -> None:
    assert checks.render(Finding("swapped", "warning", {"pages": 1})) == "swapped: pages 1"
    assert (
        checks.render(Finding("swapped", "warning", {"swapped-bytes": "much"}))
        == "swapped: swapped-bytes much"
    )
    rise = Finding("latency-rose", "warning", {"first-ns": 0, "last-ns": 1})
    assert checks.render(rise) == "latency-rose: first-ns 0, last-ns 1"
    numbered = Finding("throttled", "warning", {"flags": 1, "processes": 5, "throttled": 1})
    assert checks.render(numbered) == "throttled: flags 1, processes 5, throttled 1"
