"""Sound as of someone talking in a room: int16 [chunks, samples] at 16 kHz, for detectors of voice activity.

Every clip has background noise, and over it phrases and pauses by turns. A phrase is syllables: a hiss or
nothing, then a vowel. A vowel is a train of pulses through three resonators, as in a formant synthesiser;
pulses and resonators are integers. In some pauses a tone sounds, which is no voice. No recording is in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from edgebench.sample_sets.dice import Dice

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

RATE = 16_000
ONE = 4096
"""1 in the fixed-point numbers of VOWELS."""
VOWELS = {
    "a": ((7735, 3969), (7322, 3954), (4601, 3907)),  # 730 1090 2440
    "e": ((7906, 3985), (6025, 3938), (4497, 3907)),  # 530 1840 2480
    "i": ((8051, 4001), (4998, 3938), (3015, 3862)),  # 270 2290 3010
    "o": ((7879, 3985), (7630, 3969), (4678, 3907)),  # 570 840 2410
    "u": ((8040, 4001), (7598, 3969), (5100, 3907)),  # 300 870 2240
    "n": ((8057, 4001), (7018, 3787), (5065, 3713)),  # 250 1200 2200
}
"""The resonators of each: 2 r cos(2 pi F / RATE) and r^2 with r = exp(-pi B / RATE), in units of ONE.

F, in hertz on the right, are the mean formants of men's vowels (Peterson and Barney, 1952); the last is a
nasal's. B are bandwidths from 60 to 250 Hz.
"""
RINGING = 480
"""Samples after which a pulse has died away."""
PULSE = [*range(16), *range(16, 0, -1)]
"""The opening and closing of the glottis, once a period."""


def samples(seed: int, count: int, shape: Sequence[int]) -> list[Array]:
    """`count` clips of `shape` [chunks, samples]; clip i does not depend on `count`."""
    return [_clip(Dice(seed, number), shape) for number in range(count)]


def _clip(dice: Dice, shape: Sequence[int]) -> Array:
    import numpy

    length = shape[0] * shape[1]
    sound = dice.noise([length], dice.roll(10, 200))
    pitch = dice.roll(90, 220)
    time = dice.roll(RATE // 4, RATE)
    while time < length:
        phrase = _phrase(dice, pitch)[: length - time]
        sound[time : time + len(phrase)] += phrase
        time += len(phrase) + dice.roll(RATE // 10, RATE * 3 // 2)
        if dice.roll(0, 4) == 0:
            tone = _tone(dice)[: max(0, length - time)]
            sound[time : time + len(tone)] += tone
            time += len(tone) + dice.roll(RATE // 2, RATE)
    return numpy.clip(sound, -32768, 32767).astype(numpy.int16).reshape(tuple(shape))


def _phrase(dice: Dice, pitch: int) -> Array:
    """Syllables, each a little lower than the one before."""
    import numpy

    loudness = dice.roll(1500, 9000)
    parts = []
    for number in range(dice.roll(2, 9)):
        if dice.roll(0, 2):
            parts.append(_hiss(dice, loudness // 6))
        parts.append(_vowel(dice, pitch * (100 - 2 * number) // 100, loudness))
    return numpy.concatenate(parts)


def _hiss(dice: Dice, loudness: int) -> Array:
    """White noise less its own low part."""
    noise = dice.noise([dice.roll(RATE // 25, RATE // 10)], loudness)
    noise[1:] -= noise[:-1].copy()
    return noise


def _vowel(dice: Dice, pitch: int, loudness: int) -> Array:
    """A pulse a period, the period wandering, louder towards the middle."""
    import numpy

    letters = list(VOWELS)
    ringing = _ringing(letters[dice.roll(0, len(letters))])
    length = dice.roll(RATE // 10, RATE // 4)
    sound = numpy.zeros(length + RINGING, numpy.int64)
    glide = dice.roll(-15, 16)
    time = 0
    while time < length:
        swell = min(time, length - time, RATE // 25) * 25 * loudness // RATE
        sound[time : time + RINGING] += ringing * swell // ONE
        now = pitch * (100 + glide * time // length) // 100
        time += RATE // now + dice.roll(-1, 2)
    return sound


def _tone(dice: Dice) -> Array:
    """A square wave, as of an appliance that has finished."""
    import numpy

    half = dice.roll(6, 20)
    length = dice.roll(RATE // 5, RATE)
    return (numpy.arange(length) // half % 2 * 2 - 1) * dice.roll(300, 2000)


@cache
def _ringing(vowel: str) -> Array:
    """What one pulse sounds like, its highest value ONE."""
    import numpy

    values = [ONE * step for step in PULSE] + [0] * (RINGING - len(PULSE))
    for forward, back in VOWELS[vowel]:
        before, last = 0, 0
        for index, value in enumerate(values):
            before, last = last, value + (forward * last - back * before) // ONE
            values[index] = last
    values = [later - earlier for earlier, later in zip([0, *values], values, strict=False)]  # as lips do
    ringing = numpy.array(values, numpy.int64)
    return ringing * ONE // int(abs(ringing).max())
