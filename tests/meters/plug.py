"""A plug on this machine: an HTTP server that answers as firmware does, and misbehaves to order."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Plug(ThreadingHTTPServer):
    """`answers` by path and query; what is no bytes is JSON."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.answers: dict[str, Any] = {}
        self.status = 200
        self.password: str | None = None
        """With one, all but /shelly ask for it, by `scheme`."""
        self.scheme = "basic"
        self.drip_seconds = 0.0
        """Between single bytes of the answer, head included."""
        self.cut = 0
        """How many bytes the answer lacks at its end."""
        self.asked: list[str] = []
        self.connections: list[socket.socket] = []

    def pull(self) -> None:
        """Break every connection, as a plug does that loses its own supply."""
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gave up is what some tests are about."""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Plug

    def setup(self) -> None:
        self.server.connections.append(self.request)
        super().setup()

    def do_GET(self) -> None:
        plug = self.server
        plug.asked.append(self.path)
        if plug.password is not None and self.path != "/shelly" and not self._admitted(plug.password):
            self._send(401, b"", ("WWW-Authenticate", CHALLENGE[plug.scheme]))
        elif self.path not in plug.answers:
            self._send(404, b"")
        else:
            content = plug.answers[self.path]
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            self._send(plug.status, body, ("Location", "/elsewhere"))

    def _send(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers]
        whole = "\r\n".join([*lines, "", ""]).encode() + body
        whole = whole[: len(whole) - self.server.cut]
        if self.server.drip_seconds:
            for byte in whole:
                time.sleep(self.server.drip_seconds)
                self.wfile.write(bytes([byte]))
        else:
            self.wfile.write(whole)
        self.close_connection = bool(self.server.cut)

    def _admitted(self, password: str) -> bool:
        given = self.headers["Authorization"] or ""
        if self.server.scheme == "basic":
            return given == "Basic " + base64.b64encode(f"admin:{password}".encode()).decode()
        return _answers_challenge(given, self.path, password)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (the base class's name)
        """Keep the test run's output clean."""


REALM, NONCE = "shellyplus2pm-485519992590", "66d43e75"
# Gen2 and later ask with SHA-256 for the user admin (RFC 7616); the realm is the device's id.
CHALLENGE = {
    "basic": 'Basic realm="Shelly"',
    "digest": f'Digest qop="auth", realm="{REALM}", nonce="{NONCE}", algorithm=SHA-256',
}


def _answers_challenge(given: str, path: str, password: str) -> bool:
    """RFC 7616: response = H(H(user:realm:password):nonce:nc:cnonce:qop:H(method:path))."""
    parts = dict(
        part.strip().split("=", 1) for part in given.removeprefix("Digest ").split(",") if "=" in part
    )
    parts = {name: value.strip('"') for name, value in parts.items()}

    def digest(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    user = digest(f"admin:{REALM}:{password}")
    count = f"{parts.get('nc')}:{parts.get('cnonce')}"
    expected = digest(f"{user}:{NONCE}:{count}:auth:{digest(f'GET:{path}')}")
    return parts.get("response") == expected and parts.get("uri") == path


@contextmanager
def plugged_in(port: int = 0) -> Iterator[Plug]:
    """Until the block ends; then its port refuses connections."""
    plug = Plug(port)
    thread = threading.Thread(target=plug.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield plug
    finally:
        plug.shutdown()
        plug.pull()
        plug.server_close()
        thread.join()
