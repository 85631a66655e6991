"""Lighthouse's own scores, on a phone as it imagines one; timing varies, so the best of three counts."""

from __future__ import annotations

import json

import pytest

from tests.browser.conftest import Site, node

RUNS = 3
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage"


def scores(address: str) -> dict[str, float]:
    finished = node(
        "lighthouse", address, "--quiet", "--output=json", "--output-path=stdout", f"--chrome-flags={FLAGS}",
        timeout=180,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr[-2000:]
    return {name: one["score"] for name, one in json.loads(finished.stdout)["categories"].items()}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", ["", "workloads/mobilenet-v2/"])
def test_a_page_scores_as_promised(site: Site, page: str) -> None:
    found = max((scores(site.address + page) for _ in range(RUNS)), key=lambda one: one["performance"])
    assert found["performance"] >= 0.95
    assert (found["accessibility"], found["best-practices"], found["seo"]) == (1, 1, 1)
