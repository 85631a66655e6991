"""From each section of a workload's page the way to the others: its scenarios and tiers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import structs

from edgebench.publish.boards.sections import Choice, Section
from edgebench.publish.wording import numbers

_SHORT = re.compile("from encoded input to decoded answer")
"""Words of a switch that its heading says in full."""


def switched(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Each with the way to the others: scenarios by their first section, and the tiers of its own."""
    firsts = {one.board: one for one in reversed(sections)}
    totals = {board: sum(one.total for one in sections if one.board == board) for board in firsts}
    short = _short_names(firsts)
    boards_in_order = list(dict.fromkeys(one.board for one in sections))
    return tuple(
        structs.replace(
            one,
            scenarios=tuple(
                _choice(firsts[board], short[board], totals[board], current=one.board == board)
                for board in boards_in_order
            ),
            tiers=tuple(
                _choice(other, other.tier, other.total, current=other is one)
                for other in sections
                if other.board == one.board
            ),
        )
        for one in sections
    )


def _short_names(firsts: Mapping[str, Section]) -> Mapping[str, str]:
    """`Server` where one board is enough of it, else `Server, p99 within 33 ms`."""
    names = {board: one.scenario.split(",")[0] for board, one in firsts.items()}
    counts = Counter(names.values())
    return {
        board: names[board] if counts[names[board]] == 1 else _SHORT.sub("pipeline", one.scenario)
        for board, one in firsts.items()
    }


def _choice(to: Section, text: str, count: int, *, current: bool) -> Choice:
    return Choice(text, numbers.count(count), to.anchor, current)
