"""Start, preview or resume a session: what `edgebench run` calls."""

from __future__ import annotations

import secrets
import subprocess
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct, structs

from edgebench import lab, paths
from edgebench.catalogue import Catalogue, load_catalogue
from edgebench.errors import DataError, NothingMeasuredError, PlanError, StorageError, meant
from edgebench.harness import discover, interpreter
from edgebench.harness.discover import Asked, Unusable, Usable
from edgebench.harness.interpreter import Unbuilt
from edgebench.model.plan import Plan
from edgebench.model.workload import Variant, Workload
from edgebench.probes import device as devices
from edgebench.probes.device import DeviceFacts
from edgebench.runner import journal as journals
from edgebench.runner import settings as checked
from edgebench.runner.assembling import Surroundings
from edgebench.runner.binding import bind, window_ns
from edgebench.runner.duration import Duration, expected
from edgebench.runner.journal import Journal
from edgebench.runner.measuring import USUAL, Timeouts
from edgebench.runner.metering import Bound
from edgebench.runner.planning import Candidate, Obtain, choose, plan
from edgebench.runner.running import Conductor, Observer, Report
from edgebench.runner.settings import Settings, Where
from edgebench.runner.unchanged import require_unchanged
from edgebench.sources.fetch import cached, fetch
from edgebench.sources.progress import SILENT, Progress


def here(results: Path | None = None, mirror: str | None = None, *, offline: bool = False) -> Where:
    """From the environment, with what was given on the command line before it. Raises DataError."""
    data = paths.data()
    if data is not None and not data.is_dir():
        raise DataError(f"EDGEBENCH_DATA: {data} is not a folder", "set it to a folder of data sets")
    return Where(
        results=str((results or paths.results()).absolute()),
        cache=str(paths.cache().absolute()),
        state=str(paths.state().absolute()),
        data=str(data.absolute()) if data else None,
        mirror=mirror or paths.mirror(),
        offline=offline,
    )


class Download(Struct, frozen=True):
    """What a planned variant still needs."""

    workload: str
    variant: str
    bytes: int


class NewEnvironment(Struct, frozen=True):
    """What would be installed for a harness that does not run here as it was asked for."""

    harness: str
    requirements: tuple[str, ...]


class Preview(Struct, frozen=True):
    """`--plan`: what would run, for how long, and what it would download. meters: as they are now."""

    plan: Plan
    meters: list[Bound]
    duration: Duration
    downloads: list[Download]
    environments: list[NewEnvironment]


def run(
    settings: Settings,
    where: Where,
    observer: Observer,
    *,
    device: str | None = None,
    progress: Progress = SILENT,
    timeouts: Timeouts = USUAL,
) -> Report:
    """Measure, score and save. Raises PlanError, NothingMeasuredError when every cell was skipped."""
    settings = checked.check(settings)
    with journals.only_one(Path(where.state)):
        session = _Session(where, progress, device)
        meters = session.meters(settings)
        planned = session.plan(settings, meters)
        observer.planned(planned)
        if not planned.cells:
            return Report([], planned.skipped)
        for one in meters:
            if one.says:
                observer.no_energy(f"meter {one.binding.name}", one.says, one.hint)
        journal = journals.start(Path(where.state), planned, settings, where, meters)
        return session.conduct(journal, observer, timeouts)


def resume(
    state: Path, observer: Observer, *, progress: Progress = SILENT, timeouts: Timeouts = USUAL
) -> Report:
    """Go on with the newest interrupted session, as it was asked for and into the same folder.

    Raises PlanError when it cannot go on as it was.
    """
    with journals.only_one(state):
        interrupted = journals.interrupted(state)
        if not interrupted:
            raise PlanError("no interrupted session was found", "start one: edgebench run")
        journal = journals.reopen(interrupted[-1])
        try:
            session = _Session(journal.where, progress, None)
            require_unchanged(journal.plan, session.plan(journal.settings, journal.meters))
        except BaseException:
            journal.close()
            raise
        return session.conduct(journal, observer, timeouts)


def preview(settings: Settings, where: Where, *, device: str | None = None) -> Preview:
    """The plan, fetching, making and measuring nothing."""
    settings = checked.check(settings)
    session = _Session(where, SILENT, device)
    downloads: list[Download] = []

    def look(workload: Workload, variant: Variant) -> Path:
        if cached(variant, Path(where.cache)) is None:
            downloads.append(Download(workload.name, variant.name, variant.bytes))
        return Path(where.cache)

    candidates = [as_asked(one, settings) for one in session.candidates(settings)]
    environments = [
        NewEnvironment(one.name, one.probed.environment.requirements)
        for one in candidates
        if isinstance(one.probed, Unbuilt) and settings.scope == "model"
    ]
    meters = session.meters(settings)
    metered_ns = window_ns(meters)
    planned = plan(settings, session.catalogue, candidates, session.device, look, None, metered_ns)
    return Preview(planned, meters, expected(planned), downloads, environments)


class _Session:
    """What planning and measuring share: the catalogue, this device, and how to get a variant's file."""

    def __init__(self, where: Where, progress: Progress, device: str | None) -> None:
        self.where = where
        self.catalogue: Catalogue = load_catalogue()
        self.device: DeviceFacts = devices.describe()
        check_device(device, self.device)
        self.progress = progress
        self.obtain: Obtain = _Obtain(where, progress)

    def candidates(self, settings: Settings) -> list[Candidate]:
        """The harnesses asked for, each tried with the smallest model.

        One asked for by name may be Unbuilt; one that was not is never installed, as it may be gigabytes.
        """
        # A wrong name is told before anything is started, and a wrong suite though a workload is named.
        self.catalogue.suite(settings.suite)
        choose(settings, self.catalogue)
        cache = Path(self.where.cache)
        if settings.harnesses:
            asked = dict.fromkeys(map(discover.asked, settings.harnesses))
            return [Candidate(one.file, interpreter.look(one, cache), one.pin) for one in asked]
        found = [(file, interpreter.look(Asked(file), cache)) for file in discover.shipped().values()]
        return [Candidate(file, state.here if isinstance(state, Unbuilt) else state) for file, state in found]

    def meters(self, settings: Settings) -> list[Bound]:
        """Those asked for, else the device's own of the lab file; each opened once. Raises LabError."""
        if settings.accuracy == "only":
            return []
        names = [self.device.slug, *([self.device.profile] if self.device.profile else [])]
        return bind(lab.load().bindings(settings.meters, names), self.device)

    def plan(self, settings: Settings, meters: Sequence[Bound] = ()) -> Plan:
        """With the environments that the harnesses asked for need."""
        ready = [
            structs.replace(
                one,
                probed=interpreter.make(one.probed, offline=self.where.offline, progress=self.progress),
            )
            if isinstance(one.probed, Unbuilt) and settings.scope == "model"  # of no use in scope pipeline
            else one
            for one in self.candidates(settings)
        ]
        tried = [as_asked(one, settings) for one in ready]
        commit, metered_ns = _commit(), window_ns(meters)
        return plan(settings, self.catalogue, tried, self.device, self.obtain, commit, metered_ns)

    def conduct(self, journal: Journal, observer: Observer, timeouts: Timeouts) -> Report:
        around = Surroundings(
            device=self.device,
            unit=unit(Path(self.where.state)),
            commit=journal.plan.commit,
            catalogue_revision=journal.plan.catalogue_revision,
            worker_sha256=journal.plan.worker_sha256,
            shipped_harnesses=frozenset(one.sha256 for one in discover.shipped().values()),
            ambient_mc=journal.settings.ambient_mc,
        )
        conductor = Conductor(journal, self.catalogue, around, self.obtain, observer, timeouts)
        try:
            report = conductor.run()
        except BaseException:
            journal.close()
            raise
        journal.finish()
        return report


def as_asked(candidate: Candidate, settings: Settings) -> Candidate:
    """A harness that runs on its own terms, tried on the accelerator and in the precision asked for."""
    asked, runs = {"accelerator": settings.accelerator, "precision": settings.precision}, candidate.probed
    if not isinstance(runs, Usable) or asked == {"accelerator": "cpu", "precision": "own"}:
        return candidate
    tried = discover.probe(candidate.file, runs.python, asked)
    if isinstance(tried, Unusable):
        there = f"accelerators of {runs.loaded.runtime} here: {', '.join(runs.loaded.accelerators)}"
        mend = there if settings.accelerator != "cpu" else "leave --precision out"
        reason = tried.reason.removeprefix("ValueError while loading the model: ")
        tried = Unusable(reason, mend)
    return structs.replace(candidate, probed=tried)


class _Obtain:
    """Fetches each variant once a call; a recipe too heavy for `run` is left to `prepare`."""

    def __init__(self, where: Where, progress: Progress) -> None:
        self._where = where
        self._progress = progress
        self._had: dict[str, Path] = {}

    def __call__(self, workload: Workload, variant: Variant) -> Path:
        if variant.sha256 not in self._had:
            self._had[variant.sha256] = fetch(
                variant,
                cache=Path(self._where.cache),
                mirror=self._where.mirror,
                offline=self._where.offline,
                progress=self._progress,
            )
        return self._had[variant.sha256]


def check_device(asked: str | None, found: DeviceFacts) -> None:
    """Raise PlanError unless this machine is the device that was asked for."""
    if asked is None or asked in (found.slug, found.profile):
        return
    profiles = {one.slug: one for one in devices.load_profiles(paths.devices())}
    if asked in profiles:
        itself = found.identity.model or f"{found.name}, {found.cpu.model}"
        raise PlanError(
            f"this machine is {found.slug} ({itself}), not {asked} ({profiles[asked].name})",
            "run it on that device, or leave --device out to measure this one",
        )
    raise PlanError(
        f"unknown device {asked!r}{meant(asked, [*profiles, found.slug])}", "see: edgebench list devices"
    )


def unit(state: Path) -> str:
    """This installation's random id, drawn at the first run; never derived from a serial number."""
    path = state / "unit"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        drawn = secrets.token_hex(4)
        part = path.with_suffix(".part")
        try:
            part.write_text(drawn, encoding="ascii")
            part.replace(path)
        except OSError as error:
            raise StorageError(f"{path}: cannot be written: {error.strerror}", "make room") from error
        return drawn


def require_results(report: Report) -> None:
    """Raise NothingMeasuredError when no cell came through."""
    scored = [one.scored for one in report.outcomes if one.scored]
    if any(one.result for one in report.outcomes) or any(one.accuracy or one.agreement for one in scored):
        return
    if report.outcomes:
        raise NothingMeasuredError(
            "nothing was scored: there is neither labelled data nor stored answers for any of it",
            "set EDGEBENCH_DATA to a folder of data sets",
        )
    raise NothingMeasuredError(
        "nothing was measured: every workload was skipped", "see the reasons above, or: edgebench doctor"
    )


def _commit() -> str | None:
    """The checkout's commit; null outside one, and where the code differs from it."""
    folder = Path(__file__).resolve().parents[2]
    if not (folder / ".git").exists():
        return None
    try:
        head = _git(folder, "rev-parse", "--verify", "--quiet", "HEAD")
        changed = _git(folder, "status", "--porcelain", "--", "edgebench", "harnesses", "workloads")
    except (OSError, subprocess.SubprocessError):  # no git, or not a repository it may read
        return None
    return None if changed else head


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True, timeout=30
    )
    return done.stdout.strip()
