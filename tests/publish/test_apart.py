"""Lines are told apart exactly as the ranking tells their rows apart."""

from __future__ import annotations

import itertools
import math

import pytest

from edgebench import pairwise, statistics
from edgebench.model.result import Result
from edgebench.publish import apart, site
from edgebench.publish.apart import Pair
from edgebench.publish.line import Line
from tests import build
from tests.publish.catalogue import MEASURED, ONNX, PI5, PROFILES, WORKLOADS, measured, metered


def lines(*results: Result) -> list[Line]:
    """Best first."""
    return list(site.gather(results, WORKLOADS, PROFILES, "/", None).lines)


def sessions(ms: float, *changes: object, first: int = 1, count: int = 3) -> list[Result]:
    return [measured(ms + 0.001 * n, *changes, session=n) for n in range(first, first + count)]  # type: ignore[arg-type]


class TestInOneSession:
    FAST, SLOW = measured(8.0, PI5, MEASURED), measured(8.4, PI5, MEASURED, ONNX)

    def test_processes_are_tested(self) -> None:
        fast, slow = lines(self.FAST, self.SLOW)
        found = apart.verdicts([Pair(slow, fast)])[0]
        assert found.tested
        assert found.differs
        assert found.better == pytest.approx(1.05, abs=0.001)
        assert found.low < 1.05 < found.high

    def test_turned_round_the_answer_is_the_same(self) -> None:
        fast, slow = lines(self.FAST, self.SLOW)
        found = apart.verdicts([Pair(fast, slow)])[0]
        assert found.a_wins
        assert found.better == pytest.approx(1 / 1.05, abs=0.001)

    def test_below_two_percent_is_no_difference(self) -> None:
        near = measured(8.1, PI5, MEASURED, ONNX)
        found = apart.verdicts([Pair(*lines(self.FAST, near))])[0]
        assert found.tested
        assert not found.differs


class TestInDifferentSessions:
    def test_one_session_a_side_is_not_tested_and_five_percent_stand_in(self) -> None:
        fast, slow = lines(measured(8.0, PI5, MEASURED), measured(9.0, PI5, MEASURED, ONNX, session=2))
        found = apart.verdicts([Pair(slow, fast)])[0]
        assert not found.tested
        assert found.differs
        assert found.better == pytest.approx(9 / 8, rel=0.01)
        assert found.high / found.better == pytest.approx(pairwise.GUARD_BAND)

    def test_within_five_percent_they_are_not_told_apart(self) -> None:
        fast, slow = lines(measured(8.0, PI5, MEASURED), measured(8.3, PI5, MEASURED, ONNX, session=2))
        found = apart.verdicts([Pair(slow, fast)])[0]
        assert not found.differs
        assert found.low < 1 < found.high

    def test_three_sessions_a_side_are_tested(self) -> None:
        slow = sessions(8.3, PI5, MEASURED, ONNX, first=4)
        fast = sessions(8.0, PI5, MEASURED)
        found = apart.verdicts([Pair(*lines(*fast, *slow))])[0]
        assert found.tested
        assert found.a_wins


def test_rates_of_few_queries_a_minute_are_known_to_a_query() -> None:
    """12 and 18: each to one of them, rectangular, beside which the processes do not scatter."""
    slow, fast = build.sustained(last=2), build.sustained({"sut.runtime.version": "9.9"}, last=3)
    found = apart.verdicts([Pair(*lines(fast, slow))])[0]
    counted = math.hypot(1 / 12, 1 / 18) / math.sqrt(3)
    assert found.better / found.low == pytest.approx(math.exp(statistics.NORMAL_975 * counted), rel=0.01)


def test_of_several_sessions_the_fewest_queries_say_how_exactly() -> None:
    """As the ranking has it (Metric.shared_by)."""
    found = lines(*(build.sustained({"session.id": f"{last:016x}"}, last=last) for last in (2, 3, 4)))
    assert [line.counting_error for line in found] == [round(1 / (12 * math.sqrt(3)), 3)]


def test_a_table_is_told_apart_as_its_ranking_does() -> None:
    changes = [{"variant.name": f"v{place}"} for place in range(4)]
    found = lines(
        *(measured(ms, PI5, MEASURED, one) for ms, one in zip((8, 8.05, 8.4, 9), changes, strict=True))
    )
    pairs = [Pair(a, b) for a, b in itertools.combinations(found, 2)]
    told = list(zip(pairs, apart.verdicts(pairs), strict=True))
    worse = [sum(one.a_wins for pair, one in told if pair.a is line) for line in found]
    assert [len(found) - line.rank[1] for line in found if line.rank] == worse


class TestByEnergy:
    def test_less_energy_is_better(self) -> None:
        frugal, hungry = metered(8.0, PI5, MEASURED, watts=3), metered(8.0, PI5, MEASURED, ONNX, watts=6)
        by_variant = {line.variant: line for line in lines(frugal, hungry)}
        found = apart.verdicts([Pair(by_variant["onnx-int8"], by_variant["tflite-int8"])], "energy")[0]
        assert found.differs
        assert found.better == pytest.approx(2, rel=0.01)

    def test_the_ranking_by_energy_says_the_same(self) -> None:
        frugal, hungry = metered(8.0, PI5, MEASURED, watts=3), metered(8.0, PI5, MEASURED, ONNX, watts=6)
        ranks = {line.variant: line.energy_rank for line in lines(frugal, hungry)}
        assert ranks == {"tflite-int8": (1, 1), "onnx-int8": (2, 2)}
