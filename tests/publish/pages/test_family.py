"""An architecture's page: which models belong to it, and which one to take on a device."""

from __future__ import annotations

from itertools import pairwise

import pytest

from edgebench.catalogue import load_catalogue
from edgebench.model.result import Result
from edgebench.publish import families, site
from edgebench.publish.charts import tradeoff
from edgebench.publish.charts.tradeoff import Point
from edgebench.publish.line import Amount
from edgebench.publish.pages import family
from edgebench.publish.pages.family import FamilyView
from edgebench.publish.wording.words import shape
from edgebench.units import PERCENT
from tests.publish.catalogue import MEASURED, ONNX, PI5, PROFILES, WORKLOADS, measured

MS = 1_000_000


def test_every_workload_of_the_catalogue_belongs_to_one_architecture() -> None:
    workloads = load_catalogue().workloads
    grouped = families.groups(workloads.values())
    assert sorted(one.name for held in grouped.values() for one in held) == sorted(workloads)
    assert {one.name for one in grouped["mobilenet"]} >= {"mobilenet-v1-0.25-128", "mobilenet-v2"}


def test_a_family_without_a_name_of_its_own_keeps_its_slug() -> None:
    assert families.architecture("my-net") == "my-net"
    assert families.slug("resnet-tiny") == "resnet-tiny"
    assert families.slug("silero-vad") == "silero-vad"


def view(*results: Result) -> FamilyView:
    made = site.gather(results, WORKLOADS, PROFILES)
    (page,) = [one for one in family.pages(made) if "mobilenet" in str(one.path)]
    assert isinstance(page.view, FamilyView)
    return page.view


def test_each_precision_of_a_model_stands_once_with_its_fastest_runtime() -> None:
    (group,) = view(measured(8.0, PI5), measured(6.0, PI5, ONNX)).groups
    (device,) = group.devices
    assert [(row.runtime, row.precision) for row in device.rows] == [("ONNX Runtime 1.24.1", "uint8")]
    assert device.device == "Raspberry Pi 5"


def test_a_measured_accuracy_is_filled_and_a_published_one_hollow() -> None:
    published = view(measured(8.0, PI5)).groups[0].devices[0]
    found = view(measured(8.0, PI5, MEASURED)).groups[0].devices[0]
    assert published.chart is not None
    assert found.chart is not None
    assert (published.chart.points[0].hollow, found.chart.points[0].hollow) == (True, False)
    assert published.rows[0].accuracy.note == "published: 71.8\u00a0%"


def test_without_a_ranked_result_it_says_so() -> None:
    assert view(measured(8.0, tier="smoke")).groups == ()
    assert view(measured(8.0, tier="smoke")).lede.endswith("none of them has a ranked result yet.")


def points(*of: tuple[float, int]) -> list[Point]:
    return [
        Point(f"{ms} ms", Amount(round(ms * MS)), Amount(ppm), published=False, shape=shape("tflite"))
        for ms, ppm in of
    ]


def test_no_point_stands_on_the_edge_of_the_chart() -> None:
    drawn = tradeoff.chart(points((1, 400_000), (8, 700_000)), PERCENT)
    assert drawn is not None
    assert all(tradeoff.TOP < one.y < tradeoff.BOTTOM for one in drawn.points)
    assert drawn.starts == "30\u00a0%"


def test_labels_that_would_touch_move_apart_or_are_dropped() -> None:
    drawn = tradeoff.chart(points(*((1 + step / 100, 700_000) for step in range(6))), PERCENT)
    assert drawn is not None
    heights = [one.label_y for one in drawn.points if one.label]
    assert heights == sorted(heights)
    assert all(b - a >= tradeoff.LABEL_HEIGHT for a, b in pairwise(heights))
    assert "" in [one.label for one in drawn.points]


@pytest.mark.parametrize(("low", "high", "least"), [(900_000, 905_000, "89"), (200_000, 950_000, "0")])
def test_the_axis_begins_below_the_least(low: int, high: int, least: str) -> None:
    drawn = tradeoff.chart(points((1, low), (2, high)), PERCENT)
    assert drawn is not None
    assert drawn.starts.startswith(least)
