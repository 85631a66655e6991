"""site/scripts/numbers.js sets every number as edgebench/publish/wording/numbers.py does, ties included."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any, get_args

import pytest

from edgebench import units
from edgebench.publish.wording import numbers
from edgebench.units import Quantity
from tests.publish.scripts import javascript

pytestmark = pytest.mark.skipif(not (javascript.NODE or javascript.BROWSER), reason=javascript.NEITHER)

QUANTITIES = [quantity for quantity in get_args(Quantity) if quantity != "aJs"]
TIES = (
    1,
    2,
    3,
    5,
    25,
    35,
    125,
    375,
    625,
    1250,
    2500,
    8125,
    10_625,
    12_500,
    99_950,
    999_500,
    1_005_000,
    1_015_000,
)


def values() -> list[int]:
    """From 1 to 10^14, as many of each size; and numbers half way between two that can be shown."""
    dice = random.Random(20_261_121)
    return [round(10 ** dice.uniform(0, 14)) for _ in range(600)] + [
        tie * 10**power for tie in TIES for power in range(9)
    ]


def intervals() -> list[tuple[int, int, int]]:
    dice = random.Random(7)
    made = []
    for value in values():
        half = max(1, round(value * 10 ** dice.uniform(-5, 0)))
        below = min(half, value - 1)
        made.append((value, value - below, value + dice.choice((half, 2 * half, half + 1))))
    return made


def asked(*rows: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [dict(zip(("value", "low", "high", "quantity"), row, strict=False)) for row in rows]


def test_values_alone(tmp_path: Path) -> None:
    given = [(value, None, None, quantity) for value in values() for quantity in QUANTITIES]
    told = javascript.answers("numbers.js", "text(it.value, it.quantity)", asked(*given), tmp_path)
    expected = [
        numbers.figure(value, None, None, units.unit_of(value, quantity)).value
        for value, _, _, quantity in given
    ]
    assert differing(given, told, expected) == []


def test_values_with_their_intervals(tmp_path: Path) -> None:
    given = [(*each, quantity) for each in intervals() for quantity in QUANTITIES]
    told = javascript.answers(
        "numbers.js",
        "Object.values(figure(it.value, it.low, it.high, unitOf(it.value, it.quantity)))",
        asked(*given),
        tmp_path,
    )
    expected = [
        list(numbers.figure(value, low, high, units.unit_of(value, quantity)))
        for value, low, high, quantity in given
    ]
    assert differing(given, told, expected) == []


def test_the_unit_of_a_column(tmp_path: Path) -> None:
    dice, every = random.Random(11), values()
    given = [(dice.sample(every, 3), quantity) for _ in range(200) for quantity in QUANTITIES]
    given += [([value, value * 40], quantity) for value in every[:200] for quantity in QUANTITIES]
    told = javascript.answers("numbers.js", "columnUnit(it[0], it[1])?.symbol ?? null", given, tmp_path)
    units_of = [units.column_unit(column, quantity) for column, quantity in given]
    assert differing(given, told, [unit and unit.symbol for unit in units_of]) == []


def test_ratios_and_counts(tmp_path: Path) -> None:
    given = [value / 1000 for value in values() if value < 10**9]
    told = javascript.answers("numbers.js", "ratio(it)", given, tmp_path)
    assert (
        differing(
            given,
            told,
            [numbers.typeset(units.figure(one, None, None, units.Unit(1, "×"))).value for one in given],
        )
        == []
    )
    counts = [0, 1, 2, 9999, 10_000, 12_345, 1_234_567]
    told = javascript.answers("numbers.js", 'counted(it, "result")', counts, tmp_path)
    assert told == [numbers.counted(one, "result") for one in counts]


def differing(given: list[Any], told: list[Any], expected: list[Any]) -> list[Any]:
    """The first few: what was asked, the script's answer, Python's."""
    rows = zip(given, told, expected, strict=True)
    return [row for row in rows if row[1] != row[2]][:5]
