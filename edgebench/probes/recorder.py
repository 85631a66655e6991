"""Samples clocks and temperatures once a second, in a small process of its own.

Run as a program, `python recorder.py FILE...`, it says nothing until its stdin closes or SIGTERM
comes, then writes one line of JSON. It keeps the files open and imports little, so a sample costs
microseconds; its own CPU time is part of the answer. Standard library only.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # the child starts without these
    import subprocess
    from pathlib import Path

PERIOD_NS = 1_000_000_000

# A child that does not answer within this is lost, and with it only telemetry.
_ANSWER_SECONDS = 5

Row = tuple["int | None", ...]


class Recording(NamedTuple):
    """at_ns: when each row was read, on the clock of time.monotonic_ns and perf_counter_ns.
    rows: one value for each path, in the paths' order and unit; None where the read failed.
    reason: why there are no rows, a value of model.reason.Reason: no_sensor or failed.
    """

    at_ns: tuple[int, ...]
    rows: tuple[Row, ...]
    cpu_ns: int
    reason: str | None = None


class Recorder:
    """The host's side: start() before the window, stop() after it."""

    def __init__(self, paths: Sequence[Path], affinity: Collection[int] | None = None) -> None:
        """affinity: CPUs the recorder may run on; leave out the one that is measured."""
        self._paths = tuple(paths)
        self._affinity = affinity
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns at once; the first row follows some 50 ms later. Nothing to read: starts nothing."""
        if not self._paths:
            return
        import subprocess  # not at the top: the child does not need it

        # -I -S: no user site, no .pth files; half the start-up time and none of their effects.
        command = [sys.executable, "-I", "-S", __file__, *map(str, self._paths)]
        self._child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        if self._affinity:
            # A mask that the kernel refuses leaves the recorder where it is, and running.
            with contextlib.suppress(OSError):
                os.sched_setaffinity(self._child.pid, self._affinity)

    def stop(self) -> Recording:
        """Ends the recorder and returns what it saw. Never raises: telemetry is not the result."""
        if self._child is None:
            return Recording((), (), 0, None if self._paths else "no_sensor")
        import subprocess

        child, self._child = self._child, None
        with child:
            try:
                # Closing stdin is the signal; should this process die, it closes as well.
                answer, _ = child.communicate(timeout=_ANSWER_SECONDS)
                return _parse(answer)
            except (OSError, ValueError, KeyError, TypeError, subprocess.TimeoutExpired):
                child.kill()
        return Recording((), (), 0, "failed")


def record(
    read: Callable[[], Row],
    stopped: Callable[[int], bool],
    clock_ns: Callable[[], int] = time.monotonic_ns,
    period_ns: int = PERIOD_NS,
) -> tuple[list[int], list[Row]]:
    """Rows at once, at every period from then on, and at the end.

    stopped: waits up to that many nanoseconds; true as soon as the recording is over.
    """
    at_ns: list[int] = []
    rows: list[Row] = []
    began_ns = clock_ns()
    while True:
        at_ns.append(clock_ns())
        rows.append(read())
        # Counted from the beginning, so that a late sample does not delay the later ones.
        elapsed_ns = clock_ns() - began_ns
        if stopped(period_ns - elapsed_ns % period_ns):
            at_ns.append(clock_ns())
            rows.append(read())
            return at_ns, rows


def main(paths: Sequence[str]) -> None:
    """The child: open, record until stdin closes, answer."""
    # Ctrl-C reaches the whole group; the host decides when the recording ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGTERM, lambda number, frame: None)
    descriptors = [_open(path) for path in paths]

    def stopped(timeout_ns: int) -> bool:
        return bool(select.select([0, woken], [], [], timeout_ns / 1e9)[0])

    at_ns, rows = record(lambda: tuple(map(_value, descriptors)), stopped)
    answer = {"at_ns": at_ns, "rows": rows, "cpu_ns": time.process_time_ns()}
    sys.stdout.write(json.dumps(answer, separators=(",", ":")) + "\n")


def _open(path: str) -> int | None:
    try:
        return os.open(path, os.O_RDONLY)
    except OSError:
        return None


def _value(descriptor: int | None) -> int | None:
    """The number now: sysfs makes the text anew for every read at offset 0."""
    try:
        return None if descriptor is None else int(os.pread(descriptor, 64, 0))
    except (OSError, ValueError):
        return None


def _parse(answer: bytes) -> Recording:
    document = json.loads(answer)
    rows = tuple(tuple(row) for row in document["rows"])
    return Recording(tuple(document["at_ns"]), rows, document["cpu_ns"])


if __name__ == "__main__":
    main(sys.argv[1:])
