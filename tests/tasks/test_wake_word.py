"""Wake words from recording to score."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy
import pytest
from msgspec import structs

from edgebench.errors import CatalogueError, DataError, HarnessError
from edgebench.model.workload import Workload
from edgebench.tasks.task import Example
from edgebench.tasks.wake_word import Heard, Task
from tests.tasks.build import data_set, variant, wav, workload

ALEXA = variant({"word": "alexa", "probability_cutoff_ppm": 900_000, "sliding_window": 5})
HERE = Example("here.wav", Path("here.wav"), "alexa")
ELSEWHERE = Example("elsewhere.wav", Path("elsewhere.wav"), None)
OTHER_WORD = Example("other.wav", Path("other.wav"), "hey-jarvis")
CHUNKS_OF_3_S = 100


def listening() -> Workload:
    described = workload("wake-word", [666, 3, 40], silence_before_ms=1000, silence_after_ms=1500)
    return structs.replace(described, chunk_ns=30_000_000)


@pytest.fixture
def task() -> Task:
    return Task(listening(), ALEXA)


def outputs(*runs: tuple[int, int]) -> list[Any]:
    """The model's output for a clip: each probability for so many chunks."""
    values = [value for value, times in runs for _ in range(times)]
    return [numpy.array(values, numpy.uint8).reshape(-1, 1, 1)]


def heard(task: Task, *runs: tuple[int, int]) -> Heard:
    given = outputs(*runs)
    return task.postprocess(given, None, numpy.zeros((len(given[0]), 3, 40), numpy.int8))


def told(task: Task, *answers: tuple[Example, int]) -> dict[str, int]:
    """The details of recordings of half a second, each with so many detections."""
    return task.score(
        [(example, Heard([9] * times, [], CHUNKS_OF_3_S)) for example, times in answers]
    ).details


def test_a_word_is_heard_where_the_mean_of_the_window_passes_the_cutoff(task: Task) -> None:
    assert heard(task, (0, 10), (255, 20), (0, 10)).detections == [14]


def test_a_mean_at_the_cutoff_is_not_above_it(task: Task) -> None:
    assert heard(task, (230, 4), (232, 1)).detections == []  # 1152 of 5 * 256, exactly 0.9
    assert heard(task, (230, 4), (233, 1)).detections == [4]


def test_nothing_is_heard_before_the_window_is_full(task: Task) -> None:
    assert heard(task, (255, 4)).detections == []
    assert heard(task, (255, 5)).detections == [4]


def test_a_word_counts_once_and_another_one_a_second_later(task: Task) -> None:
    assert heard(task, (255, 33)).detections == [4]
    assert heard(task, (255, 39)).detections == [4, 38]


def test_an_answer_is_digested_to_detections_and_the_mean_of_every_second(task: Task) -> None:
    answer = heard(task, (0, 33), (255, 33), (128, 10))
    assert task.digest(answer) == [1, 0, 996, 500]


def test_answers_agree_when_the_detections_are_as_many_and_every_second_is_near(task: Task) -> None:
    assert task.agrees([1, 100, 200], [1, 130, 170])
    assert not task.agrees([1, 100, 200], [1, 131, 200])
    assert not task.agrees([2, 100, 200], [1, 100, 200])


def test_an_output_of_another_type_is_the_runtimes_fault(task: Task) -> None:
    with pytest.raises(HarnessError, match="returned float32 values; uint8 are expected"):
        task.postprocess([numpy.zeros((4, 1, 1), numpy.float32)], None, numpy.zeros((4, 3, 40)))


def test_a_score_is_the_share_of_recordings_judged_rightly(task: Task) -> None:
    answers = [(HERE, 1), (HERE, 0), (ELSEWHERE, 0), (OTHER_WORD, 1)]
    score = task.score([(example, Heard([9] * times, [], 100)) for example, times in answers])
    assert (score.metric, score.value_ppm, score.samples) == ("clips-right", 500_000, 4)
    assert (score.low_ppm, score.high_ppm) == (150_039, 849_961)


def test_false_rejects_and_false_accepts_are_told_apart(task: Task) -> None:
    assert told(task, (HERE, 1), (HERE, 0), (ELSEWHERE, 0), (OTHER_WORD, 3)) == {
        "positives": 2,
        "false_rejects": 1,
        "false_reject_ppm": 500_000,
        "false_accepts": 3,
        "negative_ms": 1_000,
        "false_accepts_per_hour_milli": 10_800_000,
    }


def test_without_a_recording_of_the_word_there_is_no_rate_of_false_rejects(task: Task) -> None:
    assert told(task, (ELSEWHERE, 0)) == {
        "positives": 0,
        "false_rejects": 0,
        "false_accepts": 0,
        "negative_ms": 500,
        "false_accepts_per_hour_milli": 0,
    }


def test_without_other_sound_there_is_no_rate_of_false_accepts(task: Task) -> None:
    assert "false_accepts_per_hour_milli" not in told(task, (HERE, 2))


def test_recordings_are_all_wav_files_and_those_of_a_word_are_listed(task: Task, tmp_path: Path) -> None:
    for name in ("a.wav", "b.wav", "chime.wav", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    chosen = data_set(spoken=["alexa: b.wav", "hey-jarvis: gone.wav"], left_out=["chime.wav"])
    found = task.examples(tmp_path, chosen)
    assert [(each.name, each.label) for each in found] == [("a.wav", None), ("b.wav", "alexa")]


def test_an_official_set_must_have_every_listed_recording(task: Task, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"data set some: .*gone\.wav is absent"):
        task.examples(tmp_path, data_set("full", spoken=["alexa: gone.wav"]))


@pytest.mark.parametrize("spoken", ["alexa", "alexa: ../secret", "alexa: a/b.wav"])
def test_a_listed_recording_is_a_word_and_a_plain_file_name(task: Task, tmp_path: Path, spoken: str) -> None:
    with pytest.raises(CatalogueError, match="data set some: options"):
        task.examples(tmp_path, data_set(spoken=[spoken]))


def test_a_folder_without_recordings_is_an_error(task: Task, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"has none of the files wanted \(\*\.wav\)"):
        task.examples(tmp_path, data_set(spoken=[]))


def test_a_recording_becomes_chunks_of_three_frames_with_silence_around_it(task: Task) -> None:
    pytest.importorskip("pymicro_features")
    sample = task.preprocess(wav([0] * 8_000), HERE)  # 3 s with silence: 298 frames, one is left over
    assert (sample.shape, sample.dtype.name) == ((99, 3, 40), "int8")


def test_a_wake_word_needs_a_chunk_to_stand_for_a_time() -> None:
    with pytest.raises(CatalogueError, match="workload tiny: a wake word takes chunk_ns"):
        Task(structs.replace(listening(), chunk_ns=None), ALEXA)
