"""How many digits a number shows, and in which unit."""

from __future__ import annotations

import pytest

from edgebench.publish import numbers
from edgebench.publish.numbers import MEBIBYTES, PER_SECOND, PERCENT, SHARE, Unit

MS = Unit(1_000_000, "ms")


@pytest.mark.parametrize(
    ("value", "low", "high", "shown", "interval"),
    [
        (8_420_000, 8_350_000, 8_500_000, "8.42 ms", "8.35–8.50"),
        (1_310_000, 1_270_000, 1_360_000, "1.31 ms", "1.27–1.36"),  # 0.045 is one digit
        (1_340_000, 1_220_000, 1_490_000, "1.34 ms", "1.22–1.49"),  # 0.135 begins with 1: two digits
        (10_100_000, 9_900_000, 10_400_000, "10.1 ms", "9.9–10.4"),
        (30_000_000, 25_200_000, 34_800_000, "30 ms", "25–35"),
        (214_000, 212_000, 217_000, "0.214 ms", "0.212–0.217"),
        (1_243_000_000, 1_100_000_000, 1_400_000_000, "1240 ms", "1100–1400"),
        (12_430_000_000, 12_000_000_000, 12_900_000_000, "12\u2009400 ms", "12\u2009000–12\u2009900"),
    ],
)
def test_the_interval_decides_the_digits(value: int, low: int, high: int, shown: str, interval: str) -> None:
    figure = numbers.figure(value, low, high, MS)
    assert figure.value == shown.replace(" ms", "\u00a0ms")
    assert figure.interval == interval


def test_at_most_three_digits_and_an_interval_narrower_than_them_is_put_in_words() -> None:
    assert numbers.figure(8_081_234, 8_080_100, 8_082_300, MS) == ("8.08\u00a0ms", "within 0.01")


def test_without_an_interval_there_are_three_digits() -> None:
    assert [numbers.figure(value, None, None, MS).value for value in (9_996_000, 71_000, 123_456_000)] == [
        "10.0\u00a0ms",
        "0.0710\u00a0ms",
        "123\u00a0ms",
    ]


def test_an_interval_of_no_width_claims_no_more_digits() -> None:
    assert numbers.figure(8_000_000, 8_000_000, 8_000_000, MS) == ("8.00\u00a0ms", "within 0.01")


def test_a_half_width_that_rounds_up_to_a_one_gets_its_second_digit() -> None:
    # 0.0996 is 0.10, not 0.1
    assert numbers.figure(8_000_000, 7_900_400, 8_099_600, MS).interval == "7.90–8.10"


def test_zero_is_zero() -> None:
    assert numbers.figure(0, None, None, PERCENT).value == "0\u00a0%"


def test_shares_and_rates_and_sizes() -> None:
    assert numbers.figure(710_000, 706_000, 714_000, PERCENT) == ("71.0\u00a0%", "70.6–71.4")
    assert numbers.figure(135_036, None, None, SHARE).value == "0.135"
    assert numbers.figure(118_560, 117_000, 120_000, PER_SECOND).value == "119\u00a0/s"
    assert numbers.figure(83_886_080, None, None, MEBIBYTES).value == "80.0\u00a0MiB"


class TestTheUnitOfAColumn:
    def test_it_is_that_of_the_middle(self) -> None:
        assert numbers.time_unit([214_000, 24_800_000]) == (1_000_000, "ms")
        assert numbers.time_unit([190_000, 900_000]) == (1_000, "µs")

    def test_missing_values_do_not_count(self) -> None:
        assert numbers.time_unit([None, 8_000_000, None]) == (1_000_000, "ms")
        assert numbers.time_unit([None]) is None

    def test_values_too_far_apart_have_a_unit_each(self) -> None:
        assert numbers.time_unit([50_000, 900_000_000]) is None
        assert numbers.time(50_000, None, None, None).value == "50.0\u00a0µs"


def test_counts_have_a_thin_space_from_ten_thousand_on() -> None:
    assert numbers.count(2418) == "2418"
    assert numbers.count(50_000) == "50\u2009000"
    assert numbers.counted(1, "result") == "1 result"
    assert numbers.counted(3, "query", "queries") == "3 queries"


@pytest.mark.parametrize(
    ("tick", "shown"), [(0.3, "0.3"), (0.05, "0.05"), (1, "1"), (20, "20"), (1000, "1000")]
)
def test_ticks_are_plain(tick: float, shown: str) -> None:
    assert numbers.plain(tick) == shown
