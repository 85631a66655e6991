"""Results by file, folder or device/workload, and by version."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgebench import store
from edgebench.errors import ResultError
from edgebench.query import results_named
from tests.build import result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for version in ("1.30.0", "1.31.0", "1.3.5", "1.31.1+cpu"):
        store.save(result(changes={"sut.runtime.version": version}), tmp_path / "results")
    return tmp_path / "results"


def versions(name: str, folder: Path) -> list[str]:
    return sorted(entry.result.sut.runtime.version for entry in results_named(name, folder))


def test_a_folder_is_all_results_below_it_and_a_file_itself(folder: Path) -> None:
    found = results_named(str(folder), folder)
    assert len(found) == 4
    assert results_named(str(found[0].path), folder) == found[:1]


@pytest.mark.parametrize("name", ["vm-amd-epyc-2/mobilenet-v2", "vm-amd-epyc-2"])
def test_device_and_workload_are_looked_for_in_the_folder_of_results(folder: Path, name: str) -> None:
    assert len(results_named(name, folder)) == 4


@pytest.mark.parametrize(
    ("version", "found"),
    [
        ("1.30", ["1.30.0"]),
        ("1.3", ["1.3.5"]),
        ("1.31", ["1.31.0", "1.31.1+cpu"]),
        ("1.31.1", ["1.31.1+cpu"]),
        ("2", []),
    ],
)
def test_a_version_is_the_whole_or_its_beginning(folder: Path, version: str, found: list[str]) -> None:
    assert versions(f"{folder}@{version}", folder) == found
    assert versions(f"vm-amd-epyc-2/mobilenet-v2@{version}", folder) == found


def test_a_folder_may_have_an_at_sign_in_its_name(folder: Path) -> None:
    odd = folder.rename(folder.with_name("me@home"))
    assert len(results_named(str(odd), odd)) == 4
    assert versions(f"{odd}@1.30", odd) == ["1.30.0"]


def test_what_is_not_there_is_told_with_the_nearest(folder: Path) -> None:
    with pytest.raises(ResultError, match="did you mean vm-amd-epyc-2/mobilenet-v2"):
        results_named("vm-amd-epyc-2/mobilnet-v2", folder)


@pytest.mark.parametrize("name", ["vm-amd-epyc-2/../vm-amd-epyc-2", "vm-amd-epyc-2/mobilenet-v2/."])
def test_a_query_is_two_names_and_no_path(folder: Path, name: str) -> None:
    assert (folder / name).is_dir()
    with pytest.raises(ResultError, match="there is no such file"):
        results_named(name, folder)


@pytest.mark.parametrize("name", ["@1.30", "nowhere@"])
def test_half_a_version_is_an_error(folder: Path, name: str) -> None:
    with pytest.raises(ResultError, match="before or after the @"):
        results_named(name, folder)
