"""What the details of one file share is told once: elsewhere stands its place in a list.

A node is a text, nothing, or a tuple of nodes. A whole number among them is a place; numbers of their own
they have none. site/scripts/shard.js puts everything back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Node = str | None | tuple["Node", ...]
Packed = str | int | None | list["Packed"]

SHORTEST = 4
"""Characters of a text that is worth a place, which is a number of one to four digits."""


def told_once(rows: Sequence[tuple[Node, ...]]) -> tuple[list[Packed], list[list[Packed]]]:
    """(what stands in these rows more than once, the rows with places in its stead).

    In the list there are places too. What stands most often comes first: its places are shortest.
    """
    times: dict[Node, int] = {}
    for row in rows:
        for node in row:
            _count(node, times)
    often = [node for node, count in times.items() if count > 1 and _is_worth_it(node)]
    often.sort(key=lambda node: -times[node])  # else in the order in which they appear
    places = {node: place for place, node in enumerate(often)}
    return [_inside(node, places) for node in often], [
        [_packed(node, places) for node in row] for row in rows
    ]


def _count(node: Node, times: dict[Node, int]) -> None:
    """What is within a node is counted once, as the list has the node once."""
    times[node] = seen = times.get(node, 0) + 1
    if seen == 1 and type(node) is tuple:
        for one in node:
            _count(one, times)


def _is_worth_it(node: Node) -> bool:
    return bool(node) if type(node) is tuple else node is not None and len(node) >= SHORTEST


def _packed(node: Node, places: Mapping[Node, int]) -> Packed:
    place = places.get(node)
    return _inside(node, places) if place is None else place


def _inside(node: Node, places: Mapping[Node, int]) -> Packed:
    return [_packed(one, places) for one in node] if isinstance(node, tuple) else node
