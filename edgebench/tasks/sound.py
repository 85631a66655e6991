"""Encoded sound to samples: RIFF WAVE, one channel of 16-bit PCM at 16 kHz, and nothing else."""

from __future__ import annotations

import io
import wave
from typing import TYPE_CHECKING

from edgebench.errors import DataError

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

RATE = 16_000
"""Samples a second: what the speech models of the catalogue were trained with."""
MOST_SECONDS = 3600
BYTES_A_SAMPLE = 2


def opened(encoded: bytes, name: str) -> Array:
    """The samples, int16 [n]. Raises DataError with `name` and what was found."""
    import numpy

    # What wave raises for damaged bytes: RuntimeError for a chunk that leads out of the file.
    damaged = (wave.Error, EOFError, RuntimeError)
    try:
        with wave.open(io.BytesIO(encoded), "rb") as file:
            found = (file.getframerate(), file.getnchannels(), file.getsampwidth())
            said = file.getnframes()
            _check_form(name, *found)
            if said > MOST_SECONDS * RATE:
                raise DataError(f"{name}: {said // RATE} seconds of sound; at most {MOST_SECONDS} are read")
            content = file.readframes(said)
    except damaged as error:
        reason = str(error) or "it ends within its header"
        raise DataError(f"{name}: cannot be read as a WAV file: {reason}") from error
    if len(content) != said * BYTES_A_SAMPLE:
        raise DataError(f"{name}: it ends after {len(content)} bytes of {said * BYTES_A_SAMPLE}")
    if not content:
        raise DataError(f"{name}: it holds no sound")
    return numpy.frombuffer(content, "<i2").astype(numpy.int16)


def _check_form(name: str, rate: int, channels: int, bytes_a_sample: int) -> None:
    if (rate, channels, bytes_a_sample) != (RATE, 1, BYTES_A_SAMPLE):
        raise DataError(
            f"{name}: {channels} x {8 * bytes_a_sample} bit at {rate} Hz; expected: 1 x 16 bit at {RATE} Hz",
            "convert the data set once: resampling here would be part of what is scored",
        )
