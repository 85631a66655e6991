"""The host's side of one worker process: start it, ask, wait in one blocking read, end it.

Whatever happens in the worker (a crash, a segmentation fault, out of memory, silence,
rubbish) becomes a WorkerError that says what it was doing and its last words.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import msgspec

from edgebench.errors import WorkerError
from edgebench.harness import protocol

LONGEST_LINE = 8 << 20
START_TIMEOUT_S = 60.0
LONGEST_TOLD = 300
"""Characters of a worker's message; runtimes break a sentence over lines, and some tell pages."""

ReplyType = TypeVar("ReplyType", bound=msgspec.Struct)
_decoder = msgspec.json.Decoder(protocol.Reply)


class WorkerSession:
    """One worker. A context manager: leaving it ends the process, whatever state it is in."""

    def __init__(self, python: Path, worker: Path, harness: Path) -> None:
        """Starts it. Raises WorkerError."""
        self._process = _started(python, worker, harness)
        self._pending = b""
        self._last_words: deque[bytes] = deque(maxlen=16)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        try:
            self.hello = self._receive(protocol.Hello, "starting", START_TIMEOUT_S)
        except BaseException:
            self.close()
            raise
        if self.hello.protocol != protocol.VERSION:
            self.close()
            raise WorkerError(f"the worker speaks protocol {self.hello.protocol}, not {protocol.VERSION}")

    def ask(self, request: protocol.Request, reply: type[ReplyType], timeout_s: float) -> ReplyType:
        """Send a request and wait for its reply. Raises WorkerError."""
        doing = type(request).__name__.lower()
        with contextlib.suppress(BrokenPipeError):  # the read below tells why it is gone
            assert self._process.stdin is not None
            self._process.stdin.write(msgspec.json.encode(request) + b"\n")
            self._process.stdin.flush()
        return self._receive(reply, doing, timeout_s)

    def close(self) -> None:
        """End the process and everything it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._listener.join(timeout=5)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def __enter__(self) -> WorkerSession:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _receive(self, reply: type[ReplyType], doing: str, timeout_s: float) -> ReplyType:
        deadline = time.monotonic() + timeout_s
        while True:
            line = self._line(doing, deadline, timeout_s)
            try:
                message = _decoder.decode(line)
            except msgspec.DecodeError as error:
                if not _is_message(line):
                    self._last_words.append(line + b"\n")  # a log line
                    continue
                raise WorkerError(f"the worker's answer while {_ing(doing)} is malformed: {error}") from error
            if isinstance(message, protocol.Failed):
                raise WorkerError(
                    f"{message.error} while {_ing(doing)}: {_in_one_line(message.message)}",
                    last_words=message.traceback,
                )
            if isinstance(message, reply):
                return message
            raise WorkerError(f"the worker answered {type(message).__name__} while {_ing(doing)}")

    def _line(self, doing: str, deadline: float, timeout_s: float) -> bytes:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        while b"\n" not in self._pending:
            ready, _, _ = select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise WorkerError(
                    f"no answer within {timeout_s:.0f} s while {_ing(doing)}: the worker was stopped",
                    "the runtime hangs on this model; try another version of it",
                    self._words(),
                )
            chunk = os.read(descriptor, 1 << 16)
            if not chunk:
                raise self._death(doing)
            self._pending += chunk
            if len(self._pending) > LONGEST_LINE:
                raise WorkerError(f"the worker sent more than {LONGEST_LINE >> 20} MiB without a line end")
        line, self._pending = self._pending.split(b"\n", 1)
        return line

    def _death(self, doing: str) -> WorkerError:
        try:
            code = self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            return WorkerError(f"the worker closed its channel while {_ing(doing)}", None, self._words())
        self._listener.join(timeout=5)
        hint = None
        if code < 0:
            name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
            what = f"was killed by {name}"
            if -code == signal.SIGKILL:
                hint = "most likely the machine ran out of memory; try a smaller model or free memory"
        else:
            what = f"ended with status {code}"
        words = self._words()
        last = f": {words.splitlines()[-1][:200]}" if words else ""
        return WorkerError(f"the worker {what} while {_ing(doing)}{last}", hint, words)

    def _listen(self) -> None:
        """Keep the end of stderr; a full pipe would block the worker."""
        assert self._process.stderr is not None
        with contextlib.suppress(ValueError, OSError):
            while chunk := os.read(self._process.stderr.fileno(), 1 << 12):
                self._last_words.append(chunk)

    def _words(self) -> str:
        return b"".join(self._last_words).decode("utf-8", "replace").strip()[-4000:]


def _started(python: Path, worker: Path, harness: Path) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            [str(python), str(worker), str(harness)],
            env=_environment(python),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is the host's; and a kill reaches the worker's children
        )
    except OSError as error:
        raise WorkerError(
            f"{python} cannot be started: {error.strerror}",
            "check that file; a new edgebench run looks for an interpreter again",
        ) from error


def _environment(python: Path) -> dict[str, str]:
    """This process's; what leads its Python to packages would lead another one to those of this."""
    if python == Path(sys.executable):
        return dict(os.environ)
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}


def _is_message(line: bytes) -> bool:
    try:
        return "is" in msgspec.json.decode(line, type=dict[str, object])
    except msgspec.DecodeError:
        return False


def _ing(doing: str) -> str:
    return {
        "load": "loading the model",
        "prepare": "preparing the samples",
        "measure": "measuring",
        "predict": "predicting",
    }.get(doing, doing)


def _in_one_line(message: str) -> str:
    """At most LONGEST_TOLD. `Exception from core.cpp:84: … no RESOURCE` where the first leads to the last."""
    lines = [line.strip() for line in message.splitlines() if line.strip()] or ["(no message)"]
    if lines[0].endswith(":") and len(lines) > 1:
        return f"{lines[0][: LONGEST_TOLD // 2]} … {lines[-1][: LONGEST_TOLD // 2]}"
    whole = " ".join(lines)
    return whole if len(whole) <= LONGEST_TOLD else f"{whole[: LONGEST_TOLD - 1]}…"
