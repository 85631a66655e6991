"""What a query of scope pipeline does around the model: the task's own code, as accuracy runs use it.

The worker imports this module, and only where the harness runs in edgebench's own interpreter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from edgebench.model.workload import Pipeline, Variant, Workload
from edgebench.tasks import task as tasks
from edgebench.tasks.encoding import encode
from edgebench.tasks.task import Example

if TYPE_CHECKING:
    from edgebench.tasks.task import Array


class PictureSize(Struct, frozen=True):
    """A label of pictures of which nothing is known but their size."""

    width: int
    height: int


class TaskStages:
    """The two stages around inference. Holds no state between queries, so that streams may share it."""

    def __init__(self, workload: Mapping[str, Any], variant: Mapping[str, Any]) -> None:
        """workload, variant: as JSON has them. Raises CatalogueError when they do not fit the task."""
        of = msgspec.convert(workload, Workload)
        chosen = msgspec.convert(variant, Variant)
        assert of.pipeline is not None  # planning skips a workload without one
        self._example = example(of.pipeline)
        self._task = tasks.load(of, chosen)
        self._input = chosen.input

    def preprocess(self, encoded: bytes) -> tuple[list[Array], Array]:
        """The model's inputs, and the task's sample that postprocess wants. Raises DataError."""
        sample = self._task.preprocess(encoded, self._example)
        return [encode(sample, self._input)], sample

    def postprocess(self, outputs: Sequence[Array], sample: Array) -> Any:
        """The answer. Raises HarnessError for outputs that are none."""
        return self._task.postprocess(outputs, self._example, sample)

    def packages(self) -> dict[str, str]:
        """The library that decodes, with its version: it is part of what is timed."""
        return {} if self._example.label is None else {"pillow": metadata.version("pillow")}


def example(of: Pipeline) -> Example:
    """What the task is told of every file: what it is, and a picture's size, which a camera knows."""
    if of.encoding == "wav":
        return Example("sample", Path("sample.wav"), None)
    height, width, _ = of.shape
    return Example("sample", Path("sample.jpeg"), PictureSize(width, height))
