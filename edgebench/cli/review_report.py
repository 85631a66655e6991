"""A review as lines for a terminal and as markdown for a pull request."""

from __future__ import annotations

from edgebench import units
from edgebench.cli.markdown import code_cell
from edgebench.metrics import METRICS
from edgebench.model.scenario import SCENARIOS
from edgebench.publish.wording import words
from edgebench.publish.wording.numbers import plain_spaces
from edgebench.review import FEWEST_PEERS, Added, Line, Place, Review, TakenBack
from edgebench.unranked import Unranked

MARKER = "<!-- edgebench review -->"
"""How the comment is found again, to be written anew."""
ADDED = ["workload", "device", "runtime, variant", "scenario", "judged by", "rank", "beside its peers"]
MOVED = ["workload", "device", "runtime, variant", "scenario", "rank before", "rank after"]
WITHDRAWN = ["workload", "device", "runtime, variant", "scenario", "withdrawn", "why"]
WHY = "as results/withdrawn.toml says"
_FEW = f"z needs {FEWEST_PEERS} earlier results of the same row"


def summary(review: Review) -> str:
    """`3 new results; the rank of 1 other row changes.`"""
    rows = units.counted(review.changes, "other row")
    back = f"; {units.counted(review.withdrawals, 'result')} withdrawn" if review.withdrawals else ""
    return f"{units.counted(review.results, 'new result')}{back}; the rank of {rows} changes."


def added(one: Added) -> list[str]:
    """The cells of a new result."""
    before = f" (was {_place(one.line.before)})" if one.line.before else ""
    why = words.UNRANKED[Unranked(one.unranked)].heading if one.unranked else ""
    rank = f"not ranked: {why}" if why else f"{_place(one.line.after)}{before}"
    return [*_names(one.line), _judged(one), rank, _beside(one)]


def moved(line: Line) -> list[str]:
    """The cells of a row whose rank changes."""
    return [*_names(line), _place(line.before), _place(line.after)]


def withdrawn(one: TakenBack) -> list[str]:
    """The cells of a result that was taken back."""
    return [*_names(one.line), f"by {one.by}", WHY]


def markdown(review: Review) -> str:
    """A comment on a pull request, empty where nothing changes. Every cell is code, and every name a slug."""
    if not (review.results or review.changes or review.withdrawals):
        return ""
    parts = [MARKER, "### What these results change", summary(review)]
    if review.added:
        parts.append(_table(ADDED, [added(one) for one in review.added]))
    if review.results > len(review.added):
        parts.append(f"... and {review.results - len(review.added)} more new results.")
    if review.withdrawn:
        parts.append(_table(WITHDRAWN, [withdrawn(one) for one in review.withdrawn]))
    if review.withdrawals > len(review.withdrawn):
        parts.append(f"... and {review.withdrawals - len(review.withdrawn)} more withdrawn results.")
    if review.moved:
        parts.append("Rows that move:")
        parts.append(_table(MOVED, [moved(one) for one in review.moved]))
    if review.changes > len(review.moved):
        parts.append(f"... and {review.changes - len(review.moved)} more rows.")
    parts.append(
        f"z: how far the value is from the median of its peers, in robust standard deviations; {_FEW}."
    )
    return "\n\n".join(parts) + "\n"


def _table(columns: list[str], rows: list[list[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *(map(code_cell, row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _names(line: Line) -> list[str]:
    scenario = SCENARIOS[line.scenario].title
    return [line.workload, line.device, f"{line.harness}, {line.variant}", f"{scenario}, {line.tier}"]


def _judged(one: Added) -> str:
    metric = METRICS[one.metric]
    if one.value is None:
        return f"{metric.title}: none"
    figure = units.figure(one.value, one.low, one.high, units.unit_of(one.value, metric.unit))
    interval = f" ({figure.interval})" if figure.interval else ""
    return plain_spaces(f"{metric.title}: {figure.text}{interval}")


def _place(place: Place | None) -> str:
    if place is None:
        return "none"
    rank = f"{place.low}" if place.low == place.high else f"{place.low} to {place.high}"
    return f"{rank} of {place.rows}"


def _beside(one: Added) -> str:
    if one.ratio_ppm is None:
        return "no peers"
    z = f", z {one.z_milli / 1000:+.1f}" if one.z_milli is not None else ""
    return f"{one.ratio_ppm / 1e6:.3f} of {units.counted(one.peers, 'peer')}{z}"
