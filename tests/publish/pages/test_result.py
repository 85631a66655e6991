"""The page of a result, and the page for a reader's own: what each is given, what is there without script."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from edgebench import publish, store
from tests.publish.catalogue import MEASURED, ONNX, PI5, WORKLOADS, files, measured, metered
from tests.publish.page import Page

RESULTS = (measured(8.0, PI5, MEASURED), measured(6.0, PI5, ONNX), metered(9.0, session=3))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "site"
    publish.build(files(*RESULTS), WORKLOADS, folder)
    return folder


def page(out: Path, name: str) -> Page:
    return Page((out / name / "index.html").read_text("utf-8"))


def test_the_list_of_its_first_digits_says_which_shards_hold_a_result(out: Path) -> None:
    (place,) = page(out, "result").all("div", id="result")
    data = out / "result" / place["data-folder"]
    for one in RESULTS:
        name = store.result_id(store.encode(one))[:16]
        held = read(data / "ids" / f"{name[: int(place['data-digits'])]}.json")
        shard = f"{held['shards'][held['ids'][name]]}.json"
        assert name in [row[0] for row in read(data / "results" / shard)["rows"]]
        assert name in [own[0] for row in read(data / "places" / shard)["rows"] for own in row[-1]]


def read(path: Path) -> Any:
    return json.loads(path.read_bytes())


def test_without_script_it_says_so_and_leads_to_the_list_of_files(out: Path) -> None:
    one = page(out, "result")
    assert "takes JavaScript, which is off here" in one.text
    assert "../data/index.html" in one.links()


def test_the_page_for_a_file_promises_that_nothing_is_sent(out: Path) -> None:
    one = page(out, "open")
    assert "Stays on this computer. Nothing is sent." in one.text
    assert "at most 256 KiB" in one.text
    assert "edgebench check FILE" in one.text


def test_all_rankings_are_named_so_that_none_is_asked_for_alone(out: Path) -> None:
    (option,) = page(out, "open").all("option", value="mobilenet-v2")
    held = json.loads((out / "open" / option["data-address"]).read_bytes())
    rows = [row for table in held["tables"].values() for row in table]
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert {row[4] for row in rows} <= {store.result_id(store.encode(one))[:16] for one in RESULTS}


def test_what_its_script_needs_is_named_by_its_content(out: Path) -> None:
    (box,) = page(out, "open").all("div", id="open")
    words = json.loads((out / "open" / box["data-words"]).read_bytes())
    assert words["tiers"]["standard"]["floors"]["single-stream"] == [205, 12_000_000_000]
    assert json.loads((out / "open" / box["data-schema"]).read_bytes())["$defs"]["Result"]["required"]
