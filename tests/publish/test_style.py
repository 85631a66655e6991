"""The stylesheet keeps its promises: contrast in both themes, nothing fetched, no sideways scroll."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from edgebench import paths, publish
from tests.publish.catalogue import MEASURED, ONNX, PI5, WORKLOADS, files, measured

CSS = (paths.shipped("site") / "styles/base.css").read_text("utf-8")
TEXT = ("ink", "ink-2", "ink-3", "accent", "good", "warn", "bad")
MARKS = ("line-strong", "interval", "tflite", "onnx", "openvino", "torch", "tensorrt")
WIDTHS = (360, 720, 1024, 1200)
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def palette(theme: str) -> dict[str, str]:
    """Name -> colour, as the stylesheet says it for this theme."""
    light, dark = CSS.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", light))
    if theme == "dark":
        found |= dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", dark))
    return found


def contrast(one: str, other: str) -> float:
    """WCAG 2: relative luminance of the lighter over the darker, each raised by 0.05."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
class TestContrast:
    def test_text_has_four_and_a_half_to_one(self, theme: str) -> None:
        colours = palette(theme)
        for ground in ("paper", "surface"):
            for name in TEXT:
                assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
        for name in ("good", "warn", "bad", "accent"):
            assert contrast(colours[name], colours[f"{name}-soft"]) >= 4.5, name
        assert contrast(colours["ink"], colours["fill"]) >= 4.5

    def test_marks_have_three_to_one(self, theme: str) -> None:
        colours = palette(theme)
        for name in MARKS:
            assert contrast(colours[name], colours["paper"]) >= 3, name


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


def test_nothing_is_fetched_and_no_face_is_installed() -> None:
    assert not re.search(r"url\(|@import|@font-face|https?:", CSS)


def test_every_class_that_a_template_names_is_styled_or_only_a_handle() -> None:
    templates = "".join(path.read_text("utf-8") for path in paths.shipped("site").rglob("*.html"))
    named = {name for value in re.findall(r'class="([^"{]*)"', templates) for name in value.split()}
    handles = {"name", "value", "device", "check"}
    assert {name for name in named if f".{name}" not in CSS} <= handles


@pytest.mark.skipif(BROWSER is None, reason="no chromium here")
def test_no_page_scrolls_sideways(tmp_path: Path) -> None:
    """Not even with names of 200 letters."""
    long = {
        "device.cpu.model": "M" * 200,
        "sut.runtime.version": "9" * 100,
        "device.slug": "pc",
        "device.os": "O" * 200,
    }
    results = (
        measured(8.0, PI5, MEASURED),
        measured(7.0, ONNX, long, tier="smoke"),
        measured(12345.0, PI5, ONNX, tier="smoke"),
    )
    made = publish.build(files(*results), WORKLOADS, tmp_path / "site")
    pages = [path for path in made if path != "404.html"]
    found = widths(tmp_path / "site", pages)
    assert found.keys() == {f"{path} {width}" for path in pages for width in WIDTHS}
    assert {place: width for place, width in found.items() if width > int(place.split()[-1])} == {}


def widths(site: Path, pages: list[str]) -> dict[str, int]:
    """`page width` -> width of its content, in frames: a window is never narrower than 500 pixels.

    Only here a script runs: it measures, in copies without the policy and with everything unfolded.
    """
    frames = []
    for path in pages:
        html = re.sub(r"<meta http-equiv[^>]*>", "", (site / path).read_text("utf-8"))
        tell = "parent.postMessage([name, document.documentElement.scrollWidth], '*')"
        html = html.replace("<details ", "<details open ").replace(
            "</body>", f"<script>{tell}</script></body>"
        )
        copy = (site / path).with_name("measured.html")
        copy.write_text(html)
        frames += [
            f'<iframe name="{path} {width}" width={width} height=900 src="{copy.as_uri()}"></iframe>'
            for width in WIDTHS
        ]
    listen = "onmessage = event => { document.title += event.data.join('=') + ';' }"
    frame = site / "frame.html"
    frame.write_text(f"<title></title><script>{listen}</script>{''.join(frames)}")
    assert BROWSER is not None
    quiet = "--disable-background-networking --disable-component-update --disable-sync --no-first-run"
    dumped = subprocess.run(
        [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *quiet.split(),
            f"--user-data-dir={site.parent / 'profile'}", "--window-size=1400,1000",
            "--dump-dom", frame.as_uri(),
        ],
        capture_output=True, text=True, timeout=90, check=True,
    )  # fmt: skip
    title = re.search(r"<title>(.*?)</title>", dumped.stdout)
    assert title, dumped.stderr
    return {place: int(width) for place, width in re.findall(r"([^=;]+)=(\d+);", title[1])}
