"""Energy through a whole session: real worker, real recorder, a simulated RAPL tree of known power."""

from __future__ import annotations

import contextlib
import gzip
import os
import signal
import threading
import time
from pathlib import Path

import msgspec
import pytest

from edgebench import lab
from edgebench.errors import StorageError
from edgebench.lab import Binding
from edgebench.model.reason import Reason
from edgebench.probes import device
from edgebench.runner import journal as journals
from edgebench.runner.binding import bind, window_ns
from edgebench.runner.metering import Bound
from edgebench.runner.settings import Settings, Where
from tests.meters.live_tree import RANGE_UJ, LiveTree
from tests.runner.test_running import Silent, cell, conducted, model, started

__all__ = ["model"]
WATTS = {"package-0": 12.0, "psys": 30.0}
METERED = cell(min_ns=600_000_000, cap_ns=6_000_000_000, idle_ns=300_000_000)


@pytest.fixture
def tree(tmp_path):
    with LiveTree(tmp_path / "root", WATTS, start_uj=RANGE_UJ - 5_000_000) as tree:
        yield tree


def bound(tree, **changes):
    binding = Binding(name="rapl", driver="powercap-rapl", root=str(tree.root), period_ms=20, **changes)
    return bind([binding], device.describe())


def session(folder, meters, *cells):
    with contextlib.closing(started(folder / "planned", *cells)) as planned:
        plan = planned.plan
    where = Where(str(folder / "results"), str(folder), str(folder))
    return journals.start(folder, plan, Settings(), where, meters)


class Noting(Silent):
    def __init__(self):
        super().__init__()
        self.notes = []

    def no_energy(self, what, says, hint):
        self.notes.append(says)


def test_energy_is_what_the_meters_power_and_the_time_give_across_a_wrap(tmp_path, model, tree):
    (outcome,) = conducted(session(tmp_path, bound(tree), METERED), model).outcomes
    energy = outcome.result.energy
    for window in energy.windows:
        seconds = (window.ended_us - window.began_us) / 1e6
        assert window.gross_uj / 1e6 == pytest.approx(12.0 * seconds, rel=0.02)
        assert sum(window.bins_uj) == window.gross_uj
        assert {"short", "simulated"} <= set(window.flags)
    assert (energy.gross_u_nj, energy.gross_u_nj_reason) == (None, Reason.ACCURACY_UNSPECIFIED)
    assert energy.net_per_sample_nj_reason is Reason.NOT_RESOLVED  # it takes as much idle as busy


def test_the_raw_readings_lie_beside_the_result_and_give_its_energy_by_hand(tmp_path, model, tree):
    long = cell(min_ns=2_000_000_000, cap_ns=20_000_000_000, idle_ns=100_000_000)
    (outcome,) = conducted(session(tmp_path, bound(tree), long), model).outcomes
    energy = outcome.result.energy
    raw = next(outcome.path.parent.glob("power-*.csv.gz")).read_bytes()
    assert energy.meters[0].raw.bytes == len(raw)
    rows = [line.split(",") for line in gzip.decompress(raw).decode().splitlines()[2:]]
    for window in energy.windows:
        inside = [
            (int(row[1]), int(row[5]))
            for row in rows
            if row[0] == str(window.process) and window.began_us <= int(row[1]) / 1000 <= window.ended_us
        ]
        (first_ns, first_nj), (last_ns, last_nj) = inside[0], inside[-1]
        watts = (last_nj - first_nj) % (1000 * RANGE_UJ) / (last_ns - first_ns)
        seconds = (window.ended_us - window.began_us) / 1e6
        # The ends are filled in by hand from the mean, by the engine from what is next to them.
        assert window.gross_uj == pytest.approx(1e6 * watts * seconds, rel=0.005)


def test_a_session_that_goes_on_later_writes_the_same_bytes(tmp_path, model, tree):
    journal = session(tmp_path, bound(tree), METERED)
    (outcome,) = conducted(journal, model).outcomes
    lines = (journal.folder / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (journal.folder / "journal.jsonl").write_bytes(b"".join(lines[:-1]))
    (again,) = conducted(journals.reopen(journal.folder), model).outcomes
    assert again.path == outcome.path


def test_readings_that_were_changed_since_are_no_energy(tmp_path, model, tree):
    journal = session(tmp_path, bound(tree), METERED)
    conducted(journal, model)
    lines = (journal.folder / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (journal.folder / "journal.jsonl").write_bytes(b"".join(lines[:-1]))
    next(journal.folder.glob("rapl-*.csv")).write_text("# {}\n")
    (again,) = conducted(journals.reopen(journal.folder), model).outcomes
    assert (again.result.energy, again.result.energy_reason) == (None, Reason.FAILED)


def test_a_meter_that_goes_away_costs_the_energy_and_not_the_timing(tmp_path, model, tree):
    meters = bound(tree)
    (tree.root / "sys/class/powercap").rename(tree.root / "sys/class/gone")
    observer = Noting()
    (outcome,) = conducted(session(tmp_path, meters, METERED), model, observer).outcomes
    assert outcome.result.summary.throughput_mhz.value
    assert (outcome.result.energy, outcome.result.energy_reason) == (None, Reason.NO_METER)
    assert "there is no RAPL zone" in observer.notes[0]


def test_a_recorder_that_is_killed_within_the_window_costs_the_energy_only(tmp_path, model, tree):
    killed = threading.Timer(2.0, kill_recorders)
    killed.start()
    long = cell(min_ns=3_000_000_000, cap_ns=30_000_000_000, idle_ns=100_000_000, processes=1)
    (outcome,) = conducted(session(tmp_path, bound(tree), long), model).outcomes
    killed.join()
    assert outcome.result.energy is None
    assert outcome.result.energy_reason in {Reason.METER_LOST, Reason.SAMPLE_GAP}


def recorders():
    """The processes of recorders that this one has started and not ended."""
    children = [one.read_text().split() for one in Path("/proc/self/task").glob("*/children")]
    every = [int(child) for one in children for child in one]
    return [one for one in every if b"meters.recorder" in Path(f"/proc/{one}/cmdline").read_bytes()]


def kill_recorders():
    for one in recorders():
        os.kill(one, signal.SIGKILL)


def export(folder):
    """A binding of a file that another program will write."""
    columns = {"time": {"column": "t"}, "power": {"column": "w", "unit": "W"}}
    own = {"columns": columns, "interval_ms": 10.0, "mean": False, "sync": "same-clock", "sync_u_ms": 0.1}
    stated = lab.Accuracy(source="user", reading_percent=1.0)
    return Binding(
        name="bench",
        driver="csv-import",
        settings={"file": str(folder / "bench.csv"), **own},
        boundary="wall_ac",
        includes=("psu",),
        accuracy=(stated,),
    )


def test_an_export_is_read_when_it_is_there_and_the_session_waits_for_it(tmp_path, model):
    began = time.time()
    journal = session(tmp_path, bind([export(tmp_path)], device.describe()), METERED)
    with pytest.raises(StorageError, match="bench") as caught:
        conducted(journal, model)
    assert "--resume" in (caught.value.hint or "")
    rows = (
        f"{began - 1 + i / 100:.3f},{7.9 + i % 2 / 5}"
        for i in range(round(100 * (time.time() - began)) + 200)
    )
    (tmp_path / "bench.csv").write_text("\n".join(["t,w", *rows, ""]))
    observer = Noting()
    (outcome,) = conducted(journals.reopen(journal.folder), model, observer).outcomes
    energy = outcome.result.energy
    assert observer.notes == []
    for window in energy.windows:
        assert window.gross_uj == pytest.approx(8.0 * (window.ended_us - window.began_us), rel=1e-3)
    (gain,) = (term for term in energy.terms if term.name == "power-gain")
    assert gain.u_nj == pytest.approx(energy.gross_per_sample_nj * 0.01 / 3**0.5, abs=1)
    assert energy.meters[0].boundary == "wall_ac"


def test_on_a_virtual_machine_its_own_meters_are_not_believed():
    facts = msgspec.structs.replace(device.describe(), kind="vm", virtual="kvm")
    (one,) = bind([Binding(name="rapl", driver="powercap-rapl")], facts)
    assert (one.refused, window_ns([one])) == (Reason.HOST_NOT_PHYSICAL, 0)


def test_a_meter_needs_its_boundarys_window(tree):
    (one,) = bound(tree)
    assert (one.window_ns, one.refused, one.says) == (30_000_000_000, None, "")


def test_one_that_cannot_be_opened_is_told_and_planned_for_all_the_same(tmp_path):
    binding = Binding(name="rapl", driver="powercap-rapl", root=str(tmp_path))
    (one,) = bind([binding], device.describe())
    assert isinstance(one, Bound)
    assert (one.window_ns, one.specification) == (30_000_000_000, None)
    assert "there is no RAPL zone" in one.says


def test_another_meter_that_fails_is_left_out_and_told(tmp_path, model, tree):
    gone = Binding(name="gone", driver="powercap-rapl", root=str(tmp_path / "nothing"))
    observer = Noting()
    meters = [*bound(tree), *bind([gone], device.describe())]
    (outcome,) = conducted(session(tmp_path, meters, METERED), model, observer).outcomes
    assert len(outcome.result.energy.meters) == 1
    assert any("there is no RAPL zone" in note for note in observer.notes)
