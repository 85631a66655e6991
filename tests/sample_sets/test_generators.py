"""Generated samples: repeatable, each another, and varied enough that a wrong model shows."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import numpy
import pytest

from edgebench.model.workload import InputEncoding, Recipe
from edgebench.recipes import recipe
from edgebench.sample_sets import features, log_mel_windows, people, pictures, voices, wake_words
from edgebench.sample_sets.dice import Dice
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


def highest_probability(model: str, frames: Any) -> float:
    """Of a streaming model, over the chunks of three frames."""
    runtime = pytest.importorskip("ai_edge_litert.interpreter")
    interpreter = runtime.Interpreter(str(shared_files.model(model)), num_threads=1)
    interpreter.allocate_tensors()
    given, answered = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    answers = []
    for chunk in frames[: len(frames) // 3 * 3].reshape(-1, 1, 3, 40):
        interpreter.set_tensor(given["index"], chunk)
        interpreter.invoke()
        answers.append(int(interpreter.get_tensor(answered["index"]).item()))
    return max(answers) / 256


def test_a_sample_does_not_depend_on_how_many_there_are() -> None:
    assert (
        pictures.samples(1, 3, [32, 32, 3])[2].tobytes() == pictures.samples(1, 9, [32, 32, 3])[2].tobytes()
    )
    assert people.samples(1, 3, [32, 32, 3])[2].tobytes() == people.samples(1, 9, [32, 32, 3])[2].tobytes()
    assert (
        log_mel_windows.samples(1, 3, [640])[2].tobytes() == log_mel_windows.samples(1, 9, [640])[2].tobytes()
    )
    assert features.samples(1, 3, [49, 10])[2].tobytes() == features.samples(1, 9, [49, 10])[2].tobytes()
    assert voices.samples(1, 1, [99, 64])[0].tobytes() == voices.samples(1, 2, [99, 64])[0].tobytes()
    assert (
        wake_words.samples(1, 1, [99, 3, 40])[0].tobytes()
        == wake_words.samples(1, 2, [99, 3, 40])[0].tobytes()
    )


def test_no_two_samples_are_the_same() -> None:
    assert len({sample.tobytes() for sample in pictures.samples(1, 64, [32, 32, 3])}) == 64
    assert len({sample.tobytes() for sample in people.samples(1, 64, [32, 32, 3])}) == 64
    assert len({sample.tobytes() for sample in log_mel_windows.samples(1, 64, [640])}) == 64
    assert len({sample.tobytes() for sample in features.samples(1, 64, [49, 10])}) == 64
    assert len({sample.tobytes() for sample in voices.samples(1, 8, [99, 64])}) == 8
    assert len({sample.tobytes() for sample in wake_words.samples(1, 8, [99, 3, 40])}) == 8


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


def test_voices_are_loud_and_quiet_by_turns() -> None:
    (clip,) = voices.samples(1, 1, [313, 512])
    loudest: Any = abs(clip.astype(int)).max(axis=1)
    assert (clip.shape, clip.dtype.name) == ((313, 512), "int16")
    assert min((loudest < 300).sum(), (loudest > 1000).sum()) > 50


def test_a_spoken_word_goes_through_its_sounds_and_returns_to_the_quiet() -> None:
    spoken = wake_words._spoken(Dice(1, 1), wake_words.WORDS["alexa"], 40)
    kinds = [spoken[frame].argmax() < 20 for frame in range(len(spoken) // 4, len(spoken))]
    assert spoken[0].tolist() == [0] * 40
    assert set(kinds) == {True, False}  # vowels lie low, the hiss of an s lies high
    assert spoken[-1].max() < 100


def test_a_sound_has_a_level_in_every_band_and_straight_lines_between() -> None:
    first, second, *_ = wake_words.SOUNDS["a"]
    assert wake_words._levels("a", 5)[:4].tolist() == [
        first, first + (second - first) // 3, first + (second - first) * 2 // 3, second
    ]  # fmt: skip
    assert wake_words._levels("a", 45)[39:].tolist() == [wake_words.SOUNDS["a"][-1]] * 6


@pytest.mark.shared
@pytest.mark.parametrize("listens_for", ["alexa", "hey jarvis", "hey mycroft"])
@pytest.mark.parametrize("said", ["alexa", "hey jarvis", "hey mycroft"])
def test_a_model_hears_its_own_word_and_no_other(listens_for: str, said: str) -> None:
    spoken: Any = wake_words._spoken(Dice(1, 7), wake_words.WORDS[said], 40) + wake_words.QUIET
    quiet = numpy.full((60, 40), wake_words.QUIET + 20)
    frames = numpy.concatenate([quiet, spoken, quiet]).clip(-128, 127).astype(numpy.int8)
    highest = highest_probability(f"{listens_for.replace(' ', '_')}.tflite", frames)
    assert highest > 0.97 if said == listens_for else highest < 0.5


def test_log_mel_windows_are_whole_1024ths_of_a_decibel_in_the_range_of_recordings() -> None:
    samples: Any = log_mel_windows.samples(1, 64, [640])
    assert {(sample.shape, sample.dtype.name) for sample in samples} == {((640,), "float32")}
    assert all((sample * 1024 == (sample * 1024).round()).all() for sample in samples)
    assert min(sample.min() for sample in samples) >= -80
    assert 0 < max(sample.max() for sample in samples) <= 12


@pytest.mark.shared
def test_a_classifier_gives_many_different_answers_to_the_pictures() -> None:
    samples = pictures.samples(1, 64, [224, 224, 3])
    assert len(classes_answered("mobilenet_v2_1.0_224_quant.tflite", samples, [1, 224, 224, 3])) >= 24


@pytest.mark.shared
def test_a_network_that_looks_for_people_finds_some_of_the_drawn_ones() -> None:
    samples = [(sample.astype(int) - 128).astype("int8") for sample in people.samples(1, 64, [96, 96, 3])]
    persons = [classes_answered("vww_96_int8.tflite", [sample], [1, 96, 96, 3]) == {1} for sample in samples]
    assert sum(persons[::2]) >= 16  # of 32 that are drawn
    assert sum(persons[1::2]) <= 3


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
