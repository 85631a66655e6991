"""The deep-compressed file to ONNX: every byte used, every weight in its place, the same bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy
import pytest

from edgebench.errors import RecipeError
from edgebench.model.workload import Recipe
from edgebench.recipes import recipe
from edgebench.recipes.deep_compressed_squeezenet import CLASSES, FIRES, LAYERS, Weights
from tests.tasks import shared_files

pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")
SQUEEZED = [filters for squeezed, expanded in FIRES for filters in (squeezed, expanded, expanded)]
FILTERS = [96, *SQUEEZED, CLASSES]


def counts(first: int, others: int = 0) -> bytes:
    return numpy.array([first] + [others] * (LAYERS - 1), "<u4").tobytes()


def layer(
    filters: int, codes: bytes = b"", gaps: bytes = b"", codebook: dict[int, float] | None = None
) -> bytes:
    values = numpy.zeros(256, "<f4")
    for place, value in (codebook or {}).items():
        values[place] = value
    return values.tobytes() + numpy.arange(filters, dtype="<f4").tobytes() + codes + gaps


EMPTY = counts(0) + b"".join(map(layer, FILTERS))


def build(content: bytes, folder: Path) -> Path:
    (folder / "some.net").write_bytes(content)
    wanted = Recipe(name="deep-compressed-squeezenet", version=1)
    recipe.build(wanted, [folder / "some.net"], folder / "model.onnx")
    return folder / "model.onnx"


def weights(content: bytes, folder: Path) -> Weights:
    (folder / "some.net").write_bytes(content)
    return Weights(folder / "some.net")


def test_the_scores_are_the_means_of_the_last_layer(tmp_path: Path) -> None:
    session = onnxruntime.InferenceSession(str(build(EMPTY, tmp_path)))
    (scores,) = session.run(None, {"image": numpy.zeros((1, 3, 227, 227), numpy.float32)})
    assert [output.name for output in session.get_outputs()] == ["scores"]
    assert scores.tolist() == [list(range(CLASSES))]  # no weights: each filter gives its bias


def test_weights_lie_after_their_gaps_the_low_half_of_a_byte_first(tmp_path: Path) -> None:
    first = layer(1, codes=bytes([1, 0, 2]), gaps=bytes([0xF2, 0x01]), codebook={1: 0.5, 2: -3.0})
    weight, bias = weights(counts(3) + first, tmp_path).layer(1, 21, 1, 1)
    assert numpy.flatnonzero(weight).tolist() == [2, 20]  # 2 zeros; 15 and a bridge of code 0; 1 zero
    assert (weight.reshape(-1)[[2, 20]].tolist(), bias.tolist()) == ([0.5, -3.0], [0.0])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (EMPTY[:-1], r"some\.net: ends after \d+ bytes, 1 too early"),
        (EMPTY + bytes(3), r"some\.net: 3 bytes are left over"),
        (b"", r"some\.net: ends after 0 bytes, 104 too early"),
        (counts(14_113) + EMPTY[104:], r"some\.net: layer 1 keeps 14113 of 14112 weights"),
        (counts(2**32 - 1), r"some\.net: layer 1 keeps 4294967295 of 14112 weights"),
        (
            EMPTY[:104] + b"\0\0\x80\x3f" + EMPTY[108:],
            "layer 1 has no codebook of numbers that begins with 0",
        ),
        (
            EMPTY[:108] + b"\0\0\xc0\x7f" + EMPTY[112:],
            "layer 1 has no codebook of numbers that begins with 0",
        ),
        (counts(1000) + layer(96, bytes(1000), b"\xff" * 500), r"layer 1 has a weight at 15999 of 14112"),
    ],
    ids=["truncated", "oversized", "empty", "too many", "huge", "codebook", "not a number", "beyond the end"],
)
def test_bytes_that_are_not_this_network_are_refused(content: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=message):
        build(content, tmp_path)
    assert not (tmp_path / "model.onnx").exists()


@pytest.mark.shared
def test_the_published_file_gives_the_pinned_one(tmp_path: Path) -> None:
    model = build(shared_files.model("compressed_SqueezeNet.net").read_bytes(), tmp_path)
    assert hashlib.sha256(model.read_bytes()).hexdigest() == (
        "120cdb22598bedb68bef563ac2dc9b82ac96474594ad1087667f6d566623428d"
    )
