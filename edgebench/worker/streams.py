"""Several streams at once, each on its own thread: Streams, and Offline on more than one.

In Streams every stream goes on until the last has enough, so that each keeps its neighbours to
the end. Offline is done when the samples are: the streams share them out among themselves.
"""

import math
import threading
import time

from . import pipeline
from .audit import Kept
from .counters import Rise, undisturbed
from .samples import BLOCK_CALLS
from .tally import Series
from .timing import time_until_closed
from .warm_up import needed, warm_up

BLOCK_NS = 1_000_000_000
"""Latencies are folded about this often. The window is wall time here, so that folding lies in it."""


class Window:
    """What the streams of one measurement share: they begin together, and end together."""

    def __init__(self, streams, request):
        self.barrier = threading.Barrier(streams, self._open)
        self.lock = threading.Lock()
        self.streams, self.min_ns, self.cap_ns = streams, request["min_ns"], request["cap_ns"]
        self.closed, self.ended = False, "complete"
        self.began_ns = self.ended_ns = self.cpu_ns = 0
        self.rise, self.spent = Rise(), {}

    def _open(self):
        self.rise = Rise()  # anew: the warm-up is in no counter
        self.cpu_ns = time.process_time_ns()
        self.began_ns = time.perf_counter_ns()

    def check_cap(self):
        """Close where the window has lasted too long."""
        with self.lock:
            if time.perf_counter_ns() - self.began_ns > self.cap_ns:
                self.close("cap")

    def give_up(self):
        """One stream failed: the others must not wait for it."""
        self.closed = True
        self.barrier.abort()

    def close(self, ended):
        """The window ends now."""
        if not self.closed:
            self.ended_ns = time.perf_counter_ns()
            self.cpu_ns = time.process_time_ns() - self.cpu_ns
            self.closed, self.ended = True, ended
            self.spent = self.rise.until_now()

    def lasted(self):
        """Whether its least time is over."""
        return time.perf_counter_ns() - self.began_ns >= self.min_ns


class UntilEnough(Window):
    """Closed by the stream that is the last to have its share of the queries."""

    def __init__(self, streams, request):
        super().__init__(streams, request)
        self.least = math.ceil(request["min_queries"] / streams)
        self.waiting = set(range(streams))

    def plan(self, stream, pace_ns):
        """Time decides, not a number: how long streams wait for each other no warm-up tells."""

    def take(self, stream, most):
        """How many queries the stream makes next."""
        return most

    def made(self, stream, done):
        """The stream has made so many queries; having enough it goes on, for its neighbours."""
        with self.lock:
            if done >= self.least and self.lasted():
                self.waiting.discard(stream)
                if not self.waiting:
                    self.close("complete")


class UntilDone(Window):
    """Closed when every query is made, of a number fixed when the window opens.

    Where a machine sped up after its warm-up there are more, until the window has lasted: a stream that
    rested meanwhile would be missing from the throughput.
    """

    def __init__(self, streams, request):
        super().__init__(streams, request)
        self.left = self.running = self.taken = 0
        self.least = request["min_queries"]

    def plan(self, stream, pace_ns):
        """Each stream brings as many queries as fill its time."""
        with self.lock:
            self.left += needed(self.min_ns, pace_ns)
            self.running += 1

    def take(self, stream, most):
        """Shares that shrink towards the end, so that no stream waits long for the last one's."""
        with self.lock:
            self.left, self.least = max(self.left, self.least), 0
            if not self.left and not self.lasted():
                self.left = self._more()
            count = min(most, max(1, self.left // (2 * self.streams))) if self.left else 0
            self.left -= count
            self.taken += count
            if not count:
                self.running -= 1
                if not self.running:
                    self.close("complete")
            return count

    def _more(self):
        """As many as fill the rest of the time at the rate so far; in single ones the folding would count."""
        elapsed = max(1, time.perf_counter_ns() - self.began_ns)
        return max(self.streams, self.taken * (self.min_ns - elapsed) // elapsed)

    def made(self, stream, done):
        """They are counted when they are taken."""


def measure_stream(stream, number, request, window):
    """One of several streams, on its own thread: (its warm-up, series, queries, outputs kept)."""
    seed = request["seed"] + number
    cycle = stream.cycle(seed)
    queries, warm_ns, steady, median = warm_up(stream.predict, cycle, request["warm_up"])
    # Streams also wait for each other between their calls: for a core, or for Python's lock.
    window.plan(number, max(median, warm_ns // queries))
    # As if all streams shared one core: a block longer than the window could not see its end.
    latencies = [0] * max(1, min(BLOCK_CALLS, BLOCK_NS // (median * window.streams)))
    kept, series, done = Kept(seed), Series(), 0
    pipeline.begin([stream])
    window.barrier.wait()
    while not window.closed:
        elapsed = time.perf_counter_ns() - window.began_ns
        share = window.take(number, len(latencies))
        if not share:
            break
        calls = cycle.take(share)
        count, outputs = time_until_closed(stream.predict, calls, latencies, window)
        done += count
        if count:
            series.fold(elapsed, latencies[:count], 1)
        if count == len(calls):
            kept.offer(cycle.last(), outputs)
        window.made(number, done)
        window.check_cap()
    warmed = {"queries": queries, "ns": warm_ns, "steady": steady, "call_ns": median}
    return warmed, series, done, kept.outputs


def measure_streams(streams, threads, request):
    """What `measured` carries of several streams at once, and the outputs each kept for the audit."""
    window = (UntilDone if request["until_done"] else UntilEnough)(len(streams), request)
    with undisturbed():
        running = [
            thread.submit(measure_stream, stream, i, request, window)
            for i, (thread, stream) in enumerate(zip(threads, streams))
        ]
        warm_ups, series, queries, kept = zip(*finished(running, window.give_up))
    for other in series[1:]:
        series[0].merge(other)
    return {
        **window.spent,
        "began_ns": window.began_ns,
        "ended_ns": window.ended_ns,
        "window_ns": window.ended_ns - window.began_ns,
        "cpu_ns": window.cpu_ns,
        "queries": sum(queries),
        "ended": window.ended,
        "calls_per_clock": 1,
        "call_ns": min(one["call_ns"] for one in warm_ups),
        "warm_up": together(warm_ups),
        "latency": series[0].histogram(),
        "engine_latency": None,
        "stages": pipeline.spent(streams, queries),
        "series": series[0].rows(),
    }, kept


def finished(running, give_up):
    """What each stream returned; one that fails ends the others, and its own error is raised."""
    for future in running:
        future.add_done_callback(lambda done: done.exception() and give_up())
    errors = [error for error in (future.exception() for future in running) if error]
    if errors:  # what went wrong, rather than that the others were told to end
        raise min(errors, key=lambda error: isinstance(error, threading.BrokenBarrierError))
    return [future.result() for future in running]


def together(warm_ups):
    """The warm-up of several streams at once."""
    return {
        "queries": sum(one["queries"] for one in warm_ups),
        "ns": max(one["ns"] for one in warm_ups),
        "steady": all(one["steady"] for one in warm_ups),
    }
