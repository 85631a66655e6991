"""Tables as files: the same bytes every time, the licence in each, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from edgebench import data_frame, export, store
from edgebench.errors import EdgebenchError
from edgebench.table import COLUMNS
from tests.build import metered, result


@pytest.fixture
def files(tmp_path) -> list[Path]:
    """One without and one with energy."""
    return [
        store.save(one, tmp_path / "results") for one in (result(), metered(changes={"device.slug": "pi5"}))
    ]


def exported(files, name, **asked) -> bytes:
    out = io.BytesIO()
    export.export(files, out, name, **asked)
    return out.getvalue()


def parsed(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_csv_is_a_line_a_cell_with_units_in_the_names(files):
    first, second = parsed(exported(files, "csv"))
    assert first["latency_p50_ns"] == str(store.read(files[0]).summary.latency_p50_ns.value)
    assert (first["energy_j_per_sample"], first["energy_j_per_sample_reason"]) == ("", "no_meter")
    assert (second["device"], second["mean_watts"]) == ("pi5", "6.0")
    assert first["pinned"] == "false"


def test_json_lines_hold_the_same_with_null_for_what_is_missing(files):
    lines = [json.loads(line) for line in exported(files, "jsonl").splitlines()]
    assert [line["device"] for line in lines] == ["vm-amd-epyc-2", "pi5"]
    assert (lines[0]["energy_j_per_sample"], lines[0]["pinned"]) == (None, False)
    assert list(lines[0]) == [name for name in COLUMNS["cells"] if name != "path"]


def test_parquet_keeps_the_types_and_says_the_licence_in_its_metadata(files):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    table = parquet.read_table(io.BytesIO(exported(files, "parquet")))
    assert table.schema.metadata[b"licence"] == b"CC0-1.0"
    types = {
        name: str(table.schema.field(name).type)
        for name in ("device", "latency_p50_ns", "mean_watts", "pinned")
    }
    assert types == {"device": "string", "latency_p50_ns": "int64", "mean_watts": "double", "pinned": "bool"}
    assert table["energy_j_per_sample_reason"].to_pylist() == ["no_meter", None]


@pytest.mark.parametrize("rows", ["cells", "processes"])
@pytest.mark.parametrize("name", list(export.FORMATS))
def test_the_same_results_elsewhere_give_the_same_bytes(files, tmp_path, name, rows):
    if name == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    moved = [store.save(store.read(file), tmp_path / "another" / "place") for file in files]
    data = exported(files, name, rows=rows)
    assert data == exported(moved, name, rows=rows)
    assert str(tmp_path).encode() not in data
    assert b"CC0-1.0" in data


def loaded(folder: Path, rows) -> list[dict[str, object]]:
    """The rows that `load` gives, None for what is missing."""
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = data_frame.load(folder, rows).drop(columns="path")
    return [
        {name: None if value is pandas.NA else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def of_csv(data: bytes, rows) -> list[dict[str, object]]:
    """Each text as what its column holds; an empty one is missing."""
    read: dict[str, Callable[[str], object]] = {
        "string": str,
        "Int64": int,
        "Float64": float,
        "boolean": {"true": True, "false": False}.get,
    }
    kinds = {name: read[one.kind] for name, one in COLUMNS[rows].items()}
    return [
        {name: None if text == "" else kinds[name](text) for name, text in row.items()}
        for row in parsed(data)
    ]


@pytest.mark.parametrize("rows", ["cells", "processes"])
def test_every_format_gives_back_what_load_gives(files, tmp_path, rows):
    due = loaded(tmp_path / "results", rows)
    lines = [json.loads(line) for line in exported(files, "jsonl", rows=rows).splitlines()]
    assert sorted(lines, key=str) == sorted(due, key=str)
    empty_is_none = [{name: None if one == "" else one for name, one in row.items()} for row in due]
    assert sorted(of_csv(exported(files, "csv", rows=rows), rows), key=str) == sorted(empty_is_none, key=str)


@pytest.mark.parametrize("rows", ["cells", "processes"])
def test_parquet_gives_back_what_json_lines_give(files, rows):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    lines = [json.loads(line) for line in exported(files, "jsonl", rows=rows).splitlines()]
    assert parquet.read_table(io.BytesIO(exported(files, "parquet", rows=rows))).to_pylist() == lines


@pytest.mark.parametrize("rows", ["cells", "processes"])
def test_the_licence_stands_in_every_row(files, rows):
    written = parsed(exported(files, "csv", rows=rows))
    lines = [json.loads(line) for line in exported(files, "jsonl", rows=rows).splitlines()]
    assert {row["licence"] for row in [*written, *lines]} == {"CC0-1.0"}
    assert len(written) == len(lines) == (2 if rows == "cells" else 10)


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_a_spreadsheet_would_run_is_told_to_be_text(begin):
    assert export._cell(f"{begin}cmd|' /C calc'!A0") == f"'{begin}cmd|' /C calc'!A0"


def test_negative_numbers_stay_numbers():
    assert (export._cell(-5), export._cell(-0.5), export._cell(None), export._cell("a-b")) == (
        -5,
        -0.5,
        None,
        "a-b",
    )


def test_a_formula_in_a_result_is_guarded_in_csv_and_as_it_is_elsewhere(tmp_path):
    name = '=HYPERLINK("http://example.org","a,b")'
    file = store.save(result(changes={"sut.runtime.name": name}), tmp_path)
    (row,) = parsed(exported([file], "csv"))
    assert row["runtime"] == f"'{name}"
    assert json.loads(exported([file], "jsonl"))["runtime"] == name


def test_what_was_withdrawn_is_not_exported(files):
    without = {store.result_id(files[0].read_bytes())}
    assert [row["device"] for row in parsed(exported(files, "csv", without=without))] == ["pi5"]


def test_without_pyarrow_the_extra_is_named(monkeypatch, files):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(EdgebenchError, match="pyarrow, which is not installed") as refused:
        exported(files, "parquet")
    assert refused.value.hint == "Add it with: pip install 'edgebench[parquet]'"
