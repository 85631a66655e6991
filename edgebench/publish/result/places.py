"""Ranked values of a workload, for the place that a reader's own result would have among them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from edgebench.publish import addresses
from edgebench.publish.line import Line


def of_lines(lines: Iterable[Line]) -> bytes:
    """JSON: by board, class and tier, best first, [value, low, high, name, id], in stored units."""
    tables: dict[str, list[Line]] = {}
    for line in lines:
        if line.table is not None:
            tables.setdefault(key(line), []).append(line)
    return json.dumps(
        {"tables": {name: _rows(held) for name, held in sorted(tables.items())}},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def by_workload(lines: Iterable[Line]) -> Mapping[str, bytes]:
    """Of every workload with a ranked result."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line.table is not None:
            found.setdefault(line.workload, []).append(line)
    return {name: of_lines(held) for name, held in sorted(found.items())}


def key(line: Line) -> str:
    """site/scripts/detail.js makes the same of a file."""
    return f"{line.board} {line.device_class} {line.tier}"


def _rows(held: Iterable[Line]) -> list[list[object]]:
    in_order = sorted(held, key=lambda line: (line.rank or (0, 0), line.path))
    return [
        [line.judged.value, line.judged.low, line.judged.high, _name(line), addresses.short(line.id)]
        for line in in_order
    ]


def _name(line: Line) -> str:
    return f"{line.device_name}, {line.runtime} {line.runtime_version}, {line.variant}"
