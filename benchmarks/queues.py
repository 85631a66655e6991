"""What Server and Streams find on systems whose queueing is known.

    python -m benchmarks.queues

One server, queries first come first served, on a clock of its own. The real searches
(edgebench/runner/choosing.py) run over the worker's real loops. Nothing here measures a machine.
"""

from __future__ import annotations

import contextlib
import gc
import heapq
import math
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal, localcontext
from typing import Any
from unittest import mock

import numpy
from msgspec import structs

from benchmarks import figures, simulation, worker
from benchmarks.figures import Figure
from edgebench.model.plan import Cell
from edgebench.model.process import Process
from edgebench.model.scenario import CAP_FACTOR, GROUP_BELOW_NS, P99_MIN_QUERIES, P99_PPM
from edgebench.runner import choosing

SERVICE_NS = 1_000_000
Service = Callable[[], int]
"""How long the next query takes, in ns."""
Law = Callable[[int], Service]
"""By its seed."""


BOUNDS_IN_SERVICES = (20, 50)
QUERIES = 100_000
SEEDS = range(1, 6)
NEAREST, FARTHEST = 0.97, 1.03


def main() -> int:
    """The median of five searches of each system, and how far the farthest lies from the truth."""
    kept = [
        _rates(name, law, rate, services)
        for name, law, rate in (("M/M/1", exponential, rate_of_mm1), ("M/D/1", constant, rate_of_md1))
        for services in BOUNDS_IN_SERVICES
    ]
    kept += [
        _counts(name, law, count)
        for name, law, count in (("M/M/1", exponential, streams_of_mm1), ("M/D/1", constant, streams_of_md1))
    ]
    return 0 if all(kept) else 1


def _rates(name: str, law: Law, rate: Callable[[int], float], services: int) -> bool:
    bound_ns = services * SERVICE_NS
    found = [found_rate(law(seed), bound_ns, QUERIES) / rate(bound_ns) for seed in SEEDS]
    return figures.report(
        f"Server on {name}, bound {services} services, {QUERIES} queries a window, {len(found)} searches",
        [
            Figure("median of found rate / analytic", statistics.median(found), "", NEAREST, FARTHEST),
            Figure("least", min(found), ""),
            Figure("largest", max(found), ""),
        ],
    )


def _counts(name: str, law: Law, count: Callable[[int], int]) -> bool:
    bound_ns = 41 * SERVICE_NS // 2
    found = found_streams(law(1), bound_ns, QUERIES) / count(bound_ns)
    return figures.report(
        f"Streams on {name}, bound 20.5 services, {QUERIES} queries a window",
        [Figure("found / analytic", found, "", NEAREST, FARTHEST)],
    )


def exponential(seed: int) -> Service:
    """Service times of an M/M/1 system, SERVICE_NS on average."""
    generator = numpy.random.default_rng(seed)
    drawn: list[int] = []

    def draw() -> int:
        if not drawn:
            drawn.extend(numpy.ceil(generator.exponential(SERVICE_NS, 4096)).astype(int).tolist())
        return drawn.pop()

    return draw


def constant(seed: int) -> Service:
    """Of an M/D/1 system: always the same."""
    return lambda: SERVICE_NS


def rate_of_mm1(bound_ns: int) -> float:
    """Queries a second at which p99 of an M/M/1 system is the bound: P(T > t) = exp(-(mu - lambda) t)."""
    return (1 / SERVICE_NS - math.log(100) / bound_ns) * 1e9


def rate_of_md1(bound_ns: int) -> float:
    """The same of M/D/1, whose waiting time is Erlang's sum (1909); the answer comes one service later."""
    low, high = 0.0, 1.0
    while high - low > 1e-6:
        load = (low + high) / 2
        if _waits_less(load, bound_ns / SERVICE_NS - 1) >= Decimal("0.99"):
            low = load
        else:
            high = load
    return low / SERVICE_NS * 1e9


def streams_of_mm1(bound_ns: int) -> int:
    """Streams whose p99 is within the bound: a query waits for all others, an Erlang law of that order."""
    from scipy import stats

    count = 1
    while stats.gamma.ppf(0.99, count + 1, scale=SERVICE_NS) <= bound_ns:
        count += 1
    return count


def streams_of_md1(bound_ns: int) -> int:
    """With constant service each of n streams is answered after n services."""
    return bound_ns // SERVICE_NS


def found_rate(service: Service, bound_ns: int, queries: int) -> float:
    """Queries a second that Server's search finds, with so many queries in each window."""
    chosen = choosing.choose(0, _cell("server", bound_ns, queries), _server(service))
    return (chosen.rate_uhz or 0) / 1e6


def found_streams(service: Service, bound_ns: int, queries: int) -> int:
    """The number of streams that the search of Streams finds."""
    chosen = choosing.choose(0, _cell("streams", bound_ns, queries), _shared(service))
    return chosen.streams if chosen.points[0].met else 0


class Server:
    """One query at a time; only answering and waiting take time."""

    def __init__(self, service: Service) -> None:
        self.now_ns, self._service = 0, service

    def perf_counter_ns(self) -> int:
        return self.now_ns

    def sleep(self, seconds: float) -> None:
        self.now_ns += round(seconds * 1e9)

    def prepare(self, inputs: Any) -> Any:
        return inputs

    def predict(self, handle: Any) -> list[Any]:
        """Let one service pass."""
        self.now_ns += self._service()
        return []


class SharedServer(Server):
    """The same for several threads: time goes on when every thread waits, to the next answer that is due."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self._lock, self._running, self._free_ns = threading.Lock(), 0, 0
        self._due: list[tuple[int, int, threading.Event]] = []
        self._asked = 0

    def predict(self, handle: Any) -> list[Any]:
        """Stand in the queue until answered."""
        answered = threading.Event()
        with self._lock:
            self._free_ns = max(self.now_ns, self._free_ns) + self._service()
            self._asked += 1
            heapq.heappush(self._due, (self._free_ns, self._asked, answered))
            self._park()
        answered.wait()
        return []

    def start(self) -> None:
        """One thread more."""
        with self._lock:
            self._running += 1

    def end(self) -> None:
        """One thread less."""
        with self._lock:
            self._park()

    def barrier(self, parties: int, action: Callable[[], None]) -> Barrier:
        """A barrier whose threads do not hold up time."""
        return Barrier(self, parties, action)

    def _park(self) -> None:
        self._running -= 1
        if not self._running and self._due:
            self.now_ns, _, answered = heapq.heappop(self._due)
            self._running += 1
            answered.set()


class Barrier:
    """threading.Barrier, whose waiting threads do not hold up the time of a shared server."""

    def __init__(self, server: SharedServer, parties: int, action: Callable[[], None]) -> None:
        self._server, self._missing, self._action = server, parties, action
        self._parties, self._open = parties, threading.Event()
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Until every party waits."""
        with self._lock:
            self._missing -= 1
            last = not self._missing
            if last:
                self._action()
                for _ in range(self._parties - 1):
                    self._server.start()
                self._open.set()
        if not last:
            self._server.end()
            self._open.wait()

    def abort(self) -> None:
        """Nothing fails here."""


class Thread:
    """Runs what it is given on a thread of its own, which the shared server knows of."""

    def __init__(self, server: SharedServer) -> None:
        self._server, self._pool = server, ThreadPoolExecutor(1)

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Start the call."""
        self._server.start()
        return self._pool.submit(self._run, call, *arguments)

    def _run(self, call: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return call(*arguments)
        finally:
            self._server.end()


def _server(service: Service) -> choosing.Try:
    def measure(cell: Cell, rate_uhz: int | None) -> Process:
        server = Server(service)
        with _time_of(server):
            stream = worker.Samples(server, simulation.SAMPLES)
            if rate_uhz is None:
                measured, _ = worker.measure(stream, _request(cell))
            else:
                coming = {"rate_uhz": rate_uhz, "bound_ns": cell.bound_ns, "percentile_ppm": P99_PPM}
                measured, _ = worker.measure_arrivals([stream], [], _request(cell, coming))
        return _process(measured)

    return measure


def _shared(service: Service) -> choosing.Try:
    def measure(cell: Cell, rate_uhz: int | None) -> Process:
        server = SharedServer(service)
        count = cell.streams or 1
        with _time_of(server), mock.patch("threading.Barrier", server.barrier):
            streams = [worker.Samples(server, simulation.SAMPLES) for _ in range(count)]
            measured, _ = worker.measure_streams(streams, [Thread(server) for _ in streams], _request(cell))
        return _process(measured)

    return measure


def _process(measured: dict[str, Any]) -> Process:
    gc.unfreeze()  # a window freezes what there is, once a process; here there are many
    return simulation.process(simulation.window(measured))


def _request(cell: Cell, coming: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "samples_per_query": 1,
        "min_queries": cell.min_queries,
        "min_ns": cell.min_ns,
        "cap_ns": cell.cap_ns,
        "seed": cell.seed,
        "group_below_ns": GROUP_BELOW_NS,
        "warm_up": simulation.LIMITS | {"max_ns": 300_000_000},
        "arrivals": coming,
        "until_done": False,
    }


@contextlib.contextmanager
def _time_of(server: Server) -> Iterator[None]:
    clock = server.perf_counter_ns
    with mock.patch.multiple(time, perf_counter_ns=clock, process_time_ns=clock, sleep=server.sleep):
        yield


def _cell(scenario: str, bound_ns: int, queries: int) -> Cell:
    made = Cell(
        workload="queue",
        revision=1,
        variant="queue",
        variant_sha256="0" * 64,
        sample_set_sha256="0" * 64,
        harness="queue",
        harness_path="",
        harness_sha256="0" * 64,
        python="",
        runtime="queue",
        runtime_version="1",
        version_asked_for=False,
        scenario="server",
        scope="model",
        samples_per_query=1,
        batch=1,
        streams=1,
        period_ns=None,
        bound_ns=bound_ns,
        tier="reference",
        threads=1,
        affinity=[],
        accelerator="cpu",
        precision="own",
        processes=1,
        min_queries=max(queries, P99_MIN_QUERIES),
        min_ns=1,
        cap_ns=CAP_FACTOR * queries * SERVICE_NS * 300,
        seed=1,
    )
    return made if scenario == "server" else structs.replace(made, scenario="streams", streams=None)


def _waits_less(load: float, services: float) -> Decimal:
    """P(W <= services) of M/D/1 at this load. The sum alternates: 60 digits keep what is left of it."""
    with localcontext() as context:
        context.prec = 60
        rho, time_ = Decimal(load), Decimal(services)
        terms = (
            (rho * (k - time_)) ** k / math.factorial(k) * (-rho * (k - time_)).exp()
            for k in range(int(services) + 1)
        )
        return (1 - rho) * sum(terms, Decimal(0))


if __name__ == "__main__":
    sys.exit(main())
