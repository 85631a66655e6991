"""The same function of many files, on every core, and the answers in order.

Each core has a Python of its own that stays for all files. They are not multiprocessing's: those run the
caller's main script once more, or copy a process in whose threads locks may be held.
"""

from __future__ import annotations

import collections
import contextlib
import gc
import itertools
import mmap
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypeVar

from edgebench import paths
from edgebench.errors import ResultError

Answer = TypeVar("Answer")

FEWEST = 1000
"""Files that are worth it: starting takes as long as reading some hundreds."""
CHUNK = 50
"""Files that are handed over at once."""
AHEAD = 4
"""Chunks a process that may wait for an earlier one, so that memory is bounded."""
_ALONE = {"OPENBLAS_NUM_THREADS": "1"}
"""numpy's algebra, which nothing here asks for, would start a thread a core in each process."""
_NUMBER = 8
"""Bytes of the place in a chunk, which a process writes down before each file."""


def in_order(
    function: Callable[[Path], Answer],
    files: Sequence[Path],
    processes: int | None = None,
    chunk: int = CHUNK,
) -> Generator[Answer, None, None]:
    """function(file) of each file, in their order; what it raises is raised here, in its turn.

    function: of a module of edgebench, or a partial of one. processes: the cores there are. Few files are
    read here and now. chunk: how many are handed over at once, fewer where each takes long.
    Raises ResultError naming the file at which a process was lost.
    """
    count = processes if processes is not None else min(len(os.sched_getaffinity(0)), len(files) // FEWEST)
    with Processes(count) as started:
        yield from started.in_order(function, files, chunk)


class Processes:
    """So many processes, which stay for several functions: to start them takes as long as hundreds of files.

    They end with the block. Where there would be one, all is done here and now.
    """

    def __init__(self, count: int) -> None:
        self._count = count if count > 1 and sys.executable else 0
        self._children: list[_Child] = []
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Processes:
        with contextlib.ExitStack() as stack:
            self._children = [stack.enter_context(_Child()) for _ in range(self._count)]
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def prepare(self, function: Callable[[Path], Any]) -> None:
        """Have them load what it needs; nothing is waited for."""
        for child in self._children:
            child.prepare(function)

    def in_order(
        self, function: Callable[[Path], Answer], files: Sequence[Path], chunk: int = CHUNK
    ) -> Iterator[Answer]:
        """As the function of this name. They begin at once, and answers may be asked for later; all are taken
        before anything else is asked.
        """
        if not self._children:
            return map(function, files)
        self.prepare(function)
        work = _Work(self._children, [files[at : at + chunk] for at in range(0, len(files), chunk)])
        work.hand_out()
        return work.answers()


def announce(files: Sequence[Path] | Sequence[str]) -> None:
    """Has the kernel read them from the disk at once, while the first is worked on, instead of one by one."""
    for file in files:
        with contextlib.suppress(OSError):  # `function` says what is wrong with it
            descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_WILLNEED)
            finally:
                os.close(descriptor)


class _Work:
    """Chunks that are handed out to processes."""

    def __init__(self, children: Sequence[_Child], chunks: Sequence[Sequence[Path]]) -> None:
        self._children = children
        self._waiting = collections.deque(enumerate(chunks))
        self._chunks = len(chunks)
        self._due = 0
        # Two, so that none has to wait; but where each file takes long, whoever is free gets the next.
        self._at_once = 2 if max(map(len, chunks), default=0) > 1 else 1

    def hand_out(self) -> None:
        waiting, last = self._waiting, self._due + AHEAD * len(self._children)
        for child in itertools.chain.from_iterable(itertools.repeat(self._children, self._at_once)):
            if waiting and len(child.chunks) < self._at_once and waiting[0][0] < last:
                child.give(*waiting.popleft())

    def answers(self) -> Iterator[Any]:
        early: dict[int, list[Any]] = {}
        while self._due < self._chunks:
            self.hand_out()
            busy = [one for one in self._children if one.chunks]
            ready = wait([one.connection for one in busy])
            for child in [one for one in busy if one.connection in ready]:
                number, answers = child.take()
                early[number] = answers
            while self._due in early:
                for answer, error in early.pop(self._due):
                    if error is not None:
                        raise error
                    yield answer
                self._due += 1


class _Child:
    """A process that answers chunks of files one after the other."""

    def __init__(self) -> None:
        self.chunks: collections.deque[tuple[int, Sequence[Path]]] = collections.deque()
        self._place = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the process
        self._place.truncate(_NUMBER)
        ours, theirs = socket.socketpair()
        self.connection = Connection(ours.detach())
        # This edgebench, whatever else of that name the working folder or the user's variables offer.
        here = f"import sys; sys.path[0] = {str(paths.importable())!r}; "
        run = "from edgebench.parallel import serve; serve(*map(int, sys.argv[1:]))"
        handed = [theirs.fileno(), self._place.fileno()]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", here + run, *map(str, handed)],
                stdin=subprocess.DEVNULL,
                env={**os.environ, **_ALONE},
                pass_fds=handed,
                start_new_session=True,  # Ctrl-C is the caller's, who ends this process
            )

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self._process.kill()
        self._process.wait()
        self._place.close()

    def prepare(self, function: Callable[[Path], Any]) -> None:
        """What is asked of the chunks that follow."""
        with contextlib.suppress(OSError):  # `take` says what became of it
            self.connection.send(function)

    def give(self, number: int, files: Sequence[Path]) -> None:
        """One chunk more to do."""
        self.chunks.append((number, files))
        with contextlib.suppress(OSError):  # `take` says what became of it
            self.connection.send(list(map(os.fspath, files)))

    def take(self) -> tuple[int, list[tuple[Any, Exception | None]]]:
        """The first chunk's number and answers, each an answer or an error. Raises ResultError."""
        number, files = self.chunks[0]
        try:
            answers = self.connection.recv()
        except (EOFError, OSError) as error:
            self._process.wait()
            self._place.seek(0)
            place = min(int.from_bytes(self._place.read(_NUMBER), "little"), len(files) - 1)
            raise ResultError(
                f"{files[place]}: the process that read it was lost ({self._end()})",
                "If memory ran out, free some. Else read this file alone, and report it.",
            ) from error
        self.chunks.popleft()
        return number, answers

    def _end(self) -> str:
        status = self._process.returncode
        return f"status {status}" if status >= 0 else signal.Signals(-status).name


def serve(connection: int, place: int) -> None:
    """The process's own side: functions and chunks from one descriptor, the file it is at to the other."""
    with Connection(connection) as host, mmap.mmap(place, _NUMBER) as noted:
        gc.disable()  # a file leaves no cycles, or few: once a chunk is enough
        function: Callable[[Path], Any] = Path
        is_new = True
        try:
            while True:
                asked = host.recv()
                if callable(asked):
                    function, is_new = asked, True
                    continue
                host.send(_answered(function, asked, noted))
                noted[:] = bytes(_NUMBER)  # of a chunk that is never begun the first is named
                if is_new:
                    gc.freeze()  # what was loaded for the first chunk stays, and is never looked through
                else:
                    gc.collect()
                is_new = False
        except (EOFError, OSError):
            pass  # the caller has gone


def _answered(
    function: Callable[[Path], Any], files: Sequence[str], noted: mmap.mmap
) -> list[tuple[Any, Exception | None]]:
    """Up to the first error: nobody asks for what follows it."""
    announce(files)
    found: list[tuple[Any, Exception | None]] = []
    for place, file in enumerate(files):
        noted[:] = place.to_bytes(_NUMBER, "little")
        try:
            found.append((function(Path(file)), None))
        except Exception as error:  # noqa: BLE001  # raised again where the answer is awaited
            return [*found, (None, error)]
    return found
