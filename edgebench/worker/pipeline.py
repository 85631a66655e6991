"""Scope pipeline: a query begins at encoded bytes and ends at an answer, in three timed stages.

What lies around inference is edgebench's own code for the task, which the request names: this is the one
place where the worker imports edgebench, and only in edgebench's own interpreter.
"""

from __future__ import annotations

import importlib
import sys
import time

from .audit import digest

STAGES = ("preprocess_ns", "inference_ns", "postprocess_ns")


def task_stages(request):
    """The task's stages, imported from the edgebench that asked, whichever is installed beside it."""
    sys.path.insert(0, request["root"])
    try:
        module = importlib.import_module(request["module"])
    finally:
        sys.path.remove(request["root"])
    return module.TaskStages(request["workload"], request["variant"])


def encoded(inputs):
    """The file that a sample is: its bytes travel in a row as long as the longest."""
    (row,) = inputs
    return row["content"][: int(row["length"])].tobytes()


def mean_bytes(samples):
    """Of the encoded files."""
    return sum(int(row["length"]) for (row,) in samples) // len(samples)


class StageTimes:
    """Sums over the window's queries, in ns. Adding up costs 1 us a query, within its time."""

    def __init__(self):
        self.begin()

    def begin(self):
        """The window opens."""
        self.queries, self.sums, self.last = 0, [0, 0, 0], (0, 0, 0)

    def add(self, *times):
        self.queries += 1
        self.last = times
        for stage, ns in enumerate(times):
            self.sums[stage] += ns

    def of(self, queries):
        """Sums over the first so many; of a stream that the window's end met in a query, all but that one."""
        if queries is None or queries == self.queries:
            return self.sums
        return [total - ns for total, ns in zip(self.sums, self.last)]


def begin(streams):
    """The window opens."""
    for stream in streams:
        if stream.stages is not None:
            stream.stages.begin()


def spent(streams, queries=None):
    """The stages' times over the window; None in scope model.

    queries: how many of each stream's count, where one more may have ended after the window.
    """
    if streams[0].stages is None:
        return None
    sums = [stream.stages.of(count) for stream, count in zip(streams, queries or [None] * len(streams))]
    return {name: sum(column) for name, column in zip(STAGES, zip(*sums))}


class Pipeline:
    """What a stream of scope pipeline predicts with: preprocess, the harness's predict, postprocess."""

    def __init__(self, runner, task, samples):
        """runner: the harness, or one stream of it. task: see edgebench/tasks/pipeline.py."""
        self._runner, self._task = runner, task
        self.engine_ns = getattr(runner, "engine_ns", None)
        self.stages = StageTimes()
        self._bound = _bound(runner, (task.preprocess(encoded(one))[0] for one in samples))
        self.answer = None

    def prepare(self, inputs):
        return encoded(inputs)

    def predict(self, content):
        """The model's raw outputs, which the audit looks at; the answer is made and kept beside them."""
        clock = time.perf_counter_ns
        began = clock()
        inputs, sample = self._task.preprocess(content)
        handle = self._handle(inputs)
        ready = clock()
        outputs = self._runner.predict(handle)
        inferred = clock()
        self.answer = self._task.postprocess(outputs, sample)
        ended = clock()
        self.stages.add(ready - began, inferred - ready, ended - inferred)
        return outputs

    def _handle(self, inputs):
        """As an application does it, inputs are copied to where the runtime reads them.

        Preparing anew costs up to 0.13 ms a query (OpenVINO makes a request), and is done only for a
        harness whose `prepare` keeps a copy.
        """
        if self._bound is None:
            return self._runner.prepare(inputs)
        handle, kept = self._bound
        _copy(kept, inputs)
        return handle


def _bound(runner, samples):
    """A handle, and the inputs that `predict` reads anew in every call; None where it does not.

    samples: inputs of one after the other. Tried with the first whose outputs differ from the first's.
    """
    kept = [array.copy() for array in next(samples)]
    handle = runner.prepare(kept)
    before = digest(runner.predict(handle))
    for inputs in samples:
        fresh = digest(runner.predict(runner.prepare(inputs)))
        if fresh != before:
            _copy(kept, inputs)
            return (handle, kept) if digest(runner.predict(handle)) == fresh else None
    return None


def _copy(kept, inputs):
    for array, values in zip(kept, inputs):
        array[...] = values
