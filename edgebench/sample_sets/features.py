"""Features as of a spoken word: int8 [time, coefficient], what the MLPerf Tiny keyword model takes.

The first coefficient is loudness, the others swing around the model's zero, 83. A sample spells
one of ten words sound by sound, or is noise, or sounds in no order. The levels of the sounds
were fitted until the model heard most of the words, so that its answers vary; no recording is in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from edgebench.sample_sets.dice import Dice

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

    Levels = list[int]
    """Loudness, then the distance of each further coefficient from the zero."""

ZERO = 83
WORDS = ("daun", "gou", "left", "nou", "of", "on", "rait", "stap", "ap", "ies")
KINDS = len(WORDS) + 2  # and noise, and sounds in no order
SOUNDS = {
    "a": (118, 4, -9, -9, -1, 3), "d": (59, 5, 16, 4, -5, 0), "e": (118, 3, -7, -10, -6, 4),
    "f": (84, -5, -5, -1, -1, 6), "g": (56, 22, -3, 13, 11, 5), "i": (118, 7, 16, -9, -7, -5),
    "l": (71, 22, 12, -4, -3, -9), "n": (82, 22, 16, 13, -7, 3), "o": (109, 22, 7, -6, -3, 2),
    "p": (0, 1, -15, -13, 5, 7), "r": (77, 22, -9, 4, -7, -3), "s": (86, -19, 11, -13, 7, -2),
    "t": (9, -16, -9, -13, -8, -9), "u": (46, 7, -2, -4, -11, -3),
}  # fmt: skip
LENGTHS = {
    "a": 9, "d": 3, "e": 8, "f": 8, "g": 3, "i": 7, "l": 6, "n": 7, "o": 9, "p": 4, "r": 6, "s": 8,
    "t": 4, "u": 7,
}  # fmt: skip
"""In time steps of 20 ms."""


def samples(seed: int, count: int, shape: Sequence[int]) -> list[Array]:
    """`count` samples of `shape` [times, coefficients]; sample i does not depend on `count`."""
    times, coefficients = shape
    return [_sample(Dice(seed, number), number % KINDS, times, coefficients) for number in range(count)]


def _sample(dice: Dice, kind: int, times: int, coefficients: int) -> Array:
    import numpy

    if kind < len(WORDS):
        levels = _spoken(dice, WORDS[kind], times)
    elif kind == len(WORDS):
        levels = [[dice.roll(85, 115), -dice.roll(0, 6)]] * times
    else:
        letters = list(SOUNDS)
        levels = _spoken(dice, [letters[dice.roll(0, len(letters))] for _ in range(dice.roll(2, 6))], times)
    values = numpy.zeros((times, coefficients), numpy.int64)
    known = min(coefficients, len(levels[0]))
    values[:, :known] = numpy.array(levels)[:, :known]
    values[:, 1:] += ZERO
    return numpy.clip(values + dice.noise(values.shape, 2), -128, 127).astype(numpy.int8)


def _spoken(dice: Dice, sounds: Sequence[str], times: int) -> list[Levels]:
    """The levels at every time: each sound held for a while, straight lines between them."""
    quiet = [dice.roll(-20, 35), 0, 0, 0, 0, 0]
    time = dice.roll(5, 15)
    corners = [(0, quiet), (time, quiet)]
    for sound in sounds:
        loudness, *swings = SOUNDS[sound]
        held = max(0, LENGTHS[sound] * dice.roll(70, 130) // 100 - 2)
        levels = [loudness + dice.roll(-8, 9), *(swing + dice.roll(-3, 4) for swing in swings)]
        corners += [(time + 3, levels), (time + 3 + held, levels)]
        time += 3 + held
    corners += [(time + 4, quiet), (time + 4 + times, quiet)]
    line = [
        [first + (last - first) * step // (end - begin) for first, last in zip(before, after, strict=True)]
        for (begin, before), (end, after) in pairwise(corners)
        for step in range(end - begin)
    ]
    return line[:times]
