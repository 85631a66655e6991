"""The inputs of timed runs: generated, the same bytes on every machine, checked against the pinned hash.

A generator is one file, sample_sets/<name with underscores>.py, with one function `samples`.
It uses integers only and numpy's RandomState, whose streams are frozen (NEP 19): no function
of the C library's, whose last digit differs between platforms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from edgebench import plugin
from edgebench.errors import CatalogueError
from edgebench.model.workload import Workload

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

    Samples = Callable[[int, int, Sequence[int]], list[Array]]


def load(workload: Workload) -> list[Array]:
    """The samples of the workload, without a batch dimension. Raises CatalogueError for a wrong hash."""
    samples = generate(workload)
    made, pinned = digest(samples), workload.sample_set.sha256
    if made != pinned:
        raise CatalogueError(
            f"workload {workload.name}: its sample set has sha256 {made}, the catalogue says {pinned}",
            "the catalogue or the generator was changed; a new sample set is a new revision",
        )
    return samples


def generate(workload: Workload) -> list[Array]:
    """The samples as the generator makes them, unchecked."""
    chosen = workload.sample_set
    if len(workload.inputs) != 1:
        raise CatalogueError(
            f"workload {workload.name}: generator {chosen.generator!r} makes one input, "
            f"not {len(workload.inputs)}"
        )
    if chosen.seed >= 2**32:
        raise CatalogueError(f"workload {workload.name}: sample set seed {chosen.seed} is 2^32 or more")
    (shape,) = workload.inputs.values()
    return _generator(workload)(chosen.seed, chosen.samples, shape)


def digest(samples: Sequence[Array]) -> str:
    """sha256 over dtype, shape and little-endian bytes of every sample in order."""
    whole = hashlib.sha256()
    for sample in samples:
        whole.update(f"{sample.dtype.name} {list(sample.shape)}\n".encode())
        whole.update(sample.astype(sample.dtype.newbyteorder("<")).tobytes())
    return whole.hexdigest()


def _generator(workload: Workload) -> Samples:
    samples = named(workload.sample_set.generator)
    if samples is None:
        raise CatalogueError(
            f"workload {workload.name}: there is no sample set generator {workload.sample_set.generator!r}",
            "a generator is a file of edgebench/sample_sets with a function samples(seed, count, shape)",
        )
    return samples


def named(generator: str) -> Samples | None:
    """The generator's function, None when there is no such generator."""
    samples: Samples | None = getattr(plugin.find(__package__, generator), "samples", None)
    return samples
