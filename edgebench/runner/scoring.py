"""Accuracy mode: the same harness code, untimed, on the sample set and on labelled data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec import Struct

from edgebench import paths, statistics
from edgebench.errors import DataError, HarnessError, WorkerError
from edgebench.harness import protocol
from edgebench.harness.session import WorkerSession
from edgebench.model.plan import Cell
from edgebench.model.quality import Accuracy, AccuracyData, Agreement, AgreementReference
from edgebench.model.reason import Reason, unless
from edgebench.model.workload import Answers, DataSet, Variant, Workload
from edgebench.runner.journal import Scored
from edgebench.runner.measuring import Timeouts, load
from edgebench.runner.samples import encoded_sample, write_samples
from edgebench.tasks import task as tasks

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

CHUNK_BYTES = 32 << 20
"""Prepared samples travel to the worker in files of about this size."""


class Scorer:
    """One worker in accuracy mode."""

    def __init__(self, session: WorkerSession, workload: Workload, variant: Variant, work: Path) -> None:
        self.task = tasks.load(workload, variant)
        self._session = session
        self.workload = workload
        self._variant = variant
        self._work = work

    def outputs(self, samples: Path, timeouts: Timeouts) -> list[list[Array]]:
        """The outputs of every prepared sample in this file."""
        import numpy

        request = protocol.Predict([str(samples)], str(self._work))
        predicted = self._session.ask(request, protocol.Predicted, timeouts.predict_s)
        stacked = [numpy.load(path, allow_pickle=False) for path in predicted.outputs]
        return [list(row) for row in zip(*stacked, strict=True)]

    def answers(
        self, examples: Sequence[tasks.Example], hashed: Any, timeouts: Timeouts
    ) -> Iterator[tuple[tasks.Example, Any]]:
        """The answer to every example, in order; `hashed` is fed names, labels and bytes on the way."""
        waiting: list[_Waiting] = []
        waiting_bytes = 0
        for example in examples:
            encoded = _read(example)
            hashed.update(_line(example, encoded))
            one = self._prepared(example, self.task.preprocess(encoded, example))
            if waiting and not (one.is_shaped_as(waiting[0]) and waiting_bytes + one.size() <= CHUNK_BYTES):
                yield from self._answered(waiting, timeouts)
                waiting, waiting_bytes = [], 0
            waiting.append(one)
            waiting_bytes += one.size()
        if waiting:
            yield from self._answered(waiting, timeouts)

    def _prepared(self, example: tasks.Example, sample: Array) -> _Waiting:
        pieces = list(sample) if self.task.splits else [sample]
        tensors = [encoded_sample(self.workload, self._variant, piece) for piece in pieces]
        return _Waiting(example, sample, tensors)

    def _answered(self, waiting: list[_Waiting], timeouts: Timeouts) -> Iterator[tuple[tasks.Example, Any]]:
        import numpy

        path = write_samples([tensor for one in waiting for tensor in one.tensors], self._work / "chunk.npy")
        rows = iter(self.outputs(path, timeouts))
        for one in waiting:
            own = [next(rows) for _ in one.tensors]
            outputs = [numpy.stack(column) for column in zip(*own, strict=True)]
            if not self.task.splits:
                outputs = own[0]
            yield one.example, self.task.postprocess(outputs, one.example, one.sample)


class _Waiting(Struct, frozen=True):
    """An example whose tensors go to the worker together with others."""

    example: tasks.Example
    sample: Any
    tensors: list[Any]

    def size(self) -> int:
        return sum(tensor.nbytes for tensor in self.tensors)

    def is_shaped_as(self, other: _Waiting) -> bool:
        """Tensors travel stacked."""
        return bool(self.tensors[0].shape == other.tensors[0].shape)


class Labelled(Struct, frozen=True):
    """Where labelled data lies, if anywhere, and at most how many samples of it are scored."""

    folder: Path | None
    limit: int | None


def score(
    cell_index: int,
    cell: Cell,
    workload: Workload,
    variant: Variant,
    model: Path,
    samples: Path,
    labelled: Labelled,
    timeouts: Timeouts,
) -> Scored:
    """Accuracy and agreement of a cell. What cannot be scored is null with its reason, never an error."""
    if variant.weights == "synthetic":
        return Scored(cell_index, None, Reason.SYNTHETIC, None, Reason.SYNTHETIC)
    trouble: list[str] = []
    accuracy, accuracy_reason = None, Reason.FAILED
    agreement, agreement_reason = None, Reason.FAILED
    try:
        with WorkerSession(Path(cell.python), paths.worker(), Path(cell.harness_path)) as session:
            load(session, cell, workload, variant, model, timeouts)
            scorer = Scorer(session, workload, variant, samples.parent)
            agreement = _agreement(scorer, workload, variant, samples, timeouts)
            agreement_reason = Reason.NO_ANSWERS
            accuracy = _accuracy(scorer, workload, labelled, timeouts)
            accuracy_reason = Reason.NO_DATA_SET
    except (DataError, HarnessError, WorkerError) as error:
        trouble.append(f"{error.message} ({error.hint})" if error.hint else error.message)
    except (ValueError, IndexError, TypeError, ImportError) as error:
        # outputs of another shape than the task knows, or a library of `vision` that is not there
        trouble.append(f"{type(error).__name__}: {error}")
    return Scored(
        cell=cell_index,
        accuracy=accuracy,
        accuracy_reason=accuracy_reason if accuracy is None else None,
        agreement=agreement,
        agreement_reason=agreement_reason if agreement is None else None,
        trouble="; ".join(trouble),
    )


def digests(scorer: Scorer, samples: Path, timeouts: Timeouts) -> list[list[int]]:
    """What is stored, or compared with the stored answers, of every sample of the workload's set."""
    from edgebench.sample_sets import sample_set

    outputs = scorer.outputs(samples, timeouts)
    pairs = zip(outputs, sample_set.load(scorer.workload), strict=True)
    return [scorer.task.digest(scorer.task.postprocess(row, None, sample)) for row, sample in pairs]


def stored_answers(workload: Workload, variant: Variant) -> Answers | None:
    """The stored answers of these weights."""
    weights = variant.same_weights_as or variant.name
    return next((answers for answers in workload.answers if answers.variant == weights), None)


def _agreement(
    scorer: Scorer, workload: Workload, variant: Variant, samples: Path, timeouts: Timeouts
) -> Agreement | None:
    stored = stored_answers(workload, variant)
    if stored is None:
        return None
    task = scorer.task
    given = digests(scorer, samples, timeouts)
    agree = sum(task.agrees(a, b) for a, b in zip(given, stored.answers, strict=True))
    low, _ = statistics.wilson(agree, len(given))
    return Agreement(
        reference=AgreementReference(
            harness=stored.harness,
            runtime=stored.runtime,
            version=stored.version,
            outputs_sha256=hashlib.sha256(msgspec.json.encode(stored.answers)).hexdigest(),
        ),
        samples=len(given),
        agree=agree,
        agree_low_ppm=int(low * 1e6),
        measure=stored.measure,
    )


def _accuracy(scorer: Scorer, workload: Workload, labelled: Labelled, timeouts: Timeouts) -> Accuracy | None:
    found = _data_set(workload, labelled.folder)
    if found is None:
        return None
    data_set, folder = found
    every = scorer.task.examples(folder, data_set)
    examples = every[: labelled.limit] if labelled.limit else every
    hashed = hashlib.sha256()
    scored = scorer.task.score(list(scorer.answers(examples, hashed, timeouts)))
    return Accuracy(
        metric=scored.metric,
        data_set=AccuracyData(name=data_set.name, sha256=hashed.hexdigest(), samples=scored.samples),
        evidence=evidence_of(data_set, len(examples)),
        value_ppm=scored.value_ppm,
        low_ppm=scored.low_ppm,
        low_ppm_reason=unless(scored.low_ppm, Reason.TOO_FEW_SAMPLES),
        high_ppm=scored.high_ppm,
        high_ppm_reason=unless(scored.high_ppm, Reason.TOO_FEW_SAMPLES),
        details=scored.details,
    )


def evidence_of(data_set: DataSet, examples: int) -> Literal["full", "subset"]:
    """A full set that was cut short, or scored in part, decides nothing."""
    return "full" if data_set.evidence == "full" and examples == data_set.examples else "subset"


def _data_set(workload: Workload, data: Path | None) -> tuple[DataSet, Path] | None:
    """The first data set of the workload that is on this machine."""
    for data_set in workload.data_set if data else []:
        if data and (data / data_set.folder).is_dir():
            return data_set, data / data_set.folder
    return None


def _read(example: tasks.Example) -> bytes:
    try:
        return example.path.read_bytes()
    except OSError as error:
        raise DataError(f"{example.path}: {error.strerror}", "fetch the data set again") from error


def _line(example: tasks.Example, encoded: bytes) -> bytes:
    label = msgspec.json.encode(example.label, order="sorted")
    return b"\0".join([example.name.encode(), label, hashlib.sha256(encoded).digest(), b"\n"])
