"""Energy on the site: in a row, behind it, and ranked by boundary."""

from __future__ import annotations

from typing import get_args

from edgebench.energy.window import Flag
from edgebench.model.energy import Boundary
from edgebench.model.result import Result
from edgebench.publish.boards import energy_boards, rows, table
from edgebench.publish.result import facts as of_facts
from edgebench.publish.wording import energy
from edgebench.publish.wording.boundaries import BOUNDARIES
from edgebench.units import Unit
from tests.build import meter, rapl
from tests.publish.boards.test_answers import gathered
from tests.publish.catalogue import ONNX, PI5, measured, metered


def facts(one: Result) -> dict[str, tuple[str, str]]:
    return {fact.name: (fact.value, fact.note) for fact in of_facts.metered(one)}


def test_every_boundary_and_every_flag_has_its_words() -> None:
    assert BOUNDARIES.keys() == set(get_args(Boundary))
    assert energy.FLAGS.keys() == set(get_args(Flag))


class TestInARow:
    def test_it_has_unit_interval_and_boundary(self) -> None:
        assert table.energy_cell(metered()) == rows.Cell("48.2", "wall_ac", aside="±\u00a00.2\u00a0mJ")

    def test_without_a_stated_accuracy_it_says_so(self) -> None:
        assert table.energy_cell(metered(by=rapl(validated="emulated-only"))) == rows.Cell(
            "48.2\u00a0mJ", "soc_package, emulated-only, accuracy unspecified"
        )

    def test_a_column_has_one_unit(self) -> None:
        assert energy.column_unit([metered(), metered(100.0), measured()]) == Unit(1_000_000, "mJ")
        assert table.energy_cell(metered(0.05), Unit(1_000_000, "mJ")).text == "0.307"

    def test_without_a_meter_it_is_the_reason(self) -> None:
        assert table.energy_cell(measured()) == rows.Cell("no meter", missing=True)


class TestBehindARow:
    def test_boundary_and_meter_are_told(self) -> None:
        told = facts(metered())
        assert told["Energy a sample"] == ("48.2\u00a0mJ", "48.0–48.4, gross")
        assert told["Boundary"] == ("wall_ac", "the device, at the wall (AC); includes psu, fan")
        assert told["Meter"][0] == "WT310E (yokogawa-wt310)"

    def test_a_reason_is_a_sentence(self) -> None:
        assert facts(measured())["Energy a sample"] == (
            "no meter",
            "No power meter was read. Name one: --meter; see edgebench list meters.",
        )


class TestRanked:
    def test_each_boundary_is_a_table_with_intervals(self) -> None:
        results = [
            metered(8.0, PI5, session=1),
            metered(10.0, PI5, ONNX, session=2),
            metered(8.0, PI5, ONNX, session=3, by=rapl(), watts=3.0),
            measured(7.0, PI5, session=4),
        ]
        site = gathered(*results)
        wall, package = energy_boards.of_boards(site.by_energy["mobilenet-v2"], site)
        assert wall.heading == "SingleStream, revision 1, wall_ac with fan and psu, standard tier"
        assert [(row[0], row[3], row[4]) for row in wall.rows] == [
            ("1", "48.2\u00a0mJ", "48.0–48.4"),
            ("2", "60.3\u00a0mJ", "60.1–60.5"),
        ]
        assert package.heading.endswith("soc_package with soc, by powercap-rapl, standard tier")
        assert package.rows[0][3:] == ("24.1\u00a0mJ", "accuracy unspecified", "RAPL")

    def test_what_is_not_ranked_is_counted_by_reason(self) -> None:
        simulated = {f"energy.windows.{place}.flags": ["simulated"] for place in range(5)}
        site = gathered(metered(8.0, PI5, simulated, session=1), measured(7.0, PI5, session=2))
        boards = site.by_energy["mobilenet-v2"]
        assert energy_boards.of_boards(boards, site) == ()
        assert energy_boards.not_ranked(boards) == (
            "1 result with energy not ranked by it: 1 with a simulated meter."
        )
        assert not energy_boards.not_ranked([])
        assert not energy_boards.not_ranked(gathered(metered(8.0, PI5, by=meter())).by_energy["mobilenet-v2"])
