"""The one run of a report as a process: latencies, window, and what else its file says."""

from __future__ import annotations

from msgspec import structs

from edgebench import histogram
from edgebench.errors import ImportRefusedError
from edgebench.imports.report import Report, Stated
from edgebench.model.process import Histogram, Memory, Process, Series, Throttle, WarmUpRecord
from edgebench.model.quantity import LARGEST
from edgebench.model.reason import Reason, unless

AS_WRITTEN = "Give the file as the tool wrote it."
ROUNDING = 0.01
"""By so much the queries may be longer than the run that the tool states: it prints few digits."""


def process_of(report: Report) -> Process:
    """One run. Latencies that were only summed up by the tool are one timed group of all queries.

    Where only the calls were timed their sum is the window.
    """
    stated = report.latencies if isinstance(report.latencies, Stated) else None
    latency = (
        histogram.of(report.latencies)
        if not isinstance(report.latencies, Stated)
        else _mean(report.latencies)
    )
    queries = histogram.total(latency)
    streams = report.streams or 1
    in_calls_ns = -(-latency.sum_ns // streams)
    window_ns = max(report.window_ns or 0, in_calls_ns)
    if window_ns > LARGEST:
        raise ImportRefusedError(f"{queries} queries took {window_ns} ns in all", AS_WRITTEN)
    if report.window_ns and in_calls_ns > report.window_ns * (1 + ROUNDING):
        raise ImportRefusedError(
            f"{queries} queries took {in_calls_ns} ns by themselves, and the run {report.window_ns} ns",
            AS_WRITTEN,
        )
    if stated is not None:
        _require_order(stated)
    engine = None
    if stated is not None and report.engine_mean_ns is not None:
        engine = _mean(structs.replace(stated, mean_ns=report.engine_mean_ns))
    return Process(
        order=0,
        began_ms=0,
        load_ns=report.load_ns or 1,
        first_query_ns=report.first_query_ns or 1,
        warm_up=WarmUpRecord(
            queries=report.warm_up.queries if report.warm_up else 0,
            ns=report.warm_up.ns if report.warm_up else 0,
            steady=False,
        ),
        window_ns=window_ns,
        queries=queries,
        samples=queries * report.samples_per_query,
        failures=report.failures or 0,
        calls_per_clock=queries if stated is not None else 1,
        latency=latency,
        engine_latency=engine,
        engine_latency_reason=unless(engine, Reason.NOT_REPORTED),
        stages=None,
        stages_reason=Reason.NOT_APPLICABLE,
        series=_series(report, latency, window_ns),
        memory=Memory(start=0, imported=0, loaded=0, ran=0),
        cpu_ns=0,
        sampler_cpu_ns=0,
        steal_ns=None,
        steal_ns_reason=Reason.NOT_REPORTED,
        psi_cpu_us=None,
        psi_cpu_us_reason=Reason.NOT_REPORTED,
        load_average_milli=None,
        load_average_milli_reason=Reason.NOT_REPORTED,
        involuntary_switches=0,
        swapped_bytes=0,
        throttle=Throttle(before=[], after=[], source=None, source_reason=Reason.NOT_REPORTED),
        temperature_mc=None,
        temperature_mc_reason=Reason.NOT_REPORTED,
    )


def _require_order(stated: Stated) -> None:
    """A median is no more than p90, and that no more than the largest."""
    known = [one for one in (stated.p50_ns, stated.p90_ns, stated.max_ns) if one is not None]
    if known != sorted(known):
        raise ImportRefusedError(
            f"its median, p90 and largest do not rise: {', '.join(map(str, known))} ns",
            AS_WRITTEN,
        )


def _mean(stated: Stated) -> Histogram:
    """So many queries in the bucket of their mean."""
    once = histogram.of([stated.mean_ns])
    return structs.replace(once, counts=[stated.queries], sum_ns=stated.mean_ns * stated.queries)


def _series(report: Report, latency: Histogram, window_ns: int) -> Series:
    """One row, the whole window: the percentiles of its latencies, or those the tool states."""
    if isinstance(report.latencies, Stated):
        row = (report.latencies.p50_ns, report.latencies.p90_ns, report.latencies.max_ns)
    else:
        row = (histogram.percentile(latency, 500_000), histogram.percentile(latency, 900_000), latency.max_ns)
    return Series(
        period_ms=-(-window_ns // 1_000_000),
        queries=[histogram.total(latency)],
        p50_ns=[row[0]],
        p90_ns=[row[1]],
        max_ns=[row[2]],
        cpu_khz=None,
        cpu_khz_reason=Reason.NOT_REPORTED,
        temperature_mc=None,
        temperature_mc_reason=Reason.NOT_REPORTED,
        power_mw=None,
        power_mw_reason=Reason.NO_METER,
    )
