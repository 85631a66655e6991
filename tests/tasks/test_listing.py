"""Reading the files that list a data set, with errors that say where."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from edgebench.errors import DataError
from edgebench.tasks import listing
from tests.tasks.build import data_set


def test_rows_come_with_file_and_line_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("a,1\n\nb,2\n")
    assert list(listing.rows(tmp_path / "list.csv", ",", 2)) == [
        (f"{tmp_path / 'list.csv'}:1", ["a", "1"]),
        (f"{tmp_path / 'list.csv'}:3", ["b", "2"]),
    ]


def test_a_short_row_is_named_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("a,1\nb\n")
    with pytest.raises(DataError, match=r"list\.csv:2: has 1 columns, 2 are expected"):
        list(listing.rows(tmp_path / "list.csv", ",", 2))


def test_an_absent_or_binary_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"absent\.csv cannot be read: No such file"):
        list(listing.rows(tmp_path / "absent.csv", ",", 2))
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match=r"binary\.csv is not a table"):
        list(listing.rows(tmp_path / "binary.csv", ",", 2))


@pytest.mark.parametrize("cell", ["", "-1", "1.5", "one", "²"])
def test_a_class_must_be_a_whole_number(cell: str) -> None:
    with pytest.raises(DataError, match=r"^list:7: .* is not a whole number"):
        listing.whole_number(cell, "list:7")


@pytest.mark.parametrize("name", ["", ".", "..", "../secret", "/etc/passwd", "a\\b", "C:x"])
def test_a_listed_name_never_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="is not a plain file name"):
        listing.member(tmp_path, name, data_set(), "list:1")


def test_a_subset_may_lack_files_and_a_full_set_may_not(tmp_path: Path) -> None:
    assert listing.member(tmp_path, "cat.jpg", data_set("subset"), "list:1") is None
    with pytest.raises(DataError, match=r"^list:1: .*cat\.jpg is absent"):
        listing.member(tmp_path, "cat.jpg", data_set("full"), "list:1")


def test_a_file_may_be_there_with_another_ending(tmp_path: Path) -> None:
    (tmp_path / "cat.jpg").touch()
    assert listing.member(tmp_path, "cat.bin", data_set("full"), "list:1", (".jpg",)) == tmp_path / "cat.jpg"
    (tmp_path / "cat.bin").touch()
    assert listing.member(tmp_path, "cat.bin", data_set("full"), "list:1", (".jpg",)) == tmp_path / "cat.bin"


def test_mlperf_tinys_list_gives_files_and_classes(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("cat.bin,10,3\ncar.bin,2,1,2560,512\n")
    found = [row[1:] for row in listing.labelled(tmp_path / "list.csv")]
    assert found == [("cat.bin", 3), ("car.bin", 1)]


def test_beside_a_data_set_is_below_the_folder_of_all(tmp_path: Path) -> None:
    deep = structs.replace(data_set(), folder="tiny/labels/vww")
    assert listing.beside(tmp_path / "tiny/labels/vww", deep, "coco/val") == tmp_path / "coco/val"
