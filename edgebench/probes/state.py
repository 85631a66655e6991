"""The device at this moment: what changes from run to run, and may disturb the next one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection
from pathlib import Path

from msgspec import Struct

from edgebench.model.reason import Reason, unless
from edgebench.probes import (
    clocks,
    contention,
    cpu_time,
    memory,
    power_mode,
    pressure,
    temperature,
    throttle,
    vcgencmd,
)
from edgebench.probes.cpu_time import Busy

# Long enough for ticks of 10 ms, short enough for a person who waits.
_WATCHED_SECONDS = 0.5


class State(Struct, frozen=True):
    """stolen_ppm: CPU time that other guests of the hypervisor took while `busy` was watched.
    vcgencmd_hindrance: why the Pi's firmware could not be asked, where it was not.
    """

    clocks: clocks.Clocks
    power_mode: power_mode.PowerMode
    temperature: temperature.Temperature
    throttle: throttle.Throttle
    load: contention.Contention
    pressure: pressure.Pressure
    memory: memory.Memory
    stolen_ppm: int | None
    busy: tuple[Busy, ...]
    vcgencmd_hindrance: vcgencmd.Hindrance | None
    stolen_ppm_reason: Reason | None = None


def read(
    root: Path = Path("/"),
    cpus: Collection[int] | None = None,
    wait: Callable[[], None] = lambda: time.sleep(_WATCHED_SECONDS),
) -> State:
    """Asks every probe once, and the CPU time's twice with `wait` between. cpus: those that count."""
    load, before = contention.read(root), cpu_time.read(root)
    wait()
    after = cpu_time.read(root)
    stolen = cpu_time.stolen_ppm(before, after)
    throttled = throttle.read(root)
    return State(
        clocks=clocks.read(root, cpus),
        power_mode=power_mode.read(root),
        temperature=temperature.read(root),
        throttle=throttled,
        load=load,
        pressure=pressure.read(root),
        memory=memory.read(root),
        stolen_ppm=stolen,
        busy=cpu_time.busy(before, after, but={os.getpid()}),
        vcgencmd_hindrance=None if "vcgencmd" in throttled.sources else vcgencmd.hindrance(root),
        stolen_ppm_reason=unless(stolen, Reason.NO_SENSOR),
    )
