"""What the search box knows: every page by its name. data/search.<hash>.json, columns as in every shard."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

import msgspec

from edgebench.publish.building.parts import Drawn

NAME = "search"
COLUMNS = ("kind", "name", "address", "words")
NOT_FOUND = "404.html"
_KINDS = {"workloads": "workload", "devices": "device", "runtimes": "runtime", "families": "family"}
_PAGE = "page"


def index(pages: Iterable[Drawn]) -> bytes:
    """By kind and name: of what matches alike the first is shown first. address: from the site's root.
    words: by what else it is found.
    """
    order = [*_KINDS.values(), _PAGE]
    rows = [_row(page) for page in pages if page.path != NOT_FOUND]
    rows.sort(key=lambda row: (order.index(row[0]), row))
    return msgspec.json.encode({"columns": COLUMNS, "rows": rows}) + b"\n"


def _row(page: Drawn) -> tuple[str, str, str, str]:
    folders = PurePosixPath(page.path).parts[:-1]
    kind = _KINDS.get(folders[0], _PAGE) if len(folders) == 2 else _PAGE
    return kind, page.title, page.path, folders[-1] if folders else ""
