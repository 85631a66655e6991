"""A real https server on this machine, with a certificate made for the test run."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest


class Shelf:
    """What the server has, how it misbehaves, and what it was asked for."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.breaks: dict[str, list[int]] = {}
        """After how many bytes the connection breaks, at the first request, the second ..."""
        self.ranges = True
        self.asked: list[tuple[str, str | None]] = []
        self.address = ""


class Handler(BaseHTTPRequestHandler):
    shelf: Shelf

    def do_GET(self) -> None:
        asked = self.headers["Range"]
        self.shelf.asked.append((self.path, asked))
        content = self.shelf.files.get(self.path)
        if self.path in self.shelf.redirects:
            self._head(302, 0, ("Location", self.shelf.redirects[self.path]))
        elif content is None:
            self._head(404, 0)
        elif asked and self.shelf.ranges:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            span = f"bytes {start}-{len(content) - 1}/{len(content)}"
            self._head(206, len(content) - start, ("Content-Range", span))
            self._body(content[start:])
        else:
            self._head(200, len(content))
            self._body(content)

    def _head(self, status: int, length: int, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (("Content-Length", str(length)), *headers):
            self.send_header(name, value)
        self.end_headers()

    def _body(self, content: bytes) -> None:
        breaks = self.shelf.breaks.get(self.path)
        self.wfile.write(content[: breaks.pop(0)] if breaks else content)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (the base class's name)
        """Keep the test run's output clean."""


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate for a local https server")
    folder = tmp_path_factory.mktemp("certificate")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command += ["-keyout", str(key), "-out", str(cert)]
    subprocess.run(command, check=True, capture_output=True)
    return key, cert


@pytest.fixture
def server(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """`server.files["/model"] = b"..."` is then at `server.address + "/model"`, over real TLS."""
    key, cert = certificate
    shelf = Shelf()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    kind = type("HandlerOfThisTest", (Handler,), {"shelf": shelf})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as running:
        running.socket = context.wrap_socket(running.socket, server_side=True)
        shelf.address = f"https://localhost:{running.server_address[1]}"
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(cert))
        monkeypatch.setenv("NO_PROXY", "localhost")
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield shelf
        running.shutdown()
        thread.join()
