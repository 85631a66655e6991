"""The cache: what gets into it, what never does, and what is said when the disk is full."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest
from msgspec import structs

from edgebench.errors import SourceError
from edgebench.model.workload import Artefact, FileSource, Recipe, Source
from edgebench.sources.fetch import cached, fetch, location
from tests.sources.build import CONTENT, OTHER, on_this_machine, pinned_file


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("a small disk needs root: mount is not permitted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_file_lies_at_its_hash(tmp_path: Path, cache: Path) -> None:
    model = pinned_file(on_this_machine(tmp_path / "mine"))
    path = fetch(model, cache=cache)
    assert path == cache / "files" / model.sha256[:2] / model.sha256 / "model.onnx"
    assert path == location(model, cache)


def test_what_is_in_the_cache_needs_no_source(tmp_path: Path, cache: Path) -> None:
    fetch(pinned_file(on_this_machine(tmp_path / "mine")), cache=cache)
    assert fetch(pinned_file(), cache=cache, offline=True).read_bytes() == CONTENT


def test_a_damaged_file_in_the_cache_is_fetched_again(tmp_path: Path, cache: Path) -> None:
    model = pinned_file(on_this_machine(tmp_path / "mine"))
    fetch(model, cache=cache).write_bytes(OTHER)
    assert cached(model, cache) is None
    assert fetch(model, cache=cache).read_bytes() == CONTENT


def test_a_file_with_another_hash_is_not_kept_and_both_are_named(tmp_path: Path, cache: Path) -> None:
    source = on_this_machine(tmp_path / "mine", OTHER)
    model, other = pinned_file(source), pinned_file(content=OTHER)
    with pytest.raises(SourceError, match=f"its sha256 is {other.sha256}, pinned is {model.sha256}"):
        fetch(model, cache=cache)
    assert list(location(model, cache).parent.iterdir()) == []


def test_a_file_longer_than_its_pin_is_not_copied_to_the_end(tmp_path: Path, cache: Path) -> None:
    endless = FileSource("/dev/zero")
    with pytest.raises(SourceError, match="there is no such file"):
        fetch(pinned_file(endless), cache=cache)
    with pytest.raises(SourceError, match="more than the pinned"):
        fetch(pinned_file(on_this_machine(tmp_path / "long", CONTENT * 2)), cache=cache)


def test_without_any_source_the_hint_names_the_mirror(cache: Path) -> None:
    with pytest.raises(SourceError, match=r"model\.onnx cannot be had: it has no source") as failure:
        fetch(pinned_file(), cache=cache)
    assert failure.value.hint is not None
    assert failure.value.hint.startswith("set EDGEBENCH_MIRROR to a folder that has the file")


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, small_disk: Path) -> None:
    model = pinned_file(on_this_machine(tmp_path / "mine"))
    with pytest.raises(SourceError, match=f"no space left on {small_disk}: model.onnx needs 256 KiB"):
        fetch(model, cache=small_disk)
    assert [path for path in small_disk.rglob("*") if path.is_file()] == []


def test_a_cache_that_cannot_be_written_is_said_with_what_to_set(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(SourceError, match="cannot be put into the cache") as failure:
        fetch(pinned_file(on_this_machine(tmp_path / "mine")), cache=tmp_path / "cache")
    assert failure.value.hint == "set EDGEBENCH_CACHE to a folder that you can write"


def test_many_at_once_get_the_same_whole_file(tmp_path: Path, cache: Path) -> None:
    model = pinned_file(on_this_machine(tmp_path / "mine"))
    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(lambda _: fetch(model, cache=cache), range(16)))
    assert {path.read_bytes() for path in paths} == {CONTENT}
    assert [path.name for path in location(model, cache).parent.iterdir()] == ["model.onnx"]


def test_fetching_imports_no_heavy_library_until_it_is_needed() -> None:
    program = "import sys, edgebench.sources.fetch; print({'requests', 'numpy'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout == "set()\n"


def built(content: bytes, *inputs: Artefact) -> Artefact:
    """An artefact that the recipe of these tests makes: its inputs, one after the other."""
    return structs.replace(pinned_file(content=content), recipe=[Recipe("join", 1, inputs=list(inputs))])


def part(content: bytes, *source: Source) -> Artefact:
    return pinned_file(*source, content=content, file=f"part-{content.decode()}")


@pytest.fixture
def join(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A recipe that joins its inputs and can be made heavy."""
    module = ModuleType("join")

    def build(options: object, inputs: list[Path], destination: Path) -> None:
        destination.write_bytes(b"".join(path.read_bytes() for path in inputs))

    contents = {"VERSION": 1, "build": build, "heavy": lambda: None}
    vars(module).update(contents)
    monkeypatch.setitem(sys.modules, "edgebench.recipes.join", module)
    return module


@pytest.mark.usefixtures("join")
def test_a_file_nobody_hosts_is_built_from_its_inputs(tmp_path: Path, cache: Path) -> None:
    parts = [part(text, on_this_machine(tmp_path / text.decode(), text)) for text in (b"a", b"b")]
    assert fetch(built(b"ab", *parts), cache=cache).read_bytes() == b"ab"
    assert cached(parts[0], cache) is not None


@pytest.mark.usefixtures("join")
def test_what_a_recipe_builds_has_the_pinned_hash_or_is_not_kept(tmp_path: Path, cache: Path) -> None:
    model = built(b"other", part(b"a", on_this_machine(tmp_path / "a", b"a")))
    with pytest.raises(SourceError, match=r"the recipe join: its sha256 is .*, pinned is"):
        fetch(model, cache=cache)
    assert list(location(model, cache).parent.iterdir()) == []


def test_a_heavy_recipe_is_only_run_on_request(tmp_path: Path, cache: Path, join: ModuleType) -> None:
    vars(join)["heavy"] = lambda: "it installs 2 GiB"
    half = part(b"a", on_this_machine(tmp_path / "a", b"a"))
    model = built(b"aa", half, half)
    with pytest.raises(SourceError, match=r"built only on request \(it installs 2 GiB\)") as failure:
        fetch(model, cache=cache)
    assert failure.value.hint == "edgebench prepare builds it"
    assert fetch(model, cache=cache, build=True).read_bytes() == b"aa"


def test_a_heavy_recipe_is_not_run_offline(tmp_path: Path, cache: Path, join: ModuleType) -> None:
    vars(join)["heavy"] = lambda: "it installs 2 GiB"
    half = part(b"a", on_this_machine(tmp_path / "a", b"a"))
    model = built(b"aa", half, half)
    with pytest.raises(SourceError, match="it is not built offline"):
        fetch(model, cache=cache, offline=True, build=True)


@pytest.mark.usefixtures("join")
def test_the_next_recipe_is_used_when_the_inputs_of_one_cannot_be_had(tmp_path: Path, cache: Path) -> None:
    from_mirror = Recipe("join", 1, inputs=[part(b"ab")])
    from_parts = Recipe(
        "join",
        1,
        inputs=[part(text, on_this_machine(tmp_path / text.decode(), text)) for text in (b"a", b"b")],
    )
    model = structs.replace(pinned_file(content=b"ab", file="made.onnx"), recipe=[from_mirror, from_parts])
    assert fetch(model, cache=cache).read_bytes() == b"ab"


@pytest.mark.usefixtures("join")
def test_a_file_built_from_itself_is_refused(tmp_path: Path, cache: Path) -> None:
    inner = built(b"b", part(b"a"))
    with pytest.raises(SourceError, match="part-a is built from itself"):
        fetch(built(b"a", inner), cache=cache)


@pytest.mark.usefixtures("join")
def test_an_input_that_cannot_be_had_is_named_with_what_was_tried(cache: Path) -> None:
    with pytest.raises(SourceError) as failure:
        fetch(built(b"ab", part(b"b")), cache=cache)
    assert "model.onnx cannot be had: the recipe join: " in failure.value.message


def test_a_recipe_that_is_not_there_is_said(cache: Path) -> None:
    unknown = structs.replace(pinned_file(), recipe=[Recipe("no-such-recipe", 1)])
    with pytest.raises(SourceError, match=r"the recipe no-such-recipe: .*there is no recipe"):
        fetch(unknown, cache=cache)
