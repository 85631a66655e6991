"""What the result page reads: lists of ids, details and places, and what its script makes of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
import pytest

from edgebench.model.entry import Entry
from edgebench.publish import site
from edgebench.publish.building import shards
from edgebench.publish.result import details
from edgebench.publish.site import Site
from tests.build import offline, streams, sustained
from tests.publish.catalogue import MEASURED, PI5, PROFILES, WORKLOADS, measured, metered
from tests.publish.scripts import node

NEWER = {"sut.runtime.version": "9.9.9"}
SESSIONS = [measured(8.0 + number / 10, PI5, session=number) for number in range(3)]
OF_ONE_FOLDER = [*SESSIONS, measured(7.0, PI5, NEWER, session=4), metered(9.0, PI5, session=5)]
TOLD_WITH = site.names_of(PROFILES), "MobileNet v2"
PI5_FOLDER = "pi5/mobilenet-v2"


def gathered(*results: Any) -> Site:
    return site.gather(list(results), WORKLOADS, PROFILES)


def details_of(entries: list[Entry], folder: Path) -> list[Any]:
    """The files of these entries."""
    shards.write_details(folder, [shards.detail_of(one, *TOLD_WITH) for one in entries])
    files = shards.details_of("any", folder, len(entries))
    return [json.loads(path.read_bytes()) for _, path in files]


def of_script(body: str, *given: Any) -> Any:
    return node.run("shard.js", body, *given)


@pytest.mark.skipif(node.NODE is None, reason="node is not installed")
@pytest.mark.parametrize("one", [*OF_ONE_FOLDER, offline(), streams(), sustained()])
def test_the_script_finds_the_detail_that_was_written(one: Any, tmp_path: Path) -> None:
    made = gathered(*OF_ONE_FOLDER, offline(), streams(), sustained(), one)
    (held,) = details_of(list(made.entries), tmp_path)
    (entry,) = gathered(one).entries
    folder = PurePosixPath(*entry.path.parts[1:-1])
    asked = (held, str(entry.id)[:16], f"{folder}-0")
    seen = of_script("return own.detailIn(...given)", *asked)
    expected = details.of_entry(entry, *TOLD_WITH)
    assert seen | msgspec.json.decode(msgspec.json.encode(expected)) == seen


@pytest.mark.skipif(node.NODE is None, reason="node is not installed")
class TestThePlace:
    def asked(self, made: Site, entry: Entry) -> Any:
        found = shards.places(made.entries, made.boards["mobilenet-v2"])
        held = json.loads(found[PurePosixPath(f"data/places/{PI5_FOLDER}-0.json")])
        return of_script("return own.placeIn(...given)", held, str(entry.id)[:16])

    def test_is_that_of_the_row_with_its_sessions(self) -> None:
        made = gathered(*SESSIONS)
        seen = [self.asked(made, entry) for entry in made.entries]
        assert [one["rank"] for one in seen] == ["rank 1 of 1"] * 3
        assert all(len(one["sessions"]) == 3 for one in seen)

    def test_of_a_single_session_names_no_others(self) -> None:
        made = gathered(SESSIONS[0])
        assert self.asked(made, made.entries[0])["sessions"] == []

    def test_tells_versions_on_the_page_of_the_session_that_a_row_shows(self) -> None:
        made = gathered(*SESSIONS, measured(7.0, PI5, NEWER, session=4))
        told = [len(self.asked(made, entry)["versions"]) for entry in made.entries]
        assert sorted(told) == [0, 0, 2, 2]


def test_a_shard_holds_fifty_results_and_the_next_what_is_left(tmp_path: Path) -> None:
    many = [measured(5.0 + number / 100, PI5, session=number) for number in range(51)]
    held = details_of(list(gathered(*many).entries), tmp_path)
    assert [len(one["rows"]) for one in held] == [50, 1]


def test_details_and_places_of_a_result_are_in_shards_of_one_name(tmp_path: Path) -> None:
    made = gathered(*[measured(5.0 + number / 100, PI5, session=number) for number in range(51)])
    held = details_of(list(made.entries), tmp_path)
    places = shards.places(made.entries, made.boards["mobilenet-v2"])
    for number, shard in enumerate(held):
        rows = json.loads(places[PurePosixPath(f"data/places/{PI5_FOLDER}-{number}.json")])["rows"]
        assert {row[0] for row in shard["rows"]} <= {own[0] for row in rows for own in row[-1]}


def test_a_detail_is_small(tmp_path: Path) -> None:
    many = [measured(5.0 + number / 100, PI5, MEASURED, session=number) for number in range(50)]
    details_of(list(gathered(*many).entries), tmp_path)
    data = (tmp_path / "details-0.json").read_bytes()
    assert len(data) < 50 * 1300
    assert len(gzip.compress(data)) < 50 * 500


def test_more_results_take_more_digits() -> None:
    assert [shards.digits_for(count) for count in (0, 16_000, 16_001, 100_000, 256_001)] == [1, 1, 2, 2, 3]


def test_there_is_a_list_for_all_first_digits_and_it_names_the_shards_of_its_ids() -> None:
    lists = dict(shards.lists_of_ids({"pi5/b": ["a" * 64], "pi4/b": ["ab" * 32]}, 1))
    assert len(lists) == 16
    assert json.loads(lists[PurePosixPath("data/ids/0.json")]) == {"shards": [], "ids": {}}
    assert json.loads(lists[PurePosixPath("data/ids/a.json")]) == {
        "shards": ["pi4/b-0", "pi5/b-0"],
        "ids": {"a" * 16: 1, "ab" * 8: 0},
    }
