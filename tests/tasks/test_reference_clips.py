"""Real stateful models on real sound, whole clips from a reset: what is known of them, to the last clip."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy
import pytest

from edgebench.catalogue import load_catalogue, variant
from edgebench.model.workload import Variant, Workload
from edgebench.sample_sets import sample_set
from edgebench.tasks import task as tasks
from edgebench.tasks.audio_front_end import SCALE, ZERO
from edgebench.tasks.encoding import encode_clip
from edgebench.tasks.task import Example, Score
from edgebench.tasks.wake_word import ONE
from tests.tasks import shared_files
from tests.tasks.build import wav

pytestmark = [pytest.mark.shared, pytest.mark.timeout(300)]

CATALOGUE = load_catalogue()
WAKE_WORDS = {workload.variant[0].file: workload for workload in CATALOGUE.find("wake-word")}
(VOICE_ACTIVITY,) = CATALOGUE.find("voice-activity")
SILERO = variant(VOICE_ACTIVITY, "onnx-fp32")

each_word = pytest.mark.parametrize(
    "chosen", [each.variant[0] for each in WAKE_WORDS.values()], ids=lambda each: each.file
)


def interpreter(chosen: Variant, kernels: str | None = None) -> Any:
    """A fresh one: nothing else resets the state inside."""
    runtime = pytest.importorskip("ai_edge_litert.interpreter")
    resolver = getattr(runtime.OpResolverType, kernels or "AUTO")
    made = runtime.Interpreter(
        str(shared_files.model(chosen.file)), experimental_op_resolver_type=resolver, num_threads=1
    )
    made.allocate_tensors()
    return made


def tflite(chosen: Variant, chunks: Any, kernels: str | None = None) -> list[Any]:
    """The output for every chunk of a clip, stacked."""
    runs = interpreter(chosen, kernels)
    given, answered = (end[0]["index"] for end in (runs.get_input_details(), runs.get_output_details()))
    outputs = []
    for chunk in chunks:
        runs.set_tensor(given, chunk)
        runs.invoke()
        outputs.append(runs.get_tensor(answered))
    return [numpy.stack(outputs)]


def onnx(chosen: Variant, chunks: Any) -> list[Any]:
    """Every output for every chunk of a clip, stacked; the state goes from output to input."""
    onnxruntime = pytest.importorskip("onnxruntime")
    path = str(shared_files.model(chosen.file))
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    first = session.get_inputs()[0].name
    names = [output.name for output in session.get_outputs()]
    shapes = {given.name: given.shape for given in session.get_inputs()}
    state = {name: numpy.zeros(shapes[name], numpy.float32) for name in chosen.state.values()}
    outputs = []
    for chunk in chunks:
        answered = dict(zip(names, session.run(None, {first: chunk, **state}), strict=True))
        state = {name: answered[output] for output, name in chosen.state.items()}
        outputs.append(list(answered.values()))
    return [numpy.stack(column) for column in zip(*outputs, strict=True)]


def digests(
    workload: Workload, chosen: Variant, outputs: Callable[[Variant, Any], list[Any]]
) -> list[list[int]]:
    """Of every sample of the workload's set."""
    task = tasks.load(workload, chosen)
    samples = sample_set.load(workload)
    clips = [outputs(chosen, encode_clip(sample, chosen.input)) for sample in samples]
    return [
        task.digest(task.postprocess(clip, None, sample)) for clip, sample in zip(clips, samples, strict=True)
    ]


def stored(workload: Workload, chosen: Variant) -> list[list[int]]:
    (rows,) = (each.answers for each in workload.answers if each.variant == chosen.name)
    return rows


def scored(chosen: Variant) -> Score:
    pytest.importorskip("pymicro_features")
    task = tasks.load(WAKE_WORDS[chosen.file], chosen)
    (data_set,) = WAKE_WORDS[chosen.file].data_set
    examples = task.examples(shared_files.data(data_set.folder), data_set)
    samples = [task.preprocess(example.path.read_bytes(), example) for example in examples]
    clips = [tflite(chosen, encode_clip(sample, chosen.input)) for sample in samples]
    answers = [task.postprocess(clip, None, sample) for clip, sample in zip(clips, samples, strict=True)]
    return task.score(list(zip(examples, answers, strict=True)))


@each_word
def test_the_models_are_quantised_as_the_task_takes_it(chosen: Variant) -> None:
    runs = interpreter(chosen)
    (given,), (answered,) = runs.get_input_details(), runs.get_output_details()
    assert given["quantization"] == (pytest.approx(SCALE), ZERO)
    assert answered["quantization"] == (1 / ONE, 0)


@pytest.mark.parametrize(
    ("word", "positives", "negative_ms"),
    [("alexa", 1, 87_360), ("hey-jarvis", 0, 87_950), ("hey-mycroft", 1, 87_030)],
)
def test_a_wake_word_is_heard_in_its_own_recording_and_in_no_other(
    word: str, positives: int, negative_ms: int
) -> None:
    (workload,) = CATALOGUE.find(f"wake-word-{word}")
    score = scored(workload.variant[0])
    assert (score.value_ppm, score.samples) == (1_000_000, 25)
    assert (score.details["positives"], score.details["false_rejects"]) == (positives, 0)
    assert (score.details["false_accepts"], score.details["negative_ms"]) == (0, negative_ms)
    assert ("false_reject_ppm" in score.details) == (positives > 0)


@each_word
@pytest.mark.parametrize("kernels", ["BUILTIN", "BUILTIN_REF", "BUILTIN_WITHOUT_DEFAULT_DELEGATES"])
def test_other_kernels_of_tflite_agree_with_the_stored_answers(chosen: Variant, kernels: str) -> None:
    task = tasks.load(WAKE_WORDS[chosen.file], chosen)
    given = digests(WAKE_WORDS[chosen.file], chosen, lambda of, chunks: tflite(of, chunks, kernels))
    assert all(map(task.agrees, given, stored(WAKE_WORDS[chosen.file], chosen)))


@each_word
def test_a_state_that_is_not_reset_between_clips_is_noticed(chosen: Variant) -> None:
    task = tasks.load(WAKE_WORDS[chosen.file], chosen)
    samples = sample_set.load(WAKE_WORDS[chosen.file])
    (together,) = tflite(chosen, encode_clip(numpy.concatenate(samples), chosen.input))
    pieces = numpy.split(together, len(samples))
    given = [
        task.digest(task.postprocess([piece], None, sample))
        for piece, sample in zip(pieces, samples, strict=True)
    ]
    assert not all(map(task.agrees, given, stored(WAKE_WORDS[chosen.file], chosen)))


def speech(encoded: bytes) -> Any:
    """The probability of speech in every chunk of a recording."""
    task = tasks.load(VOICE_ACTIVITY, SILERO)
    recording = task.preprocess(encoded, Example("recording.wav", Path("recording.wav"), None))
    return onnx(SILERO, encode_clip(recording, SILERO.input))[0]


def test_silero_hears_speech_and_not_silence() -> None:
    recording = shared_files.data("tflite-support") / "speech.wav"
    whole_chunks = speech(recording.read_bytes())[:-1]  # silence fills the last
    assert whole_chunks.mean() == pytest.approx(0.7289, abs=5e-5)
    assert whole_chunks.max() > 0.9999
    assert speech(wav([0] * 512 * 133)).max() < 0.01


def test_silero_gives_the_stored_answers_to_the_sample_set() -> None:
    task = tasks.load(VOICE_ACTIVITY, SILERO)
    given = digests(VOICE_ACTIVITY, SILERO, onnx)
    assert all(map(task.agrees, given, stored(VOICE_ACTIVITY, SILERO)))
    assert all(min(row) < 50 and max(row) > 990 for row in given)


def test_chunks_without_the_end_of_the_one_before_are_noticed_in_every_clip() -> None:
    task = tasks.load(VOICE_ACTIVITY, SILERO)

    def bare(chosen: Variant, chunks: Any) -> list[Any]:
        chunks[..., : chosen.input.context] = 0
        return onnx(chosen, chunks)

    given = digests(VOICE_ACTIVITY, SILERO, bare)
    assert not any(map(task.agrees, given, stored(VOICE_ACTIVITY, SILERO)))
