"""The four numbers on top of a workload's page."""

from __future__ import annotations

from edgebench.model.result import Result
from edgebench.publish import answers, site
from edgebench.publish.answers import Answer
from tests.publish.catalogue import MEASURED, ONNX, PI5, PROFILES, WORKLOADS, measured, metered


def gathered(*results: Result) -> site.Site:
    return site.gather(results, WORKLOADS, PROFILES, "/", None)


def answered(*results: Result) -> list[Answer]:
    made = gathered(*results)
    return list(answers.of_workload(made.boards["mobilenet-v2"][0], results, made))


def shown(*results: Result) -> tuple[str, str, str]:
    first = answered(*results)[0]
    return first.label, f"{first.value} {first.unit}".replace("\u00a0", " "), first.note


class TestTheFastest:
    def test_it_has_its_interval_and_says_whose_it_is(self) -> None:
        assert shown(measured(8.42, PI5, session=1), measured(12.0, PI5, ONNX, session=2)) == (
            "Fastest",
            "8.76 ms p90",
            "8.73–8.80, Raspberry Pi 5, LiteRT 2.0.2, tflite-int8",
        )

    def test_of_several_that_do_not_differ_none_is_the_fastest(self) -> None:
        assert shown(measured(8.42, PI5, session=1), measured(8.5, PI5, ONNX, session=2)) == (
            "Fastest",
            "8.76–8.85 ms p90, 2 tie",
            "Raspberry Pi 5, onnx-int8; Raspberry Pi 5, tflite-int8",
        )

    def test_a_virtual_machine_is_called_one(self) -> None:
        assert shown(measured(8.0))[0] == "Fastest virtual machine"

    def test_what_is_not_ranked_is_not_called_fastest(self) -> None:
        assert shown(measured(8.0, tier="smoke")) == (
            "Lowest p90, not ranked",
            "8.32 ms p90",
            "one process, AMD EPYC, LiteRT 2.0.2, tflite-int8, smoke tier (preview)",
        )

    def test_no_more_digits_than_the_interval_supports(self) -> None:
        wild = [measured(ms, PI5, session=place) for place, ms in enumerate((8.0, 9.0, 10.0))]
        assert shown(*wild)[1:] == ("9.4 ms p90", "8.3–10.4, Raspberry Pi 5, LiteRT 2.0.2, tflite-int8")


def test_the_best_accuracy_has_its_set_and_count() -> None:
    accuracy = answered(measured(8.0, MEASURED))[1]
    assert (accuracy.value, accuracy.unit) == ("71.0\u00a0%", "top-1")
    assert accuracy.note == "70.6–71.4, tflite-int8, 50\u2009000 of imagenet-val"


def test_without_labelled_data_it_says_how_many_answer_as_stored() -> None:
    accuracy = answered(measured(8.0), measured(8.0, ONNX, {"quality.met": "undetermined"}))[1]
    assert (accuracy.value, accuracy.note) == (
        "no labelled data",
        "1 of 2 results answer as the stored answers do",
    )


def test_results_with_energy_are_counted() -> None:
    energy = answered(measured(8.0), metered(session=9))[2]
    assert (energy.value, energy.note) == ("1 result", "1 of 2 results with energy")
