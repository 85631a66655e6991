"""The feed: valid Atom, the newest results first, and the same bytes for the same results."""

from __future__ import annotations

from xml.etree import ElementTree

from edgebench import store
from edgebench.publish import site
from edgebench.publish.building import feed
from tests.publish.catalogue import ONNX, PI5, PROFILES, WORKLOADS, measured

ATOM = "{http://www.w3.org/2005/Atom}"
OLD = measured(8.0, PI5, {"created": "2026-01-01T00:00Z"})
NEW = measured(5.0, PI5, ONNX, {"created": "2026-02-01T10:30Z"}, session=2)


def _root(*results: object, base_url: str = "") -> ElementTree.Element:
    gathered = site.gather(results, WORKLOADS, PROFILES)  # type: ignore[arg-type]
    return ElementTree.fromstring(feed.feed(gathered, base_url))  # our own


def _texts(root: ElementTree.Element, path: str) -> list[str | None]:
    return [one.text for one in root.iterfind("/".join(f"{ATOM}{name}" for name in path.split("/")))]


def test_the_newest_comes_first_and_dates_the_feed() -> None:
    root = _root(OLD, NEW)
    assert _texts(root, "updated") == ["2026-02-01T10:30:00Z"]
    assert _texts(root, "entry/updated") == ["2026-02-01T10:30:00Z", "2026-01-01T00:00:00Z"]
    assert _texts(root, "entry/title")[0] == "Raspberry Pi 5, MobileNetV2: Latency p90 5.20\u00a0ms"


def test_an_entry_is_named_by_the_id_of_its_result_for_ever() -> None:
    assert _texts(_root(OLD), "entry/id") == [f"urn:sha256:{store.result_id(store.encode(OLD))}"]


def test_every_part_that_atom_asks_for_is_there() -> None:
    root = _root(OLD)
    for path in ("id", "title", "updated", "author/name", "entry/id", "entry/title", "entry/updated"):
        assert len(_texts(root, path)) == 1, path


def test_links_are_absolute_only_where_the_address_of_the_site_is_known() -> None:
    key = store.result_id(store.encode(OLD))[:16]
    links = [one.get("href") for one in _root(OLD).iterfind(f"{ATOM}entry/{ATOM}link")]
    assert links == [f"result/index.html#{key}"]
    root = _root(OLD, base_url="https://example.org/bench/")
    links = [one.get("href") for one in root.iter(f"{ATOM}link")]
    assert links[:2] == ["https://example.org/bench/feed.xml", "https://example.org/bench/index.html"]
    assert links[2] == f"https://example.org/bench/result/index.html#{key}"


def test_without_results_it_is_still_a_feed() -> None:
    assert _texts(_root(), "entry/id") == []
    assert len(_texts(_root(), "updated")) == 1
