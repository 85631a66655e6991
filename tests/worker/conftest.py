"""A clock that only the timed call moves, and measured windows on it."""

import time

import pytest


class Clock:
    """perf_counter_ns and sleep that only `predict` and waiting move."""

    def __init__(self, latency_ns):
        self.now, self.calls, self.handles, self._latency = 0, 0, [], latency_ns

    def perf_counter_ns(self):
        return self.now

    def sleep(self, seconds):
        self.now += round(seconds * 1e9)

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
        monkeypatch.setattr(time, "sleep", clock.sleep)
        return clock

    return make
