"""Pictures with a drawn person in every second one, something else in the others. uint8 [height, width, RGB].

The person is small, with shoulders to be seen: MLPerf Tiny's network for visual wake words finds about half
of them, and gives both of its answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from edgebench.sample_sets.dice import Dice
from edgebench.sample_sets.pictures import THINGS, face, scene

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

OTHERS = tuple(thing for thing in THINGS if thing is not face)
SIZES = (130, 230)


def samples(seed: int, count: int, shape: Sequence[int]) -> list[Array]:
    """`count` pictures of `shape` [height, width, 3]; picture i does not depend on `count`."""
    height, width, _ = shape
    return [
        scene(
            Dice(seed, number),
            OTHERS[number // 2 % len(OTHERS)] if number % 2 else face,
            SIZES,
            height,
            width,
        )
        for number in range(count)
    ]
