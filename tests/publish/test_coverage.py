"""What has been measured on which device, what is wanted, and the command that fills a hole."""

from __future__ import annotations

from edgebench.model.result import Result
from edgebench.publish import coverage, site
from edgebench.publish.coverage import Coverage, Hole
from edgebench.publish.pages import coverage as page
from edgebench.publish.wording import numbers
from tests.publish.catalogue import PI5, PROFILES, WORKLOADS, measured, metered


def of(*results: Result) -> Coverage:
    return coverage.of_site(site.gather(results, WORKLOADS, PROFILES))


def test_it_counts_cells_that_are_measured_and_wanted() -> None:
    assert page.heading(of(measured(8.0, PI5))) == "1 of 2 cells measured; 1 wanted"


def test_a_cell_has_the_number_of_its_results() -> None:
    (row,) = of(measured(8.0, PI5, session=1), measured(8.1, PI5, session=2)).rows
    assert [(cell.text, cell.state) for cell in row.cells] == [("2", "measured"), ("wanted", "wanted")]


def test_a_cell_says_whether_a_result_has_energy() -> None:
    assert of(measured(8.0, PI5)).without_energy == 1
    assert of(metered(8.0, PI5)).without_energy == 0


def test_old_is_by_the_newest_result() -> None:
    old = measured(8.0, PI5, {"created": "2025-10-01T00:00Z"})
    newer = measured(8.0, {"created": "2026-11-01T00:00Z"}, session=2)
    assert of(old).old == 0
    assert of(old, newer).old == 1
    assert not coverage.is_old("2025-11-01", "2026-11-01")
    assert coverage.is_old("2025-10-31", "2026-11-01")


def test_a_year_with_a_29_february_is_a_year() -> None:
    assert not coverage.is_old("2027-03-01", "2028-03-01")
    assert coverage.is_old("2027-02-28", "2028-02-29")


def test_each_hole_has_its_reason_and_what_fills_it() -> None:
    (row,) = of(measured(8.0, PI5)).rows
    assert list(coverage.holes(row)) == [
        Hole(
            "Raspberry Pi 5",
            "MobileNetV2",
            "no result has energy",
            "edgebench run --workload mobilenet-v2 --meter METER",
        ),
        Hole(
            "Raspberry Pi 5",
            "SqueezeNet",
            "nobody has measured it yet",
            "edgebench run --workload squeezenet",
        ),
    ]


def test_without_its_cells_a_row_is_told_in_a_line() -> None:
    (row,) = of(measured(8.0, PI5)).rows
    assert row.told == "1 of 2 measured, 1 without energy; wanted: SqueezeNet"


def test_virtual_machines_come_last_and_are_named() -> None:
    rows = of(measured(8.0), measured(8.0, PI5, session=2)).rows
    assert [row.is_physical for row in rows] == [True, False]
    assert "virtual machine" in rows[1].note


def test_memory_is_told_as_it_is_sold() -> None:
    assert [numbers.gibibytes(mib * 2**20) for mib in (416, 906, 1850, 7930, 16_100)] == [
        "0.5\u00a0GiB",
        "1\u00a0GiB",
        "2\u00a0GiB",
        "8\u00a0GiB",
        "16\u00a0GiB",
    ]
