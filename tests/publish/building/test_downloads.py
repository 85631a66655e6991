"""The downloads: the rows of `edgebench export`, packed the same for the same results."""

from __future__ import annotations

import csv
import gzip
import hashlib
import html
import io
import json
import sys
from pathlib import Path

import pytest
from msgspec import structs

from edgebench import export, publish, store
from edgebench.publish.building import downloads
from tests.publish.catalogue import ONNX, PI5, WORKLOADS, files, measured

RESULTS = (measured(8.0, PI5), measured(7.0, ONNX, session=2), measured(6.0, PI5, ONNX, session=3))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "site"
    publish.build(files(*RESULTS), WORKLOADS, out)
    return out / "data"


@pytest.mark.parametrize("name", ["csv", "jsonl"])
def test_it_holds_the_bytes_of_edgebench_export(name: str, data: Path, tmp_path: Path) -> None:
    saved = [store.save(result, tmp_path) for result in RESULTS]
    exported = io.BytesIO()
    export.export(sorted(saved), exported, name)
    (made,) = data.glob(f"results.{name}*")
    plain = made.read_bytes() if made.suffix == ".csv" else gzip.decompress(made.read_bytes())
    assert plain == exported.getvalue()


def test_parquet_has_the_same_rows_and_the_licence(data: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(data / "results.parquet")
    assert table.num_rows == 3
    assert table.schema.metadata[b"licence"] == b"CC0-1.0"
    assert sorted(table["result_id"].to_pylist()) == sorted(map(_id, RESULTS))


def test_without_pyarrow_the_page_and_the_build_say_why_there_is_no_parquet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGEBENCH_CACHE", str(tmp_path / "cache"))
    (tmp_path / "results").mkdir()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    built = publish.build_folder(tmp_path / "results", WORKLOADS, tmp_path / "site")
    ((name, why, todo),) = [structs.astuple(one) for one in built.not_made]
    assert (name, todo) == ("Parquet", "pip install 'edgebench[parquet]'")
    page = html.unescape((tmp_path / "site/data/index.html").read_text())
    assert f"No Parquet: {why}. The next build makes it after <code>{todo}</code>." in page


def test_parquet_is_made_once_pyarrow_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    monkeypatch.setenv("EDGEBENCH_CACHE", str(tmp_path / "cache"))
    results, out, options = tmp_path / "results", tmp_path / "site", publish.Options(checked=False)
    store.save(RESULTS[0], results)
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "pyarrow", None)
        publish.build_folder(results, WORKLOADS, out, options)
    assert not (out / "data/results.parquet").exists()
    assert publish.build_folder(results, WORKLOADS, out, options).not_made == ()
    assert (out / "data/results.parquet").is_file()


def test_every_row_says_its_licence(data: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((data / "results.csv").read_text("utf-8"))))
    assert [row["licence"] for row in rows] == ["CC0-1.0"] * 3


def test_the_sums_are_those_of_the_files(data: Path) -> None:
    sums = dict(line.split("  ")[::-1] for line in (data / "SHA256SUMS").read_text().splitlines())
    assert {"results.csv", "results.jsonl.gz", "result.schema.json"} <= set(sums)
    for name, digits in sums.items():
        assert hashlib.sha256((data / name).read_bytes()).hexdigest() == digits, name


def test_the_schema_is_that_of_a_result_file(data: Path) -> None:
    assert json.loads((data / "result.schema.json").read_bytes()) == json.loads(store.schema())


def test_a_large_csv_is_packed(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "MOST_PLAIN_ROWS", 2)
    publish.build(files(*RESULTS), WORKLOADS, tmp_path / "site")
    packed = (tmp_path / "site/data/results.csv.gz").read_bytes()
    assert gzip.decompress(packed) == (data / "results.csv").read_bytes()


def _id(result: object) -> str:
    return store.result_id(store.encode(result))  # type: ignore[arg-type]
