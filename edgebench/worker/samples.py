"""Streams whose queries are independent: prepared samples, one a call or several in a batch."""

import math
import random

BLOCK_CALLS = 32_768
"""Latencies are folded into the histogram at least this often: 1 MiB of Python integers."""


class Cycle:
    """The prepared samples in a seeded order, for ever: consecutive queries bring different samples."""

    longest = BLOCK_CALLS
    """Queries that can be taken in one go."""

    def __init__(self, handles, seed):
        self.order = list(range(len(handles)))
        random.Random(seed).shuffle(self.order)
        self.handles = [handles[i] for i in self.order]
        self.next = 0

    def take(self, count, group=1):
        """The next `count` queries, rounded up to whole groups."""
        count = math.ceil(count / group) * group
        n, start = len(self.handles), self.next
        self.next = (start + count) % n
        repeats = (start + count) // n + 1
        return (self.handles * repeats)[start : start + count]

    def each(self):
        """The queries one by one, for ever."""
        while True:
            yield from self.take(1)

    def last(self):
        """Which query was taken last: its sample's index (a batch: which batch), and 1 (see ClipCycle)."""
        return self.order[self.next - 1], 1


class Samples:
    """A stream whose queries are independent: one prepared handle a sample, or a batch of samples."""

    is_stateful = False

    def __init__(self, runner, samples, batch=1):
        self.predict = runner.predict
        self.engine_ns = getattr(runner, "engine_ns", None)
        self.stages = getattr(runner, "stages", None)
        self.batch = batch
        self.handles = [runner.prepare(inputs) for inputs in batches(samples, batch)]
        self.count = len(self.handles)

    def first(self):
        return self.handles[0]

    def cycle(self, seed):
        return Cycle(self.handles, seed)

    def again(self, sample, queries=1):
        """The outputs of this sample, outside any timing."""
        yield self.predict(self.handles[sample])


def batches(samples, batch):
    """The inputs of each call: `batch` samples along the first dimension, at least two calls' worth."""
    if batch == 1:
        return samples
    count = max(2, len(samples) // batch)
    starts = [i * len(samples) // count for i in range(count)]
    return [stacked([samples[(start + i) % len(samples)] for i in range(batch)]) for start in starts]


def stacked(samples):
    """One call's inputs, of several samples. Raises ValueError where a sample is no batch of one."""
    import numpy

    for array in samples[0]:
        if array.ndim == 0 or array.shape[0] != 1:
            raise ValueError("an input of shape %s has no batch dimension of 1" % (array.shape,))
    return [numpy.concatenate(arrays) for arrays in zip(*samples)]


def unstacked(outputs, batch):
    """The outputs of each sample of one call. Raises ValueError where an output is not a row a sample."""
    for place, output in enumerate(outputs):
        if output.ndim == 0 or output.shape[0] != batch:
            raise ValueError(
                "output %d has shape %s for a batch of %d: this model cannot be batched"
                % (place, output.shape, batch)
            )
    return [[output[i : i + 1] for output in outputs] for i in range(batch)]
