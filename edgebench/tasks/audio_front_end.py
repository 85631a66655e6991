"""Sound to the features of microWakeWord's models: 40 mel bands every 10 ms.

The front end is TensorFlow Lite Micro's, in fixed point, as the package pymicro-features compiles it:
windows of 30 ms, a bank of filters, noise reduction and gain control that follow the sound, a logarithm. The
models were trained behind it; pymicro-wakeword, which carries them, uses it too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgebench.errors import DataError

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

STEP = 160
"""Samples from one feature frame to the next: 10 ms at 16 kHz."""
BANDS = 40
SCALE, ZERO = 26 / 255, -128
"""The models' own quantisation of their input, which their files hold."""


def frames(sound: Array) -> Array:
    """int8 [frames, 40] of int16 samples at 16 kHz; none until the first window of 30 ms is full.

    Quantised as pymicro-wakeword 2.5.0 does it: round(feature / SCALE + ZERO), half to even. What lies
    beyond an int8 saturates. Raises DataError where the front end is not installed.
    """
    import numpy

    try:
        from pymicro_features import MicroFrontend
    except ImportError as error:
        raise DataError(
            "sound needs the package pymicro-features to become features", "pip install 'edgebench[audio]'"
        ) from error
    front_end = MicroFrontend()
    content = sound.astype("<i2").tobytes()
    heard = [
        front_end.process_samples(content[begin : begin + 2 * STEP]).features
        for begin in range(0, len(content) - 2 * STEP + 1, 2 * STEP)
    ]
    features = numpy.array([frame for frame in heard if frame], numpy.float64).reshape(-1, BANDS)
    return numpy.clip(numpy.rint(features / SCALE + ZERO), -128, 127).astype(numpy.int8)
