"""The session: rounds of interleaved processes, each saved before the next one starts.

One process a cell and round, the order of a round shuffled from the seed, so that a slow
drift of the machine meets every cell alike. A cell is closed with its last process: scored,
assembled, written. What fails drops its own cell and nothing else.
"""

from __future__ import annotations

import datetime
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from edgebench import store
from edgebench.catalogue import Catalogue
from edgebench.energy.assess import Refused
from edgebench.errors import DataError, EdgebenchError, ResultError, WorkerError
from edgebench.model.plan import Cell, Plan, Skipped
from edgebench.model.process import Process
from edgebench.model.reason import Reason
from edgebench.model.result import Result, Session
from edgebench.model.workload import Variant, Workload
from edgebench.probes import temperature
from edgebench.runner import choosing, cooling, measuring, scoring
from edgebench.runner.accounting import Accounted, account
from edgebench.runner.assembling import Surroundings, assemble
from edgebench.runner.choosing import Chosen
from edgebench.runner.cooling import Cooled
from edgebench.runner.journal import Dropped, Journal, ProcessDone, Saved, Scored, Started, Tried
from edgebench.runner.measuring import USUAL, Measured, Timeouts
from edgebench.runner.metering import Metering
from edgebench.runner.samples import write_encoded_set, write_sample_set
from edgebench.runner.scoring import Labelled
from edgebench.runner.unchanged import identity


class Observer(Protocol):
    """Whoever watches a session. Called between processes only: nothing runs beside the timed loop."""

    def planned(self, plan: Plan) -> None:
        """The plan is made; what it skips will not run."""

    def choosing(self, cell: Cell, rate_uhz: int | None) -> None:
        """A window of the cell's pilot or search is about to run, at this rate or in a closed loop."""

    def cooled(self, cooled: Cooled) -> None:
        """The device was hotter than at the session's start; the next process waited."""

    def could_not(self, cell: Cell, reason: str) -> None:
        """That window failed; a pilot goes on without it."""

    def measuring(self, cell: Cell, number: int, total: int) -> None:
        """Process `number` of `total` of the whole plan is about to run."""

    def scoring(self, cell: Cell) -> None:
        """The cell's accuracy is about to be measured."""

    def not_scored(self, cell: Cell, trouble: str) -> None:
        """The accuracy run failed; the result is saved without accuracy."""

    def dropped(self, skipped: Skipped) -> None:
        """A cell's worker failed; the rest goes on."""

    def no_energy(self, what: str, says: str, hint: str) -> None:
        """A meter, or a cell, of which there will be no energy; the timing goes on."""

    def saved(self, path: Path, result: Result) -> None:
        """A result file is written."""


class Outcome(Struct, frozen=True):
    """What became of one cell: a result, a score alone (--accuracy-only), or neither."""

    cell: Cell
    path: Path | None
    result: Result | None
    scored: Scored | None


class Report(Struct, frozen=True):
    """What a session came to."""

    outcomes: list[Outcome]
    skipped: list[Skipped]


class Conductor:
    """Runs one plan to its end, from wherever its journal stands."""

    def __init__(
        self,
        journal: Journal,
        catalogue: Catalogue,
        around: Surroundings,
        obtain: Callable[[Workload, Variant], Path],
        observer: Observer,
        timeouts: Timeouts = USUAL,
    ) -> None:
        self._journal = journal
        self._plan = journal.plan
        self._catalogue = catalogue
        self._around = around
        self._results = Path(journal.where.results)
        self._obtain = obtain
        self._observer = observer
        self._timeouts = timeouts
        self._work = journal.folder / "work"

    def run(self) -> Report:
        """Measure what the journal does not hold yet. Raises EdgebenchError only for the whole plan.

        What a cell leaves open is found before the first round, so that rounds stay alike.
        Cells are scored after the last round: accuracy runs of some would heat the device for others.
        """
        if self._plan.accuracy != "only":
            store.require_writable(self._results)
        self._journal.append(Started(_boot(), time.time_ns(), _hottest_mc()))
        for index, cell in enumerate(self._plan.cells if self._plan.accuracy != "only" else ()):
            if choosing.is_open(cell) and self._chosen(index) is None:
                self._guard(index, self._choose)
        for number, index in schedule(self._plan):
            if number >= len(self._measured(index)):
                self._guard(index, self._measure)
        for index in range(len(self._plan.cells)):
            self._guard(index, self._close)
        return self._report()

    def _guard(self, index: int, step: Callable[[int, Cell], None]) -> None:
        """A step of a cell that is still open; its failure drops the cell, a full disk ends the plan."""
        cell = self._plan.cells[index]
        if self._is_closed(index):
            return
        try:
            step(index, cell)
        except (DataError, WorkerError, ResultError) as error:
            self._journal.append(Dropped(index, error.message, error.hint or _hint(cell, error)))
            self._observer.dropped(_skipped(self._plan, self._journal.of(Dropped)[-1]))

    def _choose(self, index: int, cell: Cell) -> None:
        """Windows that the journal holds are not measured again: the same ones lead to the same next."""
        known = iter([one for one in self._journal.of(Tried) if one.cell == index])

        def measure(one: Cell, rate_uhz: int | None) -> Process:
            tried = next(known, None) or self._try(index, one, rate_uhz)
            if tried.process is None:
                raise WorkerError(tried.trouble)
            return tried.process

        self._journal.append(choosing.choose(index, cell, measure))

    def _try(self, index: int, cell: Cell, rate_uhz: int | None) -> Tried:
        self._observer.choosing(cell, rate_uhz)
        try:
            tried = Tried(index, self._measured_once(cell, cell.seed, rate_uhz, cell.bound_ns).process)
        except WorkerError as error:
            self._observer.could_not(cell, error.message)
            tried = Tried(index, None, error.message)
        self._journal.append(tried)
        return tried

    def _measure(self, index: int, cell: Cell) -> None:
        chosen = self._chosen(index)
        cell = choosing.fixed(cell, chosen) if chosen else cell
        order = len(self._journal.of(ProcessDone))
        self._observer.measuring(cell, order + 1, len(schedule(self._plan)))
        # Arrivals differ from process to process, or all would measure the same accident.
        seed = cell.seed + len(self._measured(index)) + 1 if chosen and chosen.rate_uhz else cell.seed
        rate_uhz = chosen.rate_uhz if chosen else None
        measured = self._measured_once(cell, seed, rate_uhz, None, self._metering(index, cell, order))
        minute = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%MZ")
        self._journal.append(ProcessDone(index, measured, minute))

    def _measured_once(
        self,
        cell: Cell,
        seed: int,
        rate_uhz: int | None,
        bound_ns: int | None,
        metering: Metering | None = None,
    ) -> Measured:
        """One fresh process; with a bound given up as soon as its percentile is past it."""
        cooled = cooling.wait(self._journal.of(Started)[0].temperature_mc, _hottest_mc)
        if cooled.waited_ns:
            self._observer.cooled(cooled)
        workload, variant = self._nouns(cell)
        return measuring.measure(
            cell,
            workload,
            variant,
            self._obtain(workload, variant),
            self._timed_samples(cell, workload, variant),
            len(self._journal.of(ProcessDone)),
            self._journal.of(Started)[0].began_ns,
            self._timeouts,
            measuring.arrivals(cell, rate_uhz, bound_ns),
            seed,
            metering,
        )

    def _metering(self, index: int, cell: Cell, order: int) -> Metering | None:
        """The session's meters beside the next process; what the last one took tells how to sample it."""
        if not self._journal.meters:
            return None
        last = [one.measured.process for one in self._measured(index)][-1:]
        query_ns = last[0].window_ns / last[0].queries if last else None
        return Metering(
            self._journal.meters, self._journal.folder, cell.idle_ns, cell.affinity, query_ns, order + 1
        )

    def _accounted(self, index: int, cell: Cell) -> Accounted:
        """The cell's energy, its raw readings saved before the result that names them."""
        metered = [one.measured.metered for one in self._measured(index)]
        found = account(self._journal.meters, metered, self._journal.folder)
        if self._journal.meters and found.energy is None:
            self._observer.no_energy(cell.title(), found.says, found.hint)
        for missed in found.missed:
            self._observer.no_energy(f"meter {missed.says.partition(':')[0]}", *_told(missed))
        for data in found.raw:
            store.save_power_trace(data, self._around.device.slug, cell.workload, self._results)
        return found

    def _timed_samples(self, cell: Cell, workload: Workload, variant: Variant) -> Path:
        if cell.scope == "pipeline":
            return write_encoded_set(workload, self._work)
        return write_sample_set(workload, variant, self._work)

    def _close(self, index: int, asked: Cell) -> None:
        chosen = self._chosen(index)
        cell = choosing.fixed(asked, chosen) if chosen else asked
        workload, variant = self._nouns(cell)
        model = self._obtain(workload, variant)
        if self._scored_entry(index) is None:
            found = self._scored(index, cell, workload, variant, model)
            if self._plan.accuracy == "only" and found.trouble:
                raise WorkerError(found.trouble)
            self._journal.append(found)
        scored = self._scored_entry(index)
        if self._plan.accuracy == "only" or scored is None:
            return
        measured = self._measured(index)
        result = assemble(
            asked,
            workload,
            variant,
            model,
            measured,
            scored,
            self._session(index),
            self._around,
            chosen,
            self._accounted(index, cell),
        )
        path = store.save(result, self._results)
        self._journal.append(Saved(index, str(path)))
        self._observer.saved(path, result)

    def _scored(self, index: int, cell: Cell, workload: Workload, variant: Variant, model: Path) -> Scored:
        if self._plan.accuracy == "no":
            return Scored(index, None, Reason.NOT_ASKED, None, Reason.NOT_ASKED)
        self._observer.scoring(cell)
        samples = write_sample_set(workload, variant, self._work)
        scored = scoring.score(
            index, cell, workload, variant, model, samples, self._labelled(), self._timeouts
        )
        if scored.trouble:
            self._observer.not_scored(cell, scored.trouble)
        return scored

    def _labelled(self) -> Labelled:
        data = self._journal.where.data
        return Labelled(Path(data) if data else None, self._plan.samples)

    def _session(self, index: int) -> Session:
        """As it stood at the cell's last process: what comes later must not change the cell's bytes."""
        entries = self._journal.entries
        last = max(i for i, one in enumerate(entries) if isinstance(one, ProcessDone) and one.cell == index)
        starts = [one for one in entries[:last] if isinstance(one, Started)]
        return Session(
            id=self._journal.session,
            seed=self._plan.seed,
            plan_sha256=identity(self._plan),
            cells=len(self._plan.cells),
            resumed=len(starts) - 1,
            interleaved=len(self._plan.cells) > 1,
            boot_count=len({start.boot for start in starts}),
        )

    def _report(self) -> Report:
        saved = {entry.cell: Path(entry.path) for entry in self._journal.of(Saved)}
        outcomes = []
        for index, cell in enumerate(self._plan.cells):
            path, scored = saved.get(index), self._scored_entry(index)
            if path is not None:
                outcomes.append(Outcome(cell, path, store.read(path), scored))
            elif scored is not None and self._plan.accuracy == "only":
                outcomes.append(Outcome(cell, None, None, scored))
        dropped = [_skipped(self._plan, one) for one in self._journal.of(Dropped)]
        return Report(outcomes, [*self._plan.skipped, *dropped])

    def _chosen(self, index: int) -> Chosen | None:
        return next((entry for entry in self._journal.of(Chosen) if entry.cell == index), None)

    def _measured(self, index: int) -> list[ProcessDone]:
        return [entry for entry in self._journal.of(ProcessDone) if entry.cell == index]

    def _scored_entry(self, index: int) -> Scored | None:
        return next((entry for entry in self._journal.of(Scored) if entry.cell == index), None)

    def _is_closed(self, index: int) -> bool:
        closing: list[Saved | Dropped] = [*self._journal.of(Saved), *self._journal.of(Dropped)]
        scored_only = self._plan.accuracy == "only" and self._scored_entry(index) is not None
        return scored_only or any(entry.cell == index for entry in closing)

    def _nouns(self, cell: Cell) -> tuple[Workload, Variant]:
        (workload,) = self._catalogue.find(cell.workload)
        return workload, next(one for one in workload.variant if one.name == cell.variant)


def _told(missed: Refused) -> tuple[str, str]:
    return missed.says.partition(": ")[2], missed.hint


def schedule(plan: Plan) -> list[tuple[int, int]]:
    """(process number, cell) in the order they run: rounds, each shuffled from the seed."""
    if plan.accuracy == "only":
        return []
    order = []
    for number in range(max((cell.processes for cell in plan.cells), default=0)):
        cells = [i for i, cell in enumerate(plan.cells) if number < cell.processes]
        random.Random(plan.seed * 1000 + number).shuffle(cells)
        order += [(number, index) for index in cells]
    return order


def _hint(cell: Cell, error: EdgebenchError) -> str:
    """What may help where the error itself knows nothing."""
    if isinstance(error, WorkerError) and (cell.batch or 1) > 1:
        return "its file may take one sample a call only: leave --batch out"
    return ""


def _hottest_mc() -> int | None:
    return temperature.read().value_mc


def _skipped(plan: Plan, dropped: Dropped) -> Skipped:
    cell = plan.cells[dropped.cell]
    return Skipped(cell.workload, cell.variant, plan.name_of(cell), dropped.reason, dropped.hint)


def _boot() -> str:
    """Changes with every boot of this machine."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return "unknown"
