"""The timed loops on a fake clock: exact numbers, no speed."""

import ast
import itertools
import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

import numpy
import pytest

from edgebench import worker
from edgebench.harness import protocol

LIMITS = {"min_queries": 10, "min_ns": 300_000_000, "max_ns": 5_000_000_000, "agreement_ppm": 20_000}
BRIEF = LIMITS | {"min_ns": 10_000_000}


class Clock:
    """perf_counter_ns that only `predict` moves."""

    def __init__(self, latency_ns):
        self.now, self.calls, self.handles, self._latency = 0, 0, [], latency_ns

    def perf_counter_ns(self):
        return self.now

    def prepare(self, inputs):
        return inputs

    def predict(self, handle):
        self.now += self._latency(self.calls) if callable(self._latency) else self._latency
        self.calls += 1
        self.handles.append(handle)
        return []


@pytest.fixture
def clocked(monkeypatch):
    def make(latency_ns):
        clock = Clock(latency_ns)
        monkeypatch.setattr(time, "perf_counter_ns", clock.perf_counter_ns)
        return clock

    return make


def measured(clock, **changes):
    request: dict[str, object] = {
        "samples_per_query": 1,
        "min_queries": 64,
        "min_ns": 6_000_000_000,
        "cap_ns": 60_000_000_000,
        "seed": 1,
    }
    request |= {"batch_below_ns": 5000, "warm_up": LIMITS} | changes
    return worker.measure(worker.Samples(clock, list(range(8))), request)[0]


def test_each_call_is_timed_by_itself(clocked):
    latencies = [0] * 3
    worker.time_calls(clocked(lambda call: [7, 9, 8][call]).predict, "abc", latencies)
    assert latencies == [7, 9, 8]


def test_calls_too_fast_for_the_clock_are_timed_in_groups(clocked):
    latencies = [0] * 2
    worker.time_groups(clocked(lambda call: [10, 20, 30, 60][call]).predict, "abcd", latencies, 2)
    assert latencies == [30, 90]


def test_consecutive_queries_bring_different_samples():
    taken = worker.Cycle(list(range(8)), seed=1).take(1000)
    assert all(a != b for a, b in itertools.pairwise(taken))
    assert set(taken) == set(range(8))


def test_warm_up_ends_when_two_windows_agree(clocked):
    queries, ns, steady, median = worker.warm_up(clocked(10_000_000).predict, worker.Cycle([1, 2], 0), LIMITS)
    assert (steady, median, ns, queries) == (True, 10_000_000, 300_000_000, 30)


def test_a_machine_that_never_settles_is_cut_at_the_limit_and_says_so(clocked):
    rising = clocked(lambda call: int(1_000_000 * 1.01**call))
    _, ns, steady, _ = worker.warm_up(rising.predict, worker.Cycle([1, 2], 0), LIMITS)
    assert not steady
    assert ns >= LIMITS["max_ns"]


def test_the_number_of_queries_is_fixed_after_warm_up_with_a_tenth_in_reserve(clocked):
    assert measured(clocked(10_000_000))["queries"] == 660


def test_a_slow_model_runs_the_least_number_of_queries(clocked):
    window = measured(clocked(500_000_000))
    assert (window["queries"], window["ended"], window["window_ns"]) == (64, "complete", 32_000_000_000)


def test_a_window_that_ends_early_goes_on_until_its_floor(clocked):
    window = measured(clocked(lambda call: 10_000_000 if call < 40 else 5_000_000))
    assert window["window_ns"] >= 6_000_000_000
    assert window["ended"] == "complete"


def test_a_window_is_cut_at_its_cap_and_says_so(clocked):
    window = measured(clocked(2_000_000_000))
    assert (window["ended"], window["queries"]) == ("cap", 31)


def test_a_call_below_5_us_is_batched(clocked):
    window = measured(clocked(2_000), min_ns=10_000_000, warm_up=LIMITS | {"min_ns": 1_000_000})
    assert window["calls_per_clock"] == 25
    assert sum(count for _, count in window["latency"]["buckets"]) == window["queries"]


def test_a_query_of_eight_samples_is_timed_as_one(clocked):
    clock = clocked(10_000_000)
    window = measured(clock, samples_per_query=8)
    assert (window["queries"], window["calls_per_clock"]) == (83, 1)  # 6 s of 80 ms with a tenth in reserve
    assert window["latency"]["min_ns"] == window["latency"]["max_ns"] == 80_000_000
    assert window["latency"]["sum_ns"] == 83 * 80_000_000


def test_queries_of_eight_samples_too_fast_for_the_clock_are_batched(clocked):
    window = measured(
        clocked(500), samples_per_query=8, min_ns=10_000_000, warm_up=LIMITS | {"min_ns": 1_000_000}
    )
    assert window["calls_per_clock"] == 13  # 13 queries of 4 us are 52 us
    assert window["latency"]["max_ns"] == 4_000


def test_the_histogram_holds_every_query_and_their_sum(clocked):
    window = measured(clocked(10_000_000))
    assert window["latency"]["sum_ns"] == 660 * 10_000_000
    assert [count for _, count in window["latency"]["buckets"]] == [660]


def test_a_long_window_is_kept_in_at_most_120_rows(clocked):
    rows = measured(clocked(10_000_000), min_ns=50_000_000_000, cap_ns=500_000_000_000)["series"]
    assert rows["period_ms"] == 800
    assert len(rows["queries"]) == 69
    assert sum(rows["queries"]) == 5500


def test_memory_does_not_grow_with_queries(clocked):
    series = worker.Series()
    generator = random.Random(1)
    for block in range(2000):
        series.fold(block * 100_000_000, [generator.randrange(40_000, 60_000) for _ in range(50)], 1)
    assert len(series.rows_of) <= 120
    assert sum(len(row.counts[0]) for row in series.rows_of) < 120 * 700


def test_outputs_that_are_not_finite_are_counted():
    assert worker.nonfinite([numpy.array([1.0, numpy.nan, numpy.inf]), numpy.array([1, 2])]) == 2


class Fixed:
    """A runtime that answers each sample with a number, whatever it is given."""

    def __init__(self, *answers):
        self.answers = answers

    def prepare(self, inputs):
        return inputs

    def predict(self, handle):
        return [numpy.array([self.answers[handle]])]


def test_timed_outputs_that_differ_from_later_ones_are_counted():
    kept = [((0, 1), worker.digest([numpy.array([1])])), ((1, 1), worker.digest([numpy.array([9])]))]
    found = worker.audit(worker.Samples(Fixed(1, 2), [0, 1]), kept)
    assert (found["timed_outputs_checked"], found["timed_outputs_differ"]) == (2, 1)
    assert not found["constant_outputs"]


def test_one_answer_to_every_sample_is_constant():
    assert worker.audit(worker.Samples(Fixed(0, 0), [0, 1]), [])["constant_outputs"]


class Adder:
    """A stateful runtime: sum [1] is input x [1] plus input before [1], all in whole numbers."""

    described: ClassVar = {
        "inputs": [{"name": name, "shape": [1], "dtype": "int64"} for name in ("x", "before")],
        "outputs": [{"name": name, "shape": [1], "dtype": "int64"} for name in ("sum", "after")],
    }

    def prepare(self, inputs):
        return inputs

    def predict(self, handle):
        x, before = handle
        return [x + before, x + before]


class KeptAdder(Adder):
    """The same with an output buffer a handle, as ONNX Runtime and OpenVINO have."""

    def prepare(self, inputs):
        return inputs, [numpy.zeros(1, "int64"), numpy.zeros(1, "int64")]

    def predict(self, handle):
        (x, before), kept = handle
        for array in kept:
            array[:] = x + before
        return kept

    def kept_outputs(self, handle):
        return handle[1]


def clips_of(*clips, kind=Adder):
    """Clips of numbers for the adder, a chunk a number."""
    feedback = worker.Feedback({"after": "before"}, Adder.described, {})
    samples = [[numpy.array(clip, "int64").reshape(-1, 1)] for clip in clips]
    return worker.Clips(kind(), samples, feedback, None)


def answers(stream, clip, queries=None):
    return [int(outputs[0][0]) for outputs in stream.again(clip, queries)]


EITHER_ADDER = pytest.mark.parametrize("kind", [Adder, KeptAdder])


@EITHER_ADDER
def test_state_goes_from_output_to_input_within_a_clip(kind):
    assert answers(clips_of([1, 2, 3, 4], kind=kind), 0) == [1, 3, 6, 10]


@EITHER_ADDER
def test_state_is_forgotten_at_the_start_of_a_clip(kind):
    stream = clips_of([1, 2, 3], [10, 20, 30], kind=kind)
    assert answers(stream, 1, queries=2) == [10, 30]
    assert answers(stream, 0) == [1, 3, 6]


def test_kept_outputs_are_read_where_they_were_written():
    runner = clips_of([1, 2], kind=KeptAdder)
    first, second = runner.begin(0)
    assert second[0][1] is first[1][1]
    assert runner.predict == runner._runner.predict


def test_a_state_that_the_model_does_not_have_is_an_error_naming_both():
    with pytest.raises(ValueError, match="'after' -> 'memory': the model has no such output and input"):
        worker.Feedback({"after": "memory"}, Adder.described, {})


def test_a_shape_that_the_file_does_not_tell_comes_from_the_catalogue():
    names = {end: [tensor["name"] for tensor in Adder.described[end]] for end in Adder.described}
    untold = {end: [{"name": name, "shape": None, "dtype": None} for name in names[end]] for end in names}
    state = worker.Feedback({"after": "before"}, untold, {"before": [2, 3]}).arrays["before"]
    assert (state.shape, state.dtype.name) == ((2, 3), "float32")
    with pytest.raises(ValueError, match="state input 'before' has no fixed shape"):
        worker.Feedback({"after": "before"}, untold, {})


def test_chunks_are_taken_in_order_and_never_across_a_reset():
    cycle = clips_of([1, 2, 3], [1, 2, 3]).cycle(seed=1)
    assert [len(cycle.take(2)) for _ in range(4)] == [2, 1, 2, 1]
    assert cycle.last() == (cycle.order[1], 3)


def test_groups_of_chunks_end_with_their_clip():
    cycle = clips_of([1, 2, 3, 4, 5]).cycle(seed=1)
    assert [len(cycle.take(100, group=2)) for _ in range(2)] == [4, 4]
    assert cycle.last() == (0, 4)


class Counting:
    """A runtime with its state inside, which loading it again or `reset` forgets."""

    def __init__(self):
        self.seen = self.loads = 0

    def load(self):
        self.seen, self.loads = 0, self.loads + 1

    def prepare(self, inputs):
        return inputs

    def predict(self, handle):
        self.seen += 1
        return [numpy.array([self.seen])]


class Forgetful(Counting):
    def reset(self):
        self.seen = 0


@pytest.mark.parametrize(("kind", "loads"), [(Counting, 2), (Forgetful, 0)])
def test_state_inside_a_model_is_forgotten_by_reset_or_by_loading_it_again(kind, loads):
    runner = kind()
    stream = worker.Clips(runner, [[numpy.zeros((2, 1))]] * 2, None, runner.load)
    assert answers(stream, 0) + answers(stream, 1) == [1, 2, 1, 2]
    assert runner.loads == loads


def test_warm_up_over_short_clips_counts_the_calls_it_made_and_no_others(clocked):
    clock = clocked(100_000)
    clips = worker.Clips(clock, [[numpy.zeros((3, 1))]] * 2, None, lambda: None)
    queries, _, steady, median = worker.warm_up(clock.predict, clips.cycle(seed=1), BRIEF)
    assert (steady, median, queries) == (True, 100_000, clock.calls)


def test_the_audit_of_a_clip_repeats_it_from_a_reset():
    stream = clips_of([1, 2, 3])
    kept = [((0, 2), worker.digest([numpy.array([3]), numpy.array([3])]))]
    assert worker.audit(stream, kept) == {
        "timed_outputs_checked": 1,
        "timed_outputs_differ": 0,
        "nonfinite": 0,
        "constant_outputs": False,
    }


def test_the_engines_own_time_is_kept_beside_wall_time(clocked):
    clock = clocked(10_000_000)
    clock.engine_ns = lambda: 9_000_000
    window = measured(clock)
    assert window["engine_latency"]["sum_ns"] == 660 * 9_000_000
    assert window["latency"]["sum_ns"] == 660 * 10_000_000


@pytest.mark.parametrize("told", [None, "12", 12.75, -5, 0])
def test_an_engine_time_that_is_no_whole_number_of_nanoseconds_is_refused_by_name(told):
    with pytest.raises(ValueError, match=r"engine_ns\(\) of the harness told"):
        worker.check_engine_time(lambda: told)


def test_a_runtime_without_an_own_time_has_none(clocked):
    assert measured(clocked(10_000_000))["engine_latency"] is None


class Napping:
    """A runtime whose call lasts a millisecond without holding Python's lock."""

    def prepare(self, inputs):
        return inputs

    def predict(self, handle):
        time.sleep(0.001)
        return [numpy.array([handle])]


def test_streams_run_at_the_same_time_and_are_counted_together():
    request = {"min_queries": 20, "min_ns": 50_000_000, "cap_ns": 10_000_000_000, "seed": 1, "warm_up": BRIEF}
    threads = [ThreadPoolExecutor(1) for _ in range(3)]
    streams = [worker.Samples(Napping(), [0, 1]) for _ in threads]
    window, kept = worker.measure_streams(streams, threads, request)
    assert window["ended"] == "complete"
    assert window["window_ns"] >= 50_000_000
    assert window["latency"]["sum_ns"] > 2 * window["window_ns"]
    assert sum(window["series"]["queries"]) == window["queries"] >= 20
    assert all(kept)


@pytest.mark.parametrize("failing", [0, 1])
def test_a_stream_that_fails_ends_the_others_with_its_own_error(failing):
    class Failing(Napping):
        def predict(self, handle):
            raise RuntimeError("broken")

    request = {"min_queries": 20, "min_ns": 1, "cap_ns": 10**10, "seed": 1, "warm_up": BRIEF}
    threads = [ThreadPoolExecutor(1) for _ in range(2)]
    streams = [worker.Samples(Failing() if i == failing else Napping(), [0]) for i in range(2)]
    with pytest.raises(RuntimeError, match=r"^broken$"):
        worker.measure_streams(streams, threads, request)


def test_worker_and_host_know_the_same_requests():
    tree = ast.parse(Path(worker.__file__).read_text(encoding="utf-8"))
    methods = {
        node.name
        for part in tree.body
        if isinstance(part, ast.ClassDef) and part.name == "Worker"
        for node in part.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    requests = {request.__name__.lower() for request in protocol.Request.__args__}
    assert methods - {"hello"} == requests - {"exit"}
    assert worker.PROTOCOL == protocol.VERSION
