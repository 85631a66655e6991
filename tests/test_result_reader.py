from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from edgebench import histogram, store
from edgebench.errors import ResultError
from edgebench.result_reader import decode
from tests.build import edited, process, result

Change = Callable[[dict[str, Any]], object]


def refusal(data: bytes) -> str:
    with pytest.raises(ResultError) as refused:
        decode(data, "a.json")
    assert refused.value.hint
    return refused.value.message


def changed(change: Change) -> bytes:
    """The bytes of a valid result after a change of its document."""
    document = json.loads(store.encode(result()))
    change(document)
    return json.dumps(document).encode()


def with_counts(*counts: int) -> bytes:
    return changed(lambda document: document["processes"][1]["latency"].update(counts=counts))


def test_what_was_encoded_is_read_back() -> None:
    assert decode(store.encode(result()), "a.json") == result()


def test_a_format_from_before_it_was_frozen_asks_to_measure_again() -> None:
    with pytest.raises(ResultError) as refused:
        decode(b'{"format":0}', "a.json")
    assert "measure" in (refused.value.hint or "").lower()


def test_a_newer_format_asks_for_a_newer_edgebench_before_any_field_is_looked_at() -> None:
    with pytest.raises(ResultError) as refused:
        decode(b'{"format":3,"anything":[]}', "a.json")
    assert refused.value.message == "a.json: written by a newer edgebench (format 3, this one reads 1)"
    assert refused.value.hint == "Upgrade edgebench."


@pytest.mark.parametrize("data", [b"{}", b"[]", b"1", b"null"])
def test_a_document_without_a_format_is_refused(data: bytes) -> None:
    assert refusal(data) == "a.json: it has no format at $.format"


@pytest.mark.parametrize(("text", "shown"), [("-1", "'-1'"), ("true", "'True'"), ('"0"', "'0'")])
def test_a_format_that_is_no_number_of_a_format_is_refused(text: str, shown: str) -> None:
    assert refusal(b'{"format":%s}' % text.encode()) == f"a.json: {shown} is not a format at $.format"


def test_a_wrong_type_is_named_with_its_place() -> None:
    data = changed(lambda document: document["load"].update(batch="1"))
    assert refusal(data) == "a.json: Expected int, got str at $.load.batch"


def test_a_truth_value_is_not_a_number() -> None:
    data = changed(lambda document: document["load"].update(batch=True))
    assert refusal(data) == "a.json: Expected int, got bool at $.load.batch"


def test_an_unknown_field_is_refused() -> None:
    data = changed(lambda document: document["sut"].update(rank=1))
    assert refusal(data) == "a.json: Object contains unknown field rank at $.sut"


def test_a_missing_field_is_refused() -> None:
    data = changed(lambda document: document.pop("audit"))
    assert refusal(data) == "a.json: Object missing required field audit at $"


def test_a_null_without_its_reason_is_refused() -> None:
    data = changed(lambda document: document["audit"].update(fresh_over_repeated_ppm=None))
    assert refusal(data) == (
        "a.json: fresh_over_repeated_ppm is null without fresh_over_repeated_ppm_reason at $.audit"
    )


@pytest.mark.parametrize("slug", ["..", "a/b", ".a", "", "A", "a" * 65])
def test_a_device_that_is_no_folder_name_is_refused(slug: str) -> None:
    data = changed(lambda document: document["device"].update(slug=slug))
    assert refusal(data).endswith("at $.device.slug")


@pytest.mark.parametrize("size", [300_000, 262_145])
def test_more_than_256_kib_are_refused(size: int) -> None:
    assert refusal(b" " * size) == f"a.json: {size} bytes; a result has at most 262144"


def test_256_kib_are_read() -> None:
    data = store.encode(result())
    assert decode(data + b" " * (262_144 - len(data)), "a.json") == result()


@pytest.mark.parametrize(
    ("counts", "fault"),
    [
        ([], "counts must begin and end with a bucket that is not empty, and hold no 0"),
        ([-1, 5], "counts must begin and end with a bucket that is not empty, and hold no 0"),
        ([5, -1], "counts must begin and end with a bucket that is not empty, and hold no 0"),
        ([5, 0, 5], "counts must begin and end with a bucket that is not empty, and hold no 0"),
        ([5, -1, -1, 5], "two runs of empty buckets follow each other"),
    ],
)
def test_a_histogram_is_written_in_one_way_only(counts: list[int], fault: str) -> None:
    assert refusal(with_counts(*counts)) == f"a.json: latency: {fault} at $.processes[1]"


def test_a_bucket_beyond_the_largest_latency_is_refused_before_its_edge_is_computed() -> None:
    message = refusal(with_counts(1, -9_000_000_000_000_000, 1))
    assert message.endswith("is beyond 2^53 ns at $.processes[1]")


def test_the_bucket_of_the_largest_latency_is_read() -> None:
    longest = process(latency=histogram.of([2**53 - 1]))
    assert decode(store.encode(result(processes=[longest])), "a.json").processes == [longest]


@pytest.mark.parametrize(("gap", "refused"), [(10, False), (11, True)])
def test_the_last_bucket_is_counted_to_the_one(gap: int, *, refused: bool) -> None:
    first = histogram.bucket(2**53 - 1) - 12
    latency = {"first": first, "counts": [7, 1, -gap, 5]}
    data = changed(lambda document: document["processes"][0]["latency"].update(latency))
    if refused:
        assert refusal(data) == f"a.json: latency: bucket {first + 13} is beyond 2^53 ns at $.processes[0]"
    else:
        assert decode(data, "a.json").processes[0].latency.counts == [7, 1, -10, 5]


def test_the_engine_s_own_histogram_is_looked_at_as_well() -> None:
    broken = {**json.loads(store.encode(result()))["processes"][0]["latency"], "counts": []}
    changes = {"processes.0.engine_latency": broken, "processes.0.engine_latency_reason": None}
    assert "engine_latency: counts must" in refusal(store.encode(edited(result(), changes)))


def test_more_queries_than_any_window_has_are_refused() -> None:
    data = store.encode(edited(result(), {"processes.4.queries": 10**10 + 1}))
    assert refusal(data) == "a.json: 10000000001 queries are more than any window has at $.processes[4]"
    data = store.encode(edited(result(), {"processes.4.queries": 10**10}))
    assert decode(data, "a.json").processes[4].queries == 10**10
