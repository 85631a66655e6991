"""The results in the repository: every one passes every rule of a submission."""

from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from edgebench import standing, store, submission
from edgebench.model.result import LICENCE, Provenance

RESULTS = Path(__file__).parents[1] / "results"


def test_signatures_signers_and_withdrawals_of_the_repository_are_sound():
    assert standing.problems(RESULTS) == []


def test_the_folder_is_dedicated_to_the_public_domain():
    assert (RESULTS / "LICENSE").read_text("utf-8").splitlines()[2] == "CC0 1.0 Universal"
    assert get_args(get_type_hints(Provenance)["licence"]) == (LICENCE,)


@pytest.mark.parametrize("path", store.found(RESULTS), ids=lambda path: path.name)
def test_a_result_in_the_repository_passes_every_check(path):
    assert submission.check_file(path) == []
