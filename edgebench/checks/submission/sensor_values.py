"""Temperatures, clocks and shares of time are ones that a device can have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.process import Process
from edgebench.model.result import Result

RULE = "sensor-values"
COLDEST_MC, HOTTEST_MC = -60_000, 150_000
"""Of a processor: silicon is rated from -55 to 125 degrees Celsius, and sensors are off by some."""
WARMEST_ROOM_MC = 90_000
"""What `--ambient` takes at the most."""
FASTEST_KHZ = 10_000_000


def check(submitted: Submitted) -> list[Problem]:
    """A number in another unit, or one that was typed."""
    return [
        submitted.problem(
            RULE, f"$.{place}", f"{value} is none.", "Find out what reports it, and measure again."
        )
        for place, value, low, high in _values(submitted.result)
        if value is not None and not low <= value <= high
    ]


def _values(result: Result) -> Iterator[tuple[str, int | None, int, int]]:
    yield "device.ambient_mc", result.device.ambient_mc, COLDEST_MC, WARMEST_ROOM_MC
    yield "device.cpu_max_khz", result.device.cpu_max_khz, 1, FASTEST_KHZ
    yield "device.gpu_max_khz", result.device.gpu_max_khz, 1, FASTEST_KHZ
    for place, process in enumerate(result.processes):
        yield from _of_process(f"processes[{place}]", process)


def _of_process(place: str, process: Process) -> Iterator[tuple[str, int | None, int, int]]:
    if process.temperature_mc is not None:
        yield f"{place}.temperature_mc.start", process.temperature_mc.start, COLDEST_MC, HOTTEST_MC
        yield f"{place}.temperature_mc.end", process.temperature_mc.end, COLDEST_MC, HOTTEST_MC
    for value in _ends(process.series.temperature_mc):
        yield f"{place}.series.temperature_mc", value, COLDEST_MC, HOTTEST_MC
    for value in _ends(process.series.cpu_khz):
        yield f"{place}.series.cpu_khz", value, 1, FASTEST_KHZ


def _ends(column: Sequence[int | None] | None) -> list[int]:
    """The least and the largest: where they are in bounds, so is what lies between."""
    known = [value for value in column or () if value is not None]
    return [min(known), max(known)] if known else []
