"""Sessions of a synthetic corpus: several cells of one device, interleaved, as `edgebench run` saves them.

Every result passes every rule of `edgebench check`. The number of a session and the seed say all of it:
the same on every machine, whatever else is made.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import numpy as np
from msgspec import structs

from benchmarks import synthetic_windows
from benchmarks.synthetic_systems import SYSTEMS, UNITS_A_DEVICE, Machine, System, machines, meter_for
from benchmarks.synthetic_windows import Asked, Law
from edgebench import __version__, checks, quality, search, statistics, summary
from edgebench.catalogue import load_catalogue
from edgebench.harness import discover
from edgebench.model.process import Process
from edgebench.model.quality import Accuracy, AccuracyData, Agreement, AgreementReference
from edgebench.model.reason import Reason, unless
from edgebench.model.result import (
    Audit,
    Point,
    PrecisionKey,
    Provenance,
    RecipeKey,
    Repeat,
    Resources,
    Result,
    Session,
    Tool,
    VariantFile,
    VariantKey,
    WorkloadKey,
    sample_set_key,
)
from edgebench.model.scenario import (
    CAP_FACTOR,
    SCENARIOS,
    TIERS,
    Load,
    ScenarioName,
    Scope,
    TierName,
    least_ns,
    least_queries,
    threads_of_stream,
)
from edgebench.model.sut import Sut
from edgebench.model.workload import Variant, Workload
from edgebench.released import worker_sha256

CELLS = 16
"""Of a session."""
METERED = 0.25
"""The share of sessions of physical devices with a meter."""
REFERENCE = 0.04
"""The share of sessions of tier reference."""
MIX: tuple[tuple[ScenarioName, float], ...] = (
    ("single-stream", 0.70),
    ("offline", 0.08),
    ("multi-stream", 0.08),
    ("streams", 0.07),
    ("server", 0.06),
    ("sustained", 0.01),
)
DISTURBED = 1.15
"""So much slower is one process in fifty, for which nobody knows the reason."""
OTHERS_MACS_A_SAMPLE = 2_000_000
"""Of a workload of which none are told."""


@dataclass(frozen=True)
class Cell:
    """What one cell of a session measures."""

    workload: Workload
    variant: Variant
    system: System
    scenario: ScenarioName
    scope: Scope
    threads: int

    @property
    def name(self) -> str:
        """Of no other cell of the session."""
        parts = (self.workload.name, self.variant.name, self.system.harness, self.scenario, self.scope)
        return f"{'/'.join(parts)}/{self.threads}"


def session(seed: int, number: int, cells: int = CELLS) -> Iterator[Result]:
    """The results of this session; `cells` of them."""
    rng = np.random.default_rng([seed, number])
    known = machines()
    machine = known[number % len(known)]
    unit = number // len(known) % UNITS_A_DEVICE
    tier: TierName = "reference" if rng.random() < REFERENCE else "standard"
    metered = machine.profile.kind != "vm" and rng.random() < METERED
    chosen = _cells(rng, machine, cells)
    asked = [_load(cell, machine, tier) for cell in chosen]
    measured = _interleaved(rng, machine, chosen, asked)
    about = Session(
        id=hashlib.sha256(f"{seed} {number}".encode()).hexdigest()[:16],
        seed=1,
        plan_sha256=hashlib.sha256(f"plan {seed} {number}".encode()).hexdigest(),
        cells=cells,
        resumed=0,
        interleaved=cells > 1,
        boot_count=1,
    )
    for cell, load, (processes, points) in zip(chosen, asked, measured, strict=True):
        made = _result(rng, machine, unit, cell, load, processes, points)
        made = structs.replace(made, session=about, created=_created(number))
        if metered:
            meter, watts = meter_for(machine, number % 7), 2 + machine.cores * machine.macs_a_ns * 0.2
            per_query = load.samples_per_query
            energy = synthetic_windows.energy(rng, processes, meter, watts, per_query)
            made = structs.replace(made, energy=energy, energy_reason=None)
        yield structs.replace(made, findings=checks.findings(made))


def _cells(rng: np.random.Generator, machine: Machine, count: int) -> list[Cell]:
    found: dict[str, Cell] = {}
    settings = sorted({1, machine.cores})
    names, shares = zip(*MIX, strict=True)
    variants = _variants()
    while len(found) < count:
        workload, variant, system = variants[int(rng.integers(len(variants)))]
        scenario = names[int(rng.choice(len(names), p=np.array(shares) / sum(shares)))]
        pipeline = scenario == "single-stream" and workload.pipeline is not None and rng.random() < 0.05
        if workload.chunk_ns is not None and not SCENARIOS[scenario].stateful:
            continue
        threads = settings[int(rng.integers(len(settings)))]
        cell = Cell(workload, variant, system, scenario, "pipeline" if pipeline else "model", threads)
        if _law(cell, machine).median_ns > 6e6 and scenario in {"server", "streams", "multi-stream"}:
            continue  # hours of windows, or a bound that cannot be met
        found.setdefault(cell.name, cell)
    return list(found.values())


@functools.cache
def _harness(name: str) -> str:
    """The sha256 of a shipped harness."""
    return discover.shipped()[name].sha256


@functools.cache
def _variants() -> tuple[tuple[Workload, Variant, System], ...]:
    return tuple(
        (workload, variant, system)
        for workload in load_catalogue().workloads.values()
        for variant in workload.variant
        if variant.weights == "pretrained"
        for system in SYSTEMS
        if variant.format in system.formats and not (workload.chunk_ns and system.harness == "openvino")
    )


def _load(cell: Cell, machine: Machine, tier: TierName) -> Load:
    scenario, floors = SCENARIOS[cell.scenario], TIERS[tier]
    per_query = scenario.samples_per_query
    min_ns = least_ns(scenario, floors)
    bounds = [one.ns for one in cell.workload.bound if one.ns > 3 * _law(cell, machine).median_ns]
    bounded = "bound" in scenario.takes
    streams = {"offline": min(2, machine.cores), "server": 1, "streams": min(4, 2 * machine.cores)}
    return Load(
        scenario=cell.scenario,
        scope=cell.scope,
        tier=tier,
        batch=1,
        samples_per_query=per_query,
        bound_ns=(bounds or [33_000_000])[0] if bounded else None,
        period_ns=None,
        percentile_ppm=scenario.percentile_ppm,
        chunk_ns=cell.workload.chunk_ns,
        includes_input_copy=True,
        streams=streams.get(cell.scenario),
        seed=1,
        min_queries=least_queries(scenario, floors, per_query),
        min_ns=min_ns,
        cap_ns=CAP_FACTOR * min_ns,
        ended="complete",
    )


def _law(cell: Cell, machine: Machine) -> Law:
    """Of a query of this cell on any day."""
    macs = cell.workload.macs or OTHERS_MACS_A_SAMPLE
    speed = machine.macs_a_ns * cell.system.speed * min(cell.threads, 8) ** 0.8
    if cell.variant.precision.activations not in {"int8", "uint8"}:
        speed /= 2
    stateful = cell.workload.chunk_ns is not None
    per_query = SCENARIOS[cell.scenario].samples_per_query / (100 if stateful and cell.workload.macs else 1)
    slower = 2 if cell.scope == "pipeline" else 1
    return Law(20_000 + slower * per_query * macs / speed, machine.noise, 0.02)


def _interleaved(
    rng: np.random.Generator, machine: Machine, cells: list[Cell], asked: list[Load]
) -> list[tuple[list[Process], list[Point] | None]]:
    """(windows, points) of each cell: one process a cell and round, one after the other."""
    laws = [
        Law(law.median_ns * rng.lognormal(0, 0.015), law.spread, law.tail)
        for law in (_law(cell, machine) for cell in cells)
    ]
    searched = [_points(law, load) for law, load in zip(laws, asked, strict=True)]
    windows: list[list[Process]] = [[] for _ in cells]
    now_ms, order = 700, itertools.count()
    for _ in range(TIERS[asked[0].tier].processes):
        for place in rng.permutation(len(cells)).tolist():
            cell, load, law = cells[place], asked[place], laws[place]
            slower = rng.lognormal(0, machine.noise / 2) * (DISTURBED if rng.random() < 0.02 else 1)
            wait = Law(law.median_ns * slower, law.spread, law.tail)
            if load.scenario == "streams" and load.streams:
                wait = Law(wait.median_ns * max(1, load.streams / machine.cores), law.spread, law.tail)
            rate_uhz = search.best_rate(searched[place] or ()) if load.scenario == "server" else None
            made = synthetic_windows.process(
                rng, wait, _asked(cell, load, machine, rate_uhz), next(order), now_ms
            )
            windows[place].append(made)
            now_ms += made.window_ns // 1_000_000 + 1500
    return [
        (processes, _confirmed(load, processes, points))
        for load, processes, points in zip(asked, windows, searched, strict=True)
    ]


def _asked(cell: Cell, load: Load, machine: Machine, rate_uhz: int | None) -> Asked:
    return Asked(
        min_ns=load.min_ns,
        min_queries=load.min_queries,
        cpus=machine.cores,
        threads=threads_of_stream(load.scenario, cell.threads, load.streams),
        streams=load.streams or 1,
        samples_per_query=load.samples_per_query,
        rate_hz=rate_uhz / 1e6 if rate_uhz else None,
        stages=load.scope == "pipeline",
        sensors=machine.profile.kind == "board",
        row_ms=10_000 if load.scenario == "sustained" else None,
    )


def _points(law: Law, load: Load) -> list[Point] | None:
    """What a pilot or a search tried."""
    rate_mhz = round(1e12 / law.median_ns)
    p99_ns = round(law.median_ns * 1.5)
    points: list[Point] = []
    if load.scenario == "offline":
        tried = {1: rate_mhz, load.streams or 1: rate_mhz * 9 // 5 if load.streams != 1 else rate_mhz}
        return [_point(streams, None, mhz, p99_ns, met=None) for streams, mhz in tried.items()]
    if load.scenario == "streams":
        while each := search.next_streams(points):
            points.append(_point(each, None, rate_mhz, p99_ns, met=each <= (load.streams or 1)))
        return points
    if load.scenario != "server":
        return None
    points.append(_point(1, None, rate_mhz, p99_ns, met=True))
    while rate := search.next_rate(points[0], points[1:]):
        met = rate <= rate_mhz * 700
        points.append(_point(1, rate, rate // 1000, p99_ns, met=met))
    return points


def _point(streams: int, rate_uhz: int | None, mhz: int, p99_ns: int, *, met: bool | None) -> Point:
    return Point(
        batch=1,
        streams=streams,
        rate_uhz=rate_uhz,
        queries=1500,
        latency_p99_ns=p99_ns if met is not False else 10 * p99_ns,
        throughput_mhz=mhz,
        met=met,
    )


def _confirmed(load: Load, processes: list[Process], points: list[Point] | None) -> list[Point] | None:
    if points is None or load.scenario == "offline":
        return points
    return [*points, search.confirmation(load, processes, search.best_rate(points))]


def _result(
    rng: np.random.Generator,
    machine: Machine,
    unit: int,
    cell: Cell,
    load: Load,
    processes: list[Process],
    points: list[Point] | None,
) -> Result:
    """All but session, day, energy and findings, which hold stand-ins."""
    workload = cell.workload
    accuracy, agreement = _accuracy(rng, workload), _agreement(cell, int(rng.random() < 0.1))
    target = workload.quality
    sample_set = sample_set_key(workload, cell.scope)
    assert sample_set is not None
    return Result(
        format=1,
        kind="measured",
        created=_created(0),
        tool=Tool(
            edgebench=__version__,
            commit=None,
            catalogue_revision=1,
            worker_sha256=_worker(),
            harness_sha256=_harness(cell.system.harness),
            harness_known=True,
        ),
        workload=WorkloadKey(
            name=workload.name,
            revision=workload.revision,
            division="closed",
            input_shapes=workload.inputs,
            outputs_scope=workload.outputs_scope,
            sample_set=sample_set,
        ),
        variant=_variant(cell.variant),
        load=load,
        device=machine.device(unit),
        sut=_sut(cell, load, processes),
        session=Session("0" * 16, 1, "0" * 64, 1, 0, interleaved=True, boot_count=1),
        processes=processes,
        points=points,
        energy=None,
        energy_reason=Reason.NO_METER,
        accuracy=accuracy,
        accuracy_reason=unless(accuracy, Reason.NO_DATA_SET),
        quality=quality.decide(
            target.metric,
            target.reference_ppm,
            target.target_ppm,
            target.agreement_ppm,
            accuracy,
            agreement,
        ),
        agreement=agreement,
        agreement_reason=unless(agreement, Reason.NO_ANSWERS),
        audit=Audit(
            harness_floor_ns=90,
            clock_resolution_ns=1,
            timed_outputs_checked=80,
            timed_outputs_differ=0,
            fresh_over_repeated_ppm=int(rng.normal(1_005_000, 3000)),
            fresh_over_repeated_ppm_reason=None,
            nonfinite=0,
            constant_outputs=False,
        ),
        resources=Resources(
            model_bytes=cell.variant.bytes,
            model_gzip_bytes=max(1, cell.variant.bytes * 4 // 5),
            input_bytes_per_sample=_input_bytes(cell),
            output_bytes_per_sample=1001,
            macs=workload.macs,
            macs_reason=unless(workload.macs, Reason.UNKNOWN),
            parameters=workload.parameters,
            parameters_reason=unless(workload.parameters, Reason.UNKNOWN),
        ),
        findings=[],
        summary=summary.summarize(processes, load, points),
        imported=None,
        provenance=Provenance(
            repeat=_repeat(cell, load, len(processes)),
            submitter=f"person-{unit}" if unit else None,
            supersedes=None,
            licence="CC0-1.0",
        ),
    )


def _input_bytes(cell: Cell) -> int:
    """Of a sample, or of a chunk of a clip; of a pipeline's files some number."""
    encoding, ((_, sample),) = cell.variant.input, cell.workload.inputs.items()
    if cell.scope == "pipeline":
        return 20_000
    chunk = sample[1:] if cell.workload.chunk_ns else sample
    return (
        math.prod(encoding.shape or [math.prod(chunk) + encoding.context]) * np.dtype(encoding.dtype).itemsize
    )


def _variant(of: Variant) -> VariantKey:
    recipe = of.recipe[0] if of.recipe else None
    return VariantKey(
        name=of.name,
        format=of.format,
        files=[VariantFile(name=of.file, sha256=of.sha256, bytes=of.bytes)],
        recipe=RecipeKey(recipe.name, recipe.version) if recipe else None,
        weights=of.weights,
        precision=PrecisionKey(of.precision.inputs, of.precision.weights, of.precision.activations),
    )


def _sut(cell: Cell, load: Load, processes: list[Process]) -> Sut:
    system = cell.system
    pinned = _is_pinned(cell, load)
    shares = sorted(one.cpu_ns * 1000 // one.window_ns for one in processes)
    return Sut(
        harness=system.harness,
        runtime=system.runtime,
        provider=system.provider,
        accelerator="cpu",
        threads=threads_of_stream(load.scenario, cell.threads, load.streams),
        affinity=[0] if pinned else None,
        execution_precision=system.execution_precision,
        execution_precision_reason=unless(system.execution_precision, Reason.NOT_REPORTED),
        options={},
        packages={"numpy": "2.4.6", "python": "3.11.7"},
        provider_used=system.used or system.provider,
        operators_total=None,
        operators_total_reason=Reason.NOT_REPORTED,
        operators_on_accelerator=None,
        operators_on_accelerator_reason=Reason.NOT_REPORTED,
        threads_effective_milli=shares[len(shares) // 2],
    )


def _is_pinned(cell: Cell, load: Load) -> bool:
    return cell.threads == 1 and load.streams is None


def _repeat(cell: Cell, load: Load, processes: int) -> Repeat:
    found = load.scenario == "offline"
    return Repeat(
        workload=cell.workload.name,
        variant=cell.variant.name,
        harness=cell.system.harness,
        runtime_version=None,
        scenario=load.scenario,
        tier=load.tier,
        scope=load.scope,
        threads=cell.threads,
        pinned=_is_pinned(cell, load),
        batch=None if found else 1,
        streams=None if load.scenario in {"offline", "streams"} else 1,
        period_ns=None,
        bound_ns=load.bound_ns,
        accelerator="cpu",
        precision="own",
        processes=processes,
        min_ns=load.min_ns,
        seed=1,
    )


def _accuracy(rng: np.random.Generator, workload: Workload) -> Accuracy | None:
    """Of the official set in half of the cells, a little off its reference."""
    target = workload.quality
    known = [one for one in workload.data_set if one.evidence == "full"]
    if target.metric == "agreement" or not known or rng.random() < 0.5:
        return None
    samples = known[0].examples or 1000
    meant = min(1_000_000, max(0, target.reference_ppm + int(rng.normal(0, 4000))))
    right = round(meant * samples / 1_000_000)
    value = round(right * 1_000_000 / samples)
    low, high = (round(end * 1e6) for end in statistics.wilson(right, samples))
    return Accuracy(
        metric=target.metric,
        data_set=AccuracyData(known[0].name, known[0].sha256 or "0" * 64, samples),
        evidence="full",
        value_ppm=value,
        low_ppm=min(low, value),
        low_ppm_reason=None,
        high_ppm=max(high, value),
        high_ppm_reason=None,
        details={},
    )


def _agreement(cell: Cell, differ: int) -> Agreement | None:
    """With the stored answers of the same weights, where there are any; so many answers differ."""
    weights = cell.variant.same_weights_as or cell.variant.name
    answers = [one for one in cell.workload.answers if one.variant == weights]
    if not answers or cell.scope == "pipeline":
        return None
    samples = cell.workload.sample_set.samples
    low, _ = statistics.wilson(samples - differ, samples)
    return Agreement(
        reference=AgreementReference(
            answers[0].harness,
            answers[0].runtime,
            answers[0].version,
            hashlib.sha256(msgspec.json.encode(answers[0].answers)).hexdigest(),
        ),
        samples=samples,
        agree=samples - differ,
        agree_low_ppm=int(low * 1e6),
        measure=answers[0].measure,
    )


@functools.cache
def _worker() -> str:
    return worker_sha256()


def _created(number: int) -> str:
    """A session every seven minutes of the project's first day, and again."""
    minutes = number * 7 % 1440
    return f"2026-11-21T{minutes // 60:02d}:{minutes % 60:02d}Z"
