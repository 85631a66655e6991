"""The process that measures. It runs in the harness's own interpreter, on the device.

    python worker.py HARNESS.py      then JSON lines on stdin, answers as JSON lines on stdout

It needs Python 3.8, numpy and the runtime, and imports nothing of edgebench: a remote board
gets this file and the harness, no more. The real stdout is kept private first, so whatever a
library prints goes to stderr and cannot corrupt the channel.

    host -> worker                                      worker -> host
    (start)                                             hello: protocol, python, memory
    load: model, options, affinity, state               loaded: time, runtime, tensors, memory
    prepare: samples (an .npy an input)                 prepared: count
    measure: floors, cap, warm-up, seed                 measured: window, histogram, counters, audit
    predict: samples, outputs (folder)                  predicted: outputs (an .npy each), nonfinite
    exit                                                (ends)   or at any time   failed: error, traceback

The other copy of these names is edgebench/harness/protocol.py; tests/test_worker.py pairs them.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import json
import math
import os
import random
import resource
import sys
import time
import traceback
from typing import Any

PROTOCOL = 1
BLOCK_NS = 100_000_000
"""Latencies are folded into the histogram about this often, outside the timed calls."""
BLOCK_CALLS = 32_768
"""And at least this often, so that memory is bounded: 1 MiB of Python integers."""
SERIES_ROWS = 120
GROUP_NS = 50_000
"""Calls too fast to be timed singly are timed in groups of about this length."""
RESERVE_PERCENT = 10
"""The number of queries is fixed after warm-up, with this reserve for a machine that speeds up."""
CHECKED_OUTPUTS = 16
REPEAT_NS = 200_000_000
AUDIT_NS = 30_000_000_000
"""The audit of a slow model stops here; the samples whose timed outputs were kept come first."""


# ---------------------------------------------------------------- the timed loops


def time_calls(predict, handles, latencies):
    """Latency of each call in ns, into latencies[0:len(handles)]; returns the last outputs."""
    clock = time.perf_counter_ns
    outputs = None
    for i, handle in enumerate(handles):
        began = clock()
        outputs = predict(handle)
        latencies[i] = clock() - began
    return outputs


def time_calls_and_engine(predict, handles, latencies, engine_ns, engine_times):
    """time_calls, and after each call, outside its time, what the engine itself says it took."""
    clock = time.perf_counter_ns
    outputs = None
    for i, handle in enumerate(handles):
        began = clock()
        outputs = predict(handle)
        latencies[i] = clock() - began
        engine_times[i] = engine_ns()
    return outputs


def time_groups(predict, handles, latencies, group):
    """The same for calls shorter than the clock allows: the time of each group of calls together."""
    clock = time.perf_counter_ns
    outputs = None
    for i in range(len(handles) // group):
        calls = handles[i * group : (i + 1) * group]
        began = clock()
        for handle in calls:
            outputs = predict(handle)
        latencies[i] = clock() - began
    return outputs


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

    def last(self):
        """Which query was taken last: its sample's index in the sample set, and 1 (see ClipCycle)."""
        return self.order[self.next - 1], 1


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

    def last(self):
        """Which query was taken last: its clip, and how many queries of it were made."""
        return self.order[(self.turn - 1) % len(self.order)], self.next


def warm_up(predict, cycle, limits):
    """(queries, ns, steady, median call in ns): until two windows in a row have medians that agree."""
    began = time.perf_counter_ns()
    window_ns = max(1, limits["min_ns"] // 2)
    queries, previous, steady = 0, None, False
    while True:
        latencies: list[int] = []
        window_began = time.perf_counter_ns()
        while len(latencies) < 5 or time.perf_counter_ns() - window_began < window_ns:
            calls = cycle.take(1 if not latencies else min(64, max(1, 5_000_000 // (latencies[-1] + 1))))
            timed = [0] * len(calls)  # fewer than were asked for where a clip ends
            time_calls(predict, calls, timed)
            latencies += timed
            if time.perf_counter_ns() - began > limits["max_ns"]:
                break
        queries += len(latencies)
        latencies.sort()
        median = latencies[len(latencies) // 2]
        elapsed = time.perf_counter_ns() - began
        if previous is not None and queries >= limits["min_queries"] and elapsed >= limits["min_ns"]:
            steady = abs(median - previous) * 1_000_000 <= limits["agreement_ppm"] * previous
        if steady or elapsed > limits["max_ns"]:
            return queries, elapsed, steady, max(1, median)
        previous = median


def measure(stream, request):
    """(what `measured` carries of one window, outputs kept for the audit): one query after the other.

    group: calls between two readings of the clock, which is one query or, of short ones, several.
    """
    predict, cycle = stream.predict, stream.cycle(request["seed"])
    queries, warm_ns, steady, median = warm_up(predict, cycle, request["warm_up"])
    samples = request["samples_per_query"]
    short = median * samples < request["batch_below_ns"]
    batch = min(max(2, math.ceil(GROUP_NS / (median * samples))), cycle.longest) if short else 1
    group = samples * batch
    planned = samples * max(request["min_queries"], needed(request["min_ns"], median * samples))
    block = max(1, min(BLOCK_CALLS, BLOCK_NS // median) // group) * group
    latencies, engine_times = [0] * block, [0] * block
    engine_ns = stream.engine_ns if group == 1 else None
    kept, series, engine, ended, done = Kept(request["seed"]), Series(), Tally(), "complete", 0
    window_ns = cpu_ns = 0
    gc.collect()
    gc.freeze()
    gc.disable()
    load_average, before = _load_average_milli(), counters()
    began, elapsed = time.perf_counter_ns(), 0
    while done < planned or window_ns < request["min_ns"]:
        if window_ns > request["cap_ns"]:
            ended = "cap"
            break
        calls = cycle.take(min(block, planned - done if done < planned else block), group)
        block_cpu, block_began = time.process_time_ns(), time.perf_counter_ns()
        if engine_ns is not None:
            outputs = time_calls_and_engine(predict, calls, latencies, engine_ns, engine_times)
        elif group == 1:
            outputs = time_calls(predict, calls, latencies)
        else:
            outputs = time_groups(predict, calls, latencies, group)
        window_ns += time.perf_counter_ns() - block_began
        cpu_ns += time.process_time_ns() - block_cpu
        series.fold(elapsed, latencies[: len(calls) // group], batch)
        if engine_ns is not None:
            engine.fold(engine_times[: len(calls)], 1)
        kept.offer(cycle.last(), outputs)
        done += len(calls)
        elapsed = time.perf_counter_ns() - began
    spent = difference(before, counters())
    gc.enable()
    return {
        **spent,
        "load_average_milli": load_average,
        "began_ns": began,
        "window_ns": window_ns,
        "cpu_ns": cpu_ns,
        "queries": done // samples,
        "ended": ended,
        "calls_per_clock": batch,
        "warm_up": {"queries": queries, "ns": warm_ns, "steady": steady},
        "latency": series.histogram(),
        "engine_latency": engine.histogram() if engine_ns is not None else None,
        "series": series.rows(),
    }, kept.outputs


class Window:
    """What the streams of one measurement share: they begin together, and end when the last has enough."""

    def __init__(self, streams, cap_ns):
        import threading

        self.barrier = threading.Barrier(streams, self._open)
        self.lock = threading.Lock()
        self.waiting_for = streams
        self.cap_ns = cap_ns
        self.closed, self.ended = False, "complete"
        self.began_ns = self.ended_ns = self.cpu_ns = 0

    def _open(self):
        self.cpu_ns = time.process_time_ns()
        self.began_ns = time.perf_counter_ns()

    def enough(self):
        """One stream has what it needs; it goes on, so that the others keep their neighbour."""
        with self.lock:
            self.waiting_for -= 1
            if not self.waiting_for:
                self._close("complete")

    def check_cap(self):
        with self.lock:
            if time.perf_counter_ns() - self.began_ns > self.cap_ns:
                self._close("cap")

    def give_up(self):
        """One stream failed: the others must not wait for it."""
        self.closed = True
        self.barrier.abort()

    def _close(self, ended):
        if not self.closed:
            self.ended_ns = time.perf_counter_ns()
            self.cpu_ns = time.process_time_ns() - self.cpu_ns
            self.closed, self.ended = True, ended


def time_until_closed(predict, handles, latencies, window):
    """time_calls until the window closes; returns how many queries ended within it, and the last outputs."""
    clock = time.perf_counter_ns
    outputs = None
    for i, handle in enumerate(handles):
        began = clock()
        outputs = predict(handle)
        ended = clock()
        latencies[i] = ended - began
        if window.closed:
            return i + (ended <= window.ended_ns), outputs
    return len(handles), outputs


def measure_stream(stream, seed, request, window, streams):
    """One of several streams, on its own thread: (its warm-up, series, queries, outputs kept)."""
    cycle = stream.cycle(seed)
    queries, warm_ns, steady, median = warm_up(stream.predict, cycle, request["warm_up"])
    planned = max(math.ceil(request["min_queries"] / streams), needed(request["min_ns"], median))
    latencies = [0] * max(1, min(BLOCK_CALLS, BLOCK_NS // median))
    kept, series, done, has_enough = Kept(seed), Series(), 0, False
    window.barrier.wait()
    while not window.closed:
        elapsed = time.perf_counter_ns() - window.began_ns
        calls = cycle.take(len(latencies))
        count, outputs = time_until_closed(stream.predict, calls, latencies, window)
        done += count
        if count:
            series.fold(elapsed, latencies[:count], 1)
        if count == len(calls):
            kept.offer(cycle.last(), outputs)
        long_enough = time.perf_counter_ns() - window.began_ns >= request["min_ns"]
        if long_enough and done >= planned and not has_enough:
            has_enough = True
            window.enough()
        window.check_cap()
    return {"queries": queries, "ns": warm_ns, "steady": steady}, series, done, kept.outputs


def measure_streams(streams, threads, request):
    """What `measured` carries of several streams at once, and the outputs each kept for the audit."""
    import threading

    window = Window(len(streams), request["cap_ns"])
    gc.collect()
    gc.freeze()
    gc.disable()
    load_average, before = _load_average_milli(), counters()
    running = [
        thread.submit(measure_stream, stream, request["seed"] + i, request, window, len(streams))
        for i, (thread, stream) in enumerate(zip(threads, streams))
    ]
    for future in running:
        future.add_done_callback(lambda done: done.exception() and window.give_up())
    errors = [error for error in (future.exception() for future in running) if error]
    if errors:  # what went wrong, rather than that the others were told to end
        raise min(errors, key=lambda error: isinstance(error, threading.BrokenBarrierError))
    warm_ups, series, queries, kept = zip(*[future.result() for future in running])
    spent = difference(before, counters())
    gc.enable()
    for other in series[1:]:
        series[0].merge(other)
    return {
        **spent,
        "load_average_milli": load_average,
        "began_ns": window.began_ns,
        "window_ns": window.ended_ns - window.began_ns,
        "cpu_ns": window.cpu_ns,
        "queries": sum(queries),
        "ended": window.ended,
        "calls_per_clock": 1,
        "warm_up": {
            "queries": sum(one["queries"] for one in warm_ups),
            "ns": max(one["ns"] for one in warm_ups),
            "steady": all(one["steady"] for one in warm_ups),
        },
        "latency": series[0].histogram(),
        "engine_latency": None,
        "series": series[0].rows(),
    }, kept


class Kept:
    """The outputs of some timed queries, drawn evenly from the whole window (reservoir sampling)."""

    def __init__(self, seed):
        self.outputs: list[tuple[tuple[int, int], int]] = []
        self._random = random.Random(seed)
        self._offered = 0

    def offer(self, query, outputs):
        """One block's last query and its outputs; each block finds a place with the same probability."""
        self._offered += 1
        place = self._random.randrange(self._offered)
        if len(self.outputs) < CHECKED_OUTPUTS:
            self.outputs.append((query, digest(outputs)))
        elif place < CHECKED_OUTPUTS:
            self.outputs[place] = (query, digest(outputs))


def needed(min_ns, median):
    """Queries that fill this time, with the reserve."""
    return -(-min_ns * (100 + RESERVE_PERCENT) // (100 * median))


class Tally:
    """Times counted in buckets, with their smallest, largest and sum."""

    def __init__(self):
        import numpy

        self.counts = (numpy.zeros(0, numpy.int32), numpy.zeros(0, numpy.int64))  # buckets, calls
        self.smallest: int | None = None
        self.largest: int | None = None
        self.sum_ns = 0

    def fold(self, times, group):
        """Count these times, of `group` calls each; returns their (buckets, calls)."""
        import numpy

        together = numpy.array(times, dtype=numpy.int64)
        values = together // group
        buckets, numbers = numpy.unique(bucket(values), return_counts=True)
        counts = (buckets.astype(numpy.int32), numbers.astype(numpy.int64) * group)
        self._add(counts, int(values.min()), int(values.max()), int(together.sum()))
        return counts

    def merge(self, other):
        """Count what the other counted."""
        if other.smallest is not None:
            self._add(other.counts, other.smallest, other.largest, other.sum_ns)

    def _add(self, counts, smallest, largest, sum_ns):
        self.counts = added(self.counts, counts)
        self.smallest = smallest if self.smallest is None else min(self.smallest, smallest)
        self.largest = largest if self.largest is None else max(self.largest, largest)
        self.sum_ns += sum_ns

    def histogram(self):
        return {
            "buckets": pairs(self.counts),
            "min_ns": self.smallest,
            "max_ns": self.largest,
            "sum_ns": self.sum_ns,
        }


class Series:
    """A tally per period of the window; periods double when there are too many."""

    def __init__(self):
        self.period_ms = 100
        self.rows_of = []  # a Tally a period
        self.whole = Tally()

    def fold(self, elapsed_ns, times, group):
        """Count these times, of `group` calls each, in the period that began the block."""
        tally = Tally()
        tally.fold(times, group)
        self.row(elapsed_ns).merge(tally)
        self.whole.merge(tally)

    def row(self, elapsed_ns):
        place = elapsed_ns // (self.period_ms * 1_000_000)
        while place >= SERIES_ROWS:
            self.coarsen()
            place = elapsed_ns // (self.period_ms * 1_000_000)
        while len(self.rows_of) <= place:
            self.rows_of.append(Tally())
        return self.rows_of[place]

    def coarsen(self):
        self.period_ms *= 2
        for i in range(0, len(self.rows_of), 2):
            merged = self.rows_of[i]
            if i + 1 < len(self.rows_of):
                merged.merge(self.rows_of[i + 1])
            self.rows_of[i // 2] = merged
        del self.rows_of[(len(self.rows_of) + 1) // 2 :]

    def merge(self, other):
        """Count what another stream counted in the same window."""
        while self.period_ms < other.period_ms:
            self.coarsen()
        while other.period_ms < self.period_ms:
            other.coarsen()
        self.rows_of += [Tally() for _ in range(len(other.rows_of) - len(self.rows_of))]
        for mine, theirs in zip(self.rows_of, other.rows_of):
            mine.merge(theirs)
        self.whole.merge(other.whole)

    def histogram(self):
        return self.whole.histogram()

    def rows(self):
        return {
            "period_ms": self.period_ms,
            "queries": [int(row.counts[1].sum()) for row in self.rows_of],
            "p50_ns": [percentile(dict(pairs(row.counts)), 500_000) for row in self.rows_of],
            "p90_ns": [percentile(dict(pairs(row.counts)), 900_000) for row in self.rows_of],
            "max_ns": [row.largest for row in self.rows_of],
        }


def added(one, other):
    """(buckets, calls) of two such pairs together, in the order of the buckets."""
    import numpy

    buckets, place = numpy.unique(numpy.concatenate((one[0], other[0])), return_inverse=True)
    calls = numpy.bincount(place, numpy.concatenate((one[1], other[1])), len(buckets))
    return buckets.astype(numpy.int32), calls.astype(numpy.int64)


def pairs(row):
    """(bucket, calls) pairs of Python integers."""
    return list(zip(row[0].tolist(), row[1].tolist()))


def bucket(values):
    """The log2x1024 bucket of each value of an int64 array (edgebench/histogram.py defines it)."""
    import numpy

    octave = numpy.maximum(numpy.frexp(values.astype(numpy.float64))[1] - 11, 0)
    return 1024 * octave + (values >> octave)


def percentile(counts, ppm):
    """Upper edge of the bucket that holds element n*ppm//1e6; None without values."""
    n, seen = sum(counts.values()), 0
    for index in sorted(counts):
        seen += counts[index]
        if seen > min(n * ppm // 1_000_000, n - 1):
            octave = index // 1024 - 1
            return index if index < 2048 else ((index % 1024 + 1025) << octave) - 1
    return None


# ---------------------------------------------------------------- what is measured


class Samples:
    """A stream whose queries are independent: one prepared handle a sample."""

    is_stateful = False

    def __init__(self, runner, samples):
        self.predict = runner.predict
        self.engine_ns = getattr(runner, "engine_ns", None)
        self.handles = [runner.prepare(inputs) for inputs in samples]
        self.count = len(self.handles)

    def first(self):
        return self.handles[0]

    def cycle(self, seed):
        return Cycle(self.handles, seed)

    def again(self, sample, queries=1):
        """The outputs of this sample, outside any timing."""
        yield self.predict(self.handles[sample])


class Clips:
    """A stream of a stateful model: a sample is a clip, a query its next chunk, in order, from a reset.

    State that leaves by an output and enters by an input is fed back within the call. State
    kept inside is forgotten by the harness's `reset`, or by loading the model again.
    """

    is_stateful = True

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


# ---------------------------------------------------------------- the audit


def digest(outputs):
    """A number that stands for the bytes of every output, in this process only."""
    return hash(tuple(output.tobytes() for output in outputs))


def audit(stream, kept):
    """Whether the timed outputs were real: the same as now, finite, and not one answer to everything."""
    last, every, bad, began = {}, set(), 0, time.perf_counter_ns()
    timed = list(dict.fromkeys(query for query, _ in kept))
    others = [(sample, None) for sample in range(stream.count) if sample not in dict(timed)]
    for query in timed + others:
        for outputs in stream.again(*query):
            last[query] = digest(outputs)
            every.add(last[query])
            bad += nonfinite(outputs)
        if time.perf_counter_ns() - began > AUDIT_NS and len(last) > 1:
            break
    known = [(query, hashed) for query, hashed in kept if query in last]
    return {
        "timed_outputs_checked": len(known),
        "timed_outputs_differ": sum(hashed != last[query] for query, hashed in known),
        "nonfinite": bad,
        "constant_outputs": len(last) > 1 and len(every) == 1,
    }


def together(audits):
    """One audit of several streams."""
    return {
        "timed_outputs_checked": sum(one["timed_outputs_checked"] for one in audits),
        "timed_outputs_differ": sum(one["timed_outputs_differ"] for one in audits),
        "nonfinite": sum(one["nonfinite"] for one in audits),
        "constant_outputs": any(one["constant_outputs"] for one in audits),
    }


def check_engine_time(engine_ns):
    """Raise ValueError, naming engine_ns, unless it tells a whole number of nanoseconds above 0."""
    told = None if engine_ns is None else engine_ns()
    if engine_ns is not None and (type(told) is not int or told <= 0):
        raise ValueError("engine_ns() of the harness told %r, not whole nanoseconds above 0" % (told,))


def nonfinite(outputs):
    """How many values are NaN or infinite."""
    import numpy

    return int(sum(numpy.size(o) - numpy.isfinite(o).sum() for o in outputs))


def fresh_over_repeated(stream, median):
    """Median latency of changing samples over that of one sample again and again, in ppm, or None.

    Taken in alternating blocks of at least 8 calls, only where that needs less than a second. A
    chunk of a clip cannot be repeated: None.
    """
    if stream.is_stateful:
        return None
    predict, handles = stream.predict, stream.handles
    count = max(8, min(2048, REPEAT_NS // 8 // median))
    if count * median * 8 > 1_000_000_000:
        return None
    fresh, repeated, latencies = [], [], [0] * count
    cycle = Cycle(handles, 0)
    for _ in range(4):
        time_calls(predict, cycle.take(count), latencies)
        fresh += latencies
        time_calls(predict, [handles[0]] * count, latencies)
        repeated += latencies
    return round(1e6 * sorted(fresh)[len(fresh) // 2] / max(1, sorted(repeated)[len(repeated) // 2]))


def floor():
    """Median of the timed loop over a call that does nothing, in ns: what this harness adds."""
    handles, latencies = [None] * 4001, [0] * 4001
    time_calls(lambda handle: handle, handles, latencies)
    return sorted(latencies)[2000]


# ---------------------------------------------------------------- what the machine did


def status_bytes(key):
    """A line of /proc/self/status in bytes. VmHWM, never ru_maxrss: that one is inherited through exec."""
    with open("/proc/self/status", encoding="ascii") as file:
        for line in file:
            if line.startswith(key + ":"):
                return int(line.split()[1]) * 1024
    return 0


def counters():
    """Counters read before and after the window; None where this kernel shows none."""
    return {
        "involuntary_switches": resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw,
        "steal_ns": _steal_ns(),
        "psi_cpu_us": _psi_cpu_us(),
    }


def difference(before, after):
    """What each counter rose by; None where it could not be read."""
    return {
        key: None if after[key] is None or old is None else after[key] - old for key, old in before.items()
    }


def _steal_ns():
    with contextlib.suppress(OSError, ValueError, IndexError):
        with open("/proc/stat", encoding="ascii") as file:
            return int(file.readline().split()[8]) * 1_000_000_000 // os.sysconf("SC_CLK_TCK")
    return None


def _psi_cpu_us():
    with contextlib.suppress(OSError, ValueError, IndexError):
        with open("/proc/pressure/cpu", encoding="ascii") as file:
            return int(file.readline().rsplit("total=", 1)[1])
    return None


def _load_average_milli():
    with contextlib.suppress(OSError):
        return round(os.getloadavg()[0] * 1000)
    return None


# ---------------------------------------------------------------- the conversation


class Worker:
    """Answers one request after the other; `answer` is the dictionary that goes back."""

    def __init__(self, harness_path):
        self.harness_path = harness_path
        self.harness: Any = None
        self.described: Any = None
        self.request: Any = None
        self.streams: list[Any] = []
        self.threads: list[Any] = []
        self.load_ns = 0
        self.input_bytes = 0
        self.memory = {"start": status_bytes("VmHWM")}

    def hello(self):
        return {
            "is": "hello",
            "protocol": PROTOCOL,
            "python": sys.version.split()[0],
            "floor_ns": floor(),
            "clock_resolution_ns": max(1, round(time.get_clock_info("perf_counter").resolution * 1e9)),
        }

    def load(self, request):
        if request["affinity"]:
            os.sched_setaffinity(0, request["affinity"])
        module = import_harness(self.harness_path)
        self.memory["imported"] = status_bytes("VmHWM")
        self.request = request
        self.harness = module.Harness()
        began = time.perf_counter_ns()
        self.harness.load(request["model"], request["options"])
        self.load_ns = time.perf_counter_ns() - began
        self.memory["loaded"] = status_bytes("VmHWM")
        self.described = self.harness.describe()
        import numpy

        packages = {"numpy": numpy.__version__, "python": sys.version.split()[0]}
        return {**self.described, "is": "loaded", "packages": packages}

    def prepare(self, request):
        samples = list(read_samples(request["samples"]))
        self.input_bytes = sum(array.nbytes for array in samples[0])
        if self.request["state"] is not None:
            self.input_bytes //= len(samples[0][0])
        count = self.request["options"].get("streams", 1)
        if count == 1:
            self.streams = [self._stream(self.harness, self.harness, samples)]
        else:
            from concurrent.futures import ThreadPoolExecutor

            self.threads = [ThreadPoolExecutor(1) for _ in range(count)]
            made = [one.submit(self._nth_stream, i, samples) for i, one in enumerate(self.threads)]
            self.streams = [future.result() for future in made]
        return {"is": "prepared", "count": len(samples)}

    def _stream(self, harness, runner, samples):
        """runner: what predicts, the harness itself or one stream of it."""
        state = self.request["state"]
        if state is None:
            return Samples(runner, samples)
        feedback = Feedback(state, self.described, self.request["state_shapes"]) if state else None

        def reload():
            harness.load(self.request["model"], self.request["options"])

        return Clips(runner, samples, feedback, reload)

    def _nth_stream(self, i, samples):
        """Stream `i` of several, on its own thread: the harness's own, or a harness loaded once more."""
        if hasattr(self.harness, "stream"):
            runner = self.harness.stream(i)
            if self.request["state"] == {} and not hasattr(runner, "reset"):
                raise ValueError("streams of one load that keep state inside need a reset() of their own")
            return self._stream(self.harness, runner, samples)
        harness = type(self.harness)()
        harness.load(self.request["model"], dict(self.request["options"], streams=1))
        return self._stream(harness, harness, samples)

    def measure(self, request):
        stream = self.streams[0]
        handle = stream.first()
        began = time.perf_counter_ns()
        outputs = stream.predict(handle)
        first_query_ns = time.perf_counter_ns() - began
        check_engine_time(stream.engine_ns)
        output_bytes = sum(output.nbytes for output in outputs)
        if len(self.streams) == 1:
            measured, kept = measure(stream, request)
            found = audit(stream, kept)
        else:
            measured, kept = measure_streams(self.streams, self.threads, request)
            audits = [
                thread.submit(audit, one, outputs)
                for thread, one, outputs in zip(self.threads, self.streams, kept)
            ]
            found = together([future.result() for future in audits])
        memory = dict(self.memory, ran=status_bytes("VmHWM"))
        median = percentile(dict(measured["latency"]["buckets"]), 500_000) // request["samples_per_query"]
        repeated = fresh_over_repeated(stream, max(1, median)) if len(self.streams) == 1 else None
        found["fresh_over_repeated_ppm"] = repeated
        found["harness_floor_ns"] = floor()
        return {
            **measured,
            "is": "measured",
            "load_ns": self.load_ns,
            "first_query_ns": first_query_ns,
            "input_bytes": self.input_bytes,
            "output_bytes": output_bytes,
            "memory": memory,
            "swapped_bytes": status_bytes("VmSwap"),
            "audit": found,
        }

    def predict(self, request):
        import numpy

        rows, bad = [], 0
        for sample in read_samples(request["samples"]):
            if self.request["state"] is None:
                outputs = [numpy.array(o) for o in self.harness.predict(self.harness.prepare(sample))]
            else:
                outputs = self._whole_clip(sample)
            bad += nonfinite(outputs)
            rows.append(outputs)
        paths = []
        for i, column in enumerate(zip(*rows)):
            paths.append(os.path.join(request["outputs"], "output-%d.npy" % i))
            numpy.save(paths[-1], numpy.stack(column), allow_pickle=False)
        return {"is": "predicted", "outputs": paths, "nonfinite": bad}

    def _whole_clip(self, clip):
        """The outputs of every chunk from a reset, stacked, without those that are state."""
        import numpy

        stream = self._stream(self.harness, self.harness, [clip])
        answers = [[numpy.array(output) for output in outputs] for outputs in stream.again(0)]
        names = [tensor["name"] for tensor in self.described["outputs"]]
        state = self.request["state"]
        return [numpy.stack(one) for name, one in zip(names, zip(*answers)) if name not in state]


def read_samples(paths):
    """The samples, one by one, from .npy files that hold input 0, input 1 ... of all of them."""
    import numpy

    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(open(path, "rb")) for path in paths]
        shapes = [_header(file) for file in files]
        for _ in range(shapes[0][0][0]):
            yield [
                numpy.fromfile(file, dtype, math.prod(shape[1:])).reshape(shape[1:])
                for file, (shape, dtype) in zip(files, shapes)
            ]


def _header(file):
    """(shape, dtype) of the .npy; what follows is read a sample at a time, so that memory holds them once."""
    from numpy.lib import format as npy

    npy.read_magic(file)
    shape, _, dtype = npy.read_array_header_1_0(file)
    return shape, dtype


def import_harness(path):
    """The harness file under a private name: one called onnxruntime.py must not shadow the library."""
    spec = importlib.util.spec_from_file_location("_edgebench_harness", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def die_with_parent():
    """Ask Linux to end this process when the host does, so that nothing runs beside the next one."""
    with contextlib.suppress(OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL


def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or ".") != folder]
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    die_with_parent()
    worker = Worker(sys.argv[1])

    def send(answer):
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    send(worker.hello())
    for line in requests:
        request = json.loads(line)
        if request["do"] == "exit":
            break
        try:
            send(getattr(worker, request["do"])(request))
        except BaseException as error:  # whatever a runtime raises is the host's to judge
            traceback.print_exc()
            send(
                {
                    "is": "failed",
                    "doing": request["do"],
                    "error": type(error).__name__,
                    "message": str(error),
                    "traceback": traceback.format_exc()[-4000:],
                }
            )
            break


if __name__ == "__main__":
    main()
