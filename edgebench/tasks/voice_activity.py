"""Voice activity: for every chunk of a sound whether someone speaks, as Silero VAD's users decide it.

No labelled set has been found that everyone may have, so there is no score: a result is judged by its
agreement with stored answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from msgspec import Struct

from edgebench.errors import CatalogueError, DataError
from edgebench.model.quantity import Ppm
from edgebench.model.workload import DataSet, Variant, Workload
from edgebench.tasks import options, sound, trace
from edgebench.tasks.task import Example, Score

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

PART = 8
"""Chunks of one number of a digest: a quarter of a second."""


class WorkloadOptions(Struct, frozen=True, forbid_unknown_fields=True):
    threshold_ppm: Ppm = 500_000
    """A chunk is speech from this probability on."""


class NoOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """Every file of these weights answers alike."""


class Activity(Struct, frozen=True):
    """An answer. speech: one a chunk. means: of PART probabilities each, in thousandths."""

    speech: list[bool]
    means: list[int]


class Task:
    """A sample is int16 sound in chunks. The model's first output is the probability of speech."""

    measure = "trace10"
    apart = 10
    """Thousandths. Runtimes in fp32 differ by less than 1 here and bfloat16 by up to 7; chunks that are given
    without the end of the one before, by 16 at least in every clip."""
    splits = False

    def __init__(self, workload: Workload, variant: Variant) -> None:
        self._threshold_ppm = options.of_workload(WorkloadOptions, workload).threshold_ppm
        options.of_variant(NoOptions, workload, variant)
        shapes = list(workload.inputs.values())
        if workload.chunk_ns is None or len(shapes) != 1 or len(shapes[0]) != 2:
            raise CatalogueError(
                f"workload {workload.name}: voice activity takes chunk_ns and one input, [chunks, samples]"
            )
        self._length = shapes[0][1]

    def examples(self, folder: Path, data_set: DataSet) -> Sequence[Example]:
        _unlabelled(data_set.name)

    def preprocess(self, encoded: bytes, example: Example) -> Array:
        """[chunks, samples] int16, the last chunk filled with silence."""
        import numpy

        samples = sound.opened(encoded, example.name)
        return numpy.pad(samples, (0, -len(samples) % self._length)).reshape(-1, self._length)

    def postprocess(self, outputs: Sequence[Array], example: Example | None, sample: Array) -> Activity:
        probabilities = trace.of_chunks(outputs[0], len(sample))
        return Activity(
            speech=(probabilities >= self._threshold_ppm / 1e6).tolist(),
            means=trace.means(probabilities, PART),
        )

    def score(self, answers: Sequence[tuple[Example, Activity]]) -> Score:
        _unlabelled("answers")

    def digest(self, answer: Activity) -> list[int]:
        return answer.means

    def agrees(self, answer: Sequence[int], stored: Sequence[int]) -> bool:
        return trace.agree(answer, stored, self.apart)


def _unlabelled(what: str) -> NoReturn:
    raise DataError(f"{what}: voice activity has no labelled data yet")
