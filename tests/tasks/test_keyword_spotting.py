"""Keyword spotting from features to score."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from edgebench.errors import CatalogueError, DataError
from edgebench.tasks.keyword_spotting import Task
from edgebench.tasks.task import Example
from tests.tasks.build import NO_SAMPLE, data_set, variant, workload


@pytest.fixture
def spotting() -> Task:
    return Task(workload("keyword-spotting", [2, 3]), variant())


def test_it_has_no_options() -> None:
    with pytest.raises(CatalogueError, match=r"workload tiny: options: .*unknown field `size`"):
        Task(workload("keyword-spotting", [2, 3], size=3), variant())


def test_examples_are_read_from_the_labels(spotting: Task, tmp_path: Path) -> None:
    (tmp_path / "y_labels.csv").write_text("stop.bin,12,7\n")
    (tmp_path / "stop.bin").write_bytes(bytes(6))
    assert spotting.examples(tmp_path, data_set()) == [Example("stop.bin", tmp_path / "stop.bin", 7)]


def test_a_class_beyond_the_number_of_classes_is_named_by_its_line(spotting: Task, tmp_path: Path) -> None:
    (tmp_path / "y_labels.csv").write_text("stop.bin,12,12\n")
    with pytest.raises(DataError, match=r"y_labels\.csv:1: class 12 of 12"):
        spotting.examples(tmp_path, data_set())


def test_an_official_set_must_be_whole(spotting: Task, tmp_path: Path) -> None:
    (tmp_path / "y_labels.csv").write_text("stop.bin,12,7\n")
    with pytest.raises(DataError, match=r"y_labels\.csv:1: .*stop\.bin is absent"):
        spotting.examples(tmp_path, data_set("full"))


def test_a_sample_is_signed_bytes_in_the_shape_of_the_workload(spotting: Task) -> None:
    sample = spotting.preprocess(bytes([0, 1, 2, 127, 128, 255]), Example("x", Path("x"), 0))
    assert (sample.dtype.name, sample.tolist()) == ("int8", [[0, 1, 2], [127, -128, -1]])


def test_features_of_another_length_are_refused(spotting: Task) -> None:
    with pytest.raises(DataError, match=r"x\.bin: 5 bytes, 6 are expected"):
        spotting.preprocess(bytes(5), Example("x.bin", Path("x.bin"), 0))


def test_an_answer_is_the_best_class(spotting: Task) -> None:
    answer = spotting.postprocess([numpy.array([[-128, 5, -3]], numpy.int8)], None, NO_SAMPLE)
    assert (answer, spotting.digest(answer)) == ([1], [1])
    assert spotting.score([(Example("x", Path("x"), 1), answer)]).value_ppm == 1_000_000
