"""A query from encoded bytes to the answer, in three stages."""

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest

from edgebench.worker import arrivals, audit, one_stream, pipeline, streams
from edgebench.worker.samples import Samples
from tests.worker.requests import BRIEF, request

MS = 1_000_000


def row(content):
    """An encoded file as it travels: its length, and its bytes filled up."""
    kind = numpy.dtype([("length", "<i8"), ("content", "u1", (8,))])
    return [numpy.array((len(content), numpy.frombuffer(content.ljust(8, b"\0"), "u1")), kind)]


FILES = [row(b"\x05"), row(b"\x07\x09"), row(b"\x01\x02\x03")]


class Sums:
    """A task whose sample is the sum of a file's bytes; 3 ms before the model, and 1 ms after it."""

    def __init__(self, clock=None):
        self.clock = clock

    def _wait(self, ns):
        if self.clock:
            self.clock.now += ns

    def preprocess(self, encoded):
        self._wait(3 * MS)
        return [numpy.array([sum(encoded)])], len(encoded)

    def postprocess(self, outputs, sample):
        self._wait(1 * MS)
        return outputs[0].tolist(), sample


class Runtime:
    """Doubles what it reads; 10 ms a call."""

    def __init__(self, clock=None):
        self.clock, self.prepared = clock, 0

    def prepare(self, inputs):
        self.prepared += 1
        return inputs

    def predict(self, handle):
        if self.clock:
            self.clock.now += 10 * MS
        return [handle[0] * 2]


class Copying(Runtime):
    """It converts in `prepare`, as it may, and never looks at the memory again."""

    def prepare(self, inputs):
        return super().prepare([inputs[0].copy()])


def stream(clock=None, kind=Runtime):
    return Samples(pipeline.Pipeline(kind(clock), Sums(clock), FILES), FILES)


def stages(preprocess, inference, postprocess):
    return {"preprocess_ns": preprocess, "inference_ns": inference, "postprocess_ns": postprocess}


def test_stages_are_summed_over_the_windows_queries_and_not_over_its_warm_up(clocked):
    window, _ = one_stream.measure(stream(clocked(0)), request())
    assert window["queries"] == 472  # 6 s of 14 ms with a tenth in reserve
    assert window["stages"] == stages(472 * 3 * MS, 472 * 10 * MS, 472 * 1 * MS)
    assert window["latency"]["sum_ns"] == 472 * 14 * MS


def test_waiting_is_part_of_the_latency_and_of_no_stage(clocked):
    asked = request(arrivals={"period_ns": 7 * MS}, min_ns=1)
    window, _ = arrivals.measure_arrivals([stream(clocked(0))], [], asked)
    assert window["stages"] == stages(64 * 3 * MS, 64 * 10 * MS, 64 * 1 * MS)
    assert window["latency"]["sum_ns"] == sum((14 + 7 * i) * MS for i in range(64))


def test_a_query_that_ended_after_the_window_is_in_no_sum():
    times = pipeline.StageTimes()
    times.add(3, 10, 1)
    times.add(4, 20, 2)
    assert (times.of(2), times.of(1)) == ([7, 30, 3], [3, 10, 1])


def test_streams_sum_their_stages():
    made = [stream(), stream()]
    threads = [ThreadPoolExecutor(1) for _ in made]
    window, _ = streams.measure_streams(made, threads, request(warm_up=BRIEF, min_ns=20 * MS))
    assert 0 < sum(window["stages"].values()) <= window["latency"]["sum_ns"]


def test_scope_model_has_no_stages(clocked):
    window, _ = one_stream.measure(Samples(clocked(10 * MS), [0, 1]), request())
    assert window["stages"] is None


@pytest.mark.parametrize(("kind", "prepared"), [(Runtime, 2), (Copying, 2 + 3)])
def test_inputs_are_copied_to_where_the_runtime_reads_them_or_prepared_anew(kind, prepared):
    runtime = kind()
    made = pipeline.Pipeline(runtime, Sums(), FILES)
    answers = []
    for file in FILES:
        made.predict(made.prepare(file))
        answers.append(made.answer)
    assert answers == [([10], 1), ([32], 2), ([12], 3)]
    assert runtime.prepared == prepared  # two to find out


def test_a_runtime_with_one_answer_to_everything_is_prepared_anew_and_found_by_the_audit():
    class Constant(Runtime):
        def predict(self, handle):
            return [numpy.zeros(1)]

    assert audit.audit(stream(kind=Constant), [])["constant_outputs"]


def test_the_audit_compares_the_outputs_that_the_answer_was_made_of():
    made = stream()
    (outputs,) = made.again(1)
    kept = [((1, 1), audit.digest(outputs)), ((0, 1), audit.digest([numpy.array([99])]))]
    found = audit.audit(made, kept)
    assert (found["timed_outputs_checked"], found["timed_outputs_differ"]) == (2, 1)


def test_the_size_of_a_sample_is_the_mean_of_the_files():
    assert pipeline.mean_bytes(FILES) == 2


def test_the_task_is_imported_from_the_folder_told_and_the_path_left_as_it_was(tmp_path):
    (tmp_path / "stages_told.py").write_text(
        "class TaskStages:\n    def __init__(self, *told): self.told = told"
    )
    before = list(sys.path)
    asked = {"root": str(tmp_path), "module": "stages_told", "workload": {"a": 1}, "variant": {"b": 2}}
    assert pipeline.task_stages(asked).told == ({"a": 1}, {"b": 2})
    assert sys.path == before
