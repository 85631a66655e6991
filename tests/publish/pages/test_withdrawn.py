"""A withdrawn result is named with who, when and why."""

from __future__ import annotations

import datetime

from edgebench import store
from edgebench.model.standing import Standing, Withdrawal
from edgebench.publish import site
from edgebench.publish.pages import withdrawn
from tests.publish.catalogue import PI5, PROFILES, WORKLOADS, measured

DAY = datetime.date(2026, 11, 21)


def shown(*taken_back: int) -> tuple[withdrawn.Withdrawn, ...]:
    """Of three results of one row, those with these sessions are withdrawn."""
    results = {session: measured(8.0, PI5, session=session) for session in (1, 2, 3)}
    ids = {session: store.result_id(store.encode(result)) for session, result in results.items()}
    standings = {
        ids[one]: Standing(withdrawn=Withdrawal(ids[one], DAY, f"Session {one}.", "ada"))
        for one in taken_back
    }
    made = site.gather(results.values(), WORKLOADS, PROFILES, "/", standings)
    (page,) = withdrawn.pages(made)
    assert isinstance(page.view, withdrawn.WithdrawnIndex)
    return page.view.results


def test_who_when_and_why() -> None:
    (one,) = shown(2)
    assert (one.by, one.date, one.reason) == ("ada", "2026-11-21", "Session 2.")
    assert one.name == "Raspberry Pi 5, MobileNetV2, LiteRT 2.0.2, tflite-int8, SingleStream"
    assert one.href == f"result/index.html#{one.digest[:16]}"
    assert len(one.digest) == 64


def test_each_session_is_named_by_itself() -> None:
    assert {one.reason for one in shown(1, 3)} == {"Session 1.", "Session 3."}


def test_nothing_withdrawn_is_said() -> None:
    assert shown() == ()
