"""A result in words, as `edgebench show` and the end of a run print it."""

from edgebench.cli.description import describe
from edgebench.cli.report import status
from edgebench.model.process import Stages
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


def test_the_stages_of_a_pipeline_stand_below_its_latencies():
    stages = Stages(preprocess_ns=10_000_000, inference_ns=28_000_000, postprocess_ns=2_000_000)
    windows = [build.process([8.0] * 5, stages=stages, stages_reason=None)] * 5
    described = describe(build.result(processes=windows, changes={"load.scope": "pipeline"}))
    rows = [row for row in described.figures if row[0].endswith(("process", "inference"))]
    assert rows == [
        ["preprocess", "2.00 ms", "25.0 %"],
        ["inference", "5.60 ms", "70.0 %"],
        ["postprocess", "400 µs", "5.0 %"],
    ]
    assert ", single-stream, pipeline, standard" in described.title


def test_a_scope_other_than_usual_is_in_what_repeats_the_result():
    assert "--scope" not in describe(build.result()).repeat
    changed = build.result(changes={"provenance.repeat.scope": "pipeline"})
    assert "--scope pipeline" in describe(changed).repeat
