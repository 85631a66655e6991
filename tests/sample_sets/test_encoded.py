"""The encoded files of scope pipeline are the same bytes for everyone, or nobody's."""

from __future__ import annotations

import struct

import pytest
from msgspec import structs

from edgebench.catalogue import load_catalogue
from edgebench.errors import CatalogueError, DataError
from edgebench.model.workload import Pipeline
from edgebench.sample_sets import encoded
from tests.tasks.build import workload

PIPELINES = {one.pipeline.sha256: one for one in load_catalogue().workloads.values() if one.pipeline}
NOTHING = "0" * 64
PICTURES = Pipeline(
    generator="pictures", seed=1, samples=2, shape=[16, 24, 3], encoding="jpeg", sha256=NOTHING
)
SOUNDS = Pipeline(generator="voices", seed=1, samples=2, shape=[1, 800], encoding="wav", sha256=NOTHING)


@pytest.mark.parametrize("sha256", PIPELINES)
def test_the_catalogues_files_are_the_pinned_ones(sha256: str) -> None:
    pytest.importorskip("PIL")
    of = PIPELINES[sha256]
    assert of.pipeline
    assert len(encoded.load(of)) == of.pipeline.samples


def test_other_bytes_than_the_pinned_ones_are_refused_with_both_hashes() -> None:
    made = encoded.digest(encoded.encode(SOUNDS), "wav")
    with pytest.raises(DataError, match=f"have sha256 {made}, the catalogue says {NOTHING}") as refused:
        encoded.load(structs.replace(workload(), pipeline=SOUNDS))
    assert "Pillow" in (refused.value.hint or "")


def test_a_picture_keeps_its_size_and_its_things() -> None:
    image = pytest.importorskip("PIL.Image")
    numpy = pytest.importorskip("numpy")
    from io import BytesIO

    from edgebench.sample_sets import pictures

    for file, drawn in zip(encoded.encode(PICTURES), pictures.samples(1, 2, [16, 24, 3]), strict=True):
        picture = image.open(BytesIO(file))
        assert (picture.format, picture.size) == ("JPEG", (24, 16))
        assert abs(numpy.asarray(picture).astype(int) - drawn).mean() < 12


def test_a_sound_is_16_bit_at_16_khz_on_one_channel() -> None:
    (first, _) = encoded.encode(SOUNDS)
    assert len(first) == 44 + 2 * 800
    assert struct.unpack("<HHIIHH", first[20:36]) == (1, 1, 16_000, 32_000, 2, 16)


def test_the_hash_depends_on_order_and_length() -> None:
    digests = {encoded.digest(files, "wav") for files in ([b"a", b"bc"], [b"bc", b"a"], [b"ab", b"c"])}
    assert len(digests) == 3


def test_a_workload_without_a_pipeline_has_no_files() -> None:
    with pytest.raises(CatalogueError, match=r"workload tiny: it has no \[pipeline\]"):
        encoded.load(workload())
