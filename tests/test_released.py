"""Worker and harness files that are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgebench import released, store
from edgebench.errors import CatalogueError
from edgebench.harness import discover
from edgebench.released import worker_sha256
from edgebench.submission import shipped

RESULTS = store.found(Path(__file__).parents[1] / "results")


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.name)
def test_what_measured_a_result_of_the_repository_is_listed(path: Path) -> None:
    """Else: add the hash to edgebench/released.toml."""
    result = store.read(path)
    assert result.tool.edgebench in shipped().versions
    assert result.tool.worker_sha256 in shipped().workers
    assert result.tool.harness_sha256 in shipped().harnesses[result.sut.harness]


def test_what_is_here_is_known_without_being_listed() -> None:
    known = released.harnesses(released.Released(), {"tflite": "1" * 64})
    assert known == {"tflite": {"1" * 64}}
    assert worker_sha256() in shipped().workers
    assert discover.shipped()["tflite"].sha256 in shipped().harnesses["tflite"]


def test_what_was_released_stays_known() -> None:
    listed = released.Released(
        versions=["0.1.0"],
        worker=[released.ReleasedWorker("2" * 64, "0.1.0")],
        harness=[released.ReleasedHarness("tflite", "3" * 64, "0.1.0")],
    )
    assert released.versions(listed, "0.2.0") == {"0.1.0", "0.2.0"}
    assert released.workers(listed, "4" * 64) == {"2" * 64, "4" * 64}
    assert released.harnesses(listed, {"tflite": "1" * 64}) == {"tflite": {"1" * 64, "3" * 64}}


def test_a_hash_that_is_none_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "released.toml").write_text('[[worker]]\nsha256 = "abc"\nedgebench = "0.1.0"\n', "utf-8")
    with pytest.raises(CatalogueError, match=r"released\.toml.*64 hex digits"):
        released.read(tmp_path / "released.toml")
