"""Addresses: of a device, of a result, and of a board on its page."""

from __future__ import annotations

from pathlib import PurePosixPath

from edgebench.leaderboard import Board


def page_of(slug: str) -> PurePosixPath:
    """Of a device: one page a slug."""
    return PurePosixPath("devices", slug, "index.html")


def short(result_id: str) -> str:
    """Its first 16 digits, which also name its file."""
    return result_id[:16]


def result_of(result_id: str) -> str:
    """The page that shows one result, from the site's root."""
    return f"result/index.html#{short(result_id)}"


def anchor_of(board: Board) -> str:
    """Scenario and revision, and what else tells boards of one workload apart."""
    load, sample_set = board.rows[0].result.load, board.rows[0].result.workload.sample_set
    asked = [board.asked[f"load.{name}"] for name in ("batch", "samples_per_query", "bound_ns", "period_ns")]
    parts = [load.scenario, f"r{board.asked['workload.revision']}", load.scope]
    parts += [str(one or "") for one in (*asked, load.percentile_ppm)]
    return "-".join(part for part in (*parts, sample_set.sha256[:8]) if part)
