"""Sound to feature frames."""

from __future__ import annotations

import sys

import numpy
import pytest

from edgebench.errors import DataError
from edgebench.tasks import audio_front_end


def test_without_the_front_end_the_error_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pymicro_features", None)
    with pytest.raises(DataError, match="pymicro-features") as error:
        audio_front_end.frames(numpy.zeros(480, numpy.int16))
    assert error.value.hint == "pip install 'edgebench[audio]'"


def test_the_first_frame_comes_with_30_ms_and_the_others_every_10() -> None:
    pytest.importorskip("pymicro_features")
    lengths = [len(audio_front_end.frames(numpy.zeros(n, numpy.int16))) for n in (479, 480, 639, 640)]
    assert lengths == [0, 1, 1, 2]


def test_silence_is_the_lowest_value_of_an_int8() -> None:
    pytest.importorskip("pymicro_features")
    frames = audio_front_end.frames(numpy.zeros(16_000, numpy.int16))
    assert (frames.shape, frames.dtype.name) == ((98, 40), "int8")
    assert set(frames.ravel().tolist()) == {-128}


def test_a_low_tone_lies_in_the_low_bands_and_a_high_one_in_the_high() -> None:
    pytest.importorskip("pymicro_features")
    halves = [numpy.arange(8_000) // half % 2 * 8_000 - 4_000 for half in (1, 16)]  # 8 kHz, 500 Hz
    high, low = (audio_front_end.frames(tone.astype(numpy.int16))[10].argmax() for tone in halves)
    assert low < 20 < high
