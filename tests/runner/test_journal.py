"""The journal: what was measured survives a kill at any byte."""

import contextlib
import shutil

import pytest

from edgebench.errors import PlanError, StorageError
from edgebench.model.plan import Plan
from edgebench.runner import journal as journals
from edgebench.runner.journal import Dropped, Started
from edgebench.runner.settings import Settings, Where

PLAN = Plan("0.1.0", "0" * 64, 1, None, "vm", {}, 1, "yes", None, [], [])
WHERE = Where("results", "cache", "state")


@pytest.fixture
def journal(tmp_path):
    made = journals.start(tmp_path, PLAN, Settings(), WHERE)
    made.append(Started("boot", 1))
    made.append(Dropped(0, "reason", "hint"))
    made.close()
    return made


def entries(folder):
    with contextlib.closing(journals.reopen(folder)) as again:
        return again.entries


def test_what_was_appended_is_there_after_reopening(tmp_path, journal):
    (folder,) = journals.interrupted(tmp_path)
    with contextlib.closing(journals.reopen(folder)) as again:
        assert (again.session, again.plan) == (journal.session, PLAN)
        assert (again.settings, again.where) == (Settings(), WHERE)
        assert again.entries == [Started("boot", 1), Dropped(0, "reason", "hint")]


def test_a_line_cut_short_anywhere_costs_only_itself(tmp_path, journal):
    path = journal.folder / "journal.jsonl"
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for length in range(first, len(whole)):
        path.write_bytes(whole[:length])
        assert entries(journal.folder) == [Started("boot", 1)]
        assert path.read_bytes() == whole[:first]


def test_a_reopened_journal_goes_on_where_the_torn_line_began(tmp_path, journal):
    path = journal.folder / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-5])
    with contextlib.closing(journals.reopen(journal.folder)) as again:
        again.append(Dropped(1, "later", ""))
    assert entries(journal.folder) == [Started("boot", 1), Dropped(1, "later", "")]


def test_a_journal_that_is_damaged_is_an_error_not_a_guess(tmp_path, journal):
    (journal.folder / "journal.jsonl").write_bytes(b'{"type":"nonsense"}\n')
    with pytest.raises(PlanError, match="cannot be read"):
        journals.reopen(journal.folder)


def test_a_finished_session_leaves_nothing(tmp_path, journal):
    journals.reopen(journal.folder).finish()
    assert journals.interrupted(tmp_path) == []


def test_a_finished_session_whose_folder_stays_is_not_resumed(tmp_path, journal, monkeypatch):
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)  # killed while it was removed
    journals.reopen(journal.folder).finish()
    assert journal.folder.is_dir()
    assert journals.interrupted(tmp_path) == []


def test_a_session_can_be_reopened_from_the_moment_it_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(
        journals, "sync_folder", lambda _: [entries(one) for one in journals.interrupted(tmp_path)]
    )
    journals.start(tmp_path, PLAN, Settings(), WHERE).close()
    assert entries(*journals.interrupted(tmp_path)) == []


def test_the_newest_interrupted_session_comes_last(tmp_path, journal):
    newer = journals.start(tmp_path, PLAN, Settings(), WHERE)
    newer.close()
    assert journals.interrupted(tmp_path)[-1] == newer.folder


def test_one_machine_is_measured_by_one_run_at_a_time(tmp_path):
    second = journals.only_one(tmp_path)
    with journals.only_one(tmp_path), pytest.raises(PlanError, match="another edgebench run"):
        second.__enter__()


def test_a_full_disk_is_one_error_that_says_what_was_saved(tmp_path):
    (tmp_path / "journal.jsonl").symlink_to("/dev/full")
    full = journals.Journal(tmp_path, PLAN, Settings(), WHERE, [])
    with pytest.raises(StorageError, match="No space left") as caught:
        full.append(Started("boot", 1))
    full.close()
    assert "--resume" in str(caught.value.hint)
    assert full.entries == []
