"""Keyword spotting: one word for one second of sound, as MFCC features, judged by top-1 accuracy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from edgebench.errors import CatalogueError, DataError
from edgebench.model.quantity import FileName
from edgebench.model.workload import DataSet, Variant, Workload
from edgebench.tasks import classes, listing, mfcc, options
from edgebench.tasks import sound as sounds
from edgebench.tasks.task import Example, Score

if TYPE_CHECKING:
    from edgebench.tasks.task import Array


class NoOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """The features are made when the data set is; nothing is left to choose."""


class DataSetOptions(Struct, frozen=True, forbid_unknown_fields=True):
    labels: FileName = "y_labels.csv"
    """MLPerf Tiny's list: see listing.labelled."""


SOUND = ".wav"


class Task:
    """An answer is the best class; a label is a class. A sample is int8 features, one row a time step."""

    measure = "top1"
    splits = False

    def __init__(self, workload: Workload, variant: Variant) -> None:
        options.of_workload(NoOptions, workload)
        options.of_variant(NoOptions, workload, variant)
        if len(workload.inputs) != 1:
            raise CatalogueError(f"workload {workload.name}: keyword spotting has one input, features")
        (self._shape,) = workload.inputs.values()

    def examples(self, folder: Path, data_set: DataSet) -> Sequence[Example]:
        labels = options.read(DataSetOptions, data_set.options, f"data set {data_set.name}: options").labels
        return listing.labelled_examples(folder, labels, data_set)

    def preprocess(self, encoded: bytes, example: Example) -> Array:
        """Out of a .wav of one second, or of a file that holds the features themselves."""
        import numpy

        if example.path.suffix == SOUND:
            return self._features(sounds.opened(encoded, example.name), example.name)
        expected = math.prod(self._shape)
        if len(encoded) != expected:
            raise DataError(f"{example.name}: {len(encoded)} bytes, {expected} are expected")
        return numpy.frombuffer(encoded, numpy.int8).reshape(self._shape)

    def _features(self, sound: Array, name: str) -> Array:
        """Raises DataError for sound of another length than the model was made for."""
        features = mfcc.frames(sound, self._shape[-1])
        if list(features.shape) != self._shape:
            raise DataError(f"{name}: {len(sound)} samples of sound give {len(features)} frames of features")
        return features

    def postprocess(self, outputs: Sequence[Array], example: Example | None, sample: Array) -> list[int]:
        return classes.best_classes(outputs, 1)

    def score(self, answers: Sequence[tuple[Example, list[int]]]) -> Score:
        return classes.top1(answers, {})

    def digest(self, answer: list[int]) -> list[int]:
        return answer

    def agrees(self, answer: Sequence[int], stored: Sequence[int]) -> bool:
        return list(answer) == list(stored)
