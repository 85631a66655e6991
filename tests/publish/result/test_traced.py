"""The window of a Sustained result in few numbers."""

from __future__ import annotations

from edgebench.publish.charts import trace
from edgebench.publish.result import traced
from edgebench.publish.result.traced import Course
from tests.build import result, sustained


def test_only_of_sustained() -> None:
    assert traced.of_result(result()) is None
    assert traced.of_result(sustained()) is not None


def test_a_course_keeps_four_digits_of_its_largest_value() -> None:
    one = sustained()
    found = traced.of_result(one)
    assert found is not None
    course = found.courses[0]
    assert isinstance(course, Course)
    whole = trace.of_result(one).p90_ns
    pairs = zip(course.values, whole, strict=True)
    assert all(
        small is not None and abs(small * course.scale - (ns or 0)) <= course.scale for small, ns in pairs
    )
    assert max(value or 0 for value in course.values) < 10_000


def test_what_was_not_read_is_its_reason() -> None:
    found = traced.of_result(sustained())
    assert found is not None
    assert found.courses[3] == "no meter"
