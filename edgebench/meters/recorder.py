"""Reads one meter into a file, in a process of its own: one that hangs or dies takes nothing with it.

Run as `python -m edgebench.meters.recorder FILE`, with the order as the first line of stdin. Each
line is on its way to the disk when the next reading is taken. It ends when stdin closes, and then says
what it cost.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from edgebench.lab import Binding
from edgebench.meters import discover
from edgebench.meters.meter import Meter
from edgebench.meters.recording import FORMAT, Header, event_line, header_line, reading_line
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

AGAIN_NS = 1_000_000_000
"""A meter that failed is opened again after so long."""
JITTER = 0.5
"""Of the period to either side, where a steady one would be in step with the inference."""


class Order(Struct, frozen=True):
    """What to record. jitter_seed: given, the times between two readings are drawn at random."""

    binding: Binding
    jitter_seed: int | None = None


class Cost(Struct, frozen=True):
    """CPU time spent over the time recorded, from the meter's opening on."""

    cpu_ns: int
    over_ns: int


def record(
    meter: Meter,
    order: Order,
    write: Callable[[str], None],
    stopped: Callable[[int], bool],
    ready: Callable[[], None],
    clock_ns: Callable[[], int] = time.monotonic_ns,
) -> None:
    """Until it is stopped: open, read, write; after a failure again.

    stopped: waits up to that many nanoseconds; true as soon as the recording is over.
    ready: called once, when the first reading or the first failure is written.
    """
    draw = None if order.jitter_seed is None else random.Random(order.jitter_seed)
    period_ns, due_ns = AGAIN_NS, clock_ns()
    is_open = said = False
    while True:
        try:
            if not is_open:
                specification = order.binding.said(meter.open())
                write(header_line(Header(FORMAT, order.binding.driver, _version(order), specification)))
                period_ns, is_open = 1000 * specification.period_us, True
            for reading in meter.read():
                write(reading_line(reading))
            wait_ns = period_ns
        except MeterError as error:
            write(event_line(clock_ns(), error))
            if error.reason is not Reason.BAD_READING:
                meter.close()
                is_open = False
            wait_ns = period_ns if is_open else AGAIN_NS
        if not said:
            ready()
            said = True
        # Counted from when it was due, so that a slow read does not delay all after it.
        due_ns = max(clock_ns(), due_ns + wait_ns)
        stray_ns = draw.uniform(-JITTER, JITTER) * wait_ns if draw else 0
        if stopped(max(0, round(due_ns + stray_ns) - clock_ns())):
            break
    _last(meter, write, is_open=is_open)


def main(path: Path) -> None:
    """The process."""
    # Ctrl-C reaches the whole group; the host decides when the recording ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    order = msgspec.json.decode(sys.stdin.buffer.readline(), type=Order)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    began_ns = time.monotonic_ns()
    cpu_ns = time.process_time_ns()

    def stopped(timeout_ns: int) -> bool:
        return bool(select.select([0], [], [], timeout_ns / 1e9)[0])

    def ready() -> None:
        nonlocal began_ns, cpu_ns
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        began_ns, cpu_ns = time.monotonic_ns(), time.process_time_ns()

    record(order.binding.meter(), order, lambda line: _write(file, line), stopped, ready)
    os.fsync(file)
    cost = Cost(time.process_time_ns() - cpu_ns, time.monotonic_ns() - began_ns)
    sys.stdout.write(msgspec.json.encode(cost).decode() + "\n")


def _last(meter: Meter, write: Callable[[str], None], *, is_open: bool) -> None:
    """What came since; then let go."""
    try:
        for reading in meter.read() if is_open else ():
            write(reading_line(reading))
    except MeterError:
        pass  # the recording is over; what it holds is whole
    finally:
        meter.close()


def _version(order: Order) -> str:
    return discover.version_of(order.binding.driver)


def _write(file: int, line: str) -> None:
    """A full disk ends the recording, and what it took is given back: the session's journal needs it more."""
    rest = memoryview(line.encode())
    try:
        while rest:
            rest = rest[os.write(file, rest) :]
    except OSError:
        os.ftruncate(file, 0)
        raise


if __name__ == "__main__":
    main(Path(sys.argv[1]))
