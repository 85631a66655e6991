"""Features of sound beside those of TensorFlow 2.21, whose numbers stand here."""

from __future__ import annotations

import numpy
import pytest

from edgebench.tasks import mfcc

STEPS = numpy.arange(16_000)
SWEEP = (STEPS * STEPS // 37 % 20_001 - 10_000).astype(numpy.int16)
OF_TENSORFLOW = {
    0: [-43.5344, 14.2512, 6.492, 3.4547, 2.8907, 2.1727, 1.3568, 1.0418, 1.0384, 0.0321],
    24: [18.995, -3.3115, -1.2053, -1.5258, -1.3792, -1.469, -1.2858, -1.0549, -0.4124, 0.3568],
    48: [16.7175, -4.2902, -1.6398, -1.4096, -0.6557, 0.4352, 1.2892, 1.2513, -0.8046, -2.6372],
}
"""By tf.signal's stft (480, 320), linear_to_mel_weight_matrix (40 bands, 20 to 4000 Hz) and
mfccs_from_log_mel_spectrograms."""


@pytest.mark.parametrize("frame", OF_TENSORFLOW)
def test_coefficients_are_tensorflows(frame: int) -> None:
    found = mfcc.coefficients_of(SWEEP)[frame, :10]
    assert found.tolist() == pytest.approx(OF_TENSORFLOW[frame], abs=0.004)  # a step of int8 is 0.58


def test_a_second_is_49_frames_of_int8() -> None:
    features = mfcc.frames(SWEEP, 10)
    assert (features.shape, features.dtype.name) == ((49, 10), "int8")
    assert features[24].tolist() == [115, 77, 81, 80, 81, 80, 81, 81, 82, 84]


def test_loudness_does_not_matter() -> None:
    assert numpy.array_equal(mfcc.frames(SWEEP // 2 * 2, 10)[1:], mfcc.frames(SWEEP // 2, 10)[1:])


def test_silence_saturates_and_is_no_error() -> None:
    features = mfcc.frames(numpy.zeros(16_000, numpy.int16), 10)
    assert (set(features[:, 0].tolist()), set(features[:, 1:].ravel().tolist())) == ({-128}, {83})
