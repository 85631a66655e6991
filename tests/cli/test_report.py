"""A result in words, as `edgebench show` and the end of a run print it."""

from edgebench.cli.report import describe, status
from tests import build


def test_the_title_counts_threads():
    titles = [describe(build.result(changes={"sut.threads": threads})).title for threads in (1, 2)]
    assert [title.split(", ")[2] for title in titles] == ["1 thread", "2 threads"]


def quality(**changes):
    figures = describe(build.result(changes=changes)).figures
    return {name: text for name, text, _ in figures}["quality"]


def test_a_target_is_written_as_its_metric_is():
    assert "target 70.4 %" in quality()
    assert "target 0.135" in quality(**{"quality.rule": "ap", "quality.target_ppm": 135_036})


def test_answers_below_the_target_are_part_of_the_status():
    assert status(build.result(changes={"quality.met": "no"})).split(", ")[0] == "below-target"


def test_what_was_asked_for_beside_the_usual_is_in_the_title():
    asked = {"provenance.repeat.accelerator": "GPU", "provenance.repeat.precision": "bf16"}
    assert ", 2 threads, GPU, bf16, " in describe(build.result(changes=asked)).title
