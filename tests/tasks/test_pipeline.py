"""What a query of scope pipeline does around the model, on the shipped workloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import numpy
import pytest
from msgspec import structs

from edgebench.catalogue import load_catalogue
from edgebench.errors import DataError, HarnessError
from edgebench.model.workload import Workload
from edgebench.sample_sets import encoded
from edgebench.tasks.encoding import encode
from edgebench.tasks.pipeline import TaskStages, example
from edgebench.tasks.task import load
from tests.tasks.build import wav

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

CATALOGUE = load_catalogue()
WITH_PIPELINE = [one for one in CATALOGUE.workloads.values() if one.pipeline]


def stages(of: Workload) -> TaskStages:
    """As the worker has them: workload and variant came as JSON."""
    told = [msgspec.json.decode(msgspec.json.encode(part)) for part in (of, of.variant[0])]
    return TaskStages(*told)


def first_file(of: Workload) -> bytes:
    """The first file of its set, which does not depend on how many there are."""
    assert of.pipeline
    return encoded.encode(structs.replace(of.pipeline, samples=1))[0]


@pytest.mark.parametrize("of", WITH_PIPELINE, ids=lambda of: of.name)
def test_a_file_becomes_the_models_input_by_the_tasks_own_code(of: Workload) -> None:
    pytest.importorskip("PIL")
    assert of.pipeline
    content, variant = first_file(of), of.variant[0]
    (made,), sample = stages(of).preprocess(content)
    assert [list(sample.shape)] == list(of.inputs.values())
    expected = encode(load(of, variant).preprocess(content, example(of.pipeline)), variant.input)
    assert (list(made.shape), made.dtype.name) == (variant.input.shape, variant.input.dtype)
    assert numpy.array_equal(made, expected)


def test_the_answer_is_the_tasks() -> None:
    scores = numpy.zeros((1, 1001), numpy.uint8)
    scores[0, 8] = 200
    answer = stages(CATALOGUE.workloads["mobilenet-v2"]).postprocess([scores], numpy.zeros(0))
    assert answer[0] == 7  # less the background class


def test_boxes_are_in_pixels_of_the_picture_that_was_encoded() -> None:
    boxes = numpy.array([[[0.5, 0.25, 1.0, 0.5]]], numpy.float32)  # y0, x0, y1, x1
    outputs: list[Array] = [boxes, numpy.zeros((1, 1)), numpy.ones((1, 1)), numpy.ones(1)]
    (found,) = stages(CATALOGUE.workloads["ssd-mobilenet-v1"]).postprocess(outputs, numpy.zeros(0))
    assert found.box == (160.0, 240.0, 320.0, 480.0)


def test_what_is_no_picture_is_an_error_and_no_answer() -> None:
    pytest.importorskip("PIL")
    with pytest.raises(DataError, match="sample: is no picture that can be read"):
        stages(CATALOGUE.workloads["mobilenet-v2"]).preprocess(b"\xff\xd8 not a picture")


def test_sound_of_another_length_is_an_error() -> None:
    with pytest.raises(DataError, match="sample: 8000 samples of sound give 24 frames of features"):
        stages(CATALOGUE.workloads["keyword-spotting"]).preprocess(wav([1] * 8000))


def test_outputs_that_are_no_numbers_are_an_error() -> None:
    with pytest.raises(HarnessError, match="not finite"):
        stages(CATALOGUE.workloads["mobilenet-v2"]).postprocess(
            [numpy.full((1, 1001), numpy.nan)], numpy.zeros(0)
        )


def test_the_library_that_decodes_is_named_with_its_version() -> None:
    pillow = pytest.importorskip("PIL").__version__
    assert stages(CATALOGUE.workloads["mobilenet-v2"]).packages() == {"pillow": pillow}
    assert stages(CATALOGUE.workloads["keyword-spotting"]).packages() == {}
