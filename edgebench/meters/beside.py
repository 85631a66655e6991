"""The host's side of a recorder: start it, wait until it reads, stop it, whatever state it is in."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
import time
from collections.abc import Collection
from pathlib import Path
from typing import IO

import msgspec

from edgebench import paths
from edgebench.meters.meter import READ_SECONDS
from edgebench.meters.recorder import Cost, Order
from edgebench.meters.recording import event_line
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

READY_SECONDS = 20.0
"""Slow things are found on a bus or a network within this, or the recording begins without them."""
STOP_SECONDS = READ_SECONDS + 3


class RecorderProcess:
    """start(), then stop(). Never raises for a meter: what it could not read is in its file."""

    def __init__(self, order: Order, file: Path, affinity: Collection[int] | None = None) -> None:
        """affinity: CPUs it may run on; leave out those that are measured."""
        self._order, self._file, self._affinity = order, file, affinity
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin; returns at once."""
        # This edgebench, whatever else of that name the working folder or the user's variables offer.
        here = f"import sys; sys.path[0] = {str(paths.importable())!r}; "
        run = "from pathlib import Path; from edgebench.meters.recorder import main; main(Path(sys.argv[1]))"
        self._child = subprocess.Popen(
            [sys.executable, "-c", here + run, str(self._file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if self._affinity:
            with contextlib.suppress(OSError):
                os.sched_setaffinity(self._child.pid, self._affinity)
        with contextlib.suppress(OSError):
            _pipe(self._child.stdin).write(msgspec.json.encode(self._order) + b"\n")
            _pipe(self._child.stdin).flush()

    def wait(self, until: float) -> None:
        """Until it has tried its first reading, or the time of time.monotonic() is over."""
        assert self._child is not None
        out = _pipe(self._child.stdout)
        if select.select([out], [], [], max(0.0, until - time.monotonic()))[0]:
            out.readline()

    def stop(self) -> Cost | None:
        """Its cost; None of one never started, and of one that had to be killed, which its file then says."""
        child, self._child = self._child, None
        if child is None:
            return None
        with child:
            try:
                answer, _ = child.communicate(timeout=STOP_SECONDS)
                return msgspec.json.decode(answer.splitlines()[-1], type=Cost)
            except (OSError, IndexError, ValueError, subprocess.TimeoutExpired):
                child.kill()
        self._say_it_was_lost()
        return None

    def _say_it_was_lost(self) -> None:
        silent = MeterError("the meter's driver did not answer and was stopped", Reason.METER_LOST)
        with contextlib.suppress(OSError), self._file.open("a+b") as file:
            file.seek(0)
            whole = file.read().rpartition(b"\n")[0]
            file.truncate(len(whole) + bool(whole))  # but for a line that it was writing
            file.write(event_line(_silent_since_ns(whole), silent).encode())


def _silent_since_ns(text: bytes) -> int:
    """Right after its last reading; where it had none, now."""
    last = text.rpartition(b"\n")[2].partition(b",")[0]
    return int(last) + 1 if last.isdigit() else time.monotonic_ns()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe
