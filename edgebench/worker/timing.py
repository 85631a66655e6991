"""The timed loops: nothing between two readings of the clock but the call."""

import time

KEEP_NS = 5_000_000
"""Outputs are kept for the audit only where the next query is so far away that it need not wait for that."""


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


def time_arrivals(stream, cycle, kept, due, latencies, tickets, limits):
    """Answer queries in the order in which they are due, until all are answered or a limit is reached.

    tickets: numbers of the queries, which several streams draw from together. due: in ns from the window's
    opening. A latency counts from then, whether or not a stream was free. Returns the last completion.
    """
    clock, sleep, predict, handles = time.perf_counter_ns, time.sleep, stream.predict, cycle.each()
    outputs, ended, resets = None, 0, stream.is_stateful
    for i in tickets:
        if i >= len(due) or limits.reached(ended):
            break
        if outputs is not None and limits.began_ns + due[i] - clock() > KEEP_NS:
            kept.offer(cycle.last(), outputs)
        handle = next_chunk(handles, cycle, limits, due[i]) if resets else next(handles)
        due_ns = limits.began_ns + due[i]
        wait = due_ns - clock()
        if wait > 0:
            sleep(wait / 1e9)
        outputs = predict(handle)
        ended = clock()
        latencies[i] = ended - due_ns
        if latencies[i] > limits.bound_ns:
            limits.late.append(i)
    if outputs is not None:
        kept.offer(cycle.last(), outputs)
    return ended


def next_chunk(handles, cycle, limits, offset_ns):
    """The next query of the one stream of a stateful model; it and all after it wait for a clip's reset.

    A reset is not timed. It has the time until the query is due; what it takes beyond puts off the rest.
    """
    began = time.perf_counter_ns()
    handle = next(handles)
    beyond = time.perf_counter_ns() - max(began, limits.began_ns + offset_ns)
    if cycle.last()[1] == 1 and beyond > 0:
        limits.began_ns += beyond
    return handle
