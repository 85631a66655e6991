"""The searches of Server and Streams on queues whose answer is known, through the worker's real loops."""

import math

import pytest

from benchmarks import queues
from benchmarks.queues import SERVICE_NS

BOUND_NS = 50 * SERVICE_NS


def test_the_analytic_rates_are_those_of_the_textbook():
    assert queues.rate_of_mm1(BOUND_NS) == pytest.approx(1000 * (1 - math.log(100) / 50))
    # M/D/1 with P(W <= 2 services) = 0.99: Erlang's sum has three terms
    load = queues.rate_of_md1(3 * SERVICE_NS) / 1000
    waits = (1 - load) * (math.exp(2 * load) - load * math.exp(load) + 0)
    assert waits == pytest.approx(0.99, abs=1e-4)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("law", "rate"), [(queues.exponential, queues.rate_of_mm1), (queues.constant, queues.rate_of_md1)]
)
def test_the_rate_that_server_finds_is_the_analytic_one(law, rate, seed):
    found = queues.found_rate(law(seed), BOUND_NS, queries=80_000)
    assert found == pytest.approx(rate(BOUND_NS), rel=0.03)


@pytest.mark.parametrize(
    ("law", "count"), [(queues.exponential, queues.streams_of_mm1), (queues.constant, queues.streams_of_md1)]
)
def test_the_number_of_streams_found_is_the_analytic_one(law, count):
    bound_ns = 21 * SERVICE_NS // 2
    assert queues.found_streams(law(1), bound_ns, queries=5_000) == count(bound_ns)


def test_a_bound_below_the_service_time_is_an_answer():
    assert queues.found_streams(queues.constant(1), SERVICE_NS // 2, queries=700) == 0
    assert queues.found_rate(queues.constant(1), SERVICE_NS // 2, queries=700) == 0
