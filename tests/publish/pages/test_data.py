"""The page of data: files with checksums, and a citation that names the commit."""

from __future__ import annotations

import re
from typing import Any

from msgspec import structs

from edgebench import paths
from edgebench.publish import citation, site
from edgebench.publish.pages import data
from edgebench.publish.site import Download
from edgebench.table import COLUMNS
from tests.publish.catalogue import PI5, PROFILES, WORKLOADS, measured

COMMIT = "4f1c0de" + "0" * 33
PARQUET = Download("edgebench.parquet", "data/edgebench.parquet", 183_021, 2418, "a" * 64, "Typed.")


def gathered(**changes: Any) -> site.Site:
    made = site.gather([measured(8.0, PI5)], WORKLOADS, PROFILES)
    return structs.replace(made, results=1, **{"commit": COMMIT, **changes})


def view(of: site.Site) -> data.Data:
    (page,) = data.pages(of)
    assert isinstance(page.view, data.Data)
    return page.view


def test_a_file_has_size_rows_and_checksum() -> None:
    (file,) = view(gathered(downloads=(PARQUET,))).files
    assert (file.size, file.rows, file.sha256) == ("179\u00a0KiB", "2418", "a" * 64)


def test_the_units_that_the_page_names_are_those_of_the_columns() -> None:
    html = (paths.shipped("site") / "pages/data.html").read_text("utf-8")
    units = (
        re.findall(r"in the names of the columns: ([^.]*)\.", html)[0].replace(" (joules)", "").split(", ")
    )
    assert "j" in units
    assert [one for one in units if not any(f"_{one}_" in f"{name}_" for name in COLUMNS["cells"])] == []


def test_a_file_that_is_no_table_says_so() -> None:
    (file,) = view(gathered(downloads=(structs.replace(PARQUET, rows=None),))).files
    assert file.rows == "no table"


def test_a_citation_names_the_commit_and_no_day() -> None:
    cited = citation.of_site(gathered())
    assert cited.text == (
        "The edgebench contributors (2026): edgebench: neural networks on edge devices, measured. "
        f"1 result from 1 device, commit {COMMIT}. CC0-1.0."
    )
    assert cited.bibtex.startswith("@misc{edgebench-4f1c0de,\n")
    assert cited.bibtex.endswith("\n}")


def test_without_a_commit_the_version_is_cited() -> None:
    cited = citation.of_site(gathered(commit=None))
    assert "commit" not in cited.text
    assert cited.bibtex.startswith("@misc{edgebench,")


def test_models_keep_their_licences() -> None:
    assert view(gathered()).licences.rows[0] == ("MobileNetV2", "Apache-2.0")
