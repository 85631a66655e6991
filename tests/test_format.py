"""Frozen results of every format: what was once written is read, to the byte and to the figure, for ever."""

from pathlib import Path

import pytest

from edgebench import store, summary
from edgebench.model.result import FORMAT

FROZEN = Path(__file__).parent / "results"
EVERY = pytest.mark.parametrize("path", sorted(FROZEN.glob("v*/*.json")), ids=lambda path: path.name)


def test_the_newest_format_has_frozen_files():
    assert list((FROZEN / f"v{FORMAT}").glob("*.json"))


@EVERY
def test_a_frozen_result_is_read_and_written_to_the_same_bytes(path):
    assert store.encode(store.read(path)) == path.read_bytes()
    assert path.stem.endswith(store.result_id(path.read_bytes())[:16])


@EVERY
def test_the_summary_of_a_frozen_result_is_what_its_method_gives(path):
    result = store.read(path)
    method = summary.METHODS[result.summary.method]
    assert method(result.processes, result.load, result.points) == result.summary
