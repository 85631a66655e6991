"""Anomaly detection: how badly an autoencoder rebuilds a recording, judged by the area under a curve."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from edgebench.errors import CatalogueError, DataError, HarnessError
from edgebench.model.quantity import FileName, Positive
from edgebench.model.workload import DataSet, Variant, Workload
from edgebench.tasks import classes, listing, options, roc
from edgebench.tasks.task import Example, Score

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

ANOMALY = 1
THOUSANDTHS = 1000
TOLERANCE_PPM = 30_000
"""Of the stored error. Kernels of one runtime differ by up to 2.3 % on an int8 window and by 0.003 % on a
float one (LiteRT 2.3.0 with and without XNNPACK, OpenVINO 2026.4); another model's errors differ by more."""


class WorkloadOptions(Struct, frozen=True, forbid_unknown_fields=True):
    stride: Positive
    """Values from the beginning of one window to that of the next: the bands of a frame."""


class VariantOptions(Struct, frozen=True, forbid_unknown_fields=True):
    scale: float = 1.0
    zero_point: int = 0
    """Of the output's tensor: what is rebuilt is (output - zero_point) * scale."""


class DataSetOptions(Struct, frozen=True, forbid_unknown_fields=True):
    labels: FileName = "y_labels.csv"
    """MLPerf Tiny's list, see listing.labelled; then the bytes of a window and from one to the next."""


class Task:
    """An answer is the mean squared error over a recording's windows; a label is 1 for an anomaly, else 0.

    A sample is one window of float32 values. A recording is a file of them, little-endian, and is split into
    every window that fits.
    """

    measure = "error"
    splits = True

    def __init__(self, workload: Workload, variant: Variant) -> None:
        self._stride = options.of_workload(WorkloadOptions, workload).stride
        self._output = options.of_variant(VariantOptions, workload, variant)
        shapes = list(workload.inputs.values())
        if len(shapes) != 1 or len(shapes[0]) != 1:
            raise CatalogueError(
                f"workload {workload.name}: inputs are {workload.inputs}, not one window",
                "say: [inputs] window = [640]",
            )
        ((self._length,),) = shapes

    def examples(self, folder: Path, data_set: DataSet) -> Sequence[Example]:
        labels = options.read(DataSetOptions, data_set.options, f"data set {data_set.name}: options").labels
        self._check_windows(folder / labels)
        return listing.labelled_examples(folder, labels, data_set)

    def preprocess(self, encoded: bytes, example: Example) -> Array:
        """[windows, values] float32."""
        import numpy

        if len(encoded) % 4 or len(encoded) < 4 * self._length:
            raise DataError(f"{example.name}: {len(encoded)} bytes hold no window of {self._length} float32")
        values = numpy.frombuffer(encoded, "<f4").astype(numpy.float32)
        if not numpy.isfinite(values).all():
            raise DataError(f"{example.name}: holds values that are not finite")
        windows = numpy.lib.stride_tricks.sliding_window_view(values, self._length)[:: self._stride]
        return numpy.ascontiguousarray(windows)

    def postprocess(self, outputs: Sequence[Array], example: Example | None, sample: Array) -> float:
        import numpy

        rebuilt = (outputs[0].astype(numpy.float64) - self._output.zero_point) * self._output.scale
        if rebuilt.size != sample.size:
            raise HarnessError(f"{rebuilt.size} values were rebuilt out of {sample.size}")
        if not numpy.isfinite(rebuilt).all():
            raise HarnessError("the runtime returned values that are not finite")
        return float(numpy.mean((rebuilt.reshape(sample.shape) - sample) ** 2))

    def score(self, answers: Sequence[tuple[Example, float]]) -> Score:
        samples = classes.count(answers)
        anomalies = [error for example, error in answers if example.label == ANOMALY]
        others = [error for example, error in answers if example.label != ANOMALY]
        limits = roc.interval(anomalies, others)
        return Score(
            metric="auc",
            value_ppm=round(roc.area(anomalies, others) * 1e6),
            low_ppm=round(limits[0] * 1e6) if limits else None,
            high_ppm=round(limits[1] * 1e6) if limits else None,
            samples=samples,
            details={"anomalies": len(anomalies)},
        )

    def digest(self, answer: float) -> list[int]:
        """The error in thousandths."""
        return [round(answer * THOUSANDTHS)]

    def agrees(self, answer: Sequence[int], stored: Sequence[int]) -> bool:
        return abs(answer[0] - stored[0]) * 1_000_000 <= TOLERANCE_PPM * stored[0]

    def _check_windows(self, labels: Path) -> None:
        """Raises DataError when the list was made for other windows."""
        wanted = [str(4 * self._length), str(4 * self._stride)]
        for where, cells in listing.rows(labels, ",", 5):
            if cells[3:5] != wanted:
                raise DataError(
                    f"{where}: windows of {cells[3]} bytes every {cells[4]}, not {' every '.join(wanted)}"
                )
