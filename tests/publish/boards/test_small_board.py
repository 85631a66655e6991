"""Small leaderboards side by side: they share an axis only where that leaves each of them room."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from edgebench.publish import site
from edgebench.publish.boards import small_board
from edgebench.publish.boards.small_board import SmallBoard
from tests.publish.catalogue import PI5, PROFILES, WORKLOADS, measured

MODES = ("7 W", "15 W")


def boards(*rows: Sequence[float]) -> tuple[SmallBoard, ...]:
    """One for each row of milliseconds, each of a device of its own."""
    return small_board.in_row([("mobilenet-v2", _of(times).lines) for times in rows], _of(rows[0]))


def _of(times: Sequence[float]) -> site.Site:
    modes = [{"device.power_mode": mode, "device.power_mode_reason": None} for mode in MODES]
    made = [measured(ms, PI5, mode, session=n) for n, (ms, mode) in enumerate(zip(times, modes, strict=True))]
    return site.gather(made, WORKLOADS, PROFILES)


@pytest.mark.parametrize(
    ("one", "other", "are_shared"),
    [
        ((5, 50), (4, 40), True),
        ((5, 6), (4, 40), False),
        ((5, 50), (500, 5000), False),
    ],
)
def test_boards_share_an_axis_that_each_fills_nearly_half_of(
    one: Sequence[float], other: Sequence[float], *, are_shared: bool
) -> None:
    first, second = boards(one, other)
    assert (first.shared, second.shared, first.axis == second.axis) == (are_shared,) * 3


def test_alone_a_board_has_its_own() -> None:
    assert not boards((5, 50))[0].shared


def test_two_devices_of_one_name_are_told_apart() -> None:
    assert [row.device for row in boards((5, 50))[0].rows] == ["Raspberry Pi 5, 7 W", "Raspberry Pi 5, 15 W"]
