"""Rankings by energy as plain tables: one a boundary, and one a driver where no accuracy is stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from edgebench import energy_figures, units
from edgebench.leaderboard import Board
from edgebench.metrics import ENERGY
from edgebench.model.energy import Meter
from edgebench.model.result import Result
from edgebench.publish import site as of_site
from edgebench.publish.boards import rows
from edgebench.publish.boards.rows import Scale
from edgebench.publish.site import Site
from edgebench.publish.wording import energy, numbers, scenarios, words
from edgebench.publish.wording.boundaries import BOUNDARIES
from edgebench.publish.wording.scenarios import Listing
from edgebench.ranking import Row, Table

MOST_ROWS = 20
"""Of a ranking; the table of the board has every row."""
INTERVAL = "interval"
COLUMNS = ("rank", "device", "runtime, variant", "energy a sample", INTERVAL, "meter")


def of_boards(boards: Iterable[Board], site: Site) -> tuple[Listing, ...]:
    """Of one workload, by energy, in their order, the widest boundary first; without energy in none."""
    return tuple(
        _listing(board, table, site) for board in boards for table in sorted(board.tables, key=_place)
    )


def _place(table: Table) -> tuple[bool, int, str, str]:
    meter = _meter(table.rows[0].result)
    width = list(BOUNDARIES).index(meter.boundary)
    return table.device_class != "physical", -width, table.tier, meter.driver


def _meter(result: Result) -> Meter:
    found = energy_figures.sound(result)
    assert found is not None  # of a row that is ranked by energy
    return energy_figures.primary(found)


def _listing(board: Board, table: Table, site: Site) -> Listing:
    scale = Scale(ENERGY, units.column_unit((row.value for row in table.rows), ENERGY.unit), None)
    return Listing(
        ", ".join([*_heading(board, table), *_cut(table)]),
        COLUMNS,
        ("energy a sample", INTERVAL),
        tuple(tuple(_row(row, scale, site)) for row in table.rows[:MOST_ROWS]),
    )


def _heading(board: Board, table: Table) -> Iterator[str]:
    """`SingleStream, revision 2, wall_ac with fan and psu, standard tier, virtual machines`."""
    result = table.rows[0].result
    meter = _meter(result)
    includes = " and ".join(sorted(meter.boundary_includes))
    yield words.scenario(result.load.scenario)
    yield from scenarios.asked_of_all(result)
    yield f"revision {board.asked['workload.revision']}"
    yield f"{meter.boundary} with {includes}" if includes else meter.boundary
    if ENERGY.read(result).low is None:
        yield f"by {meter.driver}"
    yield f"{table.tier} tier"
    if table.device_class != "physical":
        yield "virtual machines"


def _cut(table: Table) -> list[str]:
    return [f"first {MOST_ROWS} of {len(table.rows)}"] if len(table.rows) > MOST_ROWS else []


def _row(row: Row, scale: Scale, site: Site) -> Sequence[str]:
    result, figure = row.result, rows.figure(row, scale)
    meter = _meter(result)
    parts = (of_site.runtime(result), of_site.variant(result), words.sessions(len(row.sessions)))
    return (
        rows.rank(row),
        f"{site.device(result)}, {of_site.device_note(result)}",
        ", ".join(filter(None, parts)),
        figure.value,
        figure.interval,
        ", ".join([meter.model, *energy.emulated(meter)]),
    )


def not_ranked(boards: Iterable[Board]) -> str:
    """`2 results with energy are not ranked by it: 1 smoke tier (preview), 1 tuned`; empty without any."""
    groups = [
        (words.UNRANKED[group.why].counted, count)
        for board in boards
        for group in board.unranked
        if (count := sum(row.value is not None for row in group.rows))
    ]
    if not groups:
        return ""
    totals: dict[str, int] = {}
    for why, count in groups:
        totals[why] = totals.get(why, 0) + count
    told = ", ".join(f"{numbers.count(count)} {why}" for why, count in totals.items())
    total = sum(totals.values())
    return f"{numbers.counted(total, 'result', 'results')} with energy not ranked by it: {told}."
