"""The page of a workload as it stands without script, and the index of them all."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from msgspec import structs

from edgebench import paths
from edgebench.publish import citation, site
from edgebench.publish.pages.workload import FamilyLink, view
from tests.publish.catalogue import MEASURED, ONNX, PI5, PROFILES, WORKLOADS, metered
from tests.publish.page import Page
from tests.publish.test_site import EVERYTHING, built

PLOTLY_SHA256 = "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba"
"""Of `package/plotly-basic.min.js` in the npm package plotly.js-basic-dist-min 4.1.1."""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("workload") / "site"
    built(out, *EVERYTHING, metered(9.0, PI5, MEASURED, ONNX, session=9))
    return out


@pytest.fixture(scope="module")
def page(out: Path) -> Page:
    return Page((out / "workloads/mobilenet-v2/index.html").read_text("utf-8"))


def test_an_interval_of_several_sessions_is_not_called_one_of_95_percent(tmp_path: Path) -> None:
    built(tmp_path / "site", metered(8.0, PI5, MEASURED), metered(9.0, PI5, MEASURED, session=2))
    text = Page((tmp_path / "site/workloads/mobilenet-v2/index.html").read_text("utf-8")).text
    assert "An interval is of 95 %, but 1 row spans those of several sessions." in text
    assert "Latency p90 ▲ interval" in text


class TestWithoutScript:
    @pytest.mark.parametrize(
        "shown",
        [
            "Fastest 8.76 ms p90", "Measured so far 2 devices 7 results",
            "SingleStream 6", "standard 5", "smoke 1",  # switches
            "Ranking by latency, p90: SingleStream, standard tier",
            "Virtual machines, ranked among themselves (1)",
            "2 more rows are not ranked here: 1 synthetic weights 1 accuracy target not met",
            "Raspberry Pi 5 8 GiB LiteRT 2.0.2 tflite-int8, uint8, 4 threads 8.76 ms 8.73–8.80",
            "no meter 71.0 % 70.6–71.4", "no labelled data 32 of 32 agree",
            "virtual", "smoke", "synthetic", "below target", "self-reported",  # badges
            "Accuracy of each variant", "target 70.4 %",
            "onnx-fp32 edgebench run --workload mobilenet-v2 --variant onnx-fp32 --tier standard",  # wanted
            "Counts only with top-1 at least 70.4 % , which is 98 % of the reference.",
            "wall_ac the device, at the wall (AC)",
            "The edgebench contributors (2026): MobileNetV2: measurements on edge devices.",
        ],
    )  # fmt: skip
    def test_it_shows(self, page: Page, shown: str) -> None:
        assert shown in page.text.replace("\u2009", " ")

    def test_each_row_leads_to_its_result_and_its_device(self, page: Page) -> None:
        rows = [one["id"][2:] for one in page.all("tr") if one.get("id", "").startswith("r-")]
        results = [link for link in page.links() if link.startswith("../../result/")]
        assert results == [f"../../result/index.html#{one}" for one in rows]
        assert "../../devices/pi5/index.html" in page.links()

    def test_tables_keep_their_meaning_when_drawn_as_blocks(self, page: Page) -> None:
        roles = {"table": "table", "tr": "row", "tbody": "rowgroup"}
        for tag, role in roles.items():
            assert all(found.get("role") == role for found in page.all(tag)), tag

    def test_what_is_not_ranked_is_drawn_hollow_and_has_no_number(self, out: Path) -> None:
        html = (out / "workloads/mobilenet-v2/index.html").read_text("utf-8")
        rows = re.findall(r'<tr role="row" class="row.*?</tr>', html, re.DOTALL)
        hollow = ['class="mark hollow"' in row for row in rows]
        assert hollow == ['class="rank">—<' in row for row in rows]
        assert sum(hollow) == 3

    def test_switches_lead_to_boards_of_the_page(self, page: Page) -> None:
        anchors = {one["id"] for one in page.all("section") if one.get("class") == "board"}
        switched = {link[1:] for link in page.links() if link[1:] in anchors}
        assert switched == anchors
        assert len(anchors) == 2

    def test_the_sorted_column_says_so(self, page: Page) -> None:
        sorted_by = [one["data-sort"] for one in page.all("th") if "aria-sort" in one]
        assert set(sorted_by) == {"judged"}

    def test_a_workload_without_results_says_what_to_run(self, out: Path) -> None:
        text = Page((out / "workloads/squeezenet/index.html").read_text("utf-8")).text
        assert "Nothing has been measured on this workload yet." in text
        assert "edgebench run --workload squeezenet" in text

    def test_results_of_a_workload_that_left_the_catalogue_stay(self, out: Path) -> None:
        text = Page((out / "workloads/retired/index.html").read_text("utf-8")).text
        assert "no longer in the catalogue" in text
        assert "LiteRT 2.0.2" in text


class TestTheData:
    def test_every_shard_is_there_and_holds_the_rows_of_its_table(self, out: Path, page: Page) -> None:
        for block in page.all("div"):
            if "data-shards" not in block:
                continue
            paths_of = [out / "workloads/mobilenet-v2" / one for one in block["data-shards"].split()]
            rows = [row for path in paths_of for row in json.loads(path.read_bytes())["rows"]]
            assert len(rows) == int(block["data-total"])

    def test_a_file_is_named_by_its_content(self, out: Path) -> None:
        for path in (out / "data").glob("mobilenet-v2-*.json"):
            assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(path.suffixes[-2][1:])


class TestTheIndex:
    def test_it_names_the_best_with_its_interval_and_whose_it_is(self, out: Path) -> None:
        text = Page((out / "workloads/index.html").read_text("utf-8")).text
        assert "MobileNetV2 top-1 at least 70.4 % 7 2 devices 8.76 ms 8.73–8.80 Raspberry Pi 5" in text
        assert "2 of 3 workloads measured." in text

    def test_a_workload_without_results_has_its_command(self, out: Path) -> None:
        text = Page((out / "workloads/index.html").read_text("utf-8")).text
        assert "not measured yet edgebench run --workload squeezenet" in text


def test_plotly_is_the_file_of_its_package() -> None:
    found = paths.shipped("site") / "assets/plotly-basic-4.1.1.min.js"
    assert hashlib.sha256(found.read_bytes()).hexdigest() == PLOTLY_SHA256


def test_a_citation_names_the_state_and_escapes_what_latex_reads() -> None:
    made = citation.of_workload("yolo_3", "YOLO & Co", 12, "2026-08-01", "4f1c0de" * 3)
    assert "12 results up to 2026-08-01, commit 4f1c0de4f1c0" in made.text
    assert "@misc{edgebench-yolo-3-2026," in made.bibtex
    assert "YOLO \\& Co" in made.bibtex


class TestItsFamily:
    def test_it_leads_to_the_models_of_one_architecture(self) -> None:
        older = structs.replace(WORKLOADS["squeezenet"], family="mobilenet-v1")
        found = view("mobilenet-v2", site.gather((), WORKLOADS | {"squeezenet": older}, PROFILES))[0].family
        assert found == FamilyLink("MobileNet", "2 models", "families/mobilenet/index.html")

    def test_a_model_alone_in_it_does_not_name_it(self, page: Page) -> None:
        assert not any("families/" in link for link in page.links())
