"""Every reason and badge has its words; none is explained twice or not at all."""

from __future__ import annotations

import datetime

import pytest

from edgebench.model.finding import Finding
from edgebench.model.reason import TEXT, Reason
from edgebench.model.standing import Standing, Trust, Withdrawal
from edgebench.publish.wording import words
from edgebench.unranked import Unranked
from tests.build import result
from tests.publish.catalogue import MEASURED, measured


def test_every_class_that_is_not_ranked_has_words() -> None:
    assert words.UNRANKED.keys() == set(Unranked)


def test_every_reason_fits_a_cell() -> None:
    assert TEXT.keys() == set(Reason)
    assert all(len(words.missing(reason)) <= 24 for reason in Reason)


def test_every_badge_says_what_it_is_and_what_it_means() -> None:
    assert all(badge.meaning.count(".") == 2 for badge in words.BADGES.values())


@pytest.mark.parametrize(
    ("changes", "badge"),
    [
        ({"device.virtual": "kvm"}, "virtual"),
        ({"device.emulated": "user"}, "emulated"),
        ({"kind": "imported"}, "imported"),
        ({"kind": "derived"}, "derived"),
        ({"variant.weights": "synthetic"}, "synthetic"),
        ({"variant.weights": "user"}, "own weights"),
        ({"workload.division": "open"}, "open"),
        ({"quality.met": "no"}, "below target"),
        ({"audit.nonfinite": 3}, "failed a check"),
        (
            {"processes.0.throttle": {"before": [], "after": ["hot"], "source": "s", "source_reason": None}},
            "throttled",
        ),
    ],
)
def test_a_result_has_the_badges_of_its_classes_and_findings(changes: dict[str, object], badge: str) -> None:
    assert badge in [one.word for one in words.badges(result(changes=changes))]


def test_a_plain_result_is_self_reported() -> None:
    board = {"device.kind": "board", "device.virtual": "none"}
    assert [badge.word for badge in words.badges(result(changes=board))] == ["self-reported"]


@pytest.mark.parametrize("trust", list(Trust))
def test_each_level_of_trust_has_its_badge_and_says_by_whom(trust: Trust) -> None:
    standing = Standing(trust, "ada", ("bob",))
    assert trust.value in [badge.word for badge in words.badges(result(), standing)]
    assert words.trust(standing)[0] == trust.value
    assert ("ada" in words.trust(standing)[1]) is (trust is not Trust.SELF_REPORTED)


def test_a_signature_that_does_not_count_says_why() -> None:
    assert words.trust(Standing(unproven="allowed_signers does not list its key")) == (
        "self-reported",
        "its signature does not count: allowed_signers does not list its key",
    )


def test_a_withdrawal_is_the_weightiest_badge() -> None:
    taken_back = Withdrawal("0" * 64, datetime.date(2026, 11, 21), "The fan was unplugged.", "ada")
    assert words.badges(result(), Standing(withdrawn=taken_back))[0].word == "withdrawn"
    assert words.withdrawal(taken_back) == ("2026-11-21", "by ada: The fan was unplugged.")


def test_a_table_shows_the_two_weightiest_badges() -> None:
    found = words.badges(result(changes={"variant.weights": "synthetic"}, tier="smoke"))
    assert [badge.word for badge in found] == ["virtual", "synthetic", "smoke", "self-reported"]
    assert [badge.word for badge in words.for_table(found)] == ["virtual", "synthetic"]


@pytest.mark.parametrize(("last_khz", "badges"), [(1_000_000, {"throttled"}), (1_500_000, set())])
def test_a_rise_that_tells_of_the_clock_has_the_badge_of_the_clock(last_khz: int, badges: set[str]) -> None:
    values = {"first-ns": 1, "last-ns": 2, "first-khz": 1_500_000, "last-khz": last_khz}
    rise = Finding("latency-rose", "warning", dict(values))
    found = {badge.word for badge in words.badges(result(findings=[rise]))}
    assert found - {badge.word for badge in words.badges(result(findings=[]))} == badges


def test_every_rule_with_a_badge_exists() -> None:
    from edgebench import checks

    assert words.BADGE_OF_RULE.keys() <= checks.measurement_rules().keys()


class TestQuality:
    def test_agreement_is_counted(self) -> None:
        assert words.quality(result()) == "32 of 32 agree"
        assert (
            words.quality(result(changes={"quality.met": "no", "agreement.agree": 20}))
            == "only 20 of 32 agree"
        )

    def test_the_full_set_decides(self) -> None:
        assert words.quality(measured(8.0, MEASURED)) == "target met"
        assert words.quality(measured(8.0, MEASURED, {"quality.met": "no"})) == "below target"

    def test_what_is_not_decided_says_so(self) -> None:
        assert words.quality(result(changes={"quality.met": "undetermined"})) == "not decided"


def test_metrics_keep_their_own_spelling_and_unit() -> None:
    assert words.capital(words.metric("top1")) == "Top-1"
    assert words.capital(words.metric("ap")) == "mAP"
    assert words.target("top1", 703_640) == "70.4\u00a0%"
    assert words.target("ap", 135_036) == "0.135"
    assert (words.metric("auc"), words.target("auc", 850_000)) == ("AUC", "0.850")


def test_a_precision_is_one_word_unless_weights_and_activations_differ() -> None:
    mixed = result(
        changes={"variant.precision": {"inputs": "fp32", "weights": "int8", "activations": "fp32"}}
    )
    assert words.precision(result().variant.precision) == "uint8"
    assert words.precision(mixed.variant.precision) == "int8 weights, fp32 activations"
