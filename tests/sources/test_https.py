"""Downloads over real TLS from a server on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.errors import SourceError
from edgebench.model.workload import Artefact
from edgebench.sources.fetch import fetch, location
from tests.sources.build import CONTENT, OTHER, at, pinned_file
from tests.sources.conftest import Shelf


class Count:
    """A progress that adds up."""

    def __init__(self) -> None:
        self.total: int | None = None
        self.bytes = 0

    def start(self, name: str, total: int | None) -> None:
        self.total, self.bytes = total, 0

    def advance(self, count: int) -> None:
        self.bytes += count

    def done(self) -> None:
        pass


def test_a_pinned_file_is_downloaded_and_its_progress_told(server: Shelf, tmp_path: Path) -> None:
    server.files["/model"] = CONTENT
    progress = Count()
    path = fetch(pinned_file(at(f"{server.address}/model")), cache=tmp_path, progress=progress)
    assert path.read_bytes() == CONTENT
    assert (progress.total, progress.bytes) == (len(CONTENT), len(CONTENT))


def test_a_download_that_breaks_is_continued_where_it_stopped(server: Shelf, tmp_path: Path) -> None:
    server.files["/model"] = CONTENT
    server.breaks["/model"] = [131_072]
    path = fetch(pinned_file(at(f"{server.address}/model")), cache=tmp_path)
    assert path.read_bytes() == CONTENT
    assert server.asked == [("/model", None), ("/model", "bytes=131072-")]


def test_a_download_is_continued_by_the_next_process(server: Shelf, tmp_path: Path) -> None:
    server.files["/model"] = CONTENT
    server.breaks["/model"] = [131_072, 0]
    model = pinned_file(at(f"{server.address}/model"))
    with pytest.raises(SourceError, match="broke off after 131,072 of 262,144 bytes"):
        fetch(model, cache=tmp_path)
    assert fetch(model, cache=tmp_path).read_bytes() == CONTENT
    assert server.asked[-1] == ("/model", "bytes=131072-")
    assert _left(tmp_path, model) == ["model.onnx"]


def test_a_server_that_cannot_continue_is_asked_for_the_whole_file(server: Shelf, tmp_path: Path) -> None:
    server.files["/model"] = CONTENT
    server.breaks["/model"] = [131_072]
    server.ranges = False
    assert fetch(pinned_file(at(f"{server.address}/model")), cache=tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("served", "problem"),
    [
        (OTHER, "its sha256 is .*, pinned is"),
        (CONTENT + b"x", "more than the pinned 262,144 bytes"),
        (CONTENT[:-1], "it has 262,143 bytes, pinned are 262,144"),
        (b"version https://git-lfs.github.com/spec/v1", "it has 42 bytes"),
    ],
)
def test_other_bytes_are_refused_and_nothing_of_them_is_kept(
    server: Shelf, tmp_path: Path, served: bytes, problem: str
) -> None:
    server.files["/model"] = served
    model = pinned_file(at(f"{server.address}/model"))
    with pytest.raises(SourceError, match=problem):
        fetch(model, cache=tmp_path)
    assert _left(tmp_path, model) == []


def test_the_next_source_is_tried_when_one_fails(server: Shelf, tmp_path: Path) -> None:
    server.files["/there"] = CONTENT
    model = pinned_file(at(f"{server.address}/gone"), at(f"{server.address}/there"))
    assert fetch(model, cache=tmp_path).read_bytes() == CONTENT
    assert [path for path, _ in server.asked] == ["/gone", "/there"]


def test_every_failed_source_is_named_with_its_reason(server: Shelf, tmp_path: Path) -> None:
    model = pinned_file(at(f"{server.address}/gone"), at("https://no-such-host.invalid/model"))
    with pytest.raises(SourceError) as failure:
        fetch(model, cache=tmp_path)
    assert failure.value.message == (
        "model.onnx cannot be had: localhost: the server answers 404 Not Found; "
        "no-such-host.invalid: its host name is not known (no network?)"
    )


def test_a_redirect_to_https_is_followed(server: Shelf, tmp_path: Path) -> None:
    server.files["/model"] = CONTENT
    server.redirects["/old"] = "/model"
    assert fetch(pinned_file(at(f"{server.address}/old")), cache=tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("location", "problem"),
    [
        ("http://localhost/model", "not https"),
        ("file:///etc/passwd", "not https"),
        ("/old", "redirected more than 5 times"),
        ("https://[::1", "the download failed"),
    ],
)
def test_a_redirect_elsewhere_is_refused(server: Shelf, tmp_path: Path, location: str, problem: str) -> None:
    server.redirects["/old"] = location
    with pytest.raises(SourceError, match=problem):
        fetch(pinned_file(at(f"{server.address}/old")), cache=tmp_path)


def test_a_certificate_nobody_vouches_for_is_refused(
    server: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    server.files["/model"] = CONTENT
    with pytest.raises(SourceError, match="certificate is not trusted"):
        fetch(pinned_file(at(f"{server.address}/model")), cache=tmp_path)


def test_a_mirror_address_is_asked_first_by_file_name(server: Shelf, tmp_path: Path) -> None:
    server.files["/mirror/model.onnx"] = CONTENT
    model = pinned_file(at(f"{server.address}/model"))
    assert fetch(model, cache=tmp_path, mirror=f"{server.address}/mirror/").read_bytes() == CONTENT
    assert server.asked == [("/mirror/model.onnx", None)]


def test_offline_asks_no_server(server: Shelf, tmp_path: Path) -> None:
    model = pinned_file(at(f"{server.address}/model"))
    with pytest.raises(SourceError, match=r"model\.onnx is not in the cache") as failure:
        fetch(model, cache=tmp_path, mirror=server.address, offline=True)
    assert server.asked == []
    assert failure.value.hint == "run edgebench prepare once with a network"


def _left(cache: Path, model: Artefact) -> list[str]:
    return sorted(path.name for path in location(model, cache).parent.iterdir())
