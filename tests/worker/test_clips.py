"""Stateful models: clips, and the state that goes from output to input."""

from typing import ClassVar

import numpy
import pytest

from edgebench.worker import audit
from edgebench.worker.audit import digest
from edgebench.worker.clips import Clips, Feedback
from edgebench.worker.warm_up import warm_up
from tests.worker.requests import BRIEF


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
    feedback = Feedback({"after": "before"}, Adder.described, {})
    samples = [[numpy.array(clip, "int64").reshape(-1, 1)] for clip in clips]
    return Clips(kind(), samples, feedback, None)


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
        Feedback({"after": "memory"}, Adder.described, {})


def test_a_shape_that_the_file_does_not_tell_comes_from_the_catalogue():
    names = {end: [tensor["name"] for tensor in Adder.described[end]] for end in Adder.described}
    untold = {end: [{"name": name, "shape": None, "dtype": None} for name in names[end]] for end in names}
    state = Feedback({"after": "before"}, untold, {"before": [2, 3]}).arrays["before"]
    assert (state.shape, state.dtype.name) == ((2, 3), "float32")
    with pytest.raises(ValueError, match="state input 'before' has no fixed shape"):
        Feedback({"after": "before"}, untold, {})


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
    stream = Clips(runner, [[numpy.zeros((2, 1))]] * 2, None, runner.load)
    assert answers(stream, 0) + answers(stream, 1) == [1, 2, 1, 2]
    assert runner.loads == loads


def test_warm_up_over_short_clips_counts_the_calls_it_made_and_no_others(clocked):
    clock = clocked(100_000)
    clips = Clips(clock, [[numpy.zeros((3, 1))]] * 2, None, lambda: None)
    queries, _, steady, median = warm_up(clock.predict, clips.cycle(seed=1), BRIEF)
    assert (steady, median, queries) == (True, 100_000, clock.calls)


def test_the_audit_of_a_clip_repeats_it_from_a_reset():
    stream = clips_of([1, 2, 3])
    kept = [((0, 2), digest([numpy.array([3]), numpy.array([3])]))]
    assert audit.audit(stream, kept) == {
        "timed_outputs_checked": 1,
        "timed_outputs_differ": 0,
        "nonfinite": 0,
        "constant_outputs": False,
    }
