"""A measurement by the real worker process, as `edgebench run` makes it: pinned, one thread."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy

from benchmarks.subject import SAMPLES, SEED, harness_of, random_samples
from edgebench import paths
from edgebench.harness import protocol
from edgebench.harness.session import WorkerSession
from edgebench.model.scenario import GROUP_BELOW_NS, WARM_UP

TIMEOUT_S = 600.0


def measure(
    model: Path,
    core: int | None,
    min_queries: int,
    min_ns: int,
    samples: int = SAMPLES,
    *,
    harness: Path | None = None,
    streams: int = 1,
) -> protocol.Measured:
    """One window of at least so many queries and so much time, in a fresh worker of one thread a stream.

    core: None leaves the worker unpinned. harness: the first that reads the model's format by default.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        WorkerSession(Path(sys.executable), paths.worker(), harness or harness_of(model).path) as session,
    ):
        affinity = [] if core is None else [core]
        load = protocol.Load(str(model), {"threads": 1, "streams": streams}, affinity)
        loaded = session.ask(load, protocol.Loaded, TIMEOUT_S)
        files = _write(Path(folder), loaded.inputs, samples)
        session.ask(protocol.Prepare(files), protocol.Prepared, TIMEOUT_S)
        request = protocol.Measure(
            samples_per_query=1,
            min_queries=min_queries,
            min_ns=min_ns,
            cap_ns=round(TIMEOUT_S * 1e9) // 2,
            seed=SEED,
            group_below_ns=GROUP_BELOW_NS,
            warm_up=protocol.WarmUpLimits(**msgspec.structs.asdict(WARM_UP)),
        )
        return session.ask(request, protocol.Measured, TIMEOUT_S)


def _write(folder: Path, inputs: Sequence[protocol.Tensor], count: int) -> list[str]:
    samples = random_samples([(tensor.shape, tensor.dtype) for tensor in inputs], count)
    files = [str(folder / f"input-{i}.npy") for i in range(len(inputs))]
    for file, column in zip(files, zip(*samples, strict=True), strict=True):
        numpy.save(file, numpy.stack(column))
    return files
