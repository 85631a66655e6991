"""Sound features as of spoken wake words: int8 [chunks, frames, bands], what microWakeWord's models take.

A frame is 10 ms of 40 mel bands, -128 where nothing is heard. A clip goes on like a room: background noise,
then every two or three seconds one of three wake words, or sounds in no order. The levels of the sounds began
as formants and noise bands written down by hand; a random search then moved them until each model heard its
own word and none another's. No recording is in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from edgebench.sample_sets.dice import Dice

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

QUIET = -128
WORDS = {
    "alexa": "əleksa",
    "hey jarvis": "heidʒarvis",
    "hey mycroft": "heimaikroft",
}
STEP = 3
"""Bands from one level of a sound to the next; between them lies a straight line."""
SOUNDS = {
    "a": (60, 120, 160, 190, 200, 200, 150, 110, 100, 60, 80, 60, 40, 50),
    "d": (80, 110, 90, 130, 90, 50, 70, 50, 60, 50, 20, 0, 0, 0),
    "e": (80, 130, 170, 150, 100, 110, 120, 180, 190, 200, 160, 130, 100, 80),
    "f": (0, 0, 10, 40, 60, 40, 30, 20, 60, 80, 120, 130, 140, 100),
    "h": (40, 30, 50, 90, 90, 90, 90, 100, 100, 110, 130, 60, 50, 50),
    "i": (110, 170, 160, 100, 90, 60, 60, 110, 150, 150, 170, 150, 100, 90),
    "k": (0, 0, 0, 0, 30, 90, 140, 130, 130, 90, 80, 70, 60, 30),
    "l": (120, 160, 160, 130, 70, 40, 20, 30, 50, 60, 40, 50, 50, 40),
    "m": (150, 180, 150, 70, 50, 70, 70, 10, 0, 0, 10, 0, 0, 0),
    "o": (60, 140, 210, 210, 170, 130, 80, 40, 30, 60, 80, 50, 40, 40),
    "r": (80, 110, 140, 140, 130, 130, 110, 90, 60, 40, 40, 50, 40, 30),
    "s": (0, 0, 60, 60, 50, 40, 50, 20, 30, 40, 140, 190, 220, 230),
    "t": (10, 10, 10, 10, 10, 40, 60, 60, 80, 90, 130, 120, 120, 100),
    "v": (60, 60, 60, 50, 50, 20, 20, 30, 40, 20, 90, 50, 50, 40),
    "ə": (80, 130, 200, 210, 230, 190, 170, 90, 90, 80, 90, 60, 60, 50),
    "ʒ": (50, 40, 0, 30, 60, 80, 100, 130, 170, 230, 210, 230, 170, 150),
}  # fmt: skip
"""How far each is above the quiet, from the lowest band to the highest."""
LENGTHS = {
    "a": 11, "d": 3, "e": 9, "f": 8, "h": 6, "i": 8, "k": 6, "l": 7, "m": 7, "o": 11, "r": 7, "s": 10,
    "t": 6, "v": 6, "ə": 7, "ʒ": 6,
}  # fmt: skip
"""In frames."""
GLIDE = 3
"""Frames from one sound to the next."""


def samples(seed: int, count: int, shape: Sequence[int]) -> list[Array]:
    """`count` clips of `shape` [chunks, frames, bands]; clip i does not depend on `count`."""
    return [_clip(Dice(seed, number), number, shape) for number in range(count)]


def _clip(dice: Dice, number: int, shape: Sequence[int]) -> Array:
    import numpy

    chunks, frames_a_chunk, bands = shape
    frames = chunks * frames_a_chunk
    heard = _background(dice, frames, bands)
    said = number  # each clip begins with another utterance
    time = dice.roll(50, 120)
    while time < frames:
        spoken = _spoken(dice, _utterance(dice, said), bands)[: frames - time]
        heard[time : time + len(spoken)] = numpy.maximum(heard[time : time + len(spoken)], spoken)
        time += len(spoken) + dice.roll(100, 250)
        said += 1
    heard += dice.noise(heard.shape, 6)
    clip: Array = numpy.clip(heard + QUIET, -128, 127).astype(numpy.int8).reshape(tuple(shape))
    return clip


def _utterance(dice: Dice, said: int) -> Sequence[str]:
    """The wake words in turn, then sounds in no order."""
    words = list(WORDS.values())
    if said % (len(words) + 1) < len(words):
        return words[said % (len(words) + 1)]
    sounds = list(SOUNDS)
    return [sounds[dice.roll(0, len(sounds))] for _ in range(dice.roll(3, 9))]


def _background(dice: Dice, frames: int, bands: int) -> Array:
    """Noise that rises and falls over seconds, in low and high bands by itself: [frames, bands]."""
    import numpy

    levels = [[dice.roll(0, 50), dice.roll(0, 50)] for _ in range(frames // 100 + 2)]
    steps = numpy.arange(frames) % 100
    at = numpy.arange(frames) // 100
    corners = numpy.array(levels, numpy.int64)
    ends = corners[at] + (corners[at + 1] - corners[at]) * steps[:, None] // 100
    slope = numpy.arange(bands)
    noise: Array = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * slope // bands
    return noise


def _spoken(dice: Dice, sounds: Sequence[str], bands: int) -> Array:
    """Each sound held for a while, straight lines between them and from and to the quiet: [frames, bands]."""
    import numpy

    quiet = numpy.zeros(bands, numpy.int64)
    corners = [(0, quiet)]
    for sound in sounds:
        levels = _levels(sound, bands) + dice.roll(-8, 9) + dice.noise([bands], 4)
        begin = corners[-1][0] + GLIDE
        held = LENGTHS[sound] * dice.roll(90, 111) // 100 - GLIDE
        corners += [(begin, levels), (begin + max(0, held), levels)]
    corners.append((corners[-1][0] + GLIDE, quiet))
    line = [
        before + (after - before) * step // (end - begin)
        for (begin, before), (end, after) in pairwise(corners)
        for step in range(end - begin)
    ]
    return numpy.array(line)


def _levels(sound: str, bands: int) -> Array:
    """A sound's level in every band, the last one held where a model has more bands than the sound."""
    import numpy

    known = numpy.array(SOUNDS[sound], numpy.int64)
    band = numpy.minimum(numpy.arange(bands), (len(known) - 1) * STEP)
    lower, part = band // STEP, band % STEP
    upper = numpy.minimum(lower + 1, len(known) - 1)
    levels: Array = known[lower] + (known[upper] - known[lower]) * part // STEP
    return levels
