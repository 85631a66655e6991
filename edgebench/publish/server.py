"""Shows a finished site on this computer, and to nobody else."""

from __future__ import annotations

import functools
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any, NamedTuple

from edgebench.errors import EdgebenchError

LOOPBACK = "127.0.0.1"


class Served(NamedTuple):
    """Listening already; `server.serve_forever()` answers until `server.shutdown()`."""

    server: ThreadingHTTPServer
    address: str


def serve(folder: Path, port: int = 0) -> Served:
    """A server of this folder on the loopback interface; port 0 takes a free one."""
    handler = functools.partial(_Handler, directory=str(folder.resolve()))
    try:
        server = ThreadingHTTPServer((LOOPBACK, port), handler)
    except OSError as error:
        raise EdgebenchError(
            f"port {port}: {error.strerror}", "Name another with --port, or 0 for any."
        ) from error
    return Served(server, f"http://{LOOPBACK}:{server.server_port}/")


class _Handler(SimpleHTTPRequestHandler):
    """Plain files of one folder: no listings, nothing that a link leads to outside, no log."""

    server_version = "edgebench"
    sys_version = ""

    def translate_path(self, path: str) -> str:
        found = Path(super().translate_path(path)).resolve()
        # "\0" is no name of a file, so the request ends as one for a missing file.
        return str(found) if found.is_relative_to(self.directory) else "\0"

    def send_head(self) -> Any:
        try:
            return super().send_head()
        except ValueError:  # a null byte in the address
            return self._missing()

    def list_directory(self, path: Any) -> Any:
        return self._missing()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code == HTTPStatus.NOT_FOUND and self.command in {"GET", "HEAD"}:
            page = self._missing()
            if page is not None:
                with page:
                    if self.command == "GET":
                        self.copyfile(page, self.wfile)
                return
        super().send_error(code, message, explain)

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class's name)
        """Only the command line prints."""

    def _missing(self) -> IO[bytes] | None:
        page = Path(self.directory, "404.html")
        if not page.is_file():
            super().send_error(HTTPStatus.NOT_FOUND)
            return None
        data = page.open("rb")
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(page.stat().st_size))
        self.end_headers()
        return data
