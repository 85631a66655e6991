"""A board on the page of its workload: where it stands."""

from __future__ import annotations

from edgebench.leaderboard import Board


def anchor(board: Board) -> str:
    """Scenario and revision, and what else tells boards of one workload apart."""
    load, sample_set = board.rows[0].result.load, board.rows[0].result.workload.sample_set
    asked = [board.asked[f"load.{name}"] for name in ("batch", "samples_per_query", "bound_ns", "period_ns")]
    parts = [load.scenario, f"r{board.asked['workload.revision']}", load.scope]
    parts += [str(one or "") for one in (*asked, load.percentile_ppm)]
    return "-".join(part for part in (*parts, sample_set.sha256[:8]) if part)
