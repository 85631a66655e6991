"""The accuracy of each variant against the target."""

from __future__ import annotations

from edgebench.model.result import Result
from edgebench.publish.charts import accuracy
from edgebench.publish.charts.accuracy import AccuracyChart
from tests.publish.catalogue import MEASURED, ONNX, PART, measured

WORSE = {"accuracy.value_ppm": 690_000, "accuracy.low_ppm": 686_000, "accuracy.high_ppm": 694_000}


def chart(*results: Result, target_ppm: int = 703_640) -> AccuracyChart:
    made = accuracy.of_results(results, target_ppm)
    assert made
    return made


def test_a_dot_has_its_interval_and_the_caption_says_where_the_axis_starts() -> None:
    made = chart(measured(8.0, MEASURED))
    (dot,) = made.dots
    assert (dot.variant, dot.value, dot.interval, dot.hollow) == (
        "tflite-int8",
        "71.0\u00a0%",
        "70.6–71.4",
        False,
    )
    assert made.caption == "The axis starts at 70.2\u00a0%, so read positions, not lengths."
    assert made.target == "target 70.4\u00a0%"


def test_the_best_comes_first_and_what_misses_the_target_is_hollow() -> None:
    made = chart(measured(8.0, {**MEASURED, **WORSE}), measured(8.0, MEASURED, ONNX))
    assert [(dot.variant, dot.hollow) for dot in made.dots] == [("onnx-int8", False), ("tflite-int8", True)]
    assert made.finding == "Accuracy of each variant: 1 of 2 reach the target of 70.4\u00a0%"


def test_rounding_never_hides_that_the_target_is_missed() -> None:
    near = {"accuracy.value_ppm": 799_700, "accuracy.low_ppm": 770_000, "accuracy.high_ppm": 830_000}
    (dot,) = chart(measured(8.0, {**MEASURED, **near}), target_ppm=800_000).dots
    assert (dot.value, dot.interval) == ("79.97\u00a0%", "77–83")


def test_an_interval_that_crosses_the_target_is_named() -> None:
    assert chart(measured(8.0, MEASURED), target_ppm=709_000).crossing == ("tflite-int8",)


def test_a_variant_without_accuracy_has_its_reason() -> None:
    (missing,) = chart(measured(8.0, MEASURED), measured(8.0, ONNX)).missing
    assert (missing.variant, missing.why) == ("onnx-int8", "no labelled data")


def test_without_any_there_is_no_chart() -> None:
    assert accuracy.of_results([measured(8.0)], 703_640) is None


def test_a_part_of_the_set_stands_beside_no_target() -> None:
    (missing,) = chart(measured(8.0, MEASURED), measured(8.0, {**ONNX, **PART})).missing
    assert (missing.variant, missing.why) == ("onnx-int8", "too few samples")
