"""The site on this computer: its files, and nothing else."""

from __future__ import annotations

import functools
import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from edgebench import publish
from edgebench.errors import EdgebenchError
from edgebench.publish import server as of_server
from tests.publish.catalogue import WORKLOADS, files, measured


class Answer(NamedTuple):
    status: int
    kind: str
    body: str


Get = Callable[..., Answer]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("served")
    (root / "secret.txt").write_text("outside")
    publish.build(files(measured()), WORKLOADS, root / "site")
    (root / "site/link.txt").symlink_to(root / "secret.txt")
    return root / "site"


@pytest.fixture(scope="module")
def get(folder: Path) -> Iterator[Get]:
    server, address = publish.serve(folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()

    def ask(path: str, method: str = "GET") -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        try:
            connection.request(method, path)
            response = connection.getresponse()
            return Answer(response.status, response.headers["Content-Type"], response.read().decode())
        finally:
            connection.close()

    assert address == f"http://127.0.0.1:{server.server_port}/"
    yield ask
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_root_is_the_front_page(get: Get) -> None:
    answer = get("/")
    assert (answer.status, answer.kind) == (200, "text/html")
    assert "<h1>" in answer.body


def test_a_folder_shows_its_page(get: Get) -> None:
    assert "<h1>Workloads</h1>" in get("/workloads/").body
    assert get("/workloads").status == 301


@pytest.mark.parametrize("path", ["/nowhere", "/workloads/nothing/at/all.html", "/assets/", "/%00", "/a%00b"])
def test_what_is_not_there_gets_the_page_for_it_and_no_listing(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status == 404
    assert "There is no such page" in answer.body


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/link.txt", "/workloads/../../secret.txt"]
)
def test_nothing_outside_the_folder_is_shown(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status == 404
    assert "outside" not in answer.body


def test_a_missing_page_has_no_body_where_none_is_asked_for(folder: Path) -> None:
    server, _ = publish.serve(folder)
    with server, socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as connection:
        connection.sendall(b"HEAD /nowhere HTTP/1.0\r\n\r\n")
        server.handle_request()
        head, _, body = b"".join(iter(functools.partial(connection.recv, 65536), b"")).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.0 404 ")
    assert b"Content-Type: text/html; charset=utf-8" in head
    assert body == b""


def test_it_takes_nothing(get: Get) -> None:
    assert get("/", "POST").status == 501


def test_it_listens_on_this_computer_only(folder: Path) -> None:
    server, _ = publish.serve(folder)
    assert server.server_address[0] == of_server.LOOPBACK
    server.server_close()


def test_a_port_in_use_is_named(folder: Path) -> None:
    server, _ = publish.serve(folder)
    with pytest.raises(EdgebenchError, match=f"port {server.server_port}: Address already in use"):
        publish.serve(folder, server.server_port)
    server.server_close()
