"""A serial meter that is not here: the other end of a pseudo-terminal, answering as its protocol says."""

from __future__ import annotations

import os
import pty
import threading
import tty
from collections.abc import Callable, Iterable


class PseudoTerminal:
    """`port` is what a driver opens; whatever it writes goes to `answer`, whose pieces come back one by one."""

    def __init__(self, answer: Callable[[bytes], Iterable[bytes]]) -> None:
        self._answer = answer
        self._end, self._kept = pty.openpty()
        tty.setraw(self._kept)
        self.port = os.ttyname(self._kept)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def send(self, data: bytes) -> None:
        os.write(self._end, data)

    def unplug(self) -> None:
        """Both ends gone, as when a cable is pulled."""
        for descriptor in (self._kept, self._end):
            try:
                os.close(descriptor)
            except OSError:
                pass  # unplugged before
        self._thread.join(2)

    def _run(self) -> None:
        try:
            while asked := os.read(self._end, 4096):
                for piece in self._answer(asked):
                    os.write(self._end, piece)
        except OSError:
            pass  # unplugged
