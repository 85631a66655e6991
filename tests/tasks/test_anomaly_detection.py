"""Anomaly detection from a recording to its error and to the score."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy
import pytest
from msgspec import structs

from edgebench.errors import CatalogueError, DataError, HarnessError
from edgebench.tasks.anomaly_detection import Task
from edgebench.tasks.task import Example
from tests.tasks.build import data_set, variant, workload

if TYPE_CHECKING:
    from edgebench.model.workload import Option

CAR = Example("car.bin", Path("car.bin"), 0)


def made(**output: Option) -> Task:
    """Windows of 6 values, three frames of 2."""
    return Task(workload("anomaly-detection", [6], stride=2), variant(output))


def recording(values: int) -> bytes:
    return numpy.arange(values, dtype="<f4").tobytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "y_labels.csv").write_text("car.bin,2,0,24,8\nbroken_car.bin,2,1,24,8\n")
    (tmp_path / "car.bin").write_bytes(recording(6))
    return tmp_path


def test_a_workload_of_something_else_than_windows_is_refused() -> None:
    with pytest.raises(CatalogueError, match=r"inputs are .*\[6, 2\].*, not one window"):
        Task(workload("anomaly-detection", [6, 2], stride=2), variant())


def test_examples_are_read_from_the_labels(folder: Path) -> None:
    assert made().examples(folder, data_set()) == [structs.replace(CAR, path=folder / "car.bin")]


def test_labels_made_for_other_windows_are_refused(folder: Path) -> None:
    (folder / "y_labels.csv").write_text("car.bin,2,0,24,8\ncar.bin,2,0,2560,512\n")
    with pytest.raises(DataError, match=r"y_labels\.csv:2: windows of 2560 bytes every 512, not 24 every 8"):
        made().examples(folder, data_set())


def test_a_recording_is_split_into_every_window_that_fits() -> None:
    windows = made().preprocess(recording(11), CAR)
    assert (windows.dtype.name, windows.flags.c_contiguous) == ("float32", True)
    assert windows.tolist() == [[0, 1, 2, 3, 4, 5], [2, 3, 4, 5, 6, 7], [4, 5, 6, 7, 8, 9]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (recording(5), r"car\.bin: 20 bytes hold no window of 6 float32"),
        (recording(7)[:-1], r"car\.bin: 27 bytes hold no window"),
        (
            recording(7) + numpy.array([numpy.nan], "<f4").tobytes(),
            r"car\.bin: holds values that are not finite",
        ),
    ],
)
def test_a_file_that_is_no_recording_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        made().preprocess(content, CAR)


def test_the_answer_is_the_mean_squared_error_over_all_windows() -> None:
    windows = made().preprocess(recording(8), CAR)
    rebuilt = windows[:, None] + numpy.array([1.0, 3.0], numpy.float32)[:, None, None]
    assert made().postprocess([rebuilt], CAR, windows) == 5.0


def test_integers_are_dequantised_before_they_are_compared() -> None:
    sample = numpy.zeros(6, numpy.float32)
    output = numpy.full((1, 6), 100, numpy.int8)
    assert made(scale=0.5, zero_point=96).postprocess([output], None, sample) == 4.0


@pytest.mark.parametrize(
    ("output", "message"),
    [(numpy.zeros((1, 5)), "5 values were rebuilt out of 6"), (numpy.full((1, 6), numpy.inf), "not finite")],
)
def test_outputs_that_are_no_window_are_refused(output: numpy.ndarray, message: str) -> None:
    with pytest.raises(HarnessError, match=message):
        made().postprocess([output], None, numpy.zeros(6, numpy.float32))


def test_the_score_is_the_area_under_the_curve_with_its_interval() -> None:
    anomaly = structs.replace(CAR, label=1)
    score = made().score([(CAR, 1.0), (anomaly, 2.0), (CAR, 2.5), (anomaly, 3.0)])
    assert (score.metric, score.value_ppm, score.samples, score.details) == (
        "auc", 750_000, 4, {"anomalies": 2},
    )  # fmt: skip
    assert (score.low_ppm, score.high_ppm) == (57_048, 1_000_000)


def test_answers_agree_within_3_percent_of_the_stored_error() -> None:
    assert made().digest(12.3456) == [12_346]
    assert made().agrees([10_300], [10_000])
    assert made().agrees([9_700], [10_000])
    assert not made().agrees([10_301], [10_000])
    assert not made().agrees([9_699], [10_000])
