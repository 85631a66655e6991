"""Lighthouse's own scores, on a phone as it imagines one; timing varies, so the best of three counts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.browser.conftest import CHROMIUM, Site, node

RUNS = 3
FAST_ENOUGH = 0.95
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage"


def report(address: str) -> dict[str, Any]:
    finished = node(
        "lighthouse", address, "--quiet", "--output=json", "--output-path=stdout", f"--chrome-flags={FLAGS}",
        timeout=180,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr[-2000:]
    told: dict[str, Any] = json.loads(finished.stdout)
    return told


def scores(told: dict[str, Any]) -> dict[str, float]:
    return {name: one["score"] for name, one in told["categories"].items()}


def lost(told: dict[str, Any]) -> list[str]:
    """Audits below one that count, by the category that they cost."""
    return [
        f"{name}: {one['id']}"
        for name, category in told["categories"].items()
        for one in category["auditRefs"]
        if one["weight"] and (told["audits"][one["id"]]["score"] or 0) < 1 and name != "performance"
    ]


def best(address: str) -> dict[str, Any]:
    """The first that is fast enough, else the fastest."""
    runs = []
    for _ in range(RUNS):
        runs.append(report(address))
        if scores(runs[-1])["performance"] >= FAST_ENOUGH:
            return runs[-1]
    return max(runs, key=lambda one: scores(one)["performance"])


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: chromium)")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", ["", "workloads/mobilenet-v2/"])
def test_a_page_scores_as_promised(site: Site, page: str) -> None:
    told = best(site.address + page)
    found = scores(told)
    assert found["performance"] >= FAST_ENOUGH
    assert (found["accessibility"], found["best-practices"], found["seo"]) == (1, 1, 1), lost(told)
