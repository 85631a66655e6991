"""Streams of stateful models: a sample is a clip, a query its next chunk, in order, from a reset."""

import math
import random


class ClipCycle:
    """The clips in a seeded order, for ever: each from a reset, its chunks in order."""

    def __init__(self, clips, seed):
        self.order = list(range(clips.count))
        random.Random(seed).shuffle(self.order)
        self.clips = clips
        self.longest = clips.chunks
        self.turn = 0
        self.handles = []
        self.next = 0

    def take(self, count, group=1):
        """At most the next `count` queries in whole groups; fewer where the clip ends."""
        left = (len(self.handles) - self.next) // group * group
        if not left:
            self.handles, self.next = self.clips.begin(self.order[self.turn % len(self.order)]), 0
            self.turn += 1
            left = len(self.handles) // group * group
        start = self.next
        self.next += min(left, math.ceil(count / group) * group)
        return self.handles[start : self.next]

    def each(self):
        """The queries one by one, for ever; a clip's reset comes before its first is handed out."""
        while True:
            yield from self.take(1)

    def last(self):
        """Which query was taken last: its clip, and how many queries of it were made."""
        return self.order[(self.turn - 1) % len(self.order)], self.next


class Clips:
    """A stream of a stateful model: a sample is a clip, a query its next chunk, in order, from a reset.

    State that leaves by an output and enters by an input is fed back within the call. State
    kept inside is forgotten by the harness's `reset`, or by loading the model again.
    """

    is_stateful = True
    batch = 1
    stages = None

    def __init__(self, runner, clips, feedback, reload):
        """feedback: None where the state stays inside. reload: opens the model anew."""
        self._runner = runner
        self._feedback = feedback
        self._samples = clips
        self.count, self.chunks = len(clips), len(clips[0][0])
        self.engine_ns = getattr(runner, "engine_ns", None)
        reset = getattr(runner, "reset", None) if feedback is None else feedback.clear
        self._is_reopened = reset is None
        self._forget = reset or reload
        self._handles = [] if self._is_reopened else [self._prepare(clip) for clip in clips]
        self.predict = runner.predict if feedback is None else feedback.around(runner)

    def _prepare(self, clip):
        chunks = ([fed[i] for fed in clip] for i in range(self.chunks))
        if self._feedback is None:
            return [self._runner.prepare(inputs) for inputs in chunks]
        return self._feedback.bind(self._runner, chunks)

    def begin(self, clip):
        """Forget everything; the handles of the clip's chunks in order."""
        self._forget()
        return self._prepare(self._samples[clip]) if self._is_reopened else self._handles[clip]

    def first(self):
        return self.begin(0)[0]

    def cycle(self, seed):
        return ClipCycle(self, seed)

    def again(self, clip, queries=None):
        """The outputs of the first `queries` chunks of this clip, from a reset, one by one."""
        for handle in self.begin(clip)[:queries]:
            yield self.predict(handle)


class Feedback:
    """The state that leaves a model by outputs and enters it by inputs.

    Where the runtime writes its outputs to kept memory, which the harness's `kept_outputs(handle)` tells,
    each chunk reads its state where the chunk before wrote it. Elsewhere the state is copied
    after each call, inside its time: about 2 us.
    """

    def __init__(self, state, described, shapes):
        """state: output -> input. shapes: of inputs whose shape the model does not tell, which are float32.

        Raises ValueError when the model has no such tensor of a fixed shape.
        """
        import numpy

        inputs = {tensor["name"]: tensor for tensor in described["inputs"]}
        outputs = [tensor["name"] for tensor in described["outputs"]]
        self.inputs = list(inputs)
        self.places = {}  # input -> index of the output that becomes it
        self.arrays = {}  # input -> zeros; or, where it is copied, the state
        for output, name in state.items():
            if output not in outputs or name not in inputs:
                raise ValueError("state %r -> %r: the model has no such output and input" % (output, name))
            shape = inputs[name]["shape"] or shapes.get(name)
            if shape is None or None in shape:
                raise ValueError("state input %r has no fixed shape: %s" % (name, shape))
            self.places[name] = outputs.index(output)
            self.arrays[name] = numpy.zeros(shape, inputs[name]["dtype"] or "float32")

    def bind(self, runner, chunks):
        """The handles of a clip's chunks."""
        handles, state = [], self.arrays
        for fed in chunks:
            rest = iter(fed)
            handles.append(
                runner.prepare([state[name] if name in state else next(rest) for name in self.inputs])
            )
            kept = _kept_outputs(runner, handles[-1])
            if kept is not None:
                state = {name: kept[place] for name, place in self.places.items()}
        return handles

    def clear(self):
        for array in self.arrays.values():
            array.fill(0)

    def around(self, runner):
        """The harness's predict; where its outputs are not kept, with the state copied after it."""
        if hasattr(runner, "kept_outputs"):
            return runner.predict
        import numpy

        predict, copy = runner.predict, numpy.copyto
        pairs = [(place, self.arrays[name]) for name, place in self.places.items()]

        def predict_and_copy(handle):
            outputs = predict(handle)
            for place, array in pairs:
                copy(array, outputs[place])
            return outputs

        return predict_and_copy


def _kept_outputs(runner, handle):
    """The memory that predict writes for this handle, or None where there is none that stays."""
    if not hasattr(runner, "kept_outputs"):
        return None
    kept = runner.kept_outputs(handle)
    if kept is None:
        raise ValueError("a stateful model needs outputs of fixed shapes")
    if not kept:
        raise ValueError("kept_outputs() of the harness told no outputs")
    return kept
