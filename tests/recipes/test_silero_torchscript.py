"""Silero's TorchScript with its state outside: the same answers as the original and as its ONNX twin."""

from __future__ import annotations

import hashlib
import warnings
import wave
from pathlib import Path
from typing import Any

import numpy
import pytest

from edgebench.errors import RecipeError, SourceError
from edgebench.model.workload import Artefact, PypiSource, Recipe
from edgebench.recipes import recipe
from edgebench.sources.fetch import fetch
from tests.tasks import shared_files

FILES = {
    "silero_vad.jit": ("e1122837f4154c511485fe0b9c64455f7b929c96fbb8d79fbdb336383ebd3720", 2_272_526),
    "silero_vad_openvino_16k.onnx": (
        "7776b81ad1b0350c15d7f1555943b9232eb53e9ca5d989c6d0cea9ebc8664d87",
        1_288_203,
    ),
}


def packaged(name: str, cache: Path) -> Path:
    sha256, size = FILES[name]
    source = PypiSource(
        requirement="silero-vad==6.2.3",
        wheel="silero_vad-6.2.3-py3-none-any.whl",
        wheel_sha256="7b7f5436cfcb02fae583a05b512ea96467fd449fe54cb49a5e4f06c51a1e43b8",
        member=f"silero_vad/data/{name}",
    )
    try:
        return fetch(
            Artefact(file=name, sha256=sha256, bytes=size, licence="MIT", source=[source]), cache=cache
        )
    except SourceError as error:
        if "no package index" in error.message:
            pytest.skip(error.message)
        raise


def build(source: Path, destination: Path) -> Path:
    recipe.build(Recipe(name="silero-torchscript", version=1), [source], destination)
    return destination


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("silero")


@pytest.fixture(scope="module")
def original(folder: Path) -> Path:
    return packaged("silero_vad.jit", folder)


@pytest.mark.slow
def test_the_file_is_the_same_bytes_everywhere(original: Path, tmp_path: Path) -> None:
    content = build(original, tmp_path / "silero.torchscript").read_bytes()
    assert hashlib.sha256(content).hexdigest() == (
        "8cf2b31da47355c7757ed7b3ceaf0543d9ed03f6af2d4dcae36fa8a20829cf86"
    )


@pytest.mark.slow
@pytest.mark.shared
def test_a_clip_is_answered_as_by_the_original_and_by_its_onnx_twin(
    original: Path, folder: Path, tmp_path: Path
) -> None:
    torch, onnxruntime = (pytest.importorskip(name) for name in ("torch", "onnxruntime"))
    clip = shared_files.data("tflite-support") / "speech.wav"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # in favour of torch.export
        ours, theirs = (
            torch.jit.load(str(path)) for path in (build(original, tmp_path / "silero.torchscript"), original)
        )
    twin = onnxruntime.InferenceSession(str(packaged("silero_vad_openvino_16k.onnx", folder)))
    state = twin_state = numpy.zeros((2, 1, 128), numpy.float32)
    answers: list[Any] = []
    for chunk in _chunks(clip):
        answer, state = (each.detach().numpy() for each in ours(*map(torch.from_numpy, (chunk, state))))
        twin_answer, twin_state = twin.run(None, {"input": chunk, "state": twin_state})
        inside = theirs(torch.from_numpy(chunk[:, 64:]), 16000).detach().numpy()
        answers.append([part.item() for part in (answer, inside, twin_answer)])
    given, inside, twins = numpy.array(answers).T
    assert (len(given), (given == inside).all()) == (133, True)
    assert abs(given - twins).max() < 1e-4
    assert (given.max() > 0.99, given.min() < 0.01) == (True, True)


def _chunks(path: Path) -> list[Any]:
    """512 new samples each, with the 64 before them."""
    with wave.open(str(path)) as opened:
        sound = numpy.frombuffer(opened.readframes(opened.getnframes()), "<i2").astype(numpy.float32) / 32768
    padded = numpy.concatenate([numpy.zeros(64, numpy.float32), sound])
    return [padded[None, i : i + 576] for i in range(0, len(sound) - 511, 512)]


@pytest.mark.parametrize("content", [b"", b"\x7fELF" * 100])
def test_another_kind_of_file_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "some.jit").write_bytes(content)
    with pytest.raises(RecipeError, match=r"^some\.jit: is not a TorchScript file"):
        build(tmp_path / "some.jit", tmp_path / "silero.torchscript")
