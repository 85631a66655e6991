"""A reader of a result finds the coverage factor that the engine stored."""

import numpy
import pytest

from benchmarks import energy_coverage, metering
from benchmarks.metering import KINDS
from benchmarks.plant import LOADS, Process
from edgebench.energy import recomputed
from edgebench.energy.assess import assess


@pytest.mark.parametrize("processes", [1, 2, 5])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_factor_is_found_again_from_the_stored_terms(kind, processes):
    for seed, load in enumerate(LOADS):
        generator = numpy.random.default_rng(seed)
        every = [
            Process(load, load.queries(kind.window_s), kind.idle_s, 1 + 0.003 * generator.normal())
            for _ in range(processes)
        ]
        meter = metering.metered(kind, kind.unit(generator), every, generator)
        found = energy_coverage.stated(assess([meter], metering.marks(every)))
        low, high = recomputed.coverage_factors(found, processes)
        assert 1000 * low - 1 <= found.coverage_factor_milli <= 1000 * high + 1
