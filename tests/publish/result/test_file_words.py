"""What the browser finds wrong with a reader's file, before anything of it is drawn."""

from __future__ import annotations

import json
from typing import Any

import pytest

from edgebench import checks, store
from edgebench.model.result import Result
from edgebench.publish import site
from edgebench.publish.result import file_words
from tests.build import edited, offline, result, server
from tests.publish.catalogue import PROFILES, WORKLOADS, metered
from tests.publish.scripts import node

pytestmark = pytest.mark.skipif(node.NODE is None, reason="node is not installed")


def parsed(text: str) -> Any:
    """The document, or [what, at, path]."""
    body = "try { return own.parse(given[0]) } catch (fault) { return [fault.what, fault.at, fault.path] }"
    return node.run("json_check.js", body, text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{"a":1,"a":2}', ['"a" stands twice in one object', 10, "$"]),
        ('{"a":{"b":1.5}}', ["1.5 is not a whole number", 10, "$.a.b"]),
        ('{"a":1e5}', ["1e5 is not a whole number", 5, "$.a"]),
        ('{"a":[9007199254740992]}', ["9007199254740992 is beyond 2^53-1", 6, "$.a[0]"]),
        ('{"a":NaN}', ["a value is due here", 5, "$.a"]),
        ('{"a":1', ["a comma or } is due here", 6, "$"]),
        ('{"a":1}x', ["something follows the end of the document", 7, "$"]),
        ('{"a":"x\u202ey"}', ["a text holds U+202E, which does not print", 5, "$.a"]),
        ('{"a":"\\u0007"}', ["a text holds U+0007, which does not print", 5, "$.a"]),
        ('{"a":"x', ["a text has no end", 5, "$.a"]),
        ('{"a":"\\x"}', ["there is no such escape in a text", 6, "$.a"]),
        ("[" * 33 + "]" * 33, ["brackets are nested deeper than 32", 32, "$" + "[0]" * 32]),
        ("[" * 100_000, ["brackets are nested deeper than 32", 32, "$" + "[0]" * 32]),
    ],
)
def test_a_fault_is_told_with_its_place(text: str, fault: list[Any]) -> None:
    assert parsed(text) == fault


def test_a_result_is_read_as_it_is() -> None:
    text = store.encode(metered()).decode()
    assert parsed(text) == json.loads(text)


def test_a_name_of_javascripts_own_is_a_name_like_others() -> None:
    assert parsed('{"a":1,"constructor":2}') == {"a": 1, "constructor": 2}
    assert node.run("json_check.js", "return Object.keys(own.parse(given[0]))", '{"__proto__":1}') == [
        "__proto__"
    ]


def form_faults(document: Any) -> list[str]:
    schema = json.loads(file_words.schema())
    found = node.run("schema_check.js", "return own.schemaFaults(given[0], given[1])", document, schema)
    return [f"{one['path']}: {one['what']}" for one in found]


def changed(place: str, value: Any) -> Any:
    """A result as JSON with one field set."""
    document = json.loads(store.encode(result()))
    *way, last = place.split(".")
    inner = document
    for name in way:
        inner = inner[int(name)] if name.isdigit() else inner[name]
    inner[last] = value
    return document


@pytest.mark.parametrize("one", [result(), metered(), offline(), server()])
def test_every_result_is_of_the_form(one: Result) -> None:
    assert form_faults(json.loads(store.encode(one))) == []


@pytest.mark.parametrize(
    ("place", "value", "fault"),
    [
        ("load.tier", "gold", '$.load.tier: "gold" is none of "reference", "smoke", "standard"'),
        ("processes.0.queries", -3, "$.processes[0].queries: -3 is less than 1"),
        ("processes.0.queries", "many", "$.processes[0].queries: It is string, not integer"),
        ("processes", [], "$.processes: It has 0 items, at least 1 are due"),
        ("device.slug", "../up", '$.device.slug: "../up" is not of the form ^[a-z0-9][a-z0-9.-]{0,63}$'),
        ("device.os", "x" * 201, "$.device.os: It has 201 characters, at most 200 are due"),
        ("new", 1, "$.new: It is no field of a result"),
        ("energy_reason", None, "$.energy: It is null without energy_reason"),
        ("accuracy", [], "$.accuracy: It is array, not object"),
    ],
)
def test_what_is_not_of_the_form_is_told_with_its_place(place: str, value: Any, fault: str) -> None:
    assert fault in form_faults(changed(place, value))


def rules(one: Result, name: str = "", text: str = "") -> list[str]:
    """Names of the rules that speak of this result in a file of this name."""
    data = store.encode(one)
    words = json.loads(
        file_words.of_site_words(site.gather([result()], WORKLOADS, PROFILES)),
    )
    file = {
        "result": json.loads(data),
        "text": text or data.decode(),
        "name": name or store.path_of(one, data).name,
        "id": store.result_id(data),
        "words": words,
    }
    return [one["rule"] for one in node.run("result_check.js", "return own.resultFaults(given[0])", file)]


def test_a_result_as_it_was_written_is_right() -> None:
    for one in (result(), metered(), offline(), server()):
        assert rules(one) == []


def test_a_renamed_or_formatted_file_is_not_as_it_was_written() -> None:
    pretty = json.dumps(json.loads(store.encode(result())), indent=1)
    assert rules(result(), name="renamed.json") == ["name-and-id"]
    assert rules(result(), text=pretty) == ["canonical-bytes"]


@pytest.mark.parametrize(
    ("place", "value", "rule"),
    [
        ("summary.latency_p50_ns.value", 9_000_000_000, "percentile-order"),
        ("processes.0.samples", 1, "counts-agree"),
        ("processes.0.failures", 3, "no-failures"),
        ("load.min_ns", 1, "window-long-enough"),
    ],
)
def test_figures_that_contradict_each_other_are_found(place: str, value: int, rule: str) -> None:
    assert rule in rules(edited(result(), {place: value}))


def test_a_preview_and_too_few_processes_are_told() -> None:
    assert rules(result(tier="smoke")) == ["ranked-tier"]
    assert "process-count" in rules(result(processes=result().processes[:3]))


def test_every_rule_that_is_looked_at_is_one_of_a_submission() -> None:
    made = node.run("result_check.js", "return own.MADE_HERE")
    assert set(made) <= set(checks.submission_rules())
