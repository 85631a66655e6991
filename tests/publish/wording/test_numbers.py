"""How the site sets its numbers: the spaces in them."""

from __future__ import annotations

import pytest

from edgebench import units
from edgebench.publish.wording import numbers
from edgebench.units import MILLISECONDS, Figure


def test_a_unit_stays_with_its_number() -> None:
    assert numbers.figure(8_420_000, 8_350_000, 8_500_000, MILLISECONDS) == ("8.42\u00a0ms", "8.35–8.50")


def test_a_ratio_has_no_space_before_its_sign() -> None:
    assert numbers.typeset(Figure("1.08", "×", "1.06–1.10")) == ("1.08×", "1.06–1.10")


def test_numbers_from_ten_thousand_on_have_a_thin_space() -> None:
    figure = numbers.figure(12_430_000_000, 12_000_000_000, 12_900_000_000, MILLISECONDS)
    assert figure == ("12\u2009400\u00a0ms", "12\u2009000–12\u2009900")
    assert numbers.count(2418) == "2418"
    assert numbers.count(50_000) == "50\u2009000"
    assert numbers.counted(12_345, "result") == "12\u2009345 results"


def test_digits_after_the_point_are_not_grouped() -> None:
    assert numbers.exact(33_333_333) == "33.333333\u00a0ms"
    assert numbers.plain(0.00001) == "0.00001"


def test_a_terminal_gets_ordinary_spaces() -> None:
    assert (
        numbers.plain_spaces("12\u2009400\u00a0ms")
        == units.figure(12_430_000_000, None, None, MILLISECONDS).text
    )


@pytest.mark.parametrize(
    ("tick", "shown"), [(0.3, "0.3"), (0.05, "0.05"), (1, "1"), (20, "20"), (1000, "1000")]
)
def test_ticks_are_plain(tick: float, shown: str) -> None:
    assert numbers.plain(tick) == shown
