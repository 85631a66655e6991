"""Sound to the features of MLPerf Tiny's keyword model: ten mel-frequency cepstral coefficients every 20 ms.

The model was trained behind tf.signal's functions: the magnitude of a short-time Fourier transform, 40
triangular bands on the mel scale, a logarithm, an orthogonal cosine transform. What is here differs from
TensorFlow 2.21 by 0.005 of an int8 step at most, over speech, noise and a tone.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from edgebench.tasks.sound import RATE

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

WINDOW, STEP, TRANSFORM = 480, 320, 512
"""30 ms every 20 ms, filled up to a power of two."""
BANDS, LOWEST_HZ, HIGHEST_HZ = 40, 20.0, 4000.0
LEAST = 1e-6
"""Added before the logarithm."""
SCALE, ZERO = 0.5847029089927673, 83
"""The quantised model's own quantisation of its input, which its file holds."""


def frames(sound: Array, coefficients: int) -> Array:
    """int8 [frames, coefficients] of int16 samples at 16 kHz: 49 frames of a second.

    The loudest value becomes 1: with that, speech has the levels of kws01's features. Quantised by
    round(coefficient / SCALE + ZERO), half to even; what lies beyond an int8 saturates.
    """
    import numpy

    values = coefficients_of(sound)[:, :coefficients]
    quantised: Array = numpy.clip(numpy.rint(values / SCALE + ZERO), -128, 127).astype(numpy.int8)
    return quantised


def coefficients_of(sound: Array) -> Array:
    """float32 [frames, 40]."""
    import numpy

    scaled = sound.astype(numpy.float32) / max(1, int(sound.max()))
    windows = numpy.lib.stride_tricks.sliding_window_view(scaled, WINDOW)[::STEP]
    spectrum = numpy.abs(numpy.fft.rfft(windows * _hann(), TRANSFORM))
    cepstrum = numpy.log(spectrum @ _bands() + LEAST) @ _cosines()
    values: Array = cepstrum.astype(numpy.float32)
    return values


@cache
def _hann() -> Array:
    """The periodic window, [WINDOW]."""
    import numpy

    phase = 2 * numpy.pi * numpy.arange(WINDOW) / WINDOW
    window: Array = (0.5 - 0.5 * numpy.cos(phase)).astype(numpy.float32)
    return window


@cache
def _bands() -> Array:
    """Weights [TRANSFORM / 2 + 1, BANDS]: triangles of equal width on the mel scale; none at 0 Hz."""
    import numpy

    def mel(hertz: Array | float) -> Array:
        scaled: Array = 1127.0 * numpy.log1p(numpy.asarray(hertz) / 700.0)
        return scaled

    edges = numpy.linspace(mel(LOWEST_HZ), mel(HIGHEST_HZ), BANDS + 2)
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    at = mel(numpy.linspace(0, RATE / 2, TRANSFORM // 2 + 1))[:, None]
    weights: Array = numpy.maximum(
        0, numpy.minimum((at - low) / (middle - low), (high - at) / (high - middle))
    )
    weights[0] = 0
    return weights


@cache
def _cosines() -> Array:
    """The cosine transform of the second kind as TensorFlow scales it for MFCCs, [BANDS, BANDS]."""
    import numpy

    number = numpy.arange(BANDS)
    angles = numpy.pi / BANDS * (number[:, None] + 0.5) * number
    cosines: Array = numpy.cos(angles) * numpy.sqrt(2 / BANDS)
    return cosines
