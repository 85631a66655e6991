"""A Detail of a file in the browser is the one that Python makes: title, tags, badges, figures, charts."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from edgebench import leaderboard, store
from edgebench.model.result import Result
from edgebench.publish import addresses, site
from edgebench.publish.line import lines_of
from edgebench.publish.result import details, file_words
from edgebench.publish.result.places import key
from edgebench.unranked import why_unranked
from tests.build import multi_stream, offline, paced, process, rapl, result, server, streams, sustained
from tests.publish.catalogue import MEASURED, ONNX, PART, PI5, PROFILES, WORKLOADS, measured, metered
from tests.publish.scripts import node

pytestmark = pytest.mark.skipif(node.NODE is None, reason="node is not installed")
SAME = (
    *("workload", "title", "created", "tags", "badges", "numbers"),
    *("distribution", "processes", "power", "trace"),
)
CASES: dict[str, Result] = {
    "a virtual machine": measured(8.0),
    "a board with accuracy": measured(8.0, PI5, MEASURED),
    "a board with accuracy of a part": measured(8.0, PI5, PART),
    "ONNX Runtime": measured(0.02, PI5, ONNX),
    "smoke": measured(8.0, tier="smoke"),
    "energy at the wall": metered(8.0, PI5),
    "energy without a stated accuracy": metered(8.0, PI5, by=rapl()),
    "synthetic weights": measured(8.0, {"variant.weights": "synthetic"}),
    "below its target": measured(8.0, {"quality.met": "no"}),
    "offline": offline(),
    "server": server(),
    "a server that met no bound": server(found=False),
    "streams": streams(),
    "multi-stream": multi_stream(),
    "sustained": sustained(),
    "paced": paced(),
    "wide": result(processes=[process([8.0] * 300 + [80.0] * 5)] * 5),
    "tuned": measured(8.0, {"sut.threads": 1}),
}


@pytest.fixture(scope="module")
def words() -> Any:
    made = site.gather(list(CASES.values()), WORKLOADS, PROFILES)
    return json.loads(file_words.of_site_words(made))


def of_python(one: Result) -> dict[str, Any]:
    made = site.gather([one], WORKLOADS, PROFILES)
    detail = details.of_entry(made.entries[0], site.names_of(PROFILES), "MobileNetV2")
    return dict(json.loads(msgspec.json.encode(detail)))


def of_script(one: Result, words: Any) -> dict[str, Any]:
    name = store.path_of(one, store.encode(one)).name
    made = node.run(
        "detail.js",
        "return own.detailOf(given[0], given[1], {id: 'id', name: given[2]})",
        msgspec.to_builtins(one),
        words,
        name,
    )
    return dict(made)


@pytest.mark.parametrize("name", CASES)
def test_both_say_the_same_of(name: str, words: Any) -> None:
    expected, seen = of_python(CASES[name]), of_script(CASES[name], words)
    assert {key: seen.get(key) for key in SAME} == {key: expected.get(key) for key in SAME}


def test_both_give_the_same_reason_for_no_rank(words: Any) -> None:
    for one in CASES.values():
        why = why_unranked(one)
        seen = node.run(
            "detail.js", "return own.whyUnranked(given[0], given[1])", msgspec.to_builtins(one), words
        )
        assert seen == (why.value if why else None)


def test_both_name_the_table_of_a_result_alike() -> None:
    for one in CASES.values():
        made = site.gather([one], WORKLOADS, PROFILES)
        (board,) = leaderboard.boards(made.entries)
        (line,) = lines_of([board], [], {0: addresses.anchor_of(board)}, {})
        seen = node.run("detail.js", "return own.tableKey(given[0])", msgspec.to_builtins(one))
        assert seen == key(line)
