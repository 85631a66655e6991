"""The same weights answer the same on every runtime, picture by picture, through real workers."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from edgebench import paths
from edgebench.catalogue import load_catalogue, variant
from edgebench.errors import EdgebenchError
from edgebench.harness import discover, protocol
from edgebench.harness.session import WorkerSession
from edgebench.runner.measuring import USUAL
from edgebench.runner.scoring import Scorer
from edgebench.sources.fetch import fetch
from tests.tasks import shared_files

(MOBILENET_V2,) = load_catalogue().find("mobilenet-v2")


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("variant_name", "harness", "others"),
    [
        ("tflite-int8", "openvino", 0),
        ("onnx-int8", "onnxruntime", 0),
        ("onnx-int8", "openvino", 1),  # two classes of picture 163 score 89 of 255 each; the first is taken
    ],
)
def test_mobilenet_v2_answers_200_pictures_as_tflite_does(
    tmp_path: Path, variant_name: str, harness: str, others: int
) -> None:
    expected = classes(tmp_path, "tflite-int8", "tflite")
    given = classes(tmp_path, variant_name, harness)
    assert len(expected) == 200
    assert sum(one != other for one, other in zip(given, expected, strict=True)) <= others


def classes(folder: Path, variant_name: str, harness: str) -> list[int]:
    """The best class of every picture of the labelled set."""
    chosen = variant(MOBILENET_V2, variant_name)
    (data_set,) = MOBILENET_V2.data_set
    pictures = shared_files.data(data_set.folder)
    load = protocol.Load(str(model(folder, variant_name)), {"threads": 2}, [])
    with WorkerSession(Path(sys.executable), paths.worker(), discover.named(harness).path) as session:
        session.ask(load, protocol.Loaded, USUAL.load_s)
        scorer = Scorer(session, MOBILENET_V2, chosen, folder)
        examples = scorer.task.examples(pictures, data_set)
        return [answer[0] for _, answer in scorer.answers(examples, Ignored(), USUAL)]


def model(folder: Path, variant_name: str) -> Path:
    mirror = shared_files.mirror("mobilenet_v2_1.0_224_quant.tflite")
    try:
        return fetch(variant(MOBILENET_V2, variant_name), cache=folder, mirror=mirror, offline=True)
    except EdgebenchError as error:
        pytest.skip(error.message)


class Ignored:
    """The hash of a data set, which nobody asks for here."""

    def update(self, data: bytes) -> None:
        pass
