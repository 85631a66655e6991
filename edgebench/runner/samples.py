"""Prepared samples on their way to the worker: an .npy for the input, all of them stacked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from edgebench.errors import PlanError
from edgebench.model.workload import Variant, Workload

if TYPE_CHECKING:
    from edgebench.tasks.task import Array


def write_sample_set(workload: Workload, variant: Variant, folder: Path) -> Path:
    """The workload's timed inputs as this variant takes them; written once a plan."""
    from edgebench.sample_sets import sample_set

    path = folder / f"{workload.name}-{variant.name}.npy"
    if not path.exists():
        write_samples(
            [encoded_sample(workload, variant, sample) for sample in sample_set.load(workload)], path
        )
    return path


def write_encoded_set(workload: Workload, folder: Path) -> Path:
    """The workload's encoded files, each a row of its length and its bytes; written once a plan.

    Raises DataError where they cannot be encoded here as everywhere.
    """
    import numpy

    from edgebench.sample_sets import encoded

    path = folder / f"{workload.name}-encoded.npy"
    if not path.exists():
        files = encoded.load(workload)
        row = numpy.dtype([("length", "<i8"), ("content", "u1", (max(map(len, files)),))])
        rows = numpy.zeros(len(files), row)
        for place, content in enumerate(files):
            rows[place]["length"] = len(content)
            rows[place]["content"][: len(content)] = numpy.frombuffer(content, "u1")
        write_samples(list(rows), path)
    return path


def encoded_sample(workload: Workload, variant: Variant, sample: Array) -> Array:
    """The model's input, or of a stateful workload its inputs for every chunk of the clip, stacked."""
    from edgebench.tasks.encoding import encode, encode_clip

    if workload.chunk_ns is None:
        return encode(sample, variant.input)
    return encode_clip(sample, variant.input)


def write_samples(inputs: Sequence[Array], path: Path) -> Path:
    """Write the arrays of a one-input model. Raises PlanError on a full disk."""
    import numpy

    part = path.with_suffix(".part")
    try:
        with part.open("wb") as file:
            numpy.save(file, numpy.stack(inputs), allow_pickle=False)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise PlanError(
            f"{path.parent}: the samples cannot be written: {error.strerror or error}",
            "make room, or set EDGEBENCH_CACHE to another disk",
        ) from error
    return path
