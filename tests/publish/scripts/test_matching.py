"""What the search finds, and which names are near a mistyped address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.publish.scripts import javascript

pytestmark = pytest.mark.skipif(not (javascript.NODE or javascript.BROWSER), reason=javascript.NEITHER)

INDEX = [
    {"kind": kind, "name": name, "address": address, "words": more}
    for kind, name, address, more in (
        ("device", "Raspberry Pi 4", "devices/pi4/index.html", "BCM2711 board"),
        ("device", "Raspberry Pi 5", "devices/pi5/index.html", "BCM2712 board"),
        ("workload", "MobileNetV2 1.0, 224x224", "workloads/mobilenet-v2/index.html", "image classification"),
        ("runtime", "ONNX Runtime", "runtimes/onnxruntime/index.html", ""),
        ("workload", "Café", "workloads/cafe/index.html", ""),
    )
]


def found(typed: list[str], tmp_path: Path) -> list[Any]:
    given = [[INDEX, one] for one in typed]
    asked = "matching(it[0], it[1], 2).found.map((one) => one.name)"
    return list(javascript.answers("matching.js", asked, given, tmp_path))


def near(typed: list[str], tmp_path: Path) -> list[Any]:
    given = [[INDEX, one] for one in typed]
    return list(
        javascript.answers("matching.js", "nearest(it[0], it[1], 2).map((one) => one.name)", given, tmp_path)
    )


def test_the_short_name_of_a_device_is_its_own(tmp_path: Path) -> None:
    names = [("Orange Pi 5", "orange-pi-5"), ("Raspberry Pi 5", "pi5")]
    index = [{"kind": "device", "name": name, "address": "", "words": slug} for name, slug in names]
    asked = "matching(it, 'pi 5', 2).found.map((one) => one.name)"
    assert javascript.answers("matching.js", asked, [index], tmp_path) == [["Raspberry Pi 5", "Orange Pi 5"]]


def test_every_word_must_be_there_and_beginnings_come_first(tmp_path: Path) -> None:
    assert found(["pi 5", "onnx", "board bcm2711", "cafe", "  ", "none such"], tmp_path) == [
        ["Raspberry Pi 5"],
        ["ONNX Runtime"],
        ["Raspberry Pi 4"],
        ["Café"],
        [],
        [],
    ]


def test_no_more_than_asked_for_are_told_with_their_number(tmp_path: Path) -> None:
    (answer,) = javascript.answers("matching.js", "matching(it, 'a', 2)", [INDEX], tmp_path)
    assert (len(answer["found"]), answer["all"]) == (2, 4)


def test_markup_is_only_letters(tmp_path: Path) -> None:
    assert found(["<img onerror=alert(1)>", "(.*)", "\\"], tmp_path) == [[], [], []]


def test_a_mistyped_address_has_its_nearest_names(tmp_path: Path) -> None:
    addresses = [
        "/sub/workloads/mobilnet-v2/",
        "/devices/pi6/index.html",
        "/runtimes/onnx-runtim",
        "/qqqqqqqqqqqqqq",
    ]
    assert near(addresses, tmp_path) == [
        ["MobileNetV2 1.0, 224x224"],
        ["Raspberry Pi 4", "Raspberry Pi 5"],
        ["ONNX Runtime"],
        [],
    ]
