"""Other versions of the same row: what changed, and whether that may be claimed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgebench.model.result import Result
from edgebench.publish import site
from edgebench.publish.result import details
from edgebench.publish.result.details import Place
from tests.publish.catalogue import PI5, WORKLOADS, measured

NEWER: Mapping[str, Any] = {"sut.runtime.version": "9.9.9"}


def of(*results: Result) -> list[Place]:
    made = site.gather(results, WORKLOADS, {})
    return list(details.places(made.boards["mobilenet-v2"]))


def test_versions_stand_newest_first_each_beside_the_result_of_the_page() -> None:
    new, old = of(measured(8.0, PI5), measured(6.0, PI5, NEWER))
    assert [one.version for one in new.versions] == ["9.9.9", old.versions[1].version]
    assert [one.against for one in new.versions] == ["this result", new.versions[1].against]
    assert old.versions[1].against == "this result"


def test_a_difference_within_one_session_is_told_in_percent() -> None:
    new, _ = of(measured(8.0, PI5), measured(6.0, PI5, NEWER))
    assert new.versions[1].against == "33.4\u00a0±\u00a00.5\u00a0% slower"


def test_other_sessions_cannot_be_tested() -> None:
    new, _ = of(measured(8.0, PI5), measured(6.0, PI5, NEWER, session=2))
    assert new.versions[1].against == "not testable: fewer than three sessions each"


def test_much_is_told_in_times() -> None:
    new, _ = of(measured(80.0, PI5), measured(8.0, PI5, NEWER))
    assert new.versions[1].against.endswith("× the time")


def test_a_version_alone_has_no_table() -> None:
    (only,) = of(measured(8.0, PI5))
    assert only.versions == ()
