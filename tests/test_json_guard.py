from __future__ import annotations

import time
from decimal import Decimal

import pytest

from edgebench import json_guard


def test_a_document_of_objects_arrays_texts_and_whole_numbers_is_read() -> None:
    text = '{"a":[1,-2,true,null],"b":{"c":"é \\"[{"}}'
    assert json_guard.parse(text.encode()) == {"a": [1, -2, True, None], "b": {"c": 'é "[{'}}


@pytest.mark.parametrize("number", [9_007_199_254_740_991, -9_007_199_254_740_991])
def test_the_largest_whole_number_a_double_holds_is_read(number: int) -> None:
    assert json_guard.parse(str(number).encode()) == number


@pytest.mark.parametrize("depth", [1, 32])
def test_thirty_two_brackets_are_read(depth: int) -> None:
    assert json_guard.parse(b"[" * depth + b"]" * depth) is not None


def test_brackets_side_by_side_are_not_deep() -> None:
    assert json_guard.parse(b"[" + b"[]," * 40 + b"{}]") == [[]] * 40 + [{}]


def test_brackets_within_a_text_do_not_count() -> None:
    assert json_guard.parse(b'["' + b"[" * 99 + b'\\"{"]') == ["[" * 99 + '"{']


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xef\xbb\xbf{}", "it begins with a byte order mark"),
        (b"[" * 33 + b"]" * 33, "brackets are nested deeper than 32"),
        (b"[" + b"[]," * 40 + b"[" * 32, "brackets are nested deeper than 32"),
        (b'"\\\\"' + b"[" * 33, "brackets are nested deeper than 32"),
        (b'{"a":"\xff"}', "byte 6 is not UTF-8"),
        (b'{"a":1', "it is not whole JSON: Expecting ',' delimiter at character 6"),
        (b"", "it is not whole JSON: Expecting value at character 0"),
        (b"{} {}", "it is not whole JSON: Extra data at character 3"),
        (b'{"a":1,"b":{"c":1,"c":1}}', "'c' stands twice in one object"),
        (b'{"a":NaN}', "NaN is not a number"),
        (b'{"a":Infinity}', "Infinity is not a number"),
        (b'{"a":-Infinity}', "-Infinity is not a number"),
        (b'{"a":1.0}', "1.0 is not a whole number"),
        (b'{"a":1e3}', "1e3 is not a whole number"),
        (b'{"a":9007199254740992}', "9007199254740992 is beyond 2^53-1"),
        (b'{"a":-9007199254740992}', "-9007199254740992 is beyond 2^53-1"),
        (b'{"a":["x","\\u0007"]}', "a text holds U+0007, which does not print, at $.a[1]"),
        (b'{"a":"\\u200b"}', "a text holds U+200B, which does not print, at $.a"),
        ('{"a":"\u202e"}'.encode(), "a text holds U+202E, which does not print, at $.a"),
        (b'{"a":"\\ud800"}', "a text holds U+D800, which does not print, at $.a"),
        (b'{"a":{"\\u200d":1}}', "a text holds U+200D, which does not print, at a name in $.a"),
    ],
)
def test_anything_else_is_refused_in_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(json_guard.JsonError) as refused:
        json_guard.parse(data)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 262_144,
        b'"' + b'\\"' * 131_071,
        b'"' * 262_144,
        b"[" + b"9" * 262_142 + b"]",
        b"{" + b",".join(b'"%d":0' % i for i in range(25_000)) + b',"24999":0}',
    ],
    ids=["brackets", "escaped quotes", "quotes", "one number", "names"],
)
def test_256_kib_made_to_be_slow_are_refused_within_seconds(data: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(json_guard.JsonError):
        json_guard.parse(data)
    assert time.monotonic() - began < 3


class TestAnotherProgramsJson:
    """Fractions and long seeds are theirs to write; what could harm is not."""

    def test_fractions_are_exact_and_seeds_whole(self):
        document = json_guard.parse_foreign(b'{"a": 0.1, "b": 3066443479025735752, "c": 1e+06, "d": "\\n"}')
        assert document == {"a": Decimal("0.1"), "b": 3066443479025735752, "c": Decimal(10**6), "d": "\n"}

    @pytest.mark.parametrize(
        "text",
        [
            "NaN",
            "Infinity",
            "1e400",
            "1e-99999999999999999999",
            "0e9999999999999999999",
            "1." + "0" * 50,
            "9" * 30,
        ],
    )
    def test_numbers_beyond_measure_are_refused(self, text):
        with pytest.raises(json_guard.JsonError):
            json_guard.parse_foreign(text.encode())

    @pytest.mark.parametrize("text", ['{"a":1,"a":2}', "[" * 40, "\ufeff{}", "{"])
    def test_the_rest_is_refused_as_in_a_result(self, text):
        with pytest.raises(json_guard.JsonError):
            json_guard.parse_foreign(text.encode())
