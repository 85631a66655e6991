from __future__ import annotations

import json
from pathlib import Path

import pytest

from edgebench import checks, store, submission
from edgebench.harness import discover
from edgebench.submission import check_file, check_files, shipped
from tests.build import edited, metered, result


def rules(path: Path, root: Path) -> list[str]:
    return sorted({problem.rule for problem in check_file(path, root)})


def test_a_file_as_it_was_saved_has_no_problem(tmp_path: Path) -> None:
    assert check_file(store.save(result(), tmp_path), tmp_path) == []


def test_the_folder_may_be_named_in_another_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = store.save(result(), tmp_path)
    monkeypatch.chdir(tmp_path)
    assert check_file(path.relative_to(tmp_path), tmp_path) == []


def test_a_file_outside_the_folder_is_judged_by_its_last_three_parts(tmp_path: Path) -> None:
    path = store.save(result(), tmp_path / "elsewhere")
    assert check_file(path, tmp_path / "results") == []
    assert check_file(path) == []


def test_a_file_a_folder_too_deep_is_misplaced(tmp_path: Path) -> None:
    assert rules(store.save(result(), tmp_path / "more"), tmp_path) == ["path"]


@pytest.mark.parametrize(
    ("old", "new", "due"),
    [
        (b'"load_average_milli":310', b'"load_average_milli":311', ["name-and-id"]),
        (b'"load_ns":42000000', b'"load_ns":42000009', ["name-and-id", "summary"]),
        (b'"nonfinite":0', b'"nonfinite":1', ["name-and-id", "stored-findings"]),
        (b'"revision":1,', b'"revision":2,', ["catalogue", "name-and-id"]),
    ],
)
def test_one_digit_edited_is_found_out(tmp_path: Path, old: bytes, new: bytes, due: list[str]) -> None:
    path = store.save(result(), tmp_path)
    data = path.read_bytes()
    path.write_bytes(data.replace(old, new, 1))
    assert path.read_bytes() != data
    assert rules(path, tmp_path) == due


def test_one_digit_edited_and_saved_under_its_own_id_is_still_found_out(tmp_path: Path) -> None:
    path = store.save(edited(result(), {"summary.latency_p90_ns.value": 8_000_000}), tmp_path)
    assert "summary" in rules(path, tmp_path)


def test_the_name_of_another_id_is_found_out(tmp_path: Path) -> None:
    one, other = store.save(result(8.0), tmp_path), store.save(result(9.0), tmp_path)
    one.replace(other)
    assert rules(other, tmp_path) == ["name-and-id"]


def test_a_reformatted_file_is_found_out(tmp_path: Path) -> None:
    path = store.save(result(), tmp_path)
    pretty = json.dumps(json.loads(path.read_bytes()), indent=1, sort_keys=True).encode()
    renamed = path.with_name(path.name[:-21] + store.result_id(pretty)[:16] + ".json")
    renamed.write_bytes(pretty)
    assert rules(renamed, tmp_path) == ["canonical-bytes"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\xef\xbb\xbf{}", "it begins with a byte order mark."),
        (b'{"format":0,"format":0}', "'format' stands twice in one object."),
        (b'{"format":NaN}', "NaN is not a number."),
        (b'{"format":0.0}', "0.0 is not a whole number."),
        (b'{"format":9007199254740992}', "9007199254740992 is beyond 2^53-1."),
        (b'{"format":3}', "written by a newer edgebench (format 3, this one reads 1)."),
        (b"[" * 100_000, "brackets are nested deeper than 32."),
        (b" " * 300_000, "300000 bytes; a result has at most 262144."),
    ],
    ids=["mark", "twice", "nan", "float", "2^53", "newer", "brackets", "300 kB"],
)
def test_what_cannot_be_read_is_one_problem(tmp_path: Path, data: bytes, what: str) -> None:
    path = store.save(result(), tmp_path)
    path.write_bytes(data)
    (problem,) = check_file(path, tmp_path)
    assert (problem.rule, problem.where, problem.what) == ("readable", str(path.relative_to(tmp_path)), what)
    assert problem.todo


def test_a_file_cut_short_is_one_problem(tmp_path: Path) -> None:
    path = store.save(result(), tmp_path)
    path.write_bytes(path.read_bytes()[:9000])
    assert rules(path, tmp_path) == ["readable"]


def test_a_symbolic_link_is_one_problem(tmp_path: Path) -> None:
    path = store.save(result(), tmp_path)
    target = path.rename(tmp_path / "target")
    path.symlink_to(target)
    (problem,) = check_file(path, tmp_path)
    assert (problem.rule, problem.what) == ("readable", "is a symbolic link.")


def test_the_catalogue_is_read_once() -> None:
    assert shipped() is shipped()
    assert "mobilenet-v2" in shipped().workloads
    assert shipped().harnesses.keys() == discover.shipped().keys()


def test_what_rules_over_many_files_keep_of_known_ones_is_what_a_check_keeps(tmp_path: Path) -> None:
    files = [store.save(one, tmp_path) for one in (result(), metered())]
    broken = tmp_path / "broken.json"
    broken.write_bytes(b"{")
    assert submission.briefs([*files, broken], tmp_path) == [
        submission.examine(file, tmp_path).brief for file in files
    ]


def test_known_files_are_held_against_no_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = store.save(result(), tmp_path)
    monkeypatch.setattr(checks, "submission_rules", lambda: pytest.fail("a rule was asked"))
    assert len(submission.briefs([file], tmp_path)) == 1


def test_a_twin_in_another_form_is_refused_for_its_form_alone(tmp_path: Path) -> None:
    first = store.save(result(), tmp_path)
    data = first.read_bytes() + b"\n"
    second = first.with_name(f"{first.stem[:-16]}{store.result_id(data)[:16]}.json")
    second.write_bytes(data)
    found = {
        path: [one.rule for one in problems] for path, problems in check_files([first, second], tmp_path)
    }
    assert found == {first: [], second: ["canonical-bytes"]}
