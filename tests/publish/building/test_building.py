"""Builds of a folder of results: the same bytes with and without the cache, in any place, in any order."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from msgspec import structs

from edgebench import publish, store
from edgebench.comparison import cell_key, ranking_key, row_key, version_key
from edgebench.errors import EdgebenchError
from edgebench.metrics import ENERGY, METRICS, judged_by
from edgebench.model.result import Result
from edgebench.publish import Built, Options
from edgebench.publish.building import downloads, ranked_part, shards, steps
from edgebench.unranked import why_unranked
from tests import build
from tests.publish.catalogue import ONNX, PI5, WORKLOADS, measured, metered

OPTIONS = Options(checked=False)
RESULTS = (measured(8.0, PI5), measured(7.0, ONNX, session=2), measured(6.0, PI5, ONNX, session=3))
NEW = measured(5.0, session=4)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def overwritten(path: Path) -> None:
    """As long as it was."""
    path.write_bytes(bytes(255 - byte for byte in path.read_bytes()))


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES = (cut, emptied, overwritten, a_folder, Path.unlink)
KEPT = (
    "details-0.json", "digest.msgpack", "key", "lines.msgpack", "made.msgpack", "pages.msgpack",
    "places.msgpack", "results.msgpack", "rows.arrow", "rows.csv.gz", "rows.jsonl.gz",
)  # fmt: skip
"""Every kind of file that the next build takes from the cache."""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDGEBENCH_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def results(tmp_path: Path) -> Path:
    for one in RESULTS:
        store.save(one, tmp_path / "results")
    return tmp_path / "results"


def _site(results: Path, out: Path, options: Options = OPTIONS) -> Built:
    return publish.build_folder(results, WORKLOADS, out, options)


def _contents(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def _in_cache(tmp_path: Path, name: str) -> list[Path]:
    return [path for kind in ("batches", "parts") for path in (tmp_path / "cache").rglob(f"{kind}/*/{name}")]


def test_what_the_site_says_of_all_is_of_every_device_and_result(results: Path, tmp_path: Path) -> None:
    _site(results, tmp_path / "site")
    assert "3 results from 2 devices" in (tmp_path / "site/index.html").read_text()
    assert (tmp_path / "site/feed.xml").read_text().count("<entry>") == 3


class TestASecondBuild:
    def test_reads_no_result_again_and_makes_the_same_bytes(self, results: Path, tmp_path: Path) -> None:
        assert _site(results, tmp_path / "one").fresh == 2
        assert _site(results, tmp_path / "two").fresh == 0
        assert _contents(tmp_path / "one") == _contents(tmp_path / "two")

    def test_after_a_new_file_reads_its_folder_and_makes_what_a_full_build_makes(
        self, results: Path, tmp_path: Path
    ) -> None:
        _site(results, tmp_path / "site")
        store.save(NEW, results)
        assert _site(results, tmp_path / "site").fresh == 1
        _site(results, tmp_path / "full", Options(checked=False, cache=False))
        assert _contents(tmp_path / "site") == _contents(tmp_path / "full")

    def test_after_a_file_went_is_as_if_it_had_never_been(self, results: Path, tmp_path: Path) -> None:
        _site(results, tmp_path / "before")
        added = store.save(NEW, results)
        _site(results, tmp_path / "site")
        added.unlink()
        _site(results, tmp_path / "site")
        assert _contents(tmp_path / "site") == _contents(tmp_path / "before")

    def test_after_a_file_changed_leaves_it_out_as_no_longer_what_its_name_says(
        self, results: Path, tmp_path: Path
    ) -> None:
        _site(results, tmp_path / "site")
        changed = next(results.glob("pi5/*/tflite*.json"))
        changed.write_bytes(store.encode(NEW))
        built = _site(results, tmp_path / "site")
        assert (built.fresh, built.results, len(built.left_out)) == (1, 2, 1)

    def test_sees_that_the_catalogue_changed(self, results: Path, tmp_path: Path) -> None:
        _site(results, tmp_path / "site")
        renamed = structs.replace(WORKLOADS["mobilenet-v2"], title="Another name")
        publish.build_folder(results, {"mobilenet-v2": renamed}, tmp_path / "site", OPTIONS)
        publish.build_folder(
            results, {"mobilenet-v2": renamed}, tmp_path / "full", Options(checked=False, cache=False)
        )
        assert _contents(tmp_path / "site") == _contents(tmp_path / "full")

    @pytest.mark.parametrize("name", ["results.msgpack", "made.msgpack", "lines.msgpack", "places.msgpack"])
    @pytest.mark.parametrize("what", ["cut", "gone"])
    def test_makes_anew_what_is_broken_in_the_cache(
        self, results: Path, tmp_path: Path, name: str, what: str
    ) -> None:
        _site(results, tmp_path / "before")
        store.save(NEW, results)
        for kept in (tmp_path / "cache").rglob(name):
            kept.unlink() if what == "gone" else kept.write_bytes(kept.read_bytes()[:-1])
        _site(results, tmp_path / "site")
        _site(results, tmp_path / "full", Options(checked=False, cache=False))
        assert _contents(tmp_path / "site") == _contents(tmp_path / "full")

    @pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__)
    def test_takes_nothing_from_a_damaged_cache(
        self, results: Path, tmp_path: Path, damage: Callable[[Path], object]
    ) -> None:
        _site(results, tmp_path / "site")
        clean = _contents(tmp_path / "site")
        for name in KEPT:
            shutil.rmtree(tmp_path / "site")  # else what did not change is linked from there
            for kept in _in_cache(tmp_path, name):
                damage(kept)
            _site(results, tmp_path / "site")
            assert _contents(tmp_path / "site") == clean, name

    @pytest.mark.parametrize("name", ["batches", "parts", "batches/*", "parts/*", "downloads", "across"])
    def test_makes_a_folder_again_where_there_is_a_file(
        self, results: Path, tmp_path: Path, name: str
    ) -> None:
        _site(results, tmp_path / "site")
        clean = _contents(tmp_path / "site")
        for kept in list((tmp_path / "cache/site").glob(f"*/{name}")):
            shutil.rmtree(kept)
            kept.touch()
        _site(results, tmp_path / "site")
        assert _contents(tmp_path / "site") == clean

    def test_every_kind_of_file_of_the_cache_is_among_those(self, results: Path, tmp_path: Path) -> None:
        pytest.importorskip("pyarrow", reason="pyarrow is not installed, so no rows for Parquet are kept")
        _site(results, tmp_path / "site")
        assert {path.name for path in _in_cache(tmp_path, "*") if path.is_file()} == set(KEPT)

    def test_writes_only_what_changed(self, results: Path, tmp_path: Path) -> None:
        _site(results, tmp_path / "site")
        (details,) = (tmp_path / "site/data/results/pi5").iterdir()
        front = tmp_path / "site/index.html"
        before = details.stat().st_ino, front.stat().st_ino
        store.save(NEW, results)
        _site(results, tmp_path / "site")
        assert (details.stat().st_ino == before[0], front.stat().st_ino == before[1]) == (True, False)

    def test_works_without_the_cache_it_had(self, results: Path, tmp_path: Path) -> None:
        _site(results, tmp_path / "one")
        shutil.rmtree(tmp_path / "cache")
        _site(results, tmp_path / "two")
        assert _contents(tmp_path / "one") == _contents(tmp_path / "two")

    def test_sees_that_a_result_was_withdrawn(self, results: Path, tmp_path: Path) -> None:
        _site(results, tmp_path / "site")
        digits = store.result_id(store.encode(RESULTS[0]))
        entry = f'[[withdrawn]]\nid = "{digits}"\ndate = 2026-11-21\nreason = "Wrong fan."\nby = "ada"\n'
        (results / "withdrawn.toml").write_text(entry)
        assert _site(results, tmp_path / "site").fresh == 1
        assert "withdrawn" in (tmp_path / "site/workloads/mobilenet-v2/index.html").read_text()


class TestTheSameResults:
    def test_make_the_same_bytes_elsewhere_and_from_memory(self, results: Path, tmp_path: Path) -> None:
        _site(results, tmp_path / "site")
        (tmp_path / "other").mkdir()
        shutil.copytree(results, tmp_path / "other/place")
        _site(tmp_path / "other/place", tmp_path / "again")
        held = [(path, store.read(path)) for path in reversed(store.found(results))]
        publish.build(held, WORKLOADS, tmp_path / "held")
        assert _contents(tmp_path / "site") == _contents(tmp_path / "again") == _contents(tmp_path / "held")

    def test_make_the_same_bytes_in_one_process_and_in_several(
        self, results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        alone, several = Options(checked=False, cache=False), Options(checked=False)
        _site(results, tmp_path / "alone", alone)
        monkeypatch.setattr(steps, "MANY", 1)
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
        _site(results, tmp_path / "several", several)
        assert _contents(tmp_path / "alone") == _contents(tmp_path / "several")


@pytest.mark.parametrize(
    "one",
    [build.sustained(), build.server(), build.offline(), build.multi_stream(), build.streams(), metered(8.0)],
    ids=lambda one: one.load.scenario,
)
def test_the_part_that_ranks_a_result_ranks_it_as_the_whole_does(one: Result) -> None:
    part = ranked_part.of(one)
    assert len(store.encode(part)) < len(store.encode(one))
    for metric in (judged_by(one.load.scenario), METRICS["throughput_mhz"], METRICS["load_ns"], ENERGY):
        assert metric.per_process(part) == metric.per_process(one), metric.name
    for key in (ranking_key, row_key, version_key, cell_key):
        assert key(part) == key(one)
    assert why_unranked(part) == why_unranked(one)


class TestWhatIsLeftOut:
    def test_is_told_and_in_no_page(self, results: Path, tmp_path: Path) -> None:
        stray = store.save(NEW, results)
        stray.rename(stray.with_name("elsewhere.json"))
        built = _site(results, tmp_path / "site")
        (left_out,) = built.left_out
        assert (built.results, left_out.where) == (3, f"{stray.parent.relative_to(results)}/elsewhere.json")
        assert left_out.what.startswith("Its place is ")
        assert not list((tmp_path / "site/results").rglob("elsewhere.json"))

    def test_is_told_again_by_the_next_build(self, results: Path, tmp_path: Path) -> None:
        (results / "pi5").mkdir(exist_ok=True)
        (results / "pi5" / "broken.json").write_text("{")
        assert [len(_site(results, tmp_path / "site").left_out) for _ in range(2)] == [1, 1]

    @pytest.mark.parametrize("name", [b"\xff.json", b"pi5/\xff.json", b"pi5/\xff/mobilenet-v2/a.json"])
    def test_is_whatever_has_no_name_that_is_text(self, results: Path, tmp_path: Path, name: bytes) -> None:
        path = Path(os.fsdecode(os.fsencode(results) + b"/" + name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(store.encode(NEW))
        built = _site(results, tmp_path / "site")
        assert built.results == 3
        assert [one.what for one in built.left_out] == ["Its name is not UTF-8."]
        assert built.left_out[0].where.endswith((r"\xff", r"\xff.json"))

    def test_is_a_site_among_the_results(self, results: Path, tmp_path: Path) -> None:
        _site(results, results / "site")
        built = _site(results, results / "site")
        (left_out,) = built.left_out
        assert (built.results, built.fresh) == (3, 0)
        assert (left_out.where, left_out.what) == ("site", "It is a site that edgebench publish made.")

    def test_is_told_in_a_folder_whose_name_is_no_text(self, results: Path, tmp_path: Path) -> None:
        (results / "broken.json").write_text("{")
        strange = results.rename(Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff")))
        (left_out,) = _site(strange, tmp_path / "site").left_out
        assert left_out.path == "broken.json"

    def test_with_the_check_is_whatever_breaks_a_rule(self, results: Path, tmp_path: Path) -> None:
        store.save(build.edited(RESULTS[0], {"processes.0.queries": 7}), results)
        found = {one.what for one in _site(results, tmp_path / "site", Options()).left_out}
        assert len(_site(results, tmp_path / "site").left_out) == 0
        assert found


class TestTheSource:
    def test_takes_the_place_of_copies(self, results: Path, tmp_path: Path) -> None:
        linked = Options(checked=False, source="https://example.org/blob/0123abc")
        _site(results, tmp_path / "site", linked)
        assert not (tmp_path / "site/results").exists()
        page = (tmp_path / "site/result/index.html").read_text()
        assert 'data-source="https://example.org/blob/0123abc/"' in page

    def test_without_one_each_file_is_there_byte_for_byte(self, results: Path, tmp_path: Path) -> None:
        _site(results, tmp_path / "site")
        assert _contents(tmp_path / "site/results") == _contents(results)


def test_the_foot_names_the_commit_and_no_page_is_made_again_for_it(results: Path, tmp_path: Path) -> None:
    _site(results, tmp_path / "one", Options(checked=False, commit="0123abcd"))
    assert _site(results, tmp_path / "two", Options(checked=False, commit="fedc9876")).fresh == 0
    assert "commit fedc987" in (tmp_path / "two/workloads/mobilenet-v2/index.html").read_text()


def test_the_search_knows_every_page_but_that_of_missing_addresses(results: Path, tmp_path: Path) -> None:
    built = _site(results, tmp_path / "site")
    (index,) = (tmp_path / "site/data").glob("search.*.json")
    held = json.loads(index.read_bytes())
    assert held["columns"] == ["kind", "name", "address", "words"]
    assert {row[2] for row in held["rows"]} == set(built.pages) - {"404.html"}
    assert {row[0] for row in held["rows"]} >= {"device", "workload", "runtime", "page"}


def test_a_build_at_the_same_time_does_not_wait_for_the_cache(results: Path, tmp_path: Path) -> None:
    from edgebench.publish.building import cache

    with cache.folder_for(results) as held, cache.folder_for(results) as other:
        assert held != other


def test_a_folder_that_is_no_site_is_refused_before_anything_is_read(results: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.tex").write_text("years of work")
    with pytest.raises(EdgebenchError, match="no site of edgebench"):
        _site(results, tmp_path / "mine")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(("module", "step"), [(shards, "write_details"), (downloads, "assemble")])
def test_a_full_disk_is_told_as_one_and_leaves_the_former_site(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: ModuleType, step: str
) -> None:
    def refused(*_: object) -> None:
        raise OSError(28, "No space left on device")

    _site(results, tmp_path / "site")
    before = _contents(tmp_path / "site")
    store.save(NEW, results)
    monkeypatch.setattr(module, step, refused)
    with pytest.raises(EdgebenchError, match="the site was not written: No space left on device") as told:
        _site(results, tmp_path / "site")
    assert str(tmp_path / "cache") in str(told.value.hint)
    assert _contents(tmp_path / "site") == before


def test_each_row_links_to_the_file_it_was_made_from(results: Path, tmp_path: Path) -> None:
    files = {path.stem[-16:] for path in results.glob("*/*/*.json")}
    _site(results, tmp_path / "site")
    page = (tmp_path / "site/workloads/mobilenet-v2/index.html").read_text()
    assert set(re.findall(r"result/index\.html#(\w+)", page)) == files
