"""Generated samples: repeatable, each another, and varied enough that a wrong model shows."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import pytest

from edgebench.model.workload import InputEncoding, Recipe
from edgebench.recipes import recipe
from edgebench.sample_sets import features, pictures
from edgebench.tasks import object_detection
from edgebench.tasks.classes import best_classes
from edgebench.tasks.encoding import encode
from tests.tasks import shared_files
from tests.tasks.build import NO_SAMPLE, YOLOV3_TINY, variant, workload

if TYPE_CHECKING:
    from pathlib import Path

    from edgebench.tasks.task import Array


def classes_answered(model: str, samples: list[Array], shape: list[int]) -> set[int]:
    runtime = importlib.import_module("ai_edge_litert.interpreter")
    interpreter = runtime.Interpreter(str(shared_files.model(model)), num_threads=2)
    interpreter.allocate_tensors()
    answers = set()
    for sample in samples:
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], sample.reshape(shape))
        interpreter.invoke()
        answers.update(
            best_classes([interpreter.get_tensor(interpreter.get_output_details()[0]["index"])], 1)
        )
    return answers


def test_a_sample_does_not_depend_on_how_many_there_are() -> None:
    assert (
        pictures.samples(1, 3, [32, 32, 3])[2].tobytes() == pictures.samples(1, 9, [32, 32, 3])[2].tobytes()
    )
    assert features.samples(1, 3, [49, 10])[2].tobytes() == features.samples(1, 9, [49, 10])[2].tobytes()


def test_no_two_samples_are_the_same() -> None:
    assert len({sample.tobytes() for sample in pictures.samples(1, 64, [32, 32, 3])}) == 64
    assert len({sample.tobytes() for sample in features.samples(1, 64, [49, 10])}) == 64


def test_another_seed_makes_other_samples() -> None:
    assert (
        pictures.samples(1, 1, [32, 32, 3])[0].tobytes() != pictures.samples(2, 1, [32, 32, 3])[0].tobytes()
    )


def test_pictures_are_drawn_at_any_size_and_shape() -> None:
    (wide,) = pictures.samples(1, 1, [48, 80, 3])
    assert (wide.shape, wide.dtype.name) == ((48, 80, 3), "uint8")
    assert wide.max() > 200
    assert wide.min() < 60


def test_features_lie_around_the_models_zero_except_for_loudness() -> None:
    samples = features.samples(1, 64, [49, 10])
    swings: Any = [abs(sample[:, 1:].astype(int) - features.ZERO) for sample in samples]
    assert max(swing.max() for swing in swings) < 40
    assert {sample.dtype.name for sample in samples} == {"int8"}


@pytest.mark.shared
def test_a_classifier_gives_many_different_answers_to_the_pictures() -> None:
    samples = pictures.samples(1, 64, [224, 224, 3])
    assert len(classes_answered("mobilenet_v2_1.0_224_quant.tflite", samples, [1, 224, 224, 3])) >= 24


@pytest.mark.shared
def test_a_keyword_model_hears_most_of_its_words_in_the_features() -> None:
    samples = features.samples(1, 64, [49, 10])
    assert len(classes_answered("kws_ref_model.tflite", samples, [1, 49, 10, 1])) >= 10


@pytest.mark.shared
def test_a_detector_finds_the_first_things_that_are_drawn(tmp_path: Path) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    weights = shared_files.model("yolov3-tiny.weights")
    model = tmp_path / "yolov3-tiny.onnx"
    recipe.build(Recipe(name="darknet-yolov3-tiny", version=1), [weights], model)
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    task = object_detection.Task(workload("object-detection", [416, 416, 3], size=416), variant(YOLOV3_TINY))
    encoding = InputEncoding(dtype="float32", layout="NCHW", scale=[255.0])
    stop_sign, clock = (
        task.postprocess(session.run(None, {"image": encode(sample, encoding)}), None, NO_SAMPLE)[0].category
        for sample in pictures.samples(1, 2, [416, 416, 3])
    )
    assert (stop_sign, clock) == (13, 85)
