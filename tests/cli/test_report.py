"""A result in words, as `edgebench show` and the end of a run print it."""

from edgebench.cli.report import describe
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
