"""The synthetic corpus of benchmarks/: results that `edgebench check` accepts, the same every time."""

from __future__ import annotations

import pytest

from benchmarks.corpus import make
from benchmarks.synthetic_results import session
from benchmarks.synthetic_systems import machines
from edgebench import store
from edgebench.submission import check_file


@pytest.mark.parametrize("number", [0, 7, 31, 46, 1670, 3215])
def test_every_file_passes_every_rule(tmp_path, number):
    for result in session(1, number):
        assert check_file(store.save(result, tmp_path), tmp_path) == []


def test_a_corpus_has_as_many_files_as_were_asked_for_and_always_the_same(tmp_path):
    sizes = [make(tmp_path / name, 20, seed=1) for name in ("a", "b")]
    first, second = (
        {one.relative_to(tmp_path / name): one.read_bytes() for one in store.found(tmp_path / name)}
        for name in ("a", "b")
    )
    assert first == second
    assert len(first) == 20
    assert sizes == [sum(map(len, first.values()))] * 2


def test_a_session_is_of_one_device_and_interleaves_its_cells():
    results = list(session(1, 12))
    assert {(one.session.id, one.device.unit) for one in results} == {
        (results[0].session.id, results[0].device.unit)
    }
    orders = sorted(process.order for one in results for process in one.processes)
    assert orders == list(range(16 * len(results[0].processes)))


def test_named_and_generic_devices_with_and_without_energy_in_all_scenarios():
    results = [one for number in range(0, 68, 4) for one in session(1, number)]
    assert {"vm", "board", "pc", "laptop", "server"} == {one.profile.kind for one in machines()}
    assert len({one.load.scenario for one in results}) >= 5
    assert {one.energy is None for one in results} == {True, False}
