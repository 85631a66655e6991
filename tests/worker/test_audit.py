"""Whether timed outputs were real."""

import numpy
import pytest

from edgebench.worker import audit
from edgebench.worker.audit import check_engine_time, digest, nonfinite
from edgebench.worker.samples import Samples


def test_outputs_that_are_not_finite_are_counted():
    assert nonfinite([numpy.array([1.0, numpy.nan, numpy.inf]), numpy.array([1, 2])]) == 2


class Fixed:
    """A runtime that answers each sample with a number, whatever it is given."""

    def __init__(self, *answers):
        self.answers = answers

    def prepare(self, inputs):
        return inputs

    def predict(self, handle):
        return [numpy.array([self.answers[handle]])]


def test_timed_outputs_that_differ_from_later_ones_are_counted():
    kept = [((0, 1), digest([numpy.array([1])])), ((1, 1), digest([numpy.array([9])]))]
    found = audit.audit(Samples(Fixed(1, 2), [0, 1]), kept)
    assert (found["timed_outputs_checked"], found["timed_outputs_differ"]) == (2, 1)
    assert not found["constant_outputs"]


def test_one_answer_to_every_sample_is_constant():
    assert audit.audit(Samples(Fixed(0, 0), [0, 1]), [])["constant_outputs"]


@pytest.mark.parametrize("told", [None, "12", 12.75, -5, 0])
def test_an_engine_time_that_is_no_whole_number_of_nanoseconds_is_refused_by_name(told):
    with pytest.raises(ValueError, match=r"engine_ns\(\) of the harness told"):
        check_engine_time(lambda: told)
