"""Random integers that are the same on every machine and with every numpy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgebench.tasks.task import Array


class Dice:
    """One stream for one sample: numpy's RandomState, whose output is frozen (NEP 19).

    The type is always said: numpy's default integer has 32 bits on some platforms.
    """

    def __init__(self, seed: int, number: int) -> None:
        import numpy

        self._stream = numpy.random.RandomState([seed, number])

    def roll(self, low: int, high: int) -> int:
        """At least `low` and below `high`."""
        import numpy

        return int(self._stream.randint(low, high, dtype=numpy.int64))

    def colour(self, low: int = 0, high: int = 256) -> tuple[int, int, int]:
        return (self.roll(low, high), self.roll(low, high), self.roll(low, high))

    def noise(self, shape: Sequence[int], most: int) -> Array:
        """int64, -most <= each <= most."""
        import numpy

        return self._stream.randint(-most, most + 1, tuple(shape), dtype=numpy.int64)
