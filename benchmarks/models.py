"""The models a benchmark takes when it is given none: the no-op models, and two of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edgebench import paths
from edgebench.catalogue import load_catalogue, variant
from edgebench.errors import SourceError
from edgebench.harness import discover
from edgebench.model.workload import Variant
from edgebench.sources.fetch import fetch

NOOP = tuple(Path(discover.__file__).parent / "noop" / name for name in ("noop.tflite", "noop.onnx"))
KEYWORD_SPOTTING = (("keyword-spotting", "tflite-int8"), ("keyword-spotting", "onnx-int8"))
"""50 KB, some tens of microseconds a call."""
MOBILENET_V2 = (("mobilenet-v2", "tflite-int8"), ("mobilenet-v2", "onnx-int8"))
"""4 MB, some milliseconds a call."""


@dataclass(frozen=True)
class Model:
    """A file, and what a table calls it."""

    path: Path
    name: str


def given(files: Sequence[Path]) -> list[Model]:
    """Called by their file names."""
    return [Model(path.absolute(), path.name) for path in files]


def of_catalogue(wanted: Sequence[tuple[str, str]]) -> list[Model]:
    """These (workload, variant), from the cache, the mirror or their sources. Ends the program without."""
    catalogue = load_catalogue()
    return [_fetched(workload, variant(catalogue.find(workload)[0], name)) for workload, name in wanted]


def _fetched(workload: str, wanted: Variant) -> Model:
    try:
        path = fetch(wanted, cache=paths.cache(), mirror=paths.mirror())
    except SourceError as error:
        raise SystemExit(f"{error}\ngive model files as arguments, or set EDGEBENCH_MIRROR") from error
    return Model(path, f"{workload} {wanted.name}")
