"""From what was measured to a result: pure, so that a resumed session writes the same bytes."""

from __future__ import annotations

import gzip
import itertools
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct, structs

from edgebench import __version__, store
from edgebench.checks import findings
from edgebench.checks.submission import size
from edgebench.energy.curve import Curve
from edgebench.energy.stored import over_time
from edgebench.meters import discover as meters
from edgebench.model.device import Cpu, Device
from edgebench.model.energy import Energy
from edgebench.model.plan import Cell
from edgebench.model.process import Process
from edgebench.model.reason import Reason, unless
from edgebench.model.result import (
    FORMAT,
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
from edgebench.model.scenario import SCENARIOS, Load, Scope
from edgebench.model.sut import Runtime, Sut
from edgebench.model.workload import Variant, Workload
from edgebench.probes.device import DeviceFacts
from edgebench.quality import decide
from edgebench.runner.accounting import NONE, Accounted
from edgebench.runner.choosing import Chosen, fixed
from edgebench.runner.journal import ProcessDone, Scored
from edgebench.runner.measuring import Measured
from edgebench.search import confirmation
from edgebench.summary import summarize


class Surroundings(Struct, frozen=True):
    """What all cells of a session share."""

    device: DeviceFacts
    unit: str
    commit: str | None
    catalogue_revision: int
    worker_sha256: str
    shipped_harnesses: frozenset[str]
    """sha256 of the harness files of this installation."""
    ambient_mc: int | None = None


def assemble(
    asked: Cell,
    workload: Workload,
    variant: Variant,
    model: Path,
    done: Sequence[ProcessDone],
    scored: Scored,
    session: Session,
    around: Surroundings,
    chosen: Chosen | None = None,
    accounted: Accounted = NONE,
) -> Result:
    """The cell's result, with its findings and summary.

    asked: the cell as planned. chosen: what a pilot or a search found of it.
    """
    cell = fixed(asked, chosen) if chosen else asked
    measured = [one.measured for one in done]
    processes = [_with_power(one.process, place, accounted.energy) for place, one in enumerate(measured)]
    load = _load(cell, workload, "cap" if any(one.ended == "cap" for one in measured) else "complete")
    points = _points(load, processes, chosen)
    known = cell.harness_sha256 in around.shipped_harnesses
    closed = known and variant.weights != "user" and _reads_shipped_meters(accounted.energy)
    result = Result(
        format=FORMAT,
        kind="measured",
        created=done[-1].minute,
        tool=Tool(
            edgebench=__version__,
            commit=around.commit,
            catalogue_revision=around.catalogue_revision,
            worker_sha256=around.worker_sha256,
            harness_sha256=cell.harness_sha256,
            harness_known=known,
        ),
        workload=_workload(workload, variant, cell.scope, closed=closed),
        variant=_variant(variant),
        load=load,
        device=_device(around),
        sut=_sut(cell, measured),
        session=session,
        processes=processes,
        points=points,
        energy=accounted.energy,
        energy_reason=accounted.reason,
        accuracy=scored.accuracy,
        accuracy_reason=scored.accuracy_reason,
        quality=decide(
            workload.quality.metric,
            workload.quality.reference_ppm,
            workload.quality.target_ppm,
            workload.quality.agreement_ppm,
            scored.accuracy,
            scored.agreement,
        ),
        agreement=scored.agreement,
        agreement_reason=scored.agreement_reason,
        audit=_worst([one.audit for one in measured]),
        resources=_resources(workload, variant, model, measured[0]),
        findings=[],
        summary=summarize(processes, load, points),
        imported=None,
        provenance=Provenance(
            repeat=Repeat(
                workload=cell.workload,
                variant=cell.variant,
                harness=cell.harness,
                runtime_version=cell.runtime_version if cell.version_asked_for else None,
                scenario=cell.scenario,
                tier=cell.tier,
                scope=cell.scope,
                threads=cell.threads,
                pinned=bool(cell.affinity),
                batch=asked.batch,
                streams=asked.streams,
                period_ns=cell.period_ns,
                bound_ns=cell.bound_ns,
                accelerator=cell.accelerator,
                precision=cell.precision,
                processes=cell.processes,
                min_ns=cell.min_ns,
                seed=cell.seed,
            ),
            submitter=None,
            supersedes=None,
            licence="CC0-1.0",
        ),
    )
    return _fitting(structs.replace(result, findings=findings(result)))


def _reads_shipped_meters(energy: Energy | None) -> bool:
    """An outsider's driver puts a result into the open division, as an outsider's harness does."""
    return energy is None or all(one.driver in meters.shipped() for one in energy.meters)


def _with_power(process: Process, place: int, energy: Energy | None) -> Process:
    """With the primary meter's mean power in each row of the series."""
    if energy is None:
        return process
    window = next(one for one in energy.windows if (one.meter, one.process) == (energy.primary, place))
    series, length_us = process.series, window.ended_us - window.began_us
    edges_us = [min(1000 * series.period_ms * i, length_us) for i in range(len(series.queries) + 1)]
    curve = over_time(window)
    power = [_mean_mw(curve, began_us, ended_us) for began_us, ended_us in itertools.pairwise(edges_us)]
    shown = structs.replace(series, power_mw=power, power_mw_reason=None)
    return structs.replace(process, series=shown)


def _mean_mw(curve: Curve, began_us: int, ended_us: int) -> int | None:
    """1 nJ in 1 us is 1 mW; no time has no power."""
    if ended_us <= began_us:
        return None
    before_nj, after_nj = curve.at(1000 * began_us, 1000 * ended_us)
    return max(0, round(float(after_nj - before_nj) / (ended_us - began_us)))


def _points(load: Load, processes: Sequence[Process], chosen: Chosen | None) -> list[Point] | None:
    """A search's windows end with what all processes of the result say; a pilot's stand for themselves."""
    if chosen is None:
        return None
    if load.bound_ns is None:
        return chosen.points
    return [*chosen.points, confirmation(load, processes, chosen.rate_uhz)]


def _fitting(result: Result) -> Result:
    """Without the engine's own times where they make the file too large: the query's are the result."""
    if len(store.encode(result)) <= size.largest_bytes(result.load.tier):
        return result
    processes = [
        structs.replace(one, engine_latency=None, engine_latency_reason=Reason.FILE_LIMIT)
        if one.engine_latency
        else one
        for one in result.processes
    ]
    smaller = structs.replace(result, processes=processes)
    return structs.replace(smaller, findings=findings(smaller))


def _workload(workload: Workload, variant: Variant, scope: Scope, *, closed: bool) -> WorkloadKey:
    given = sample_set_key(workload, scope)
    assert given is not None  # planning skips a workload without this scope
    return WorkloadKey(
        name=workload.name,
        revision=workload.revision,
        division="closed" if closed else "open",
        input_shapes=workload.inputs,
        outputs_scope=workload.outputs_scope,
        sample_set=given,
    )


def _variant(variant: Variant) -> VariantKey:
    return VariantKey(
        name=variant.name,
        format=variant.format,
        files=[VariantFile(name=variant.file, sha256=variant.sha256, bytes=variant.bytes)],
        recipe=RecipeKey(name=variant.recipe[0].name, version=variant.recipe[0].version)
        if variant.recipe
        else None,
        weights=variant.weights,
        precision=PrecisionKey(**structs.asdict(variant.precision)),
    )


def _load(cell: Cell, workload: Workload, ended: Literal["complete", "cap"]) -> Load:
    scenario = SCENARIOS[cell.scenario]
    return Load(
        scenario=cell.scenario,
        scope=cell.scope,
        tier=cell.tier,
        batch=cell.batch or 1,
        samples_per_query=cell.samples_per_query,
        bound_ns=cell.bound_ns,
        period_ns=cell.period_ns,
        percentile_ppm=scenario.percentile_ppm,
        chunk_ns=workload.chunk_ns,
        includes_input_copy=True,
        streams=cell.streams if cell.scenario in {"offline", "server", "streams"} else None,
        seed=cell.seed,
        min_queries=cell.min_queries,
        min_ns=cell.min_ns,
        cap_ns=cell.cap_ns,
        ended=ended,
    )


def _device(around: Surroundings) -> Device:
    """Facts from the probes; what only a person knows stays null until it is told."""
    seen = around.device
    return Device(
        slug=seen.slug,
        profile_revision=seen.profile_revision,
        unit=around.unit,
        kind=seen.kind,
        virtual=seen.virtual,
        emulated=seen.emulated,
        cpu=Cpu(model=seen.cpu.model, cores=seen.cpu.cores, online=seen.cpu.online, isa=list(seen.cpu.isa)),
        memory_bytes=seen.memory_bytes,
        memory_bytes_reason=seen.memory_bytes_reason,
        accelerators=list(seen.accelerators),
        os=seen.os,
        kernel=seen.kernel,
        firmware=seen.firmware,
        firmware_reason=seen.firmware_reason,
        power_mode=seen.power_mode,
        power_mode_reason=seen.power_mode_reason,
        governor=seen.governor,
        governor_reason=seen.governor_reason,
        cpu_max_khz=seen.cpu_max_khz,
        cpu_max_khz_reason=seen.cpu_max_khz_reason,
        gpu_max_khz=seen.gpu_max_khz,
        gpu_max_khz_reason=seen.gpu_max_khz_reason,
        cooling=None,
        cooling_reason=Reason.UNKNOWN,
        power_supply=None,
        power_supply_reason=Reason.UNKNOWN,
        ambient_mc=around.ambient_mc,
        ambient_mc_reason=unless(around.ambient_mc, Reason.NO_SENSOR),
        typed_by_hand=[] if around.ambient_mc is None else ["ambient-mc"],
    )


def _sut(cell: Cell, measured: Sequence[Measured]) -> Sut:
    loaded = measured[0].loaded
    effective = [one.process.cpu_ns * 1000 // one.process.window_ns for one in measured]
    return Sut(
        harness=cell.harness,
        runtime=Runtime(name=loaded.runtime, version=loaded.version, build=loaded.build),
        provider=loaded.provider,
        accelerator=loaded.accelerator,
        threads=cell.threads_of_stream,
        affinity=cell.affinity or None,
        execution_precision=loaded.execution_precision,
        execution_precision_reason=unless(loaded.execution_precision, Reason.NOT_REPORTED),
        options={},
        packages=loaded.packages,
        provider_used=loaded.provider_used,
        operators_total=loaded.operators_total,
        operators_total_reason=unless(loaded.operators_total, Reason.NOT_REPORTED),
        operators_on_accelerator=loaded.operators_on_accelerator,
        operators_on_accelerator_reason=unless(loaded.operators_on_accelerator, Reason.NOT_REPORTED),
        threads_effective_milli=int(statistics.median(effective)),
    )


def _worst(audits: Sequence[Audit]) -> Audit:
    """Over the processes: the outputs checked are added up, the rest is the worst (a ratio: the median)."""
    ratios = [one.fresh_over_repeated_ppm for one in audits if one.fresh_over_repeated_ppm is not None]
    return Audit(
        harness_floor_ns=max(one.harness_floor_ns for one in audits),
        clock_resolution_ns=max(one.clock_resolution_ns for one in audits),
        timed_outputs_checked=sum(one.timed_outputs_checked for one in audits),
        timed_outputs_differ=sum(one.timed_outputs_differ for one in audits),
        fresh_over_repeated_ppm=int(statistics.median(ratios)) if ratios else None,
        fresh_over_repeated_ppm_reason=None if ratios else audits[0].fresh_over_repeated_ppm_reason,
        nonfinite=max(one.nonfinite for one in audits),
        constant_outputs=any(one.constant_outputs for one in audits),
    )


def _resources(workload: Workload, variant: Variant, model: Path, first: Measured) -> Resources:
    return Resources(
        model_bytes=variant.bytes,
        model_gzip_bytes=len(gzip.compress(model.read_bytes(), 6, mtime=0)),
        input_bytes_per_sample=first.input_bytes,
        output_bytes_per_sample=first.output_bytes,
        macs=workload.macs,
        macs_reason=Reason.UNKNOWN if workload.macs is None else None,
        parameters=workload.parameters,
        parameters_reason=Reason.UNKNOWN if workload.parameters is None else None,
    )
