"""Meters that send by themselves: a thread of their own receives, so that nothing waits in the kernel."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from edgebench.meters import meter
from edgebench.model.meter import MeterError
from edgebench.model.reason import Reason

LIMIT = 8192
"""Pieces that are kept until they are taken: 40 s of the fastest meter."""
LOOK_SECONDS = 0.005


class Arrival(NamedTuple):
    """What was received at once, and when, on the clock of time.monotonic_ns()."""

    at_ns: int
    data: bytes


class Stream:
    """Receives from now on, until it is closed or a call of `receive` raises."""

    def __init__(self, receive: Callable[[], bytes]) -> None:
        """receive: what has come, waiting 0.1 s at most; raises MeterError. Called by the thread alone."""
        self._receive = receive
        self._arrivals: queue.Queue[Arrival] = queue.Queue(LIMIT)
        self._fault: MeterError | None = None
        self._closed = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="meter", daemon=True)
        self._thread.start()

    def take(self, deadline: float) -> list[Arrival]:
        """All that came since the last call; empty where nothing did until `deadline` of time.monotonic().

        Raises MeterError: what ended the stream, once all that came before is taken.
        """
        while True:
            ended = self._ended.is_set()
            taken = []
            while not self._arrivals.empty():
                taken.append(self._arrivals.get_nowait())
            if taken or time.monotonic() > deadline:
                return taken
            if ended and self._fault is not None:
                raise self._fault
            time.sleep(LOOK_SECONDS)

    def close(self) -> None:
        """Returns when the thread has ended."""
        self._closed.set()
        self._thread.join(meter.READ_SECONDS)

    def _run(self) -> None:
        try:
            while not self._closed.is_set():
                data = self._receive()
                if data:
                    self._arrivals.put_nowait(Arrival(time.monotonic_ns(), data))
        except MeterError as error:
            self._fault = error
        except queue.Full:
            self._fault = MeterError(
                "the meter's samples were not taken for too long",
                Reason.SAMPLE_GAP,
                "run again with nothing else on the machine",
            )
        finally:
            self._ended.set()
