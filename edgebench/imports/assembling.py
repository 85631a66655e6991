"""A report of another tool, and what the user told -> a result of kind `imported`.

Pure. What neither says is null with a reason or, where format 1 has no null, the least value of the
field, named in `imported.missing` (edgebench/missing.py). What nobody else can know and only a
person can, must be told: all of it is asked for at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct, structs

from edgebench import __version__, missing
from edgebench.checks import findings
from edgebench.imports.process import process_of
from edgebench.imports.report import Report, Stated
from edgebench.imports.told import Told, require_model, sut_of
from edgebench.model.device import Device
from edgebench.model.process import Process
from edgebench.model.reason import Reason, unless
from edgebench.model.result import (
    FORMAT,
    Audit,
    Imported,
    PrecisionKey,
    Provenance,
    RecipeKey,
    Repeat,
    Resources,
    Result,
    SampleSetKey,
    Session,
    Tool,
    VariantFile,
    VariantKey,
    WorkloadKey,
)
from edgebench.model.scenario import SCENARIOS, TIERS, Load, TierName
from edgebench.model.sut import Sut
from edgebench.model.workload import Variant, Workload
from edgebench.quality import decide
from edgebench.summary import summarize

_SAID = Reason.NOT_REPORTED


class Subject(Struct, frozen=True):
    """What was measured, where: the user's word, from the catalogue and the profiles.

    device_missing: fields of the device that nobody told.
    """

    workload: Workload
    variant: Variant
    device: Device
    device_missing: tuple[str, ...]


def assemble(
    tool: str, report: Report, told: Told, subject: Subject, catalogue_revision: int, now: str
) -> Result:
    """The result. tool: the format's name. now: this minute. Raises ImportRefusedError."""
    threads, sut = sut_of(tool, report, told)
    require_model(report, told, subject.variant)
    process = process_of(report)
    tier = _tier(process)
    load = _load(report, tier)
    file_sha256 = hashlib.sha256(b"".join(one.data for one in report.files)).hexdigest()
    workload, variant = subject.workload, subject.variant
    result = Result(
        format=FORMAT,
        kind="imported",
        created=report.created or now,
        tool=Tool(
            edgebench=__version__,
            commit=None,
            catalogue_revision=catalogue_revision,
            worker_sha256=missing.NOTHING_SHA256,
            harness_sha256=missing.NOTHING_SHA256,
            harness_known=False,
        ),
        workload=WorkloadKey(
            name=workload.name,
            revision=workload.revision,
            division="open",
            input_shapes=workload.inputs,
            outputs_scope=workload.outputs_scope,
            sample_set=_least("workload.sample-set", SampleSetKey),
        ),
        variant=_variant(variant),
        load=load,
        device=subject.device,
        sut=sut,
        session=Session(
            id=file_sha256[:16],
            seed=0,
            plan_sha256=missing.NOTHING_SHA256,
            cells=1,
            resumed=0,
            interleaved=False,
            boot_count=1,
        ),
        processes=[process],
        points=None,
        energy=None,
        energy_reason=Reason.NO_METER,
        accuracy=None,
        accuracy_reason=_SAID,
        quality=decide(
            workload.quality.metric,
            workload.quality.reference_ppm,
            workload.quality.target_ppm,
            workload.quality.agreement_ppm,
            None,
            None,
        ),
        agreement=None,
        agreement_reason=_SAID,
        audit=_least("audit", Audit),
        resources=Resources(
            model_bytes=variant.bytes,
            model_gzip_bytes=told.model_gzip_bytes or 1,
            input_bytes_per_sample=1,
            output_bytes_per_sample=0,
            macs=workload.macs,
            macs_reason=unless(workload.macs, Reason.UNKNOWN),
            parameters=workload.parameters,
            parameters_reason=unless(workload.parameters, Reason.UNKNOWN),
        ),
        findings=[],
        summary=summarize([process], load, None),
        imported=Imported(
            tool=tool,
            version=report.tool_version,
            file_sha256=file_sha256,
            missing=sorted({*missing.NEVER_KNOWN, *subject.device_missing, *_missing(report, told)}),
        ),
        provenance=Provenance(
            repeat=_repeat(workload.name, variant.name, threads, sut, load),
            submitter=None,
            supersedes=None,
            licence="CC0-1.0",
        ),
    )
    return structs.replace(result, findings=findings(result))


def _least(field: str, kind: type[Any]) -> Any:
    return msgspec.convert(missing.LEAST[field], kind)


def _missing(report: Report, told: Told) -> Iterator[str]:
    """What has no null and neither the file nor the user says."""
    yield from ("load.cap-ns", "resources.input-bytes-per-sample", "resources.output-bytes-per-sample")
    left_open = {
        missing.CREATED: report.created,
        "load.includes-input-copy": report.includes_input_copy,
        "load.min-ns": report.min_ns,
        "load.min-queries": report.min_queries,
        "load.seed": report.seed,
        "processes.failures": report.failures,
        "processes.first-query-ns": report.first_query_ns,
        "processes.load-ns": report.load_ns,
        "processes.warm-up": report.warm_up,
        "resources.model-gzip-bytes": told.model_gzip_bytes,
        "sut.provider": report.provider,
        "sut.provider-used": report.provider,
    }
    yield from (name for name, value in left_open.items() if value is None)
    if isinstance(report.latencies, Stated) and report.latencies.queries > 1:
        yield missing.MEAN_ONLY


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


def _tier(process: Process) -> TierName:
    """The longest whose queries and time the one run has; its number of processes no other tool has."""
    kept = [
        tier.name
        for tier in TIERS.values()
        if process.queries >= tier.min_queries and process.window_ns >= tier.min_ns
    ]
    return kept[-1] if kept else "smoke"


def _load(report: Report, tier: TierName) -> Load:
    min_ns = report.min_ns or 1
    return Load(
        scenario=report.scenario,
        scope="model",
        tier=tier,
        batch=report.batch,
        samples_per_query=report.samples_per_query,
        bound_ns=None,
        period_ns=None,
        percentile_ppm=SCENARIOS[report.scenario].percentile_ppm,
        chunk_ns=None,
        includes_input_copy=bool(report.includes_input_copy),
        streams=report.streams,
        seed=report.seed or 0,
        min_queries=report.min_queries or 1,
        min_ns=min_ns,
        cap_ns=1,
        ended="complete",
    )


def _repeat(workload: str, variant: str, threads: int, sut: Sut, load: Load) -> Repeat:
    return Repeat(
        workload=workload,
        variant=variant,
        harness=sut.harness,
        runtime_version=None,
        scenario=load.scenario,
        tier=load.tier,
        scope=load.scope,
        threads=threads,
        pinned=False,
        batch=load.batch,
        streams=load.streams or 1,
        period_ns=None,
        bound_ns=None,
        accelerator=sut.accelerator,
        precision="own",
        processes=1,
        min_ns=load.min_ns,
        seed=load.seed,
    )
