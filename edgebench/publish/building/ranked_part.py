"""Of a result the part that ranks it: a fifth of its bytes, so that all of a workload fit into memory.

What is left out is only for the detail of one result, which is made before: the window over time, warm-up,
throttling, and of the latencies everything but the percentile that the scenario is judged by.
"""

from __future__ import annotations

from msgspec import structs

from edgebench import histogram
from edgebench.metrics import judged_by
from edgebench.model.process import Histogram, Process, Series, Throttle, WarmUpRecord
from edgebench.model.reason import Reason
from edgebench.model.result import Result

_UNKNOWN = Reason.UNKNOWN
_NO_SERIES = Series(1, [], [], [], [], None, _UNKNOWN, None, _UNKNOWN, None, _UNKNOWN)
_NO_WARM_UP = WarmUpRecord(0, 0, steady=True)
_NO_THROTTLE = Throttle([], [], None, _UNKNOWN)


def of(result: Result) -> Result:
    """The same identity, load, summary and energy; processes with the values that rows are tested on."""
    ppm = judged_by(result.load.scenario).percentile_ppm
    small = [_process(one, ppm) for one in result.processes]
    if result.load.scenario == "sustained":  # judged by its window over time, which its device's page draws
        windows = zip(small, result.processes, strict=True)
        small = [structs.replace(one, series=own.series, throttle=own.throttle) for one, own in windows]
    return structs.replace(result, processes=small)


def _process(process: Process, ppm: int | None) -> Process:
    return structs.replace(
        process,
        latency=_judged(process.latency, process.queries, ppm),
        engine_latency=None,
        engine_latency_reason=_UNKNOWN,
        warm_up=_NO_WARM_UP,
        throttle=_NO_THROTTLE,
        series=_NO_SERIES,
    )


def _judged(of: Histogram, queries: int, ppm: int | None) -> Histogram:
    """All values in the bucket of this percentile; without one, in the first."""
    bucket = of.first if ppm is None else histogram.bucket(histogram.percentile(of, ppm))
    return structs.replace(of, first=bucket, counts=[queries])
