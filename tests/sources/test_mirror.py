"""A mirror folder, and files of this machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from edgebench.errors import SourceError
from edgebench.sources.fetch import fetch
from tests.sources.build import CONTENT, OTHER, on_this_machine, pinned_file


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    folder = tmp_path / "mirror"
    folder.mkdir()
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_a_mirror_has_the_file_under_its_name(mirror: Path, cache: Path) -> None:
    (mirror / "model.onnx").write_bytes(CONTENT)
    assert fetch(pinned_file(), cache=cache, mirror=str(mirror)).read_bytes() == CONTENT


@pytest.mark.parametrize("name", ["renamed.bin", "deep/er/model.onnx"])
def test_a_mirror_has_the_file_under_any_name_with_its_hash(mirror: Path, cache: Path, name: str) -> None:
    (mirror / name).parent.mkdir(parents=True, exist_ok=True)
    (mirror / name).write_bytes(CONTENT)
    assert fetch(pinned_file(), cache=cache, mirror=str(mirror)).read_bytes() == CONTENT


def test_another_file_of_the_name_is_not_used(mirror: Path, cache: Path) -> None:
    (mirror / "model.onnx").write_bytes(OTHER)
    (mirror / "the-real-one.onnx").write_bytes(CONTENT)
    assert fetch(pinned_file(), cache=cache, mirror=str(mirror)).read_bytes() == CONTENT


def test_another_file_of_the_name_is_mentioned_with_both_hashes(mirror: Path, cache: Path) -> None:
    (mirror / "model.onnx").write_bytes(OTHER)
    model, other = pinned_file(), pinned_file(content=OTHER)
    with pytest.raises(SourceError) as failure:
        fetch(model, cache=cache, mirror=str(mirror))
    assert f"its sha256 is {other.sha256}, pinned is {model.sha256}" in failure.value.message


def test_a_file_that_is_replaced_is_hashed_again(mirror: Path, cache: Path) -> None:
    (mirror / "model.onnx").write_bytes(OTHER)
    with pytest.raises(SourceError):
        fetch(pinned_file(), cache=cache, mirror=str(mirror))
    (mirror / "new").write_bytes(CONTENT)
    (mirror / "new").replace(mirror / "model.onnx")
    assert fetch(pinned_file(), cache=cache, mirror=str(mirror)).read_bytes() == CONTENT


def test_a_mirror_that_is_not_there_is_said_and_the_sources_are_tried(tmp_path: Path, cache: Path) -> None:
    model = pinned_file(on_this_machine(tmp_path / "mine.onnx"))
    assert fetch(model, cache=cache, mirror=str(tmp_path / "nowhere")).read_bytes() == CONTENT
    with pytest.raises(SourceError, match="nowhere: there is no such folder"):
        fetch(pinned_file(content=OTHER), cache=cache, mirror=str(tmp_path / "nowhere"))


@pytest.mark.parametrize("mirror", ["http://localhost/models", "ftp://localhost", "file:///tmp"])
def test_a_mirror_address_is_https(cache: Path, mirror: str) -> None:
    with pytest.raises(SourceError, match="begins with https://"):
        fetch(pinned_file(), cache=cache, mirror=mirror)


def test_offline_a_mirror_folder_still_serves(mirror: Path, cache: Path) -> None:
    (mirror / "model.onnx").write_bytes(CONTENT)
    assert fetch(pinned_file(), cache=cache, mirror=str(mirror), offline=True).read_bytes() == CONTENT


def test_pipes_and_dangling_links_in_a_mirror_are_passed_over(mirror: Path, cache: Path) -> None:
    os.mkfifo(mirror / "model.onnx")
    (mirror / "dangling").symlink_to("nowhere")
    (mirror / "real").write_bytes(CONTENT)
    assert fetch(pinned_file(), cache=cache, mirror=str(mirror)).read_bytes() == CONTENT


def test_a_users_own_file_is_copied_so_that_it_cannot_change_later(tmp_path: Path, cache: Path) -> None:
    own = tmp_path / "mine.onnx"
    copied = fetch(pinned_file(on_this_machine(own)), cache=cache)
    own.write_bytes(OTHER)
    assert copied.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("name", "problem"), [("gone", "there is no such file"), ("", "there is no such file")]
)
def test_what_is_no_file_is_no_source(tmp_path: Path, cache: Path, name: str, problem: str) -> None:
    source = on_this_machine(tmp_path / "gone")
    (tmp_path / "gone").unlink()
    source = type(source)(str(tmp_path / name))
    with pytest.raises(SourceError, match=problem):
        fetch(pinned_file(source), cache=cache)
