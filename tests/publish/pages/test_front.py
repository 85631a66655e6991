"""The front page and the ready-made questions: whole without script, and what the script needs is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from edgebench import publish
from edgebench.model.result import Result
from edgebench.publish.finder.ready_questions import READY
from tests.publish.catalogue import MEASURED, ONNX, PI5, WORKLOADS, files, measured
from tests.publish.page import Page

RESULTS = (
    measured(8.42, PI5, MEASURED, session=1),
    measured(10.1, PI5, MEASURED, ONNX, session=1),
    measured(8.0, session=2),
    measured(7.2, PI5, ONNX, {"variant.weights": "synthetic"}, session=4),
)


def built(out: Path, *results: Result) -> dict[str, Page]:
    made = publish.build(files(*results), WORKLOADS, out)
    return {path: Page((out / path).read_text("utf-8")) for path in made}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("front") / "site"


@pytest.fixture(scope="module")
def pages(out: Path) -> dict[str, Page]:
    return built(out, *RESULTS)


@pytest.fixture(scope="module")
def front(pages: dict[str, Page]) -> Page:
    return pages["index.html"]


class TestTheFinder:
    def test_a_worked_example_is_answered_and_marked(self, front: Page) -> None:
        assert "example Change a limit to ask your own question." in front.text
        assert "2 combinations on 1 device fit" in front.text

    def test_every_control_has_a_label(self, front: Page) -> None:
        named = {label["for"] for label in front.all("label") if "for" in label}
        controls = [*front.all("select"), *(one for one in front.all("input") if one.get("type") != "radio")]
        assert {one["id"] for one in controls} <= named
        assert sum(one["id"].startswith("find-") for one in controls) == 15

    def test_without_script_it_says_so(self, front: Page) -> None:
        assert "Without script these controls do nothing" in front.text

    def test_what_is_not_counted_is_told(self, front: Page) -> None:
        assert "2 are not counted. 1 on virtual machines, 1 synthetic weights." in front.text

    def test_its_script_finds_the_rows(self, front: Page, out: Path) -> None:
        (form,) = front.all("form")
        meta: dict[str, Any] = json.loads((out / form["data-meta"]).read_bytes())
        shards = {one["name"]: one["shards"] for one in meta["workloads"]}
        assert shards["squeezenet"] == []
        (address,) = shards["mobilenet-v2"]
        assert len(json.loads((out / address).read_bytes())["rows"]) == 3

    def test_eight_questions_have_a_page_each(self, pages: dict[str, Page], front: Page) -> None:
        assert len(READY) == 8
        for ready in READY:
            assert f"find/{ready.slug}/index.html" in front.links()
            assert ready.title in pages[f"find/{ready.slug}/index.html"].text

    def test_a_question_page_leads_to_the_finder_that_asks_it(self, pages: dict[str, Page]) -> None:
        page = pages["find/mobilenet-v2-10-w/index.html"]
        assert "../../index.html#workload=mobilenet-v2&p90<=50ms&power<=10W@wall_ac" in page.links()
        assert "2 without power at the wall (no meter)." in page.text


class TestBelowIt:
    def test_a_leaderboard_a_workload_has_the_best_row_of_each_device(self, front: Page) -> None:
        assert "MobileNetV2 Image classification top-1 at least 70.4 % Raspberry Pi 5" in front.text
        assert "LiteRT 2.0.2, tflite-int8 8.76 ms" in front.text
        assert "3 ranked, 1 not" in front.text

    def test_virtual_machines_are_named_where_there_is_no_other_device(self, tmp_path: Path) -> None:
        text = built(tmp_path / "site", measured(8.0))["index.html"].text
        assert "1 device, virtual machines" in text

    def test_the_map_says_what_is_measured_and_wanted(self, front: Page) -> None:
        assert "2 of 4 cells measured; 2 wanted." in front.text
        assert "Raspberry Pi 5 1 of 2 measured, 1 without energy; wanted: SqueezeNet" in front.text
        assert "SqueezeNet Image classification edgebench run --workload squeezenet" in front.text

    def test_the_newest_result_comes_first(self, tmp_path: Path) -> None:
        newer = measured(5.0, PI5, {"created": "2026-12-01T00:00Z"})
        text = built(tmp_path / "site", *RESULTS, newer)["index.html"].text
        assert (
            "New results Raspberry Pi 5, MobileNetV2 tflite-int8 5.20 ms LiteRT 2.0.2, SingleStream" in text
        )

    def test_with_no_result_at_all_it_says_what_to_run(self, tmp_path: Path) -> None:
        text = built(tmp_path / "site")["index.html"].text
        assert "Nothing has been measured yet. Run edgebench run on this device" in text
        assert "MobileNetV2 Image classification edgebench run --workload mobilenet-v2" in text


def test_the_coverage_page_opens_with_its_counts(pages: dict[str, Page]) -> None:
    page = pages["coverage/index.html"]
    assert "2 of 4 cells measured; 2 wanted" in page.text
    assert "edgebench run --workload squeezenet" in page.text
