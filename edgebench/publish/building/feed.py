"""The newest results as an Atom feed (RFC 4287). Its times are those of the results: none is of the build."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nlargest
from pathlib import PurePosixPath
from typing import NamedTuple
from xml.etree import ElementTree

from edgebench import units
from edgebench.metrics import METRICS
from edgebench.model.reason import TEXT, Reason
from edgebench.model.result import LICENCE_URL
from edgebench.publish.building.shards import DIGITS_OF_KEY
from edgebench.publish.line import Line, LineSession
from edgebench.publish.site import Site
from edgebench.publish.wording import numbers, words

PATH = PurePosixPath("feed.xml")
NEWEST = 50
_ATOM = "http://www.w3.org/2005/Atom"
_FEED_ID = "urn:uuid:6b0e6f5e-6a3c-5b1c-9d3e-0d6c2a1f8e11"
"""Of this feed, for ever."""


class New(NamedTuple):
    """A result and the line it stands on."""

    session: LineSession
    line: Line


def feed(site: Site, base_url: str = "") -> bytes:
    """base_url: where the site stands; without it links are relative to the feed's own address."""
    found = newest(site.lines, NEWEST)
    root = ElementTree.Element("feed", xmlns=_ATOM)
    _text(root, "id", _FEED_ID)
    _text(root, "title", "edgebench: new results")
    _text(root, "updated", _time(found[0].session.created) if found else "1970-01-01T00:00:00Z")
    _text(root, "rights", LICENCE_URL)
    _text(ElementTree.SubElement(root, "author"), "name", "edgebench")
    if base_url:
        _link(root, "self", base_url, str(PATH))
    _link(root, "alternate", base_url, "index.html")
    for one in found:
        _entry(root, one, site, base_url)
    ElementTree.indent(root, "")
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def newest(lines: Iterable[Line], count: int) -> list[New]:
    """The latest first; of one minute by id, so that the order is always the same."""
    every = (New(session, line) for line in lines for session in line.sessions)
    return nlargest(count, every, key=lambda one: (one.session.created, one.session.id))


def _entry(root: ElementTree.Element, one: New, site: Site, base_url: str) -> None:
    line, session = one.line, one.session
    entry = ElementTree.SubElement(root, "entry")
    _text(entry, "id", f"urn:sha256:{session.id}")
    _text(entry, "title", f"{line.device_name}, {site.title(line.workload)}: {_value(one)}")
    _text(entry, "updated", _time(session.created))
    _link(entry, "alternate", base_url, f"result/index.html#{session.id[:DIGITS_OF_KEY]}")
    what = (f"{line.runtime} {line.runtime_version}", line.variant, words.scenario(line.scenario))
    _text(entry, "summary", ", ".join((*what, f"{line.tier} tier", *line.badges)))


def _value(one: New) -> str:
    """`Latency p90 8.42 ms`, or why there is none."""
    metric, found = METRICS[one.line.metric], one.session.judged
    if found.value is None:
        return TEXT[found.why or Reason.UNKNOWN].cell
    figure = numbers.figure(found.value, found.low, found.high, units.unit_of(found.value, metric.unit))
    return f"{metric.title} {figure.value}"


def _time(created: str) -> str:
    """RFC 3339 asks for seconds, which a result does not say."""
    return created.replace("Z", ":00Z")


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _link(parent: ElementTree.Element, relation: str, base_url: str, path: str) -> None:
    address = f"{base_url.rstrip('/')}/{path}" if base_url else path
    ElementTree.SubElement(parent, "link", rel=relation, href=address)
