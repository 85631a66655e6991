"""A serial meter that is not here: the other end of a pseudo-terminal, answering as its protocol says."""

from __future__ import annotations

import os
import pty
import select
import threading
import tty
from collections.abc import Callable, Iterable


class PseudoTerminal:
    """`port` is what a driver opens; what it writes goes to `answer`, whose pieces come back one by one."""

    def __init__(self, answer: Callable[[bytes], Iterable[bytes]]) -> None:
        self._answer = answer
        self._end, self._kept = pty.openpty()
        tty.setraw(self._kept)
        self.port = os.ttyname(self._kept)
        self._unplugged = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Hangs up, as when a cable is pulled: every read and write at the driver's end then fails."""
        self._unplugged.set()
        self._thread.join(2)

    def _run(self) -> None:
        while not self._unplugged.is_set():
            if select.select([self._end], [], [], 0.01)[0]:
                for piece in self._answer(os.read(self._end, 4096)):
                    os.write(self._end, piece)
        os.close(self._kept)
        os.close(self._end)
