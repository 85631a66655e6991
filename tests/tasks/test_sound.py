"""WAV files to samples."""

from __future__ import annotations

import pytest

from edgebench.errors import DataError
from edgebench.tasks import sound
from tests.tasks.build import wav


def test_samples_are_signed_16_bit() -> None:
    samples = sound.opened(wav([0, 1, -1, 32767, -32768]), "a.wav")
    assert (samples.dtype.name, samples.tolist()) == ("int16", [0, 1, -1, 32767, -32768])


@pytest.mark.parametrize(
    ("encoded", "found"),
    [
        (wav([0, 0], rate=22_050), "1 x 16 bit at 22050 Hz"),
        (wav([0, 0], channels=2), "2 x 16 bit at 16000 Hz"),
        (wav([0, 0], width=1), "1 x 8 bit at 16000 Hz"),
    ],
)
def test_another_form_is_refused_with_what_was_found(encoded: bytes, found: str) -> None:
    with pytest.raises(DataError, match=f"^a.wav: {found}; expected: 1 x 16 bit at 16000 Hz$"):
        sound.opened(encoded, "a.wav")


@pytest.mark.parametrize("encoded", [b"", b"RIFF", b"fLaC, not RIFF", wav([1, 2])[:20], wav([1, 2])[:40]])
def test_bytes_without_a_whole_header_are_refused_with_their_name(encoded: bytes) -> None:
    with pytest.raises(DataError, match=r"^a\.wav: cannot be read as a WAV file: ."):
        sound.opened(encoded, "a.wav")


def test_sound_that_is_shorter_than_its_header_says_is_refused() -> None:
    with pytest.raises(DataError, match=r"^a\.wav: it ends after 3 bytes of 6$"):
        sound.opened(wav([1, 2, 3])[:-3], "a.wav")


def test_a_header_that_claims_hours_is_refused_unread() -> None:
    claimed = bytearray(wav([1, 2]))
    claimed[40:44] = (2**31).to_bytes(4, "little")
    with pytest.raises(DataError, match="67108 seconds of sound; at most 3600 are read"):
        sound.opened(bytes(claimed), "a.wav")


def test_no_sound_is_refused() -> None:
    with pytest.raises(DataError, match=r"^a\.wav: it holds no sound$"):
        sound.opened(wav([]), "a.wav")
