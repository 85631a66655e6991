"""The numbers that open a workload's page: what is best, how right, how thrifty, how much there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from edgebench import units
from edgebench.leaderboard import Board
from edgebench.metrics import Metric
from edgebench.model.result import Result
from edgebench.publish import numbers, rows, scenarios, small_board, words
from edgebench.publish import site as of_site
from edgebench.publish.rows import Scale
from edgebench.publish.site import Site
from edgebench.ranking import Row


class Answer(Struct, frozen=True):
    """A large number with what it is and whose."""

    label: str
    value: str
    unit: str
    note: str


def of_workload(board: Board, results: Sequence[Result], site: Site) -> tuple[Answer, ...]:
    return (*_best(board, site), _most_accurate(results), _least_energy(results), _so_far(results, site))


def _best(board: Board, site: Site) -> Iterator[Answer]:
    """Of the first table; with a tie, how many share the place. Without a rank it says so."""
    said = scenarios.judgement(board.rows[0].result)
    if board.tables:
        table = board.tables[0]
        machine = " virtual machine" if board.metric.unit == "ns" else ", virtual machines"
        label = said.best if table.device_class == "physical" else f"{said.best}{machine}"
        first = [row for row in table.rows if row.tie is not None and row.tie == table.rows[0].tie]
        yield _best_of(label, first or table.rows[:1], site, board.metric)
    elif (group := small_board.preview(board)).rows[0].value is not None:
        why = words.UNRANKED[group.why].counted
        yield _best_of(f"{said.unranked}, not ranked", group.rows[:1], site, board.metric, why)


def _best_of(label: str, first: Sequence[Row], site: Site, metric: Metric, why: str = "") -> Answer:
    scale = Scale(metric, units.column_unit((row.value for row in first), metric.unit), None)
    figures = [rows.figure(row, scale) for row in sorted(first, key=lambda row: row.value or 0)]
    least, most = figures[0].value, figures[-1].value
    value = least if least == most else f"{least.split(numbers.NO_BREAK)[0]}–{most}"
    result = first[0].result
    of = metric.short if metric.percentile_ppm else ", ".join(scenarios.asked_of_all(result))
    if len(first) == 1:
        whose = f"{site.device(result)}, {of_site.runtime(result)}, {result.variant.name}"
        notes = (figures[0].interval, whose, *scenarios.ways(result), scenarios.slowdown(result), why)
        return Answer(label, value, of, ", ".join(note for note in notes if note))
    shared = sorted({f"{site.device(row.result)}, {row.result.variant.name}" for row in first})
    return Answer(label, value, ", ".join(filter(None, (of, f"{len(first)} tie"))), "; ".join(shared))


def _most_accurate(results: Sequence[Result]) -> Answer:
    # Clips without the wake word tell nothing of how well it is heard.
    measured = [one for one in results if one.accuracy and one.accuracy.details.get("positives") != 0]
    agreeing = [one for one in results if (one.quality.met, one.quality.evidence) == ("yes", "agreement")]
    if not measured:
        note = f"{len(agreeing)} of {numbers.counted(len(results), 'result')} answer as the stored answers do"
        return Answer("Accuracy", words.missing(results[0].accuracy_reason), "", note)
    best = max(measured, key=lambda result: result.accuracy.value_ppm if result.accuracy else 0)
    assert best.accuracy is not None
    figure, data = words.accuracy(best.accuracy), best.accuracy.data_set
    sample = f"{numbers.count(data.samples)} of {data.name}"
    part = "" if best.accuracy.evidence == "full" else "a part of the set"
    notes = (figure.interval, best.variant.name, sample, part)
    return Answer(
        "Highest measured accuracy",
        figure.value,
        words.metric(best.accuracy.metric),
        ", ".join(note for note in notes if note),
    )


def _least_energy(results: Sequence[Result]) -> Answer:
    """How many have it: which is the least depends on the boundary, and each is ranked by itself below."""
    metered = sum(result.energy is not None for result in results)
    value = words.missing(results[0].energy_reason) if not metered else numbers.counted(metered, "result")
    return Answer("Energy", value, "", f"{metered} of {numbers.counted(len(results), 'result')} with energy")


def _so_far(results: Sequence[Result], site: Site) -> Answer:
    devices = {site.device(result) for result in results}
    newest = max(result.created for result in results)[:10]
    return Answer(
        "Measured so far",
        numbers.count(len(results)),
        "result" if len(results) == 1 else "results",
        f"on {numbers.counted(len(devices), 'device')}, newest {newest}",
    )
