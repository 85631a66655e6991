"""How many digits a number shows, and in which unit."""

from __future__ import annotations

import pytest

from edgebench import units
from edgebench.units import MEBIBYTES, MILLISECONDS, PER_SECOND, PERCENT, SECONDS, SHARE, Figure, figure


@pytest.mark.parametrize(
    ("value", "low", "high", "shown", "interval"),
    [
        (8_420_000, 8_350_000, 8_500_000, "8.42", "8.35–8.50"),
        (1_310_000, 1_270_000, 1_360_000, "1.31", "1.27–1.36"),  # 0.045 is one digit
        (1_340_000, 1_220_000, 1_490_000, "1.34", "1.22–1.49"),  # 0.135 begins with 1: two digits
        (10_100_000, 9_900_000, 10_400_000, "10.1", "9.9–10.4"),
        (30_000_000, 25_200_000, 34_800_000, "30", "25–35"),
        (214_000, 212_000, 217_000, "0.214", "0.212–0.217"),
        (1_243_000_000, 1_100_000_000, 1_400_000_000, "1240", "1100–1400"),
        (12_430_000_000, 12_000_000_000, 12_900_000_000, "12400", "12000–12900"),
        (8_000_000, 7_900_400, 8_099_600, "8.00", "7.90–8.10"),  # 0.0996 is 0.10, not 0.1
    ],
)
def test_the_interval_decides_the_digits(value: int, low: int, high: int, shown: str, interval: str) -> None:
    assert figure(value, low, high, MILLISECONDS) == Figure(shown, "ms", interval)


def test_at_most_three_digits_and_an_interval_narrower_than_them_is_put_in_words() -> None:
    assert figure(8_081_234, 8_080_100, 8_082_300, MILLISECONDS) == ("8.08", "ms", "within 0.01")
    assert figure(8_000_000, 8_000_000, 8_000_000, MILLISECONDS) == ("8.00", "ms", "within 0.01")


def test_an_interval_far_wider_than_its_value_leaves_it_a_digit_and_no_end_is_nought() -> None:
    assert figure(46_400_000, 1_230, 1_682_345_678_000, PER_SECOND) == ("50000", "/s", "1–1700000000")


def test_without_an_interval_there_are_three_digits() -> None:
    found = [figure(value, None, None, MILLISECONDS).text for value in (9_996_000, 71_000, 123_456_000)]
    assert found == ["10.0 ms", "0.0710 ms", "123 ms"]


def test_zero_is_zero() -> None:
    assert figure(0, None, None, PERCENT).text == "0 %"


def test_shares_and_rates_and_sizes() -> None:
    assert figure(710_000, 706_000, 714_000, PERCENT) == ("71.0", "%", "70.6–71.4")
    assert figure(135_036, None, None, SHARE).text == "0.135"
    assert figure(118_560, 117_000, 120_000, PER_SECOND).text == "119 /s"
    assert figure(83_886_080, None, None, MEBIBYTES).text == "80.0 MiB"


@pytest.mark.parametrize(
    ("value", "quantity", "text"),
    [
        (8_420_000, "ns", "8.42 ms"),
        (120, "ns", "120 ns"),
        (7, "ns", "7 ns"),
        (55_500, "mHz", "55.5 /s"),
        (1, "streams", "1 stream"),
        (12, "streams", "12 streams"),
        (1_080_400, "ppm", "1.08×"),
        (512, "B", "512 B"),
        (1024, "B", "1.00 KiB"),
        (3_607_102, "B", "3.44 MiB"),
    ],
)
def test_each_quantity_has_its_unit_and_a_count_has_no_decimals(value: int, quantity, text: str) -> None:
    assert figure(value, None, None, units.unit_of(value, quantity)).text == text


class TestTheUnitOfAColumn:
    def test_of_times_it_is_that_of_the_middle(self) -> None:
        assert units.column_unit([214_000, 24_800_000], "ns") == (1_000_000, "ms", False)
        assert units.column_unit([190_000, 900_000], "ns") == (1_000, "µs", False)

    def test_missing_values_do_not_count(self) -> None:
        assert units.column_unit([None, 8_000_000, None], "ns") == MILLISECONDS
        assert units.column_unit([None], "ns") is None

    def test_times_too_far_apart_have_a_unit_each(self) -> None:
        assert units.column_unit([50_000, 900_000_000], "ns") is None

    def test_a_rate_is_always_a_second(self) -> None:
        assert units.column_unit([1, 10**9], "mHz") == PER_SECOND


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [(33_000_000, "33 ms"), (33_333_333, "33.333333 ms"), (40_000, "40 µs"), (5, "5 ns"), (10**10, "10 s")],
)
def test_what_was_asked_for_has_every_digit(nanoseconds: int, text: str) -> None:
    assert units.exact(nanoseconds).text == text


def test_options_take_milliseconds_and_seconds() -> None:
    assert units.exact(40_000, MILLISECONDS).number == "0.04"
    assert units.exact(1_500_000_000, SECONDS).number == "1.5"


def test_a_missing_value_is_a_dash_beside_its_reason() -> None:
    assert [units.duration(None), units.rate(None), units.size(None), units.share(None)] == ["—"] * 4


def test_one_of_something_is_not_many() -> None:
    assert units.counted(1, "result") == "1 result"
    assert units.counted(3, "query", "queries") == "3 queries"


@pytest.mark.parametrize(
    ("value", "quantity", "text"),
    [
        (3_214_000, "nJ", "3.21 mJ"),
        (850, "nJ", "850 nJ"),
        (12_500_000_000, "nJ", "12.5 J"),
        (-3_214_000, "nJ", "-3.21 mJ"),
        (5_200_000, "uW", "5.20 W"),
        (850_000, "uW", "850 mW"),
        (386_600_000_000_000, "aJs", "387 µJ·s"),
    ],
)
def test_energies_and_powers_have_the_unit_in_which_they_read_best(value: int, quantity, text: str) -> None:
    assert figure(value, None, None, units.unit_of(value, quantity)).text == text
    assert units.energy(3_214_000) == "3.21 mJ"
    assert units.power(None) == "—"
