"""What a PPK2 sends, decoded: its calibration text, and four bytes a sample, 100,000 a second.

A sample is a little-endian word: bits 0-13 the converter's value in steps of four, 14-16 the shunt in
use, 18-23 a counter of samples, 24-31 the logic inputs. The counter runs to 63: it shows how many are
missing but for a multiple of 64. A meter holds its own five resistances and corrections.

Ranges change by themselves, and right after a change the meter sends some samples that lie off. They
are kept as they are sent: whoever smooths them away changes the energy. What is left out are words
whose counters show that they are no samples; they count as lost.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

if TYPE_CHECKING:
    import numpy as np

    Words = np.ndarray[tuple[int], np.dtype[np.uint32]]
    Places = np.ndarray[tuple[int], np.dtype[np.int64]]
    Amperes = np.ndarray[tuple[int], np.dtype[np.float64]]
    Table = np.ndarray[tuple[int, int], np.dtype[np.uint32]]
    Truths = np.ndarray[tuple[int, int], np.dtype[np.bool_]]

PERIOD_NS = 10_000
BLOCK = 100
"""Samples of one reading: 1 ms."""
CONVERTER_VOLTS = 1.8 / 163_840
RANGES = 5
PIECE = 16
"""Words looked at together: they are samples where at least MATCHING of their 15 counter steps are one."""
PIECE_BYTES = 4 * PIECE
MATCHING = 12
GARBAGE = 4096
"""So many bytes without a piece of samples are no stream of samples."""


class Calibration(NamedTuple):
    """One unit's own constants, one a range.

    The shunt's current is x = (converter - O) * 1.8 / 163840 / R; the load's, with the supply's
    volts V, is UG * (x * (GS * x + GI) + S * V + I), in amperes.
    """

    R: tuple[float, ...]
    GS: tuple[float, ...]
    GI: tuple[float, ...]
    O: tuple[float, ...]  # noqa: E741  # as the meter's text names it
    S: tuple[float, ...]
    I: tuple[float, ...]  # noqa: E741  # as the meter's text names it
    UG: tuple[float, ...]


class Block(NamedTuple):
    """The mean current of one millisecond of the meter's own time."""

    end: int
    """Samples that the meter took from its start to the end of this block, lost ones too."""
    amperes: float
    lost: int
    """Samples missing since the end of the block before this one."""


def calibration_of(text: str) -> Calibration:
    """From the lines `R0: 1031.64` of the meter's text. Raises BAD_READING unless all are there."""
    found = {f"UG{n}": 1.0 for n in range(RANGES)}  # the user's own gain, which none may have set
    found |= {key: _number(value) for key, value in re.findall(r"\b([A-Z]{1,2}[0-4])\s*[:=]\s*(\S+)", text)}
    names = [f"{name}{n}" for name in Calibration._fields for n in range(RANGES)]
    absent = [name for name in names if not _usable(name, found)]
    if absent:
        raise MeterError(
            f"PPK2: its calibration lacks {', '.join(absent)}",
            Reason.BAD_READING,
            "update its firmware with Nordic's Power Profiler app",
        )
    return Calibration(*(tuple(found[f"{name}{n}"] for n in range(RANGES)) for name in Calibration._fields))


def amperes_of(words: Words, calibration: Calibration, volts: float) -> Amperes:
    """The load's current of every sample."""
    import numpy as np

    shunt = np.minimum((words >> 14) & 7, RANGES - 1)
    r, gs, gi, o, s, i, ug = np.asarray(calibration)[:, shunt]
    x = (4.0 * (words & 0x3FFF) - o) * CONVERTER_VOLTS / r
    currents: Amperes = ug * (x * (gs * x + gi) + s * volts + i)
    return currents


class Decoder:
    """Bytes in whatever portions they come, to means of one millisecond each."""

    def __init__(self, calibration: Calibration, volts: float) -> None:
        import numpy as np

        self._calibration = calibration
        self._volts = volts
        self._rest = b""
        self._garbage = 0
        self._counter: int | None = None
        self.taken = 0
        """Samples that the meter took so far, lost ones too; each is 10 µs of its time."""
        self._ended = 0
        self._places: Places = np.empty(0, np.int64)
        self._amperes: Amperes = np.empty(0)

    def lose(self, samples: int) -> None:
        """Samples that are missing and that the counter does not show."""
        self.taken += samples

    def feed(self, data: bytes) -> list[Block]:
        """The blocks that these bytes complete. Raises BAD_READING for what is no stream of samples."""
        import numpy as np

        self._rest += data
        words = self._words()
        if not len(words):
            return []
        counters = ((words >> 18) & 63).astype(np.int64)
        before = counters[0] - 1 if self._counter is None else self._counter
        steps = ((np.diff(counters, prepend=before) - 1) & 63) + 1
        self._counter = int(counters[-1])
        places = self.taken + np.cumsum(steps) - 1
        self.taken = int(places[-1]) + 1
        self._places = np.concatenate([self._places, places])
        self._amperes = np.concatenate([self._amperes, amperes_of(words, self._calibration, self._volts)])
        return self._complete()

    def _complete(self) -> list[Block]:
        """Means of the blocks that no further sample can belong to."""
        import numpy as np

        blocks = self._places // BLOCK
        open_from = int(np.searchsorted(blocks, self.taken // BLOCK))
        if not open_from:
            return []
        starts = np.flatnonzero(np.diff(blocks[:open_from], prepend=-1))  # places only grow
        numbers, counts = blocks[starts], np.diff(starts, append=open_from)
        means = np.add.reduceat(self._amperes[:open_from], starts) / counts
        self._places, self._amperes = self._places[open_from:], self._amperes[open_from:]
        complete = []
        for number, mean, count in zip(numbers.tolist(), means.tolist(), counts.tolist(), strict=True):
            end = (number + 1) * BLOCK
            complete.append(Block(end, mean, end - self._ended - count))
            self._ended = end
        return complete

    def _words(self) -> Words:
        """The samples at the front of what is there; what is none is skipped, byte by byte."""
        import numpy as np

        found = []
        while len(self._rest) >= PIECE_BYTES:
            pieces = _pieces(self._rest)
            follows = _follows(pieces)
            matching = follows.sum(axis=1) >= MATCHING
            good = len(pieces) if matching.all() else int(np.argmin(matching))
            if good:
                found.append(pieces[:good][_linked(follows[:good])])
                self._rest = self._rest[PIECE_BYTES * good :]
                self._garbage = 0
            elif len(self._rest) >= 2 * PIECE_BYTES:
                self._skip()
            else:
                break  # to look for samples further on takes more bytes than are here
        return np.concatenate(found) if found else np.empty(0, np.uint32)

    def _skip(self) -> None:
        """To the next piece of samples, at most one piece further."""
        ends = ((n, n + PIECE_BYTES) for n in range(1, PIECE_BYTES))
        skipped = next((n for n, end in ends if _is_samples(self._rest[n:end])), PIECE_BYTES)
        self._garbage += skipped
        self._rest = self._rest[skipped:]
        if self._garbage > GARBAGE:
            raise MeterError(
                "PPK2: sends what are no samples",
                Reason.BAD_READING,
                "unplug the meter and plug it in again",
            )


def _pieces(data: bytes) -> Table:
    """Whole pieces, one a row."""
    import numpy as np

    count = len(data) // PIECE_BYTES
    return np.frombuffer(data, "<u4", count * PIECE).reshape(count, PIECE)


def _follows(pieces: Table) -> Truths:
    """Whether the counter of each word but a piece's first is the next after that of the word before."""
    import numpy as np

    following: Truths = (np.diff((pieces >> 18) & 63, axis=1) & 63) == 1
    return following


def _linked(follows: Truths) -> Truths:
    """Whether a word's counter is next to that of a neighbour in its piece; else it is no sample."""
    import numpy as np

    none = np.zeros((len(follows), 1), np.bool_)
    linked: Truths = np.hstack([none, follows]) | np.hstack([follows, none])
    return linked


def _is_samples(piece: bytes) -> bool:
    return bool(_follows(_pieces(piece)).sum() >= MATCHING)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _usable(key: str, found: dict[str, float]) -> bool:
    """There, a number, and no resistance of nothing."""
    value = found.get(key, math.nan)
    return math.isfinite(value) and (value > 0 or not key.startswith("R"))
