"""What every task can do: from encoded bytes to a sample, from outputs to an answer, to a score.

A task is one file, tasks/<name with underscores>.py, holding one class `Task` that is made
for one workload and variant. Performance and accuracy runs go through the same harness
code; a task never sees the runtime.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from edgebench import plugin
from edgebench.errors import CatalogueError
from edgebench.model.quantity import Count, Ppm
from edgebench.model.workload import DataSet, Variant, Workload

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, numpy.dtype[Any]]


class Example(Struct, frozen=True):
    """One labelled sample of a data set; `label` is the task's own kind of truth."""

    name: str
    path: Path
    label: Any


class Score(Struct, frozen=True):
    """How well the answers agree with the labels, with a 95 % interval where there are enough for one."""

    metric: str
    value_ppm: Ppm
    low_ppm: Ppm | None
    high_ppm: Ppm | None
    samples: Count
    details: dict[str, int]
    """Further figures, unit in the name: top5_ppm, ap50_ppm."""


class Task(Protocol):
    """Made once for a workload and a variant, then used sample by sample."""

    measure: str
    """How two answers are compared: `top1`, `iou50`, `error`, `trace30` ..."""
    splits: bool
    """An example is several samples: `preprocess` stacks them, and so are its outputs in `postprocess`."""

    def __init__(self, workload: Workload, variant: Variant) -> None:
        """Raise CatalogueError when the options of either are not this task's."""

    def examples(self, folder: Path, data_set: DataSet) -> Sequence[Example]:
        """Every example of the set, in a fixed order. Raises DataError naming file and line."""

    def preprocess(self, encoded: bytes, example: Example) -> Array:
        """The sample, in the shape and dtype of the task's sample sets; without a batch dimension.

        Of a stateful workload a clip of any length: its chunks stacked.
        """

    def postprocess(self, outputs: Sequence[Array], example: Example | None, sample: Array) -> Any:
        """The answer in the example's own terms (pixels of the picture), or the sample's when None.

        outputs: with the model's batch dimension; of a clip or of split samples stacked in front of it.
        sample: what `preprocess` or the sample set gave.
        """

    def score(self, answers: Sequence[tuple[Example, Any]]) -> Score:
        """The figure the workload is judged by."""

    def digest(self, answer: Any) -> list[int]:
        """What of an answer to a sample is compared with the stored answers: a few integers."""

    def agrees(self, answer: Sequence[int], stored: Sequence[int]) -> bool:
        """Whether two digests are the same answer by `measure`."""


def load(workload: Workload, variant: Variant) -> Task:
    """The task of this workload. Raises CatalogueError when there is no such file."""
    kind = named(workload.task)
    if kind is None:
        raise CatalogueError(
            f"workload {workload.name}: there is no task {workload.task!r}",
            "a task is a file of edgebench/tasks with a class Task",
        )
    return kind(workload, variant)


def named(name: str) -> type[Task] | None:
    """The task's class, None when there is no such task."""
    module = plugin.find(__package__, name)
    kind: type[Task] | None = getattr(module, "Task", None)
    return None if kind is Task else kind  # this module has a Task that is none
