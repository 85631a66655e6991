"""The stylesheet keeps its promises: contrast in both themes, nothing fetched, no sideways scroll."""

from __future__ import annotations

import itertools
import math
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from edgebench import paths, publish
from tests.publish.catalogue import MEASURED, ONNX, PI5, WORKLOADS, files, measured

STYLES = paths.shipped("site") / "styles"
CSS = (STYLES / "base.css").read_text("utf-8")
ALL_CSS = "".join(path.read_text("utf-8") for path in sorted(STYLES.glob("*.css")))
WIDTHS = (360, 720, 1024, 1200)
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
THEMES = ("light", "dark")
TEXT = ("ink", "ink-2", "ink-3", "accent", "good", "warn", "bad")
RUNTIMES = ("tflite", "onnx", "openvino", "torch", "tensorrt")
MARKS = ("line-strong", "interval", *RUNTIMES)

CONTRAST = {
    "light": {
        "ink": (16.7, 15.4), "ink-2": (8.0, 7.4), "ink-3": (5.5, 5.1), "accent": (7.2, 6.6),
        "good": (6.3, 5.8), "warn": (6.4, 5.9), "bad": (6.5, 6.0), "line-strong": (3.7, 3.4),
        "tflite": (4.3, 4.0),
        "onnx": (7.0, 6.4), "openvino": (5.4, 5.0), "torch": (11.8, 10.9), "tensorrt": (4.1, 3.7),
    },
    "dark": {
        "ink": (15.7, 14.0), "ink-2": (9.9, 8.8), "ink-3": (7.0, 6.2), "accent": (9.7, 8.6),
        "good": (10.3, 9.2), "warn": (10.2, 9.1), "bad": (9.0, 8.1), "line-strong": (4.4, 4.0),
        "tflite": (8.4, 7.5),
        "onnx": (5.6, 5.0), "openvino": (11.1, 9.9), "torch": (7.1, 6.4), "tensorrt": (11.0, 9.8),
    },
}  # fmt: skip
"""On paper and on surface: the table of the design (SITE.md 6), which cuts to a tenth."""
ON_THEIR_OWN = {
    "light": {
        ("accent", "accent-soft"): 6.2, ("good", "good-soft"): 5.4, ("warn", "warn-soft"): 5.7,
        ("bad", "bad-soft"): 5.6, ("interval", "paper"): 3.7, ("interval", "accent-soft"): 3.2,
        ("on-accent", "accent"): 7.2, ("ink", "fill"): 10.7,
    },
    "dark": {
        ("accent", "accent-soft"): 7.2, ("good", "good-soft"): 7.8, ("warn", "warn-soft"): 7.9,
        ("bad", "bad-soft"): 7.5, ("interval", "paper"): 4.6, ("interval", "accent-soft"): 3.4,
        ("on-accent", "accent"): 9.7, ("ink", "fill"): 6.5,
    },
}  # fmt: skip
DISTANCE = {
    "light": {"normal": 51, "protan": 21, "deutan": 27, "tritan": 20},
    "dark": {"normal": 43, "protan": 27, "deutan": 18, "tritan": 29},
}
"""The least between two runtimes' colours, CIE76."""
SIMULATED = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip
"""Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB."""
XYZ = (
    (0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041),
)  # fmt: skip
WHITE = (0.95047, 1.0, 1.08883)


def blocks() -> list[dict[str, str]]:
    """The tokens of light, of dark by preference and of dark by choice, in the order of the stylesheet."""
    found = re.findall(r"\{([^{}]*--paper:[^{}]*)\}", CSS)
    return [dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", block)) for block in found]


def palette(theme: str) -> dict[str, str]:
    """Name -> colour, as the stylesheet says it for this theme."""
    light, dark, _ = blocks()
    return light if theme == "light" else light | dark


def contrast(one: str, other: str) -> float:
    """WCAG 2: relative luminance of the lighter over the darker, each raised by 0.05."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(colour: str) -> list[float]:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]


def times(matrix: Sequence[Sequence[float]], vector: Sequence[float]) -> list[float]:
    return [sum(one * other for one, other in zip(row, vector, strict=True)) for row in matrix]


def lab(colour: str, sight: str) -> tuple[float, float, float]:
    """CIE L*a*b*, D65, of the colour as it is seen with this sight."""
    seen = [min(1.0, max(0.0, value)) for value in times(SIMULATED[sight], linear(colour))]
    x, y, z = (root(value / white) for value, white in zip(times(XYZ, seen), WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def root(value: float) -> float:
    return value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116


@pytest.mark.parametrize("theme", THEMES)
class TestColours:
    def test_contrasts_are_those_of_the_design(self, theme: str) -> None:
        colours = palette(theme)
        for name, designed in CONTRAST[theme].items():
            found = [contrast(colours[name], colours[on]) for on in ("paper", "surface")]
            assert found == pytest.approx(designed, abs=0.1), name
        for (name, ground), expected in ON_THEIR_OWN[theme].items():
            assert contrast(colours[name], colours[ground]) == pytest.approx(expected, abs=0.1), name

    def test_text_has_four_and_a_half_to_one(self, theme: str) -> None:
        colours = palette(theme)
        for name in TEXT:
            assert min(contrast(colours[name], colours[on]) for on in ("paper", "surface")) >= 4.5, name
        for name in ("good", "warn", "bad", "accent"):
            assert contrast(colours[name], colours[f"{name}-soft"]) >= 4.5, name
        assert contrast(colours["ink"], colours["fill"]) >= 4.5

    def test_marks_and_borders_of_controls_have_three_to_one(self, theme: str) -> None:
        colours = palette(theme)
        for name in MARKS:
            assert contrast(colours[name], colours["paper"]) >= 3, name

    @pytest.mark.parametrize("sight", SIMULATED)
    def test_runtimes_are_told_apart(self, theme: str, sight: str) -> None:
        seen = [lab(palette(theme)[name], sight) for name in RUNTIMES]
        least = min(math.dist(one, other) for one, other in itertools.combinations(seen, 2))
        assert round(least) == DISTANCE[theme][sight]


def test_dark_by_preference_and_by_choice_are_one() -> None:
    light, by_preference, by_choice = blocks()
    assert by_preference == by_choice
    assert by_choice.keys() == light.keys()


def test_paper_is_never_dark() -> None:
    """Both dark blocks are for screens alone."""
    outside = re.sub(r"@media screen[^{]*\{(?:[^{}]|\{[^{}]*\})*\}", "", CSS)
    assert palette("dark")["paper"] not in outside


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


def test_nothing_is_fetched_and_no_face_is_installed() -> None:
    assert not re.search(r"url\(|@import|@font-face|https?:", ALL_CSS)


def test_every_class_that_a_template_names_is_styled_or_only_a_handle() -> None:
    templates = "".join(path.read_text("utf-8") for path in paths.shipped("site").rglob("*.html"))
    named = {name for value in re.findall(r'class="([^"{]*)"', templates) for name in value.split()}
    handles = {"name", "value", "device", "check"}
    handles |= {"pareto-block", "accuracy-block", "show-classes", "table-notes", "lede-note", "without"}
    assert {name for name in named if f".{name}" not in ALL_CSS} <= handles


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


RULES = re.sub(r"/\*.*?\*/", "", ALL_CSS, flags=re.DOTALL)
SELECTORS = re.findall(r"([^{}]+)\{([^{}]*)\}", RULES)


def test_every_class_is_used() -> None:
    """By its name somewhere, or made of a word and what is computed: `badge-{{ kind }}`, `tie-${bracket}`."""
    site, code = paths.shipped("site"), Path(publish.__file__).parent
    files = [*site.rglob("*.html"), *(site / "scripts").glob("*.js"), *code.rglob("*.py")]
    written = "\n".join(path.read_text("utf-8") for path in files)
    names, begun = set(re.findall(r"[\w-]+", written)), set(re.findall(r"([\w-]+-)['{$]", written))
    classes = {name for selectors, _ in SELECTORS for name in re.findall(r"\.([a-z][\w-]*)", selectors)}
    assert {one for one in classes - names if one.rpartition("-")[0] + "-" not in begun} == set()


def test_text_outside_of_drawings_follows_the_size_the_reader_chose() -> None:
    fixed = [
        one.strip()
        for one, body in SELECTORS
        if re.search(r"font(-size)?:[^;/]*\dpx", body) and not one.strip().endswith(" text")
    ]
    assert fixed == []
