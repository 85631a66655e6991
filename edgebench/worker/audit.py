"""Whether what was timed was real: outputs kept from the window, looked at after it."""

from __future__ import annotations

import random
import time

from .samples import Cycle
from .timing import time_calls

CHECKED_OUTPUTS = 16
REPEAT_NS = 200_000_000
AUDIT_NS = 30_000_000_000
"""The audit of a slow model stops here; the samples whose timed outputs were kept come first."""


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
