"""Every text that somebody could have written into a result is found, wherever its type allows one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from edgebench import store
from edgebench.checks import texts
from edgebench.model.result import Result
from tests.build import metered, offline, result, server, streams

EXAMPLES = ("zz9", "0123456789abcdef", "0" * 64, "2031-01-01T00:00Z")
"""One of them fits every form that a text of a result may be asked to have."""


def documents() -> list[Any]:
    made = (result(), metered(), offline(), server(), streams(), result(changes={"sut.options": {"a": "b"}}))
    return [json.loads(store.encode(one)) for one in made]


def changed(part: Any) -> Iterator[str]:
    """Each text in turn, and each name of a member, is one of the examples; which."""
    for key, value in list(part.items() if isinstance(part, dict) else enumerate(part)):
        if isinstance(value, dict | list):
            yield from changed(value)
        for example in EXAMPLES if isinstance(value, str) else ():
            part[key] = example
            yield example
        if isinstance(part, dict):
            del part[key]
            part["zz9"] = value
            yield "zz9"
            del part["zz9"]
        part[key] = value


@pytest.mark.parametrize("document", documents())
def test_a_text_that_the_format_takes_anywhere_is_found(document):
    taken = 0
    for example in changed(document):
        try:
            read = msgspec.convert(document, Result)
        except msgspec.ValidationError:
            continue
        taken += 1
        assert example in texts.of(read)
    assert taken > 40


def test_numbers_names_of_fields_and_words_of_a_list_are_not_looked_at():
    found = texts.of(result())
    assert "vm-amd-epyc-2" in found
    assert not {"processes", "log2x1024", "too_few_queries"} & found
