"""What the search box knows: every page by its title. data/search.<hash>.json, columns as in every shard."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from edgebench.publish.building.parts import Drawn

NAME = "search"
COLUMNS = ("title", "address", "section")
NOT_FOUND = "404.html"


def index(pages: Iterable[Drawn]) -> bytes:
    """By section and title. address: from the site's root, without the name of an index."""
    rows = [
        (page.title, page.path.removesuffix("index.html"), page.section)
        for page in pages
        if page.path != NOT_FOUND
    ]
    rows.sort(key=lambda row: (row[2], row[0], row[1]))
    return msgspec.json.encode({"columns": COLUMNS, "rows": rows}) + b"\n"
