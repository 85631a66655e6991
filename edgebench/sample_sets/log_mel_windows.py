"""Windows of a log-mel spectrogram as of a toy car: float32 decibels, five frames of 128 bands in a row.

Loudness falls with frequency, a few tones and their overtones stand out, everything flickers. Every fourth
sample has a tone where none should be, so that errors vary. Values are whole 1024ths, hence exact in float32;
the levels were chosen to lie where those of MLPerf Tiny's recordings do. No recording is in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from edgebench.sample_sets.dice import Dice

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

BANDS = 128
STEP = 1024
"""Parts of a decibel."""
SLOPE = ((0, -46), (4, -24), (8, -9), (24, -19), (64, -28), (88, -36), (128, -41))
"""Band and usual decibels there, straight lines between."""
QUIETEST, LOUDEST = -80, 12


def samples(seed: int, count: int, shape: Sequence[int]) -> list[Array]:
    """`count` windows of `shape` [frames * 128]; window i does not depend on `count`."""
    (length,) = shape
    return [_window(Dice(seed, number), number, length // BANDS) for number in range(count)]


def _window(dice: Dice, number: int, frames: int) -> Array:
    import numpy

    levels = _slope() + dice.roll(-4 * STEP, 4 * STEP)
    _add_tones(levels, dice, dice.roll(6, 16))
    if number % 4 == 3:
        band = dice.roll(40, 120)
        levels[band : band + dice.roll(2, 8)] += dice.roll(10, 25) * STEP
    flicker = dice.noise((frames, BANDS), 4 * STEP) + dice.noise((frames, BANDS), 3 * STEP)
    values = numpy.clip(levels + flicker, QUIETEST * STEP, LOUDEST * STEP)
    window: Array = values.reshape(-1).astype(numpy.float32) / numpy.float32(STEP)
    return window


def _slope() -> Array:
    """int64 [bands]."""
    import numpy

    bands = numpy.arange(BANDS)
    levels = numpy.zeros(BANDS, numpy.int64)
    for (first, low), (last, high) in pairwise(SLOPE):
        inside = (bands >= first) & (bands < last)
        line = low * STEP + (high - low) * STEP * (bands - first) // (last - first)
        levels = numpy.where(inside, line, levels)
    return levels


def _add_tones(levels: Array, dice: Dice, spacing: int) -> None:
    """Every `spacing` bands a louder one, between two half as loud."""
    strength = dice.roll(2, 7) * STEP
    for band in range(spacing, BANDS - 1, spacing):
        levels[band] += strength
        levels[band - 1 : band + 2] += strength // 2
