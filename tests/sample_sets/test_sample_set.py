"""Sample sets are the same bytes for everyone, and another set is noticed."""

from __future__ import annotations

import numpy
import pytest
from msgspec import structs

from edgebench.errors import CatalogueError
from edgebench.model.workload import SampleSet, Workload
from edgebench.sample_sets import sample_set
from tests.tasks.build import workload

NOTHING = "0" * 64


def with_samples(
    generator: str, samples: int, shape: list[int], sha256: str = NOTHING, seed: int = 1
) -> Workload:
    chosen = SampleSet(generator=generator, seed=seed, samples=samples, sha256=sha256)
    return workload(shape=shape, sample_set=chosen)


@pytest.mark.parametrize(
    ("generator", "samples", "shape", "sha256"),
    [
        ("pictures", 64, [224, 224, 3], "efcff184b05a51559c91440c3c2ab4311031422e8a7daaded287f92fa5d8aae6"),
        ("pictures", 64, [128, 128, 3], "a623fe979d77943ae77eac57cd1db644f4e20eaaf999745313e6b6ddb1f2f3e7"),
        ("pictures", 16, [416, 416, 3], "d05a3cd38270de01c81453ee1e724bacc5fa7ceee458dc5185d89cb7e5277e09"),
        ("wake-words", 8, [666, 3, 40], "b549993e01b3a52089deed06f5bd83b9507012a19b3c6593fe1d42321a16570d"),
        ("voices", 8, [313, 512], "e3eda8fbe42302e674fb28f143b0dd65d5e73fc31916a8c07d63498501709ed1"),
        ("features", 64, [49, 10], "3b5837881927d092c9b36c7b7fbe4c9eddb2b46302e660d59826f0bb31106e2f"),
    ],
)
def test_the_generators_make_these_bytes_on_every_machine(
    generator: str, samples: int, shape: list[int], sha256: str
) -> None:
    made = sample_set.load(with_samples(generator, samples, shape, sha256))
    assert [list(sample.shape) for sample in made] == [shape] * samples


def test_another_hash_than_the_pinned_one_is_refused_with_both() -> None:
    made = sample_set.digest(sample_set.generate(with_samples("features", 2, [49, 10])))
    with pytest.raises(CatalogueError, match=f"has sha256 {made}, the catalogue says {NOTHING}"):
        sample_set.load(with_samples("features", 2, [49, 10]))


@pytest.mark.parametrize("generator", ["music", "canvas", "sample-set", "a.b", "pictures.x"])
def test_a_generator_that_is_not_there_is_named_with_the_workload(generator: str) -> None:
    with pytest.raises(
        CatalogueError, match=f"workload tiny: there is no sample set generator '{generator}'"
    ):
        sample_set.generate(with_samples(generator, 2, [8, 8, 3]))


def test_a_workload_with_two_inputs_has_no_generator_yet() -> None:
    two = structs.replace(workload(), inputs={"left": [8, 8, 3], "right": [8, 8, 3]})
    with pytest.raises(CatalogueError, match="makes one input, not 2"):
        sample_set.generate(two)


def test_a_seed_beyond_32_bits_is_refused() -> None:
    with pytest.raises(CatalogueError, match="seed 4294967296"):
        sample_set.generate(with_samples("features", 2, [49, 10], seed=2**32))


def test_the_hash_depends_on_type_shape_and_bytes() -> None:
    zeros = numpy.zeros((2, 3), numpy.uint8)
    others = [zeros.astype(numpy.int8), zeros.reshape(3, 2), zeros + numpy.uint8(1)]
    assert len({sample_set.digest([sample]) for sample in (zeros, *others)}) == 4


def test_the_hash_does_not_depend_on_the_byte_order_of_the_machine() -> None:
    values = numpy.array([1, 2], ">i4")
    assert sample_set.digest([values]) == sample_set.digest([values.astype("<i4")])
