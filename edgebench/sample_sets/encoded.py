"""The encoded files of scope pipeline: a generator's samples as JPEG or WAV, checked against the pinned hash.

libjpeg-turbo gave the same bytes in every version tried (2.1.5 to 3.2.0, in Pillow 9.5 to 13.0). A build that
does not is refused: what is decoded must be the same for everyone.
"""

from __future__ import annotations

import hashlib
import io
import wave
from collections.abc import Sequence
from typing import TYPE_CHECKING

from edgebench.errors import CatalogueError, DataError
from edgebench.model.workload import Pipeline, Workload
from edgebench.sample_sets import sample_set
from edgebench.tasks.sound import BYTES_A_SAMPLE, RATE

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

QUALITY = 90
SUBSAMPLING = "4:2:0"
"""As cameras encode; no optimised tables and not progressive."""


def load(workload: Workload) -> list[bytes]:
    """The files of the workload's pipeline, in order.

    Raises DataError where this machine encodes other bytes than the pinned ones, or has no Pillow.
    """
    chosen = _pipeline(workload)
    files = encode(chosen)
    made = digest(files, chosen.encoding)
    if made != chosen.sha256:
        raise DataError(
            f"workload {workload.name}: the samples encoded here have sha256 {made}, "
            f"the catalogue says {chosen.sha256}",
            "this build of Pillow encodes differently; install Pillow from PyPI, or measure --scope model",
        )
    return files


def encode(chosen: Pipeline) -> list[bytes]:
    """The files as they are made here, unchecked. Raises DataError without Pillow."""
    samples = sample_set.named(chosen.generator)
    if samples is None:
        raise CatalogueError(f"there is no sample set generator {chosen.generator!r}")
    encoder = _jpeg if chosen.encoding == "jpeg" else _wav
    return [encoder(sample) for sample in samples(chosen.seed, chosen.samples, chosen.shape)]


def digest(files: Sequence[bytes], encoding: str) -> str:
    """sha256 over place, encoding, length and bytes of every file in order."""
    whole = hashlib.sha256()
    for place, content in enumerate(files):
        whole.update(f"{place}.{encoding} {len(content)}\n".encode() + content)
    return whole.hexdigest()


def _pipeline(workload: Workload) -> Pipeline:
    if workload.pipeline is None:
        raise CatalogueError(f"workload {workload.name}: it has no [pipeline]")
    return workload.pipeline


def _jpeg(picture: Array) -> bytes:
    try:
        import PIL.Image
    except ImportError as error:
        raise DataError("pictures are encoded by Pillow", "pip install 'edgebench[vision]'") from error
    file = io.BytesIO()
    PIL.Image.fromarray(picture).save(file, "JPEG", quality=QUALITY, subsampling=SUBSAMPLING)
    return file.getvalue()


def _wav(sound: Array) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(BYTES_A_SAMPLE)
        written.setframerate(RATE)
        written.writeframes(sound.reshape(-1).astype("<i2").tobytes())
    return file.getvalue()
