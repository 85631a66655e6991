"""From settings to a plan: which cells run here, and what is skipped with its reason."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from edgebench import __version__
from edgebench.catalogue import Catalogue
from edgebench.errors import EdgebenchError, PlanError
from edgebench.harness.discover import Asked, HarnessFile, Unusable, Usable
from edgebench.harness.interpreter import Unbuilt
from edgebench.harness.protocol import Loaded
from edgebench.model.plan import Cell, Plan, Skipped
from edgebench.model.result import sample_set_key
from edgebench.model.scenario import CAP_FACTOR, IDLE_NS, SCENARIOS, TIERS, Scenario, least_ns, least_queries
from edgebench.model.workload import Variant, Workload
from edgebench.probes.device import DeviceFacts
from edgebench.released import worker_sha256
from edgebench.runner.settings import Settings, one_of
from edgebench.tasks import task as tasks

Obtain = Callable[[Workload, Variant], Path]
"""The variant's file, fetched or built when needed. Raises EdgebenchError."""


class Candidate(Struct, frozen=True):
    """A harness that was asked for, and whether it runs here."""

    file: HarnessFile
    probed: Usable | Unusable | Unbuilt
    """Unbuilt only in a preview: a run has made the environment, or knows why it cannot be."""
    pin: str = ""
    """The version or wheel that was asked for."""

    @property
    def name(self) -> str:
        """As it was asked for: `onnxruntime@1.30`."""
        return Asked(self.file, self.pin).name


class Choice(Struct, frozen=True):
    """A workload and those of its variants that were asked for."""

    workload: Workload
    variants: tuple[Variant, ...]
    named: bool
    """The variants were named by the user: a stand-in then runs unasked for."""


def plan(
    settings: Settings,
    catalogue: Catalogue,
    harnesses: Sequence[Candidate],
    device: DeviceFacts,
    obtain: Obtain,
    commit: str | None,
    metered_ns: int = 0,
) -> Plan:
    """Every cell that can run, in the order asked for. Raises PlanError when a name is unknown.

    metered_ns: the window that the session's meters need; 0: there are none.
    """
    cells: list[Cell] = []
    skipped: list[Skipped] = []
    harnesses = distinct(harnesses)
    for choice in choose(settings, catalogue):
        for step in _of_choice(settings, choice, harnesses, device, obtain):
            if isinstance(step, Cell):
                cells.append(with_meters(step, settings, metered_ns))
            else:
                skipped.append(step)
    return Plan(
        edgebench=__version__,
        worker_sha256=worker_sha256(),
        catalogue_revision=catalogue.revision,
        commit=commit,
        device=device.slug,
        conditions=_conditions(device),
        seed=settings.seed,
        accuracy=settings.accuracy,
        samples=settings.samples,
        cells=cells,
        skipped=skipped,
    )


def with_meters(cell: Cell, settings: Settings, metered_ns: int) -> Cell:
    """Idling around its windows, which are as long as the meters need unless a length was asked for."""
    if not metered_ns:
        return cell
    min_ns = cell.min_ns if settings.duration_ns else max(cell.min_ns, metered_ns)
    return structs.replace(cell, min_ns=min_ns, cap_ns=CAP_FACTOR * min_ns, idle_ns=IDLE_NS[settings.tier])


def choose(settings: Settings, catalogue: Catalogue) -> list[Choice]:
    """The workloads and variants asked for by name, else those of the suite."""
    if settings.workloads:
        entries = [(workload, workload.variant) for workload in catalogue.find(*settings.workloads)]
    else:
        entries = catalogue.suite(settings.suite)
    known = sorted({variant.name for workload, _ in entries for variant in workload.variant})
    for name in settings.variants:
        one_of("variant", name, known, f"these workloads have {', '.join(known)}")
    if settings.variants:
        entries = [
            (workload, [one for one in workload.variant if one.name in settings.variants])
            for workload, _ in entries
        ]
    named = bool(settings.variants)
    return [Choice(workload, tuple(variants), named) for workload, variants in entries if variants]


def distinct(harnesses: Sequence[Candidate]) -> list[Candidate]:
    """The same, but one install of a version: results of two could not be told apart."""
    kept: list[Candidate] = []
    seen: set[tuple[str, ...]] = set()
    for one in harnesses:
        if not isinstance(one.probed, Usable):
            kept.append(one)
            continue
        loaded = one.probed.loaded
        same = (one.file.name, one.file.sha256, loaded.runtime, loaded.version, loaded.build or "")
        kept.append(structs.replace(one, probed=_twice(loaded)) if same in seen else one)
        seen.add(same)
    return kept


def _twice(loaded: Loaded) -> Unusable:
    return Unusable(
        f"{loaded.runtime} {loaded.version} is in this plan already, from another place",
        "name another version; a build of your own needs a version of its own, such as 1.30.0+mine",
    )


def _conditions(device: DeviceFacts) -> dict[str, str | int | None]:
    """What of the device can change between boots, and would make one cell of two."""
    return {
        "kernel": device.kernel,
        "governor": device.governor,
        "power mode": device.power_mode,
        "clock limit": device.cpu_max_khz,
        "GPU clock limit": device.gpu_max_khz,
        "cores": device.cpu.cores,
    }


def _of_choice(
    settings: Settings, choice: Choice, harnesses: Sequence[Candidate], device: DeviceFacts, obtain: Obtain
) -> Iterator[Cell | Skipped]:
    """A stand-in only where none of those that it stands in for runs, unless it was named."""
    for variant in choice.variants:
        tasks.load(choice.workload, variant)  # options that are not the task's end the plan, not a cell
    running: set[str] = set()
    has_told = False
    for variant in sorted(choice.variants, key=lambda one: bool(one.stand_in_for)):
        if not choice.named and not running.isdisjoint(variant.stand_in_for):
            continue
        for step in _of_variant(settings, choice.workload, variant, harnesses, device, obtain):
            has_told = True
            if isinstance(step, Cell):
                running.add(variant.name)
            yield step
    if not has_told:
        names = ", ".join(one.name for one in harnesses)
        reason = f"none of its variants is in a format of {names}"
        yield Skipped(choice.workload.name, None, None, reason, "see: edgebench list harnesses")


def _of_variant(
    settings: Settings,
    workload: Workload,
    variant: Variant,
    harnesses: Sequence[Candidate],
    device: DeviceFacts,
    obtain: Obtain,
) -> Iterator[Cell | Skipped]:
    if settings.scope == "pipeline" and (reason := _outside_pipeline(workload)):
        yield Skipped(workload.name, variant.name, None, reason, "leave --scope out")
        return
    usable: list[tuple[Candidate, Usable | Unbuilt]] = []
    for one in _takers(settings, workload, variant, harnesses):
        if isinstance(one, Skipped):
            yield one
        else:
            usable.append(one)
    if not usable:
        return
    try:
        obtain(workload, variant)
    except EdgebenchError as error:
        yield Skipped(workload.name, variant.name, None, error.message, error.hint or "")
        return
    for taker, runtime in usable:
        for load in _loads(settings, workload, variant):
            if isinstance(load, Skipped):
                yield load
                continue
            made: list[Cell] = []
            for threads in settings.threads:
                cell = _cell(settings, workload, variant, taker, runtime, device, threads, load)
                made += [cell] if cell not in made else []  # `2,all` on two cores is one cell
            yield from made


def _outside_pipeline(workload: Workload) -> str | None:
    """Why a query of this workload cannot begin at an encoded file; None where it can."""
    if workload.chunk_ns is not None:
        return "its model is asked one chunk after the other, and scope pipeline is of whole files"
    if workload.pipeline is None:
        return "it has no scope pipeline: its catalogue entry names no encoded files to start from"
    return None


def _takers(
    settings: Settings, workload: Workload, variant: Variant, harnesses: Sequence[Candidate]
) -> Iterator[tuple[Candidate, Usable | Unbuilt] | Skipped]:
    """The harnesses that can load the variant, or why they cannot here."""
    takers = [one for one in harnesses if variant.format in one.file.formats]
    if not takers and settings.variants:
        names = ", ".join(one.name for one in harnesses)
        reason = f"{names} cannot load {variant.format} files"
        yield Skipped(workload.name, variant.name, None, reason, "see: edgebench list harnesses")
    for taker in takers:
        match taker.probed:
            case Unusable(reason=reason, hint=hint):
                yield Skipped(workload.name, variant.name, taker.name, reason, hint)
            case probed if settings.scope == "pipeline" and probed.python != Path(sys.executable):
                reason = "scope pipeline runs edgebench's own code, which the harness's Python does not have"
                hint = "install its runtime beside edgebench, or leave --scope out"
                yield Skipped(workload.name, variant.name, taker.name, reason, hint)
            case probed:
                yield taker, probed


class _Load(Struct, frozen=True):
    """One way to ask: a scenario with what may be said of its load; null batch or streams are found."""

    scenario: Scenario
    batch: int | None = 1
    streams: int | None = 1
    period_ns: int | None = None
    bound_ns: int | None = None


def _loads(settings: Settings, workload: Workload, variant: Variant) -> Iterator[_Load | Skipped]:
    """Every scenario asked for that the workload has, with every batch."""
    for scenario in map(SCENARIOS.__getitem__, settings.scenarios):
        bound_ns = settings.bound_ns or (workload.bound[0].ns if workload.bound else None)
        stateful = workload.chunk_ns is not None
        reason = hint = None
        if stateful and not scenario.stateful:
            reason = f"its model is asked one chunk after the other, which {scenario.title} does not do"
            hint = "use --scenario SingleStream"
        elif "bound" in scenario.takes and bound_ns is None:
            reason = f"{scenario.title} needs a deadline, and the workload names none"
            hint = "give one in ms: --bound 33"
        elif stateful and any(batch > 1 for batch in settings.batches):
            reason = "its model is asked one chunk after the other, which has no batches"
            hint = "leave --batch out"
        if reason and hint:
            yield Skipped(workload.name, variant.name, None, reason, hint)
        else:
            yield from _of_scenario(settings, scenario, bound_ns)


def _of_scenario(settings: Settings, scenario: Scenario, bound_ns: int | None) -> Iterator[_Load]:
    """Options that this scenario does not have are another's of the same plan."""
    free = scenario.name == "offline" and settings.scope == "model"
    usual: tuple[int | None, ...] = (None,) if free else (1,)
    streams = settings.streams if "streams" in scenario.takes else None
    for batch in (settings.batches if "batch" in scenario.takes else ()) or usual:
        yield _Load(
            scenario,
            batch,
            streams if scenario.name in {"offline", "streams"} else streams or 1,
            settings.period_ns if "period" in scenario.takes else None,
            bound_ns if "bound" in scenario.takes else None,
        )


def _cell(
    settings: Settings,
    workload: Workload,
    variant: Variant,
    candidate: Candidate,
    probed: Usable | Unbuilt,
    device: DeviceFacts,
    threads: str,
    load: _Load,
) -> Cell:
    tier, scenario, harness = TIERS[settings.tier], load.scenario, candidate.file
    count = device.cpu.cores if threads == "all" else int(threads)
    pinned = settings.pin or threads == "1"
    if pinned and count > len(device.cpu.cores_by_speed):
        raise PlanError(
            f"--pin: {count} threads need {count} cores, {len(device.cpu.cores_by_speed)} are usable here",
            "use fewer threads, or leave --pin out",
        )
    min_ns = settings.duration_ns or least_ns(scenario, tier)
    samples_per_query = max(scenario.samples_per_query, load.batch or 1)
    given = sample_set_key(workload, settings.scope)
    assert given is not None  # `_of_variant` skips a workload without this scope
    return msgspec.convert(
        {
            "workload": workload.name,
            "revision": workload.revision,
            "variant": variant.name,
            "variant_sha256": variant.sha256,
            "sample_set_sha256": given.sha256,
            "harness": harness.name,
            "harness_path": str(harness.path),
            "harness_sha256": harness.sha256,
            "python": str(probed.python),
            "runtime": probed.loaded.runtime if isinstance(probed, Usable) else harness.title,
            "runtime_version": probed.loaded.version if isinstance(probed, Usable) else probed.version,
            "version_asked_for": bool(candidate.pin),
            "scenario": scenario.name,
            "scope": settings.scope,
            "samples_per_query": samples_per_query,
            "batch": load.batch,
            "streams": load.streams,
            "period_ns": load.period_ns,
            "bound_ns": load.bound_ns,
            "tier": settings.tier,
            "threads": count,
            "affinity": list(device.cpu.cores_by_speed[:count]) if pinned else [],
            "accelerator": settings.accelerator,
            "precision": settings.precision,
            "processes": settings.processes or tier.processes,
            "min_queries": least_queries(scenario, tier, samples_per_query),
            "min_ns": min_ns,
            "cap_ns": CAP_FACTOR * min_ns,
            "seed": settings.seed,
        },
        Cell,
    )
