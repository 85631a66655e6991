from __future__ import annotations

import pytest

from tests.build import Changes, rendered, seen

RULE = "more-streams-than-cores"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"load.streams": 1},
        {"load.streams": 2, "sut.threads": 1},
        {"load.streams": 2, "sut.affinity": [0, 1, 2, 3]},
        {"load.streams": 8, "sut.accelerator": "GPU"},
    ],
    ids=["none", "one", "a core each", "pinned to enough", "accelerator"],
)
def test_streams_that_have_their_cores_are_not_found(changes: Changes) -> None:
    assert seen(RULE, changes) is None


def test_one_stream_more_than_cores_is() -> None:
    found = seen(RULE, {"load.streams": 3, "sut.threads": 1})
    assert found == {"cores": 2, "streams": 3, "threads": 1}


def test_every_thread_of_a_stream_wants_a_core() -> None:
    assert seen(RULE, {"load.streams": 2}) == {"cores": 2, "streams": 2, "threads": 2}


def test_streams_of_one_thread_are_told() -> None:
    assert rendered(RULE, cores=2, streams=3, threads=1) == (
        "3 streams of one thread each shared 2 cores. "
        "They took turns, so this measures the scheduler of the operating system too. "
        "To measure the model alone, bound the streams by the cores."
    )


def test_streams_of_several_threads_are_told() -> None:
    assert rendered(RULE, cores=1, streams=2, threads=2) == (
        "2 streams of 2 threads each shared 1 core. "
        "They took turns, so this measures the scheduler of the operating system too. "
        "To measure the model alone, bound the streams by the cores, or give each one thread (--threads 1)."
    )
