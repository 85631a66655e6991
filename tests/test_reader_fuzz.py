"""What strangers may send: whatever the bytes, a result or a ResultError, and rules that answer for either.

A few thousand inputs, the same ones every time; benchmarks/fuzz_reader.py tries a million.
"""

from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from edgebench import checks, result_reader, store, submission
from edgebench.checks.submitted import Problem, Submitted
from edgebench.errors import ResultError
from edgebench.model.result import Result
from tests.build import edited, metered, offline, result, server, streams

quickly = settings(
    derandomize=True, deadline=None, max_examples=500, suppress_health_check=[HealthCheck.too_slow]
)
NOW = datetime.datetime(2026, 12, 1, tzinfo=datetime.timezone.utc)
KNOWN = [
    store.encode(one) for one in (result(tier="smoke"), metered(tier="smoke"), offline(), server(), streams())
]
DOCUMENTS = [json.loads(data) for data in KNOWN]

integers = some.one_of(
    some.sampled_from([0, -1, 1, 2**53 - 1, 2**53, -(2**53), 10**10, 10**30]), some.integers()
)
scalars = some.one_of(some.none(), some.booleans(), integers, some.floats(), some.text(max_size=300))
paths = some.lists(some.integers(0, 10_000), min_size=1, max_size=8)
values = some.recursive(
    scalars, lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(), inner, max_size=4)
)


def attempted(data: bytes) -> Result | ResultError:
    try:
        return result_reader.decode(data, "input")
    except ResultError as error:
        return error


def judged(data: bytes) -> list[Problem] | None:
    """The problems of what is read, else None; what is wrong otherwise raises."""
    read = attempted(data)
    if isinstance(read, ResultError):
        assert read.message.isprintable()
        assert result_reader.decode_written(data) is None
        return None
    written = store.encode(read)
    assert result_reader.decode_written(written) == read
    assert (result_reader.decode_written(data) is None) == (data != written)
    place = store.path_of(read, data)
    digits = store.result_id(data)
    return checks.problems(Submitted(place, data, read, written, digits, place, submission.shipped(), NOW))


@quickly
@given(some.binary(max_size=2000))
def test_any_bytes_are_refused(data):
    assert judged(data) is None


@quickly
@given(values)
def test_any_document_is_refused(document):
    assert judged(json.dumps(document).encode()) is None


@quickly
@given(some.sampled_from(KNOWN), some.integers(0, 100_000), some.integers(0, 30), some.binary(max_size=30))
def test_a_result_with_bytes_cut_out_and_put_in_is_refused_or_judged(data, at, cut, put):
    at %= len(data)
    judged(data[:at] + put + data[at + cut :])


@settings(quickly, max_examples=800)
@given(some.sampled_from(DOCUMENTS), paths, values)
def test_a_result_with_one_value_replaced_is_refused_or_judged(document, path, value):
    judged(_bytes(replaced(document, path, value, lambda _: True)))


@settings(quickly, max_examples=800)
@given(some.sampled_from(DOCUMENTS), paths, integers)
def test_a_result_with_one_number_replaced_is_refused_or_judged(document, path, number):
    judged(_bytes(replaced(document, path, number, _has_number)))


def replaced(part: Any, path: list[int], value: object, may_be: Callable[[Any], bool]) -> Any:
    """The document with another value where this path ends: at its last step, or where it cannot go on."""
    if not isinstance(part, dict | list) or not path:
        return value
    keys = [key for key in (part if isinstance(part, dict) else range(len(part))) if may_be(part[key])]
    if not keys:
        return value
    key, changed = keys[path[0] % len(keys)], copy.copy(part)
    changed[key] = replaced(part[key], path[1:], value, may_be)
    return changed


def _bytes(document: object) -> bytes:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode(errors="replace")


def _has_number(part: Any) -> bool:
    if isinstance(part, dict | list):
        return any(map(_has_number, part.values() if isinstance(part, dict) else part))
    return isinstance(part, int)


def test_figures_that_contradict_each_other_are_a_problem_and_not_a_crash():
    """Found by fuzzing: more queries than the histogram holds, in a search that is confirmed."""
    broken = edited(server(), {"processes.0.queries": 9_000_000})
    rules = {problem.rule for problem in judged(store.encode(broken)) or ()}
    assert {"counts-agree", "points", "summary"} <= rules


def test_integers_that_no_type_bounds_are_those_that_the_reader_bounds():
    """decode_written looks at them itself; the schema says which they are."""
    schema = json.loads(store.schema())
    loose = sorted(_unbounded(schema["$defs"], ""))
    assert loose == ["/Summary/properties/method", "/Sut/properties/options"]


def _unbounded(part: Any, place: str) -> set[str]:
    if isinstance(part, list):
        return set().union(*(_unbounded(one, place) for one in part))
    if not isinstance(part, dict):
        return set()
    if part.get("type") == "integer" and not {"maximum", "minimum"} <= part.keys():
        return {place}
    deeper = ("anyOf", "items", "additionalProperties")
    return set().union(
        *(_unbounded(one, place if name in deeper else f"{place}/{name}") for name, one in part.items())
    )


@pytest.mark.parametrize("data", [b"", b" ", b"\x00", b"null", b"[]", b"1", b'"a"', b"{", b"\xff\xfe{}"])
def test_nothing_much_is_refused(data):
    assert judged(data) is None
