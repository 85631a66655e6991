"""What was withdrawn: read strictly, found by the whole id, only ever added to."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from edgebench import store, withdrawals
from edgebench.errors import NothingComparedError, ResultError
from edgebench.model.standing import Withdrawal
from tests.build import result
from tests.signing import Repository

ENTRY = f'[[withdrawn]]\nid = "{"0" * 64}"\ndate = 2026-11-21\nreason = "Wrong clock."\nby = "ada"\n'


@pytest.fixture
def results(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def refused(folder: Path, text: str) -> str:
    (folder / "withdrawn.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ResultError) as error:
        withdrawals.read(folder)
    return error.value.message.removeprefix(f"{folder}/")


def test_an_entry_has_id_date_reason_and_by(tmp_path: Path) -> None:
    (tmp_path / "withdrawn.toml").write_text(ENTRY, encoding="utf-8")
    day = datetime.date(2026, 11, 21)
    assert withdrawals.read(tmp_path).by_id == {"0" * 64: Withdrawal("0" * 64, day, "Wrong clock.", "ada")}


def test_without_the_file_nothing_is_withdrawn(tmp_path: Path) -> None:
    assert withdrawals.read(tmp_path).by_id == {}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (ENTRY + 'link = "x"\n', 'withdrawn.toml: withdrawn[0]: unknown key "link"'),
        (ENTRY.replace("withdrawn", "withdrew"), 'withdrawn.toml: unknown key "withdrew"'),
        (ENTRY.replace('by = "ada"\n', ""), 'withdrawn.toml: withdrawn[0]: "by" is missing'),
        (ENTRY.replace("0" * 64, "0" * 16), "expected a string of 64 hex digits"),
        (ENTRY.replace("Wrong clock.", ""), "withdrawn[0].reason"),
        (ENTRY.replace("Wrong clock.", "a\\u202eb"), "has a line break or control character"),
        (ENTRY.replace("2026-11-21", "20"), "withdrawn[0].date: expected"),
        (ENTRY + ENTRY, f"withdrawn[1].id: {'0' * 64} is withdrawn twice"),
        (ENTRY + "x", "it is not TOML"),
        ("#" * 300_000, "it is larger than 256 KiB"),
    ],
    ids=["key", "table", "missing", "short", "empty", "mark", "date", "twice", "toml", "large"],
)
def test_anything_else_is_refused_with_its_place(tmp_path: Path, text: str, what: str) -> None:
    assert what in refused(tmp_path, text)


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "withdrawn.toml").symlink_to("elsewhere")
    with pytest.raises(ResultError, match="is not a plain file"):
        withdrawals.read(tmp_path)


def test_the_whole_id_decides_not_the_name(results: Repository) -> None:
    taken_back, other = results.add(result(8.0)), results.add(result(9.0))
    results.withdraw(taken_back)
    imposter = other.with_name(f"x-{taken_back.name}")
    imposter.write_bytes(other.read_bytes())
    assert list(withdrawals.among([taken_back, other, imposter])) == [taken_back]


class TestWhatLeavesThemOut:
    def test_a_table(self, results: Repository) -> None:
        pytest.importorskip("pandas", reason="pandas is not installed (extra site)")
        import edgebench

        taken_back = results.add(result(8.0))
        results.withdraw(taken_back)
        kept = store.result_id(results.add(result(9.0)).read_bytes())
        assert set(edgebench.load(results.root)["result_id"]) == {kept}
        assert len(edgebench.load(results.root, withdrawn=True)) == 2

    def test_a_comparison_which_tells_the_reason(self, results: Repository) -> None:
        import edgebench

        old, new = (results.add(result(8.0, {"sut.runtime.version": one})) for one in ("1.30", "1.31"))
        results.withdraw(old, "The fan was unplugged.")
        with pytest.raises(NothingComparedError, match="A has nothing to compare: withdrawn: The fan was"):
            edgebench.compare(old, new)
        assert len(edgebench.compare(old, new, withdrawn=True).judged) == 1
