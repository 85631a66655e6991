"""A shipped harness, in a worker process or in this one, and models to give it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy
import pytest

from edgebench import paths
from edgebench.harness import protocol
from edgebench.harness.session import WorkerSession
from edgebench.model.workload import Recipe
from edgebench.recipes import recipe
from edgebench.worker.conversation import import_harness

NOOP = Path(paths.__file__).parent / "harness" / "noop"
TIMEOUT_S = 60.0


def harness(name: str) -> Path:
    return paths.shipped("harnesses") / f"{name}.py"


def started(name: str, model: Path, **options: str | int) -> tuple[WorkerSession, protocol.Loaded]:
    """A worker process with this model loaded. Raises WorkerError."""
    session = WorkerSession(Path(sys.executable), paths.worker(), harness(name))
    try:
        return session, session.ask(
            protocol.Load(str(model), _options(options), []), protocol.Loaded, TIMEOUT_S
        )
    except BaseException:
        session.close()
        raise


def loaded(name: str, model: Path, **options: str | int) -> protocol.Loaded:
    """What the harness says of this model, in a worker process of its own."""
    session, answer = started(name, model, **options)
    session.close()
    return answer


def answers(name: str, model: Path, samples: Any, folder: Path, **options: str | int) -> list[Any]:
    """The outputs, samples stacked, of a model with one input."""
    numpy.save(folder / "samples.npy", samples)
    session, _ = started(name, model, **options)
    with session:
        request = protocol.Predict([str(folder / "samples.npy")], str(folder))
        predicted = session.ask(request, protocol.Predicted, TIMEOUT_S)
        return [numpy.load(path) for path in predicted.outputs]


def in_this_process(name: str, model: Path, **options: str | int) -> Any:
    """The harness itself, loaded as the worker does it."""
    made = import_harness(harness(name)).Harness()
    made.load(str(model), _options(options))
    return made


def _options(options: Mapping[str, str | int]) -> dict[str, str | int | bool]:
    return {"threads": 1, **options}


@pytest.fixture(scope="session")
def mobilenet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """MobileNetV2 with made-up weights, as ONNX."""
    pytest.importorskip("onnx")
    path = tmp_path_factory.mktemp("models") / "mobilenet.onnx"
    recipe.build(Recipe(name="mobilenet-v2-synthetic", version=1, options={"seed": 1}), [], path)
    return path


def pictures(count: int) -> Any:
    return numpy.random.RandomState(2).standard_normal((count, 1, 3, 224, 224)).astype(numpy.float32)
