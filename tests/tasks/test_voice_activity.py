"""Voice activity from sound to answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy
import pytest
from msgspec import structs

from edgebench.errors import CatalogueError, DataError
from edgebench.tasks.task import Example
from edgebench.tasks.voice_activity import Activity, Task
from tests.tasks.build import data_set, variant, wav, workload

RECORDING = Example("a.wav", Path("a.wav"), None)


@pytest.fixture
def task() -> Task:
    return Task(structs.replace(workload("voice-activity", [313, 512]), chunk_ns=32_000_000), variant())


def activity(task: Task, *probabilities: float) -> Activity:
    output: Any = numpy.array(probabilities, numpy.float32).reshape(-1, 1, 1)
    state = numpy.zeros((len(probabilities), 2, 1, 128), numpy.float32)
    answer: Activity = task.postprocess([output, state], None, numpy.zeros((len(probabilities), 512)))
    return answer


def test_a_chunk_is_speech_from_a_probability_of_a_half_on(task: Task) -> None:
    assert activity(task, 0.0, 0.499, 0.5, 1.0).speech == [False, False, True, True]


def test_an_answer_is_digested_to_the_mean_of_every_eight_chunks(task: Task) -> None:
    assert task.digest(activity(task, *[0.25] * 8, *[1.0] * 4)) == [250, 1000]


def test_answers_agree_within_a_hundredth(task: Task) -> None:
    assert task.agrees([250, 1000], [260, 990])
    assert not task.agrees([250, 1000], [261, 1000])


def test_a_recording_becomes_chunks_and_the_last_is_filled_with_silence(task: Task) -> None:
    sample = task.preprocess(wav([7] * 513), RECORDING)
    assert (sample.shape, sample.dtype.name) == ((2, 512), "int16")
    assert sample[1].tolist() == [7] + [0] * 511


def test_there_is_no_labelled_data_yet(task: Task) -> None:
    with pytest.raises(DataError, match="some: voice activity has no labelled data yet"):
        task.examples(Path(), data_set())
    with pytest.raises(DataError, match="voice activity has no labelled data yet"):
        task.score([])


def test_it_needs_a_chunk_to_stand_for_a_time() -> None:
    with pytest.raises(CatalogueError, match="workload tiny: voice activity takes chunk_ns"):
        Task(workload("voice-activity", [313, 512]), variant())
