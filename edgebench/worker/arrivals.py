"""Queries that arrive by a clock of their own: at random times (Server), or one every period.

A latency counts from the moment a query was due. Nothing bounds how many wait.
"""

import array
import itertools
import random
import time
from functools import partial

from . import pipeline
from .audit import Kept
from .counters import undisturbed
from .streams import finished, together
from .tally import Series
from .timing import time_arrivals
from .warm_up import warm_up

FOLD_NS = 100_000_000
LEAD_NS = 1_000_000
"""The first query is due so long after the window opens that no stream begins late."""


def offsets(arrivals, floors, seed):
    """When each query is due, in ns from the window's opening: until both floors hold.

    arrivals: one every `period_ns`, or `rate_uhz` a second with exponential gaps, which Python's
    generator, mt19937, draws.
    """
    draw = random.Random(seed).expovariate
    fixed_ns = arrivals.get("period_ns")
    per_ns = itertools.repeat(0 if fixed_ns else arrivals["rate_uhz"] / 1e15)
    times = array.array("q")
    for due in itertools.accumulate(fixed_ns or draw(rate) for rate in per_ns):
        times.append(int(due))
        if len(times) >= floors["min_queries"] and due >= floors["min_ns"]:
            return times
    raise AssertionError("arrivals never end")


class Limits:
    """When answering arrivals ends before the last: too many answers were late, or the cap is reached."""

    def __init__(self, request, planned):
        bound = request["arrivals"].get("bound_ns")
        self.bound_ns = bound or 1 << 62
        rank = planned * request["arrivals"].get("percentile_ppm", 0) // 1_000_000
        self.most_late = planned - 1 - rank if bound else planned
        self.late = []
        self.cap_ns, self.began_ns, self.deadline_ns = request["cap_ns"], 0, 1 << 62

    def open(self, began_ns):
        """The window opens: what is due counts from here."""
        self.began_ns, self.deadline_ns = began_ns, began_ns + self.cap_ns

    def too_many_late(self):
        """The percentile lies above the bound, whatever comes."""
        return len(self.late) > self.most_late

    def reached(self, now_ns):
        """Whether to stop."""
        return now_ns > self.deadline_ns or len(self.late) > self.most_late


def measure_arrivals(streams, threads, request):
    """What `measured` carries of one window, and the outputs each stream kept for the audit."""
    seeds = [request["seed"] + i for i in range(len(streams))]
    cycles = [stream.cycle(seed) for stream, seed in zip(streams, seeds)]
    warm_ups = on_each(threads, [partial(warmed, *one, request) for one in zip(streams, cycles)])
    due = offsets(request["arrivals"], request, request["seed"])
    limits, latencies = Limits(request, len(due)), array.array("q", bytes(8 * len(due)))
    kept, tickets = [Kept(seed) for seed in seeds], itertools.count()
    shared = (due, latencies, tickets, limits)
    jobs = [partial(time_arrivals, *one, *shared) for one in zip(streams, cycles, kept)]
    pipeline.begin(streams)
    with undisturbed() as spent:
        # Nothing that takes longer with more queries may stand between here and the first of them.
        cpu, began_ns = time.process_time_ns(), time.perf_counter_ns() + LEAD_NS
        limits.open(began_ns)
        ended_ns = max(on_each(threads, jobs))
        cpu = time.process_time_ns() - cpu
    series, made = folded(due, latencies)
    return {
        **spent,
        "began_ns": began_ns,
        "ended_ns": ended_ns,
        "window_ns": ended_ns - began_ns,
        "cpu_ns": cpu,
        "queries": made,
        "ended": "overloaded" if limits.too_many_late() else "complete" if made == len(due) else "cap",
        "calls_per_clock": 1,
        "call_ns": min(one["call_ns"] for one in warm_ups),
        "warm_up": together(warm_ups),
        "latency": series.histogram(),
        "engine_latency": None,
        "stages": pipeline.spent(streams),
        "series": series.rows(),
    }, [one.outputs for one in kept]


def warmed(stream, cycle, request):
    """The stream's warm-up, one query after the other."""
    queries, ns, steady, median = warm_up(stream.predict, cycle, request["warm_up"])
    return {"queries": queries, "ns": ns, "steady": steady, "call_ns": median}


def on_each(threads, jobs):
    """What the jobs return, each on its own thread; one alone stays on this one."""
    if len(jobs) == 1:
        return [jobs[0]()]
    return finished([thread.submit(job) for thread, job in zip(threads, jobs)], lambda: None)


def folded(due, latencies):
    """(the latencies period by period, each in that in which its query was due; how many were answered)."""
    import numpy

    values = numpy.array(latencies)
    answered = values > 0
    values, times = values[answered], numpy.array(due)[answered]
    series, edges = Series(), numpy.arange(0, times[-1] + FOLD_NS + 1, FOLD_NS)
    places = numpy.searchsorted(times, edges)
    for edge, first, end in zip(edges.tolist(), places[:-1], places[1:]):
        if end > first:
            series.fold(edge, values[first:end], 1)
    return series, len(values)
