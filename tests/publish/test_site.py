"""The whole site of a few results: what its pages show, and that they are safe, whole and repeatable."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path, PurePath, PurePosixPath
from typing import Any
from urllib.parse import urldefrag

import pytest

from edgebench import paths, publish, store
from edgebench.errors import EdgebenchError
from edgebench.metrics import judged_by
from edgebench.model.result import Result
from edgebench.publish.building import folder, render
from tests import build
from tests.build import edited
from tests.publish.catalogue import MEASURED, ONNX, PI5, WORKLOADS, files, measured, metered, workload
from tests.publish.page import Page

POLICY = (
    "default-src 'none'; script-src 'self'; "
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
EVERYTHING = (
    measured(8.42, PI5, MEASURED, session=1),
    measured(10.1, PI5, MEASURED, ONNX, session=1),
    measured(8.0, session=2),
    measured(7.0, ONNX, tier="smoke", session=3),
    measured(7.2, PI5, ONNX, {"variant.weights": "synthetic"}, session=4),
    measured(6.2, PI5, MEASURED, {"quality.met": "no", "variant.name": "bad"}, session=5),
    measured(6.3, {"workload.name": "retired", "provenance.repeat.workload": "retired"}, session=6),
)


EACH = (
    build.multi_stream(),
    build.offline(),
    build.server(),
    build.server(found=False),
    build.streams(),
    build.sustained(),
    build.paced(),
)


def built(out: Path, *results: Result, **more: Any) -> dict[str, Page]:
    made = publish.build(files(*results), WORKLOADS, out, **more)
    return {path: Page((out / path).read_text("utf-8")) for path in made}


def contents(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site") / "site"


@pytest.fixture(scope="module")
def site(out: Path) -> dict[str, Page]:
    return built(out, *EVERYTHING)


@pytest.fixture(scope="module")
def page(site: dict[str, Page]) -> Page:
    return site["workloads/mobilenet-v2/index.html"]


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    results = (measured(8.0, tier="smoke"), measured(7.0, ONNX, tier="smoke"))
    return built(tmp_path_factory.mktemp("preview") / "site", *results)


class TestTheFiles:
    def test_there_is_a_front_an_index_a_page_a_workload_and_one_for_missing_addresses(
        self, site: dict[str, Page]
    ) -> None:
        assert site.keys() >= {
            "404.html",
            "families/mobilenet/index.html",
            "families/squeezenet/index.html",
            "index.html",
            "data/index.html",
            "methods/index.html",
            "withdrawn/index.html",
            "workloads/index.html",
            "workloads/mobilenet-v2/index.html",
            "workloads/retired/index.html",
            "workloads/squeezenet/index.html",
        }

    def test_each_result_is_there_byte_for_byte(self, site: dict[str, Page], out: Path) -> None:
        for result in EVERYTHING:
            data = store.encode(result)
            assert (out / "results" / store.path_of(result, data)).read_bytes() == data

    def test_the_same_result_under_two_names_is_one(self, tmp_path: Path) -> None:
        twice = [(PurePath(name), EVERYTHING[0]) for name in ("a.json", "copy-of-a.json")]
        publish.build(twice, WORKLOADS, tmp_path / "site")
        assert len(list((tmp_path / "site/results").rglob("*.json"))) == 1

    def test_an_asset_is_named_by_its_content(self, site: dict[str, Page], out: Path) -> None:
        (style,) = (out / "assets").glob("style.*.css")
        assert re.fullmatch(r"style\.[0-9a-f]{12}\.css", style.name)
        assert hashlib.sha256(style.read_bytes()).hexdigest().startswith(style.name.split(".")[1])

    def test_the_same_results_make_the_same_bytes_from_any_folder_in_any_order(
        self, site: dict[str, Page], out: Path, tmp_path: Path
    ) -> None:
        other = [(PurePath("/elsewhere") / path, result) for path, result in reversed(files(*EVERYTHING))]
        publish.build(other, WORKLOADS, tmp_path / "again")
        assert contents(tmp_path / "again") == contents(out)


class TestEveryPage:
    def test_elements_are_closed_and_names_are_given_once(self, site: dict[str, Page]) -> None:
        for path, page in site.items():
            assert page.open == [], path
            assert len(page.ids()) == len(set(page.ids())), path

    def test_every_link_leads_somewhere(self, site: dict[str, Page], out: Path) -> None:
        for path, page in site.items():
            sources = {one["href"] for one in page.all("a", rel="noopener")}  # of the facts of devices
            for link in sorted({*page.links()} - sources):
                address, fragment = urldefrag(link)
                assert not re.match(r"[a-z]+:|//", address), f"{path}: {link} leaves the site"
                base = PurePosixPath("/") if path == "404.html" else PurePosixPath("/", path).parent
                target = out / str(resolved(base / address) if address else PurePosixPath("/", path))[1:]
                assert target.is_file(), f"{path}: {link}"
                if fragment and "=" not in fragment and target.parent.name != "result":  # read by scripts
                    assert fragment in Page(target.read_text("utf-8")).ids(), f"{path}: {link}"

    def test_links_are_relative_so_that_the_site_works_below_any_address(self, site: dict[str, Page]) -> None:
        for path in site.keys() - {"404.html"}:
            assert not [link for link in site[path].links() if link.startswith("/")], path

    def test_the_page_for_missing_addresses_works_at_any_depth(self, tmp_path: Path) -> None:
        page = built(tmp_path / "site", base_path="/edgebench/")["404.html"]
        assert all(link.startswith(("/edgebench/", "#")) for link in page.links())

    def test_nothing_runs_and_nothing_is_fetched_from_elsewhere(self, site: dict[str, Page]) -> None:
        for page in site.values():
            assert page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"] == POLICY
            names = {name for name, _ in page.tags}
            assert not names & {"style", "iframe", "object", "base", "img"}
            attributes = {name for _, found in page.tags for name in found}
            assert all("src" in found for found in page.all("script"))
            assert "style" not in attributes
            assert not [name for name in attributes if name.startswith("on")]

    def test_a_reader_without_eyes_finds_the_way(self, site: dict[str, Page]) -> None:
        for path, page in site.items():
            assert len(page.all("h1")) == 1, path
            assert page.all("html") == [{"lang": "en"}]
            assert page.all("a", href="#content")
            assert page.all("main", id="content")
            for drawing in page.all("svg"):
                assert drawing.get("aria-hidden") == "true" or drawing.get("role") == "img", path

    def test_no_page_says_when_or_where_it_was_made(self, site: dict[str, Page], out: Path) -> None:
        for path in site:
            assert str(out) not in (out / path).read_text("utf-8")


class TestWhatTheFirstRunMakes:
    """`make run` on a virtual machine: smoke tier only, nothing ranked, and still a useful page."""

    def test_the_front_shows_the_best_of_the_device_and_says_that_it_is_not_ranked(
        self, preview: dict[str, Page]
    ) -> None:
        text = preview["index.html"].text
        assert "AMD EPYC ONNX Runtime 1.24.1, onnx-int8 7.28 ms" in text
        assert "1 device, not ranked: preview, smoke tier" in text
        assert "0 ranked, 2 not" in text

    def test_the_page_shows_every_number_as_a_preview(self, preview: dict[str, Page]) -> None:
        text = preview["workloads/mobilenet-v2/index.html"].text
        assert "No result is ranked yet." in text
        assert "2 rows are not ranked here: 2 smoke tier (preview) They are below" in text
        assert "7.28 ms one process" in text
        assert "8.32 ms one process" in text
        assert "Lowest p90, not ranked 7.28 ms" in text

    def test_the_index_names_the_best_what_it_is_and_its_class(self, preview: dict[str, Page]) -> None:
        text = preview["workloads/index.html"].text
        assert "7.28 ms AMD EPYC, not ranked: smoke tier (preview)" in text


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}{% raw %}&lt;"


def free_texts(document: Any, path: str = "") -> Iterable[str]:
    """Every field of a result that takes any text."""
    fixed = re.compile(
        r"created|format|kind|sha256|id$|slug|scheme|unit$|scenario|scope|tier|ended|licence|repeat|rule|level"
        r"|virtual|emulated|evidence|met$|division|weights|precision\.|name$|reason|harness$|measure|isa|metric"
    )
    for key, value in document.items() if isinstance(document, dict) else enumerate(document):
        place = f"{path}.{key}" if path else str(key)
        if isinstance(value, dict | list):
            yield from free_texts(value, place)
        elif isinstance(value, str) and not fixed.search(place):
            yield place


def assert_only_the_sites_own_scripts(page: Page) -> None:
    scripts = page.all("script")
    assert scripts
    assert all("assets/scripts-" in one["src"] for one in scripts)


class TestHostileText:
    def test_whatever_stands_in_a_result_is_shown_as_text(self, tmp_path: Path) -> None:
        import msgspec

        plain = measured(
            8.0, PI5, {"device.cooling": "x", "device.cooling_reason": None, "device.slug": "board"}
        )
        texts = sorted(free_texts(msgspec.to_builtins(plain)))
        assert {
            "device.cpu.model",
            "device.os",
            "sut.runtime.version",
            "sut.provider_used",
            "device.cooling",
        } <= set(texts)
        changes = dict.fromkeys(texts, HOSTILE) | {
            "sut.runtime.name": HOSTILE,
            "sut.options": {"threads": HOSTILE},
            "sut.accelerator": HOSTILE,
            "device.power_mode": HOSTILE,
            "device.power_mode_reason": None,
            "device.governor": HOSTILE,
            "device.governor_reason": None,
            "findings": [{"rule": "of-tomorrow", "level": "warning", "values": {"seen": HOSTILE}}],
        }
        publish.build(files(edited(plain, changes)), WORKLOADS, tmp_path / "site")
        for path in (tmp_path / "site").rglob("*.html"):
            html = path.read_text("utf-8")
            page = Page(html)
            assert page.open == []
            assert_only_the_sites_own_scripts(page)
            assert not page.all("img")
            assert not [name for _, found in page.tags for name in found if name.startswith("on")]
            assert ">49<" not in html
        shown = Page((tmp_path / "site/workloads/mobilenet-v2/index.html").read_text("utf-8")).text
        assert shown.count(HOSTILE) >= 10

    def test_and_so_is_whatever_stands_in_the_catalogue(self, tmp_path: Path) -> None:
        hostile = {"mobilenet-v2": workload("mobilenet-v2", HOSTILE, "tflite-int8")}
        publish.build(files(measured()), hostile, tmp_path / "site")
        for path in (tmp_path / "site").rglob("*.html"):
            assert_only_the_sites_own_scripts(Page(path.read_text("utf-8")))

    def test_no_template_lifts_the_escaping(self) -> None:
        for template in paths.shipped("site").rglob("*.html"):
            text = template.read_text("utf-8")
            assert not re.search(r"\|\s*safe|Markup|autoescape", text), template

    def test_a_name_that_a_template_misspells_is_an_error(self, tmp_path: Path) -> None:
        import jinja2

        environment = render._environment(paths.shipped("site"))
        with pytest.raises(jinja2.UndefinedError):
            environment.from_string("{{ view.misspelt }}").render(view={})


class TestTheFolder:
    def test_a_former_site_is_replaced_whole(self, tmp_path: Path) -> None:
        built(tmp_path / "site", *EVERYTHING)
        built(tmp_path / "site")
        assert not (tmp_path / "site/results").exists()
        assert [path.name for path in tmp_path.iterdir()] == ["site"]

    def test_what_did_not_change_is_linked_and_what_did_is_not(self, tmp_path: Path) -> None:
        built(tmp_path / "site", *EVERYTHING)
        style, front = next((tmp_path / "site/assets").glob("style.*")), tmp_path / "site/index.html"
        before = style.stat().st_ino, front.stat().st_ino
        built(tmp_path / "site", *EVERYTHING[1:])
        assert (style.stat().st_ino == before[0], front.stat().st_ino == before[1]) == (True, False)
        assert style.stat().st_nlink == 1

    def test_an_empty_folder_is_taken(self, tmp_path: Path) -> None:
        built(tmp_path)
        assert (tmp_path / "index.html").is_file()

    def test_a_folder_with_anything_else_is_refused_and_left_alone(self, tmp_path: Path) -> None:
        (tmp_path / "thesis.tex").write_text("years of work")
        with pytest.raises(EdgebenchError, match="no site of edgebench"):
            built(tmp_path)
        assert (tmp_path / "thesis.tex").read_text() == "years of work"

    def test_a_file_or_a_link_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        (tmp_path / "folder").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "folder")
        for name in ("file", "link"):
            with pytest.raises(EdgebenchError, match="is not a folder"):
                built(tmp_path / name)

    def test_a_failure_leaves_the_old_site_as_it_was(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        built(tmp_path / "site", *EVERYTHING)
        before = contents(tmp_path / "site")

        def full(*_: object) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "write_bytes", full)
        with pytest.raises(EdgebenchError, match="No space left on device"):
            built(tmp_path / "site")
        assert contents(tmp_path / "site") == before
        assert [path.name for path in tmp_path.iterdir()] == ["site"]

    def test_a_swap_that_fails_half_way_is_undone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        built(tmp_path / "site", *EVERYTHING)
        before = contents(tmp_path / "site")
        rename = Path.rename

        def stubborn(self: Path, target: Path) -> Path:
            if self.name == "new":
                raise OSError(5, "Input/output error")
            return rename(self, target)

        monkeypatch.setattr(Path, "rename", stubborn)
        with pytest.raises(EdgebenchError, match="Input/output error"):
            built(tmp_path / "site")
        assert contents(tmp_path / "site") == before

    def test_the_marker_is_what_makes_a_folder_ours(self, tmp_path: Path) -> None:
        built(tmp_path / "site")
        (tmp_path / "site" / folder.MARKER).unlink()
        with pytest.raises(EdgebenchError, match=r"holds no \.edgebench-site"):
            built(tmp_path / "site")


def resolved(path: PurePosixPath) -> PurePosixPath:
    """Without `..`."""
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts)


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    pages = built(tmp_path_factory.mktemp("scenarios") / "site", *EACH)
    for path, page in pages.items():
        assert page.open == [], path
        assert len(page.ids()) == len(set(page.ids())), path
    return pages["workloads/mobilenet-v2/index.html"].text.replace("\u2009", " ")


class TestEveryScenario:
    """One result of each, and one whose bound cannot be met."""

    @pytest.mark.parametrize(
        "shown",
        [
            "Ranking by latency of a query, p99: MultiStream, 8 samples a query, standard tier",
            "Ranking by samples a second: Offline, standard tier 1 ranked row.",
            "Ranking by queries a second: Server, p99 within 33 ms, standard tier",
            "Queries a second: Server, p99 within 1 ms, standard tier",
            "Ranking by streams at once: Streams, p99 within 33 ms, standard tier",
            "Ranking by samples a second in the last minute: Sustained, standard tier",
            "Ranking by latency, p90: SingleStream, every 20 ms, standard tier",
            "Samples/s ▼ 95 % interval tick: samples/s, box interval ; log",
            "Latency p99 ▲ 95 % interval line p50–p99, tick p99, box interval ; log",
            "batch 4 × 2 streams 498 /s 496–499",
            "96.0 /s one search",
            "4 streams one search",
            "1.08× the time at first 116 /s within 1",
            "bound < service time",
            "Offline has every sample at the start.",
        ],
    )
    def test_its_page_shows(self, text: str, shown: str) -> None:
        assert shown in text

    def test_a_board_asks_for_a_batch_only_where_one_was_asked(self, text: str) -> None:
        assert "Ranking by samples a second: Offline, batch" not in text

    @pytest.mark.parametrize("one", EACH, ids=lambda one: one.load.scenario)
    def test_alone_it_makes_a_whole_site(self, one: Result, tmp_path: Path) -> None:
        pages = built(tmp_path / "site", one)
        metric = judged_by(one.load.scenario)
        value = metric.figure(metric.read(one)).text
        for path in ("index.html", "workloads/mobilenet-v2/index.html"):
            assert value in pages[path].text, path

    def test_of_several_searches_in_one_session_none_is_tested_and_none_breaks_the_page(
        self, tmp_path: Path
    ) -> None:
        both = (build.server(), build.server(changes=ONNX))
        text = built(tmp_path / "site", *both)["workloads/mobilenet-v2/index.html"].text
        assert "1 of 1 pair of rows cannot be tested, because a search finds one value a session" in text

    def test_the_usual_load_comes_before_a_paced_one(self, tmp_path: Path) -> None:
        text = built(tmp_path / "site", build.paced(7.0), build.result())["index.html"].text
        assert "by the first scenario of each workload (SingleStream, latency, p90)" in text

    def test_a_sweep_is_a_table_with_its_speed_up(self, tmp_path: Path) -> None:
        swept = [build.result(8.0 / count, {"sut.threads": count}) for count in (1, 2)]
        text = built(tmp_path / "site", *swept)["workloads/mobilenet-v2/index.html"].text
        assert "1 8.01 ms 124 /s 1 2 4.01 ms 249 /s 2.00× 1.99–2.01 100 %" in text

    def test_the_highest_rate_opens_a_page_that_has_nothing_else(self, tmp_path: Path) -> None:
        text = built(tmp_path / "site", build.server(changes=PI5))["workloads/mobilenet-v2/index.html"].text
        assert "Highest rate 96.0 /s p99 within 33 ms one search, Raspberry Pi 5, LiteRT 2.0.2" in text


def test_energy_is_ranked_by_boundary(tmp_path: Path) -> None:
    page = built(tmp_path, metered(8.0, PI5))["workloads/mobilenet-v2/index.html"]
    text = page.text.replace("\u00a0", " ")
    assert "Ranked by energy Gross energy of a sample, idle power included." in text
    assert "wall_ac with fan and psu, standard tier rank device runtime, variant energy a sample" in text
    assert "Ranked by energy" not in built(tmp_path, measured(8.0))["workloads/mobilenet-v2/index.html"].text
