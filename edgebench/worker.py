"""The process that measures. It runs in the harness's own interpreter, on the device.

    python worker.py HARNESS.py      then JSON lines on stdin, answers as JSON lines on stdout

It needs Python 3.8, numpy and the runtime, and imports nothing of edgebench: a remote board
gets this file and the harness, no more. The real stdout is kept private first, so whatever a
library prints goes to stderr and cannot corrupt the channel.

    host -> worker                                      worker -> host
    (start)                                             hello: protocol, python, memory
    load: model, options, affinity                      loaded: time, runtime, tensors, memory
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

    def __init__(self, handles, seed):
        self.order = list(range(len(handles)))
        random.Random(seed).shuffle(self.order)
        self.handles = [handles[i] for i in self.order]
        self.next = 0

    def take(self, count):
        n, start = len(self.handles), self.next
        self.next = (start + count) % n
        repeats = (start + count) // n + 1
        return (self.handles * repeats)[start : start + count]

    def last_sample(self):
        """The index, in the sample set, of the last one taken."""
        return self.order[self.next - 1]


def warm_up(predict, cycle, limits):
    """(queries, ns, steady, median call in ns): until two windows in a row have medians that agree."""
    began = time.perf_counter_ns()
    window_ns = max(1, limits["min_ns"] // 2)
    queries, previous, steady = 0, None, False
    while True:
        latencies: list[int] = []
        window_began = time.perf_counter_ns()
        while len(latencies) < 5 or time.perf_counter_ns() - window_began < window_ns:
            chunk = [0] * (1 if not latencies else min(64, max(1, 5_000_000 // (latencies[-1] + 1))))
            time_calls(predict, cycle.take(len(chunk)), chunk)
            latencies += chunk
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


def measure(predict, handles, request):
    """(what `measured` carries of one SingleStream window, outputs kept for the audit)."""
    cycle = Cycle(handles, request["seed"])
    queries, warm_ns, steady, median = warm_up(predict, cycle, request["warm_up"])
    group = 1 if median >= request["batch_below_ns"] else max(2, math.ceil(GROUP_NS / median))
    planned = max(request["min_queries"], needed(request["min_ns"], median))
    block = max(1, min(BLOCK_CALLS, BLOCK_NS // median) // group) * group
    latencies = [0] * block
    kept, series, ended, done = Kept(request["seed"]), Series(), "complete", 0
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
        wanted = planned - done if done < planned else block
        calls = cycle.take(min(block, math.ceil(wanted / group) * group))
        block_cpu, block_began = time.process_time_ns(), time.perf_counter_ns()
        if group == 1:
            outputs = time_calls(predict, calls, latencies)
        else:
            outputs = time_groups(predict, calls, latencies, group)
        window_ns += time.perf_counter_ns() - block_began
        cpu_ns += time.process_time_ns() - block_cpu
        series.fold(elapsed, latencies[: len(calls) // group], group)
        kept.offer(cycle.last_sample(), outputs)
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
        "queries": done,
        "ended": ended,
        "calls_per_clock": group,
        "warm_up": {"queries": queries, "ns": warm_ns, "steady": steady},
        "latency": series.histogram(),
        "series": series.rows(),
    }, kept.outputs


class Kept:
    """The outputs of some timed queries, drawn evenly from the whole window (reservoir sampling)."""

    def __init__(self, seed):
        self.outputs: list[tuple[int, int]] = []
        self._random = random.Random(seed)
        self._offered = 0

    def offer(self, sample, outputs):
        """One block's last outputs; a place is found for each block with the same probability."""
        self._offered += 1
        place = self._random.randrange(self._offered)
        if len(self.outputs) < CHECKED_OUTPUTS:
            self.outputs.append((sample, digest(outputs)))
        elif place < CHECKED_OUTPUTS:
            self.outputs[place] = (sample, digest(outputs))


def needed(min_ns, median):
    """Queries that fill this time, with the reserve."""
    return -(-min_ns * (100 + RESERVE_PERCENT) // (100 * median))


class Series:
    """Bucket counts per period of the window; periods double when there are too many."""

    def __init__(self):
        self.period_ms = 100
        self.counts = []  # (buckets, calls) a period, as arrays: a tenth of a dictionary
        self.largest = []
        self.smallest, self.sum_ns = None, 0

    def fold(self, elapsed_ns, times, group):
        """Count these times, of `group` calls each, in the period that began the block."""
        import numpy

        together = numpy.array(times, dtype=numpy.int64)
        values = together // group
        row = elapsed_ns // (self.period_ms * 1_000_000)
        while row >= SERIES_ROWS:
            self._coarsen()
            row = elapsed_ns // (self.period_ms * 1_000_000)
        while len(self.counts) <= row:
            self.counts.append((numpy.zeros(0, numpy.int32), numpy.zeros(0, numpy.int64)))
            self.largest.append(None)
        lowest, highest = int(values.min()), int(values.max())
        self.largest[row] = highest if self.largest[row] is None else max(self.largest[row], highest)
        self.smallest = lowest if self.smallest is None else min(self.smallest, lowest)
        self.sum_ns += int(together.sum())
        buckets, numbers = numpy.unique(bucket(values), return_counts=True)
        self.counts[row] = added(self.counts[row], (buckets, numbers * group))

    def _coarsen(self):
        self.period_ms *= 2
        for i in range(0, len(self.counts), 2):
            merged, largest = self.counts[i], self.largest[i]
            if i + 1 < len(self.counts):
                merged = added(merged, self.counts[i + 1])
                both = [x for x in (largest, self.largest[i + 1]) if x is not None]
                largest = max(both) if both else None
            self.counts[i // 2], self.largest[i // 2] = merged, largest
        del self.counts[(len(self.counts) + 1) // 2 :]
        del self.largest[(len(self.largest) + 1) // 2 :]

    def histogram(self):
        merged = self.counts[0]
        for row in self.counts[1:]:
            merged = added(merged, row)
        return {
            "buckets": pairs(merged),
            "min_ns": self.smallest,
            "max_ns": max(x for x in self.largest if x is not None),
            "sum_ns": self.sum_ns,
        }

    def rows(self):
        return {
            "period_ms": self.period_ms,
            "queries": [int(calls.sum()) for _, calls in self.counts],
            "p50_ns": [percentile(dict(pairs(row)), 500_000) for row in self.counts],
            "p90_ns": [percentile(dict(pairs(row)), 900_000) for row in self.counts],
            "max_ns": self.largest,
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


# ---------------------------------------------------------------- the audit


def digest(outputs):
    """A number that stands for the bytes of every output, in this process only."""
    return hash(tuple(output.tobytes() for output in outputs))


def audit(predict, handles, kept):
    """Whether the timed outputs were real: the same as now, finite, and not one answer to everything."""
    digests, bad, began = {}, 0, time.perf_counter_ns()
    checked = [sample for sample, _ in kept]
    for sample in sorted(range(len(handles)), key=lambda one: one not in checked):
        outputs = predict(handles[sample])
        bad += nonfinite(outputs)
        digests[sample] = digest(outputs)
        if time.perf_counter_ns() - began > AUDIT_NS and len(digests) > 1:
            break
    known = [(sample, hashed) for sample, hashed in kept if sample in digests]
    return {
        "timed_outputs_checked": len(known),
        "timed_outputs_differ": sum(hashed != digests[sample] for sample, hashed in known),
        "nonfinite": bad,
        "constant_outputs": len(digests) > 1 and len(set(digests.values())) == 1,
    }


def nonfinite(outputs):
    """How many values are NaN or infinite."""
    import numpy

    return int(sum(numpy.size(o) - numpy.isfinite(o).sum() for o in outputs))


def fresh_over_repeated(predict, handles, median):
    """Median latency of changing samples over that of one sample again and again, in ppm, or None.

    Taken in alternating blocks of at least 8 calls, only where that needs less than a second.
    """
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
        self.handles: list[Any] = []
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
        self.harness = module.Harness()
        began = time.perf_counter_ns()
        self.harness.load(request["model"], request["options"])
        self.load_ns = time.perf_counter_ns() - began
        self.memory["loaded"] = status_bytes("VmHWM")
        import numpy

        packages = {"numpy": numpy.__version__, "python": sys.version.split()[0]}
        return {**self.harness.describe(), "is": "loaded", "packages": packages}

    def prepare(self, request):
        self.handles = []
        for sample in read_samples(request["samples"]):
            self.input_bytes = sum(array.nbytes for array in sample)
            self.handles.append(self.harness.prepare(sample))
        return {"is": "prepared", "count": len(self.handles)}

    def measure(self, request):
        predict = self.harness.predict
        began = time.perf_counter_ns()
        outputs = predict(self.handles[0])
        first_query_ns = time.perf_counter_ns() - began
        output_bytes = sum(output.nbytes for output in outputs)
        measured, kept = measure(predict, self.handles, request)
        memory = dict(self.memory, ran=status_bytes("VmHWM"))
        found = audit(predict, self.handles, kept)
        median = percentile(dict(measured["latency"]["buckets"]), 500_000)
        found["fresh_over_repeated_ppm"] = fresh_over_repeated(predict, self.handles, max(1, median))
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
            outputs = [numpy.array(o) for o in self.harness.predict(self.harness.prepare(sample))]
            bad += nonfinite(outputs)
            rows.append(outputs)
        paths = []
        for i, column in enumerate(zip(*rows)):
            paths.append(os.path.join(request["outputs"], "output-%d.npy" % i))
            numpy.save(paths[-1], numpy.stack(column), allow_pickle=False)
        return {"is": "predicted", "outputs": paths, "nonfinite": bad}


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
