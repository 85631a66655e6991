"""What a signature and another submitter's result make of trust."""

from __future__ import annotations

import itertools

import pytest

from edgebench.model.result import Result
from edgebench.model.standing import Standing, Trust, Withdrawal
from edgebench.signers import Signer
from edgebench.trust import Signed, agree, evidence, standings
from tests.build import edited, offline, process, result

NUMBER = itertools.count(1)
ADA, BOB, LAB = Signer("ada", b"1"), Signer("bob", b"2"), Signer("kit@lab", b"3")


def measured(ms: float = 8.0, **changes: object) -> Result:
    """In a session of its own, on a unit of its own."""
    own = f"{next(NUMBER):016x}"
    fields = {name.replace("__", "."): value for name, value in changes.items()}
    return result(ms, {"session.id": own, "device.unit": own[-8:], **fields})


def signed(one: Result, signer: Signer, withdrawn: Withdrawal | None = None) -> Signed:
    return Signed(evidence(one), signer, withdrawn)


def agrees(a: Result, b: Result) -> bool:
    return agree(evidence(a), evidence(b))


def trusts(*all_signed: Signed) -> list[str]:
    return [one.trust.value for one in standings(dict(enumerate(all_signed))).values()]


class TestTrust:
    def test_a_signature_alone_makes_it_signed(self) -> None:
        assert standings({"id": signed(measured(), ADA)}) == {"id": Standing(Trust.SIGNED, "ada")}

    def test_two_submitters_that_agree_reproduce_each_other(self) -> None:
        found = standings({1: signed(measured(8.0), ADA), 2: signed(measured(8.2), BOB)})
        assert found[1] == Standing(Trust.REPRODUCED, "ada", ("bob",))
        assert found[2] == Standing(Trust.REPRODUCED, "bob", ("ada",))

    def test_one_submitter_reproduces_nothing_however_often(self) -> None:
        second_key = Signer("ada", b"4")
        assert trusts(signed(measured(), ADA), signed(measured(8.1), second_key)) == ["signed", "signed"]

    def test_a_lab_is_a_lab_and_confirms_others(self) -> None:
        found = standings({1: signed(measured(), ADA), 2: signed(measured(8.1), LAB)})
        assert found[1] == Standing(Trust.REPRODUCED, "ada", ("kit",))
        assert found[2] == Standing(Trust.LAB, "kit", ("ada",))

    def test_what_was_withdrawn_confirms_nothing(self) -> None:
        import datetime

        back = Withdrawal("0" * 64, datetime.date(2026, 11, 21), "The fan was unplugged.", "bob")
        assert trusts(signed(measured(), ADA), signed(measured(8.1), BOB, back))[0] == "signed"

    @pytest.mark.parametrize(
        "other",
        [
            {"sut__runtime__version": "9.9"},
            {"device__governor": "powersave", "device__governor_reason": None},
            {"sut__threads": 1},
            {"device__slug": "pi5"},
            {"workload__division": "open"},
        ],
    )
    def test_another_cell_confirms_nothing(self, other: dict[str, object]) -> None:
        assert trusts(signed(measured(), ADA), signed(measured(8.1, **other), BOB)) == ["signed", "signed"]


class TestAgreement:
    @pytest.mark.parametrize(
        ("ms", "expected"), [(8.01, True), (8.39, True), (8.45, False), (7.65, True), (7.5, False)]
    )
    def test_values_within_five_percent_agree(self, ms: float, *, expected: bool) -> None:
        assert agrees(measured(8.0), measured(ms)) is expected

    def test_so_do_intervals_that_overlap(self) -> None:
        wide = [process([ms], 300) for ms in (8.0, 8.9, 9.2, 8.4, 9.4)]
        a, b = measured(8.0), edited(result(processes=wide), {"session.id": "f" * 16})
        assert b.summary.latency_p90_ns.value > 1.05 * a.summary.latency_p90_ns.value  # type: ignore[operator]
        assert agrees(a, b)
        assert agrees(b, a)

    def test_an_interval_wider_than_a_fifth_confirms_nothing(self) -> None:
        vague = [process([ms], 300) for ms in (6.0, 8.0, 10.0, 7.0, 9.0)]
        assert not agrees(measured(8.0), edited(result(processes=vague), {"session.id": "f" * 16}))

    def test_a_preview_has_no_interval_and_confirms_nothing(self) -> None:
        a, b = (edited(result(tier="smoke"), {"session.id": one * 16}) for one in "ab")
        assert not agrees(a, b)

    def test_a_copy_under_another_session_confirms_nothing(self) -> None:
        first = measured()
        assert not agrees(first, edited(first, {"session.id": "f" * 16}))
        assert not agrees(first, first)

    def test_each_scenario_agrees_in_what_it_is_judged_by(self) -> None:
        a, b = (edited(offline(ms), {"session.id": one * 16}) for ms, one in ((8.0, "a"), (8.1, "b")))
        assert agrees(a, b)
