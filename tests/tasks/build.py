"""Small workloads and variants for the tests of tasks, sample sets and recipes."""

from __future__ import annotations

import io
import wave
from collections.abc import Mapping, Sequence
from typing import Any

import numpy

from edgebench.model.workload import (
    DataSet,
    InputEncoding,
    Option,
    QualityTarget,
    SampleSet,
    TensorPrecision,
    Variant,
    Workload,
)

YOLOV3_TINY: dict[str, Option] = {
    "decoder": "yolo-heads",
    "anchors": [10, 14, 23, 27, 37, 58, 81, 82, 135, 169, 344, 319],
    "masks": [3, 4, 5, 1, 2, 3],
}
BLAZEFACE: dict[str, Option] = {"decoder": "blazeface"}
NO_SAMPLE = numpy.zeros(0, numpy.uint8)
"""For the tasks whose answer does not depend on the sample."""


def variant(options: Mapping[str, Option] | None = None) -> Variant:
    return Variant(
        name="onnx-fp32",
        format="onnx",
        weights="pretrained",
        file="model.onnx",
        sha256="0" * 64,
        bytes=1,
        licence="Apache-2.0",
        precision=TensorPrecision(inputs="fp32", weights="fp32", activations="fp32"),
        input=InputEncoding(dtype="uint8"),
        options=dict(options or {}),
    )


def workload(
    task: str = "image-classification",
    shape: list[int] | None = None,
    sample_set: SampleSet | None = None,
    **options: Option,
) -> Workload:
    return Workload(
        name="tiny",
        title="Tiny",
        summary="for tests",
        task=task,
        family="tiny",
        revision=1,
        inputs={"image": shape or [8, 8, 3]},
        outputs_scope="class-scores",
        sample_set=sample_set or SampleSet(generator="pictures", seed=1, samples=2, sha256="0" * 64),
        quality=QualityTarget(
            metric="top1", reference_ppm=1, target_ppm=1, source="none", agreement_ppm=1
        ),
        variant=[variant()],
        options=options,
    )  # fmt: skip


def data_set(evidence: Any = "subset", **options: Option) -> DataSet:
    return DataSet(name="some", folder="some", evidence=evidence, licence="CC0", options=options)


def png(width: int = 10, height: int = 10, colour: tuple[int, int, int] = (10, 20, 30)) -> bytes:
    """A picture of one colour."""
    import PIL.Image

    encoded = io.BytesIO()
    PIL.Image.new("RGB", (width, height), colour).save(encoded, "PNG")
    return encoded.getvalue()


def wav(samples: Sequence[int], rate: int = 16_000, channels: int = 1, width: int = 2) -> bytes:
    """A WAV file of these samples; of another form, of as many zeros in that form."""
    encoded = io.BytesIO()
    with wave.open(encoded, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        plain = numpy.array(samples, "<i2").tobytes()
        file.writeframes(plain if (channels, width) == (1, 2) else bytes(len(samples) * channels * width))
    return encoded.getvalue()
