"""One fresh worker process: load, prepare, measure; what it said becomes a Process. No conclusions."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path

import msgspec
from msgspec import Struct

from edgebench import histogram, paths
from edgebench.harness import protocol
from edgebench.harness.session import WorkerSession
from edgebench.model.plan import Cell
from edgebench.model.process import Histogram, Memory, Process, Stages, WarmUpRecord
from edgebench.model.reason import Reason, unless
from edgebench.model.result import Audit
from edgebench.model.scenario import GROUP_BELOW_NS, P99_PPM, WARM_UP
from edgebench.model.workload import Variant, Workload
from edgebench.runner.metering import MeteredProcess, Metering
from edgebench.runner.telemetry import Telemetry

TASK_STAGES = "edgebench.tasks.pipeline"


class Timeouts(Struct, frozen=True):
    """How long a worker may be silent before it is stopped, in seconds."""

    load_s: float = 300
    prepare_s: float = 120
    predict_s: float = 600
    beyond_cap_s: float = 120
    """Warm-up and audit of `measure`, on top of twice the time at which a window is cut."""


USUAL = Timeouts()


class Measured(Struct, frozen=True):
    """What one process gave."""

    process: Process
    audit: Audit
    loaded: protocol.Loaded
    input_bytes: int
    output_bytes: int
    ended: str
    metered: MeteredProcess | None = None


def measure(
    cell: Cell,
    workload: Workload,
    variant: Variant,
    model: Path,
    samples: Path,
    order: int,
    session_began_ns: int,
    timeouts: Timeouts,
    arrivals: protocol.Poisson | protocol.Periodic | None = None,
    seed: int | None = None,
    metering: Metering | None = None,
) -> Measured:
    """Run the cell once, with its meters beside it. Raises WorkerError.

    session_began_ns: wall clock of the session's start. seed: of this process; None: the cell's.
    """
    telemetry = Telemetry(cell.affinity)
    with WorkerSession(Path(cell.python), paths.worker(), Path(cell.harness_path)) as session:
        loaded = load(session, cell, workload, variant, model, timeouts, pipeline(cell, workload, variant))
        session.ask(protocol.Prepare([str(samples)]), protocol.Prepared, timeouts.prepare_s)
        with metering or contextlib.nullcontext():
            with telemetry:
                reply = session.ask(
                    _request(cell, arrivals, seed),
                    protocol.Measured,
                    2 * cell.cap_ns / 1e9 + timeouts.beyond_cap_s,
                )
            window_began_ns = time.time_ns() - (time.perf_counter_ns() - reply.began_ns)
            began_ms = max(0, (window_began_ns - session_began_ns) // 1_000_000)
            if metering:
                metering.done(reply, reply.queries * cell.samples_per_query, 1_000_000 * began_ms)
        resolution_ns = session.hello.clock_resolution_ns
    telemetry.cut(reply.began_ns, reply.window_ns)
    metered = metering.recorded() if metering else None
    return Measured(
        process=_process(reply, cell, telemetry, order, began_ms, metered),
        audit=_audit(reply.audit, resolution_ns, stateful=workload.chunk_ns is not None),
        loaded=loaded,
        input_bytes=reply.input_bytes,
        output_bytes=reply.output_bytes,
        ended=reply.ended,
        metered=metered,
    )


def arrivals(
    cell: Cell, rate_uhz: int | None, bound_ns: int | None
) -> protocol.Poisson | protocol.Periodic | None:
    """How the cell's queries come; None: each when the last completed."""
    if rate_uhz is not None:
        return protocol.Poisson(rate_uhz, bound_ns, P99_PPM)
    return protocol.Periodic(cell.period_ns) if cell.period_ns else None


def pipeline(cell: Cell, workload: Workload, variant: Variant) -> protocol.Pipeline | None:
    """What the worker runs around the model; None in scope model."""
    if cell.scope == "model":
        return None
    return protocol.Pipeline(str(paths.importable()), TASK_STAGES, workload, variant)


def load(
    session: WorkerSession,
    cell: Cell,
    workload: Workload,
    variant: Variant,
    model: Path,
    timeouts: Timeouts,
    around: protocol.Pipeline | None = None,
) -> protocol.Loaded:
    """Load the cell's model in this worker, as asked."""
    options: dict[str, str | int | bool] = {
        "threads": cell.threads_of_stream,
        "streams": cell.streams or 1,
        "batch": cell.batch or 1,
        "accelerator": cell.accelerator,
        "precision": cell.precision,
    }
    state = variant.state if workload.chunk_ns else None
    request = protocol.Load(str(model), options, cell.affinity, state, variant.state_shapes, around)
    return session.ask(request, protocol.Loaded, timeouts.load_s)


def _request(
    cell: Cell, arrivals: protocol.Poisson | protocol.Periodic | None, seed: int | None
) -> protocol.Measure:
    return protocol.Measure(
        samples_per_query=cell.samples_per_query,
        min_queries=cell.min_queries,
        min_ns=cell.min_ns,
        cap_ns=cell.cap_ns,
        seed=cell.seed if seed is None else seed,
        group_below_ns=GROUP_BELOW_NS,
        warm_up=protocol.WarmUpLimits(**msgspec.structs.asdict(WARM_UP)),
        arrivals=arrivals,
        until_done=cell.scenario == "offline",
    )


def _process(
    reply: protocol.Measured,
    cell: Cell,
    telemetry: Telemetry,
    order: int,
    began_ms: int,
    metered: MeteredProcess | None,
) -> Process:
    return Process(
        order=order,
        began_ms=began_ms,
        load_ns=reply.load_ns,
        first_query_ns=reply.first_query_ns,
        warm_up=WarmUpRecord(queries=reply.warm_up.queries, ns=reply.warm_up.ns, steady=reply.warm_up.steady),
        window_ns=reply.window_ns,
        queries=reply.queries,
        samples=reply.queries * cell.samples_per_query,
        failures=0,
        calls_per_clock=reply.calls_per_clock,
        latency=_histogram(reply.latency),
        engine_latency=_histogram(reply.engine_latency) if reply.engine_latency else None,
        engine_latency_reason=_no_engine_latency(reply),
        stages=Stages(**msgspec.structs.asdict(reply.stages)) if reply.stages else None,
        stages_reason=unless(reply.stages, Reason.NOT_APPLICABLE),
        series=telemetry.series(reply.series, reply.began_ns),
        memory=Memory(**msgspec.structs.asdict(reply.memory)),
        cpu_ns=reply.cpu_ns,
        sampler_cpu_ns=telemetry.cpu_ns + _metering_cpu_ns(reply, metered),
        steal_ns=reply.steal_ns,
        steal_ns_reason=unless(reply.steal_ns, Reason.NO_SENSOR),
        psi_cpu_us=reply.psi_cpu_us,
        psi_cpu_us_reason=unless(reply.psi_cpu_us, Reason.NO_SENSOR),
        load_average_milli=reply.load_average_milli,
        load_average_milli_reason=unless(reply.load_average_milli, Reason.NO_SENSOR),
        involuntary_switches=reply.involuntary_switches,
        swapped_bytes=reply.swapped_bytes,
        throttle=telemetry.throttle(),
        temperature_mc=telemetry.temperature(),
        temperature_mc_reason=unless(telemetry.temperature(), Reason.NO_SENSOR),
    )


def _metering_cpu_ns(reply: protocol.Measured, metered: MeteredProcess | None) -> int:
    """What reading the meters took during the window, as much a second as before and after it."""
    lasted_ns = reply.ended_ns - reply.began_ns
    return 0 if metered is None else metered.cpu_ppm * lasted_ns // 1_000_000


def _no_engine_latency(reply: protocol.Measured) -> Reason | None:
    if reply.engine_latency:
        return None
    return Reason.BATCHED if reply.calls_per_clock > 1 else Reason.NOT_REPORTED


def _histogram(latencies: protocol.Latencies) -> Histogram:
    first, counts = histogram.pack(latencies.buckets)
    return Histogram(
        scheme="log2x1024",
        first=first,
        counts=counts,
        min_ns=latencies.min_ns,
        max_ns=latencies.max_ns,
        sum_ns=latencies.sum_ns,
    )


def _audit(audited: protocol.Audited, resolution_ns: int, *, stateful: bool) -> Audit:
    repeated = audited.fresh_over_repeated_ppm
    none = Reason.NOT_APPLICABLE if stateful else Reason.TOO_FEW_QUERIES
    return Audit(
        harness_floor_ns=audited.harness_floor_ns,
        clock_resolution_ns=resolution_ns,
        timed_outputs_checked=audited.timed_outputs_checked,
        timed_outputs_differ=audited.timed_outputs_differ,
        fresh_over_repeated_ppm=repeated,
        fresh_over_repeated_ppm_reason=unless(repeated, none),
        nonfinite=audited.nonfinite,
        constant_outputs=audited.constant_outputs,
    )
