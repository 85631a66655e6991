"""Raw readings of a meter, about 6 W ten times a second over `build.processes()`, and the file they come in.

meter(), of_meter(1.01)   as a result names it; its readings 1 % above 6 W
text(1.01)                the lines of their file
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import structs

from edgebench.energy.readings import Readings
from edgebench.energy.stored import stored_meter
from edgebench.energy.trace import Trace
from edgebench.model.energy import Meter, MeterAccuracy, RawTrace
from edgebench.model.meter import Rail, Reading, Specification
from tests.build import digest, processes

DRIVER = "yokogawa-wt310"
SPECIFICATION = Specification(
    kind="sampler",
    model="WT310E",
    boundary="wall_ac",
    includes=("psu",),
    rails=(Rail("total"),),
    total_rule="one channel",
    update_period_us=100_000,
    averaging_us=100_000,
    accuracy=(MeterAccuracy("power", 1000, 0, 10_000, "datasheet", "https://example.org/meter"),),
    validated="metal",
)


def of_meter(factor: float = 1.0) -> Readings:
    """From a second before each window to a second after it."""
    traces = {}
    for place, one in enumerate(processes()):
        ended_ms = one.began_ms + one.window_ns // 1_000_000
        times_ms = range(one.began_ms - 1000, ended_ms + 1000, 100)
        traces[place] = Trace(
            SPECIFICATION, tuple(_reading(i, at_ms, factor) for i, at_ms in enumerate(times_ms))
        )
    return Readings(DRIVER, traces)


def meter(**raw: Any) -> Meter:
    """With the number of its readings; `raw` is more of what the result says of their file."""
    count = sum(len(one.readings) for one in of_meter().traces.values())
    named = structs.replace(RawTrace(digest("readings"), 41_000, count), **raw)
    return stored_meter(DRIVER, "1", SPECIFICATION, named)


def text(factor: float = 1.0) -> str:
    """As edgebench/energy/readings.py writes it."""
    head = {"driver": DRIVER, "power_trace": 1, "specification": SPECIFICATION, "unit": "nW"}
    rows = [
        f"{process},{one.at_ns},{one.half_width_ns},{one.lost},,{one.values[0]}"
        for process, trace in of_meter(factor).traces.items()
        for one in trace.readings
    ]
    told = msgspec.json.encode(head, order="sorted").decode()
    return "\n".join([f"# {told}", "process,at_ns,half_width_ns,lost,device_ns,total", *rows, ""])


def _reading(number: int, at_ms: int, factor: float) -> Reading:
    """One in two is 10 mW higher: no meter shows the same over and over."""
    return Reading(at_ms * 1_000_000, 20_000, (round(factor * (6e9 + (-1) ** number * 1e7)),))
