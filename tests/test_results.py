"""The results in the repository: every one passes every rule of a submission."""

from pathlib import Path

import pytest

from edgebench import store, submission

RESULTS = Path(__file__).parents[1] / "results"


@pytest.mark.parametrize("path", store.found(RESULTS), ids=lambda path: path.name)
def test_a_result_in_the_repository_passes_every_check(path):
    assert submission.check_file(path) == []
