"""The numbers that open a workload's page: fastest, fastest for little money, thriftiest, how many."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from edgebench import units
from edgebench.leaderboard import Board, Group
from edgebench.metrics import ENERGY, Metric
from edgebench.model.entry import Entry
from edgebench.publish import site as of_site
from edgebench.publish.boards import rows, table
from edgebench.publish.boards.rows import Scale
from edgebench.publish.site import Site
from edgebench.publish.wording import numbers, scenarios, words
from edgebench.publish.wording.boundaries import MEASURED_AT
from edgebench.ranking import Row, Table
from edgebench.unranked import Unranked

CHEAP_USD = 100


class Answer(Struct, frozen=True):
    """A large number with what it is and whose. missing: the value is a reason. date: ends the note."""

    label: str
    value: str
    unit: str
    note: str
    missing: bool = False
    date: str = ""


def of_workload(
    board: Board, by_energy: Board | None, entries: Sequence[Entry], site: Site
) -> tuple[Answer, ...]:
    """board: the first of the workload. by_energy: the same question by energy."""
    return (
        _best(board, site),
        _cheap(board, site),
        _least_energy(board, by_energy, site),
        _so_far(entries, site),
    )


def _best(board: Board, site: Site) -> Answer:
    """Of the first table; with a tie, how many share the place. Without a rank it says so."""
    said = scenarios.judgement(board.rows[0].result)
    if board.tables:
        ranked = board.tables[0]
        machine = " virtual machine" if board.metric.unit == "ns" else ", virtual machines"
        label = said.best if ranked.device_class == "physical" else f"{said.best}{machine}"
        return _best_of(label, _tied(ranked.rows), site, board.metric)
    group = _preview(board)
    why = words.UNRANKED[group.why].counted
    if group.rows[0].value is None:
        return Answer(said.best, "no ranked result", "", why, missing=True)
    return _best_of(f"{said.unranked}, not ranked", group.rows[:1], site, board.metric, why)


def _preview(board: Board) -> Group:
    """The group that a reader would look at first: smoke, if there is one."""
    return next((group for group in board.unranked if group.why is Unranked.SMOKE), board.unranked[0])


def _cheap(board: Board, site: Site) -> Answer:
    """Of the same ranking, among devices with a list price below the limit."""
    said = scenarios.judgement(board.rows[0].result)
    label = f"{said.best} under {CHEAP_USD}{numbers.NO_BREAK}USD"
    ranked = board.tables[0].rows if board.tables else ()
    priced = [(row, usd) for row in ranked if (usd := _usd(row, site)) is not None]
    cheap = [row for row, usd in priced if usd < CHEAP_USD]
    if not cheap:
        note = (
            f"{numbers.counted(len(priced), 'ranked row has', 'ranked rows have')} a list price"
            if ranked
            else "Nothing is ranked yet."
        )
        return Answer(label, "none measured", "", note, missing=True)
    first = _tied(cheap)
    price = sorted({f"{numbers.count(_usd(row, site) or 0)}{numbers.NO_BREAK}USD" for row in first})
    return _best_of(label, first, site, board.metric, " and ".join(price))


def _usd(row: Row, site: Site) -> int | None:
    return site.price_usd(row.result.device.slug, row.result.device.memory_bytes)


def _tied(ranked: Sequence[Row]) -> Sequence[Row]:
    """The first, with those of its bracket."""
    first = ranked[0]
    return [row for row in ranked if row is first or (row.tie is not None and row.tie == first.tie)]


def _least_energy(board: Board, by_energy: Board | None, site: Site) -> Answer:
    """At one boundary: at the wall, or where most rows were measured; of physical devices before others."""
    tables = by_energy.tables if by_energy else ()
    if not tables:
        rows_here = board.rows
        return Answer(
            "Least energy",
            words.missing(rows_here[0].result.energy_reason),
            "",
            f"0 of {numbers.counted(len(rows_here), 'row')} are ranked by energy",
            missing=True,
        )
    chosen = min(tables, key=_energy_order)
    boundary = table.boundary_of(chosen.rows[0].result)
    place = boundary.split(" ")[0].rstrip(",")
    others = len(tables) - 1
    label = f"Least energy {MEASURED_AT[place]}"
    label += "" if chosen.device_class == "physical" else ", virtual machines"
    more = f"{numbers.counted(others, 'other ranking')} by energy below" if others else ""
    why = ", ".join(filter(None, (boundary.removeprefix(place).lstrip(", "), more)))
    return _best_of(label, _tied(chosen.rows), site, ENERGY, why)


def _energy_order(of: Table) -> tuple[object, ...]:
    boundary = table.boundary_of(of.rows[0].result)
    return of.device_class != "physical", not boundary.startswith("wall_ac"), -len(of.rows), of.tier, boundary


def _best_of(label: str, first: Sequence[Row], site: Site, metric: Metric, why: str = "") -> Answer:
    """One row with its interval, or from the least to the most of those that tie."""
    scale = Scale(metric, units.column_unit((row.value for row in first), metric.unit), None)
    figures = [rows.figure(row, scale) for row in sorted(first, key=lambda row: row.value or 0)]
    least, most = figures[0].value, figures[-1].value
    value = least if least == most else f"{least.split(numbers.NO_BREAK)[0]}–{most}"
    result = first[0].result
    asked = [] if metric is ENERGY else scenarios.asked_of_all(result)
    of = metric.short if metric.percentile_ppm else ", ".join(asked)
    if len(first) == 1:
        whose = f"{site.device(result)}, {of_site.runtime(result)}, {result.variant.name}"
        ways = [] if metric is ENERGY else [*scenarios.ways(result), scenarios.slowdown(result)]
        notes = (figures[0].interval, words.sessions(len(first[0].sessions)), whose, *ways, why)
        return Answer(label, value, of, ", ".join(note for note in notes if note))
    shared = list(dict.fromkeys(f"{site.device(row.result)}, {row.result.variant.name}" for row in first))
    told = "; ".join(shared[:3]) + (f"; {len(shared) - 3} more" if len(shared) > 3 else "")
    return Answer(
        label,
        value,
        ", ".join(filter(None, (of, f"{len(first)} tie"))),
        ", ".join(filter(None, (told, why))),
    )


def _so_far(entries: Sequence[Entry], site: Site) -> Answer:
    devices = {table.folder(entry) for entry in entries}
    signers = {entry.standing.signer for entry in entries if entry.standing.signer}
    newest = max(entry.result.created for entry in entries)[:10]
    people = f", signed by {numbers.counted(len(signers), 'submitter')}" if signers else ""
    results = numbers.counted(len(entries), "result")
    return Answer(
        "Measured so far",
        numbers.count(len(devices)),
        "device" if len(devices) == 1 else "devices",
        f"{results}{people}, newest",
        date=newest,
    )
