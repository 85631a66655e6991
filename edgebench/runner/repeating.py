"""From a result file alone to the run that made it: Result -> Settings, and what stands against it here.

What was asked must be the same: workload, model file, samples, load. Who answers may be another device,
runtime or edgebench; measured again it is then a comparison and no repeat, and `changes` names the fields.
Files come from strangers: what a name of theirs would make of the command line is decided here.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

import msgspec
from msgspec import structs
from packaging.version import InvalidVersion, Version

from edgebench.catalogue import Catalogue
from edgebench.checks.submission import said_twice
from edgebench.comparison import CELL_FIELDS, differences
from edgebench.errors import PlanError, ResultError, meant
from edgebench.harness.discover import HarnessFile
from edgebench.model.device import Cpu, Device
from edgebench.model.entry import Entry
from edgebench.model.plan import Cell, Plan
from edgebench.model.reason import Reason
from edgebench.model.result import Repeat, Result
from edgebench.model.scenario import SCENARIOS, TIERS, least_ns
from edgebench.model.sut import Runtime
from edgebench.probes.device import DeviceFacts
from edgebench.runner import settings as checked
from edgebench.runner.settings import Settings

OUTCOMES = ("quality.met",)
"""Fields of the cell key that a run finds out and is not asked for."""
FIELDS = (
    *(name for name in CELL_FIELDS if name not in OUTCOMES),
    "load.seed",
    "load.min_queries",
    "load.min_ns",
    "load.cap_ns",
    "tool.edgebench",
    "tool.worker_sha256",
    "device.cpu.model",
    "device.cpu.cores",
    "device.cpu.online",
    "device.memory_gib",
    "device.os",
    "device.kernel",
    "device.firmware",
    "sut.packages",
)
"""A repeat has all of these from its original: its cell, and what else could change a number."""

LARGEST = {"min_ns": 86_400 * 10**9, "batch": 1024, "streams": 1024}
"""What a run may be asked for: a file could ask for years, or for all memory."""
MAY_DIFFER = ("runtime_version",)
"""Of what was asked: another version can be named, and what then differs is told."""

_DAMAGED = "Get it again from where it came from; a result is never edited."


def settings(
    original: Entry,
    harness: str,
    accuracy: Literal["yes", "no"] = "yes",
    meters: tuple[str, ...] = (),
) -> Settings:
    """What `edgebench run` was asked for. harness: as harness_of gives it, or as the user names it.

    meters: of this lab; which one a result was measured with says nothing about what is here.

    Accuracy that the original left out is left out again. Raises ResultError for what no run can be asked.
    """
    result, repeat = original.result, original.result.provenance.repeat
    scenario, tier, scored = SCENARIOS[result.load.scenario], TIERS[result.load.tier], result.accuracy
    asked = Settings(
        workloads=(repeat.workload,),
        variants=(repeat.variant,),
        harnesses=(harness,),
        scenarios=(scenario.name,),
        scope=result.load.scope,
        tier=tier.name,
        threads=(repeat.threads_option,),
        pin=repeat.pinned,
        batches=(repeat.batch,) if repeat.batch else (),
        streams=repeat.streams if scenario.name in {"offline", "server"} else None,
        period_ns=repeat.period_ns,
        bound_ns=repeat.bound_ns,
        accelerator=repeat.accelerator,
        precision=repeat.precision,
        processes=_unless_usual(repeat.processes, tier.processes),
        duration_ns=_unless_usual(repeat.min_ns, least_ns(scenario, tier)),
        accuracy="no" if result.accuracy_reason is Reason.NOT_ASKED else accuracy,
        samples=scored.data_set.samples if scored and scored.evidence == "subset" else None,
        seed=repeat.seed,
        meters=meters,
    )
    try:
        return checked.check(asked)
    except PlanError as error:
        raise ResultError(f"{original.path}: it cannot be repeated: {error.message}", error.hint) from error


def harness_of(original: Entry, shipped: Collection[str]) -> str:
    """`tflite`, or `tflite@2.3.0` where that version had been asked for: what --harness takes.

    Raises PlanError for one that is not of this installation, ResultError for a version that is none.
    """
    repeat = original.result.provenance.repeat
    if repeat.harness not in shipped:
        raise PlanError(
            f"{original.path}: there is no harness {repeat.harness} here{meant(repeat.harness, shipped)}",
            f"name its file: --harness path/to/{repeat.harness}.py",
        )
    if repeat.runtime_version is None:
        return repeat.harness
    return f"{repeat.harness}@{_version(original, repeat.runtime_version)}"


def require_same_harness(original: Entry, harness: HarnessFile) -> None:
    """Raise PlanError for a harness of another name."""
    _require_equal(
        original, "provenance.repeat.harness", original.result.provenance.repeat.harness, harness.name
    )


def require_same_question(original: Entry, catalogue: Catalogue) -> None:
    """Raise PlanError unless workload, model file and samples are here as they were, before any is fetched.

    Raises ResultError for a file that contradicts itself.
    """
    result, repeat = original.result, original.result.provenance.repeat
    _require_measured(original)
    _require_consistent(original)
    workload = catalogue.workloads.get(repeat.workload)
    if workload is None:
        raise _unknown(original, "workload", repeat.workload, catalogue.workloads)
    variants = {one.name: one for one in workload.variant}
    for field, was, now in (
        ("workload.revision", result.workload.revision, workload.revision),
        ("workload.sample_set.sha256", result.workload.sample_set.sha256, workload.sample_set.sha256),
    ):
        _require_equal(original, field, was, now)
    if repeat.variant not in variants:
        raise _unknown(original, "variant", repeat.variant, variants)
    files = ", ".join(file.sha256 for file in result.variant.files) or "none"
    _require_equal(original, "variant.files", files, variants[repeat.variant].sha256)


def require_same_load(original: Entry, cell: Cell) -> None:
    """Raise PlanError unless the planned cell is asked what the original was asked, field by field."""
    repeat = original.result.provenance.repeat
    for name in Repeat.__struct_fields__:
        if name in Cell.__struct_fields__ and name not in MAY_DIFFER:
            _require_equal(original, f"provenance.repeat.{name}", getattr(repeat, name), getattr(cell, name))
    _require_equal(original, "provenance.repeat.pinned", repeat.pinned, bool(cell.affinity))


def foreseen(original: Result, plan: Plan, device: DeviceFacts, unit: str) -> Result:
    """The original with what is known of its repeat before that is measured; the figures stay."""
    (cell,) = plan.cells
    was = original.sut.runtime
    same_version = (was.name, was.version) == (cell.runtime, cell.runtime_version)
    return structs.replace(
        original,
        tool=structs.replace(
            original.tool,
            edgebench=plan.edgebench,
            worker_sha256=plan.worker_sha256,
            harness_sha256=cell.harness_sha256,
        ),
        load=structs.replace(
            original.load, min_queries=cell.min_queries, min_ns=cell.min_ns, cap_ns=cell.cap_ns
        ),
        device=_device(original.device, device, unit),
        sut=structs.replace(
            original.sut,
            runtime=was if same_version else Runtime(cell.runtime, cell.runtime_version, None),
            affinity=cell.affinity or None,
        ),
    )


def changes(original: Result, repeated: Result) -> tuple[str, ...]:
    """Names of the FIELDS in which they differ; none: it is a repeat."""
    return differences(original, repeated, FIELDS)


def _device(was: Device, seen: DeviceFacts, unit: str) -> Device:
    """What a person had typed stays: no probe knows it."""
    facts: dict[str, Any] = msgspec.to_builtins(seen)
    told = {name: facts[name] for name in Device.__struct_fields__ if name in facts}
    told["cpu"] = {name: facts["cpu"][name] for name in Cpu.__struct_fields__}
    return msgspec.convert({**msgspec.to_builtins(was), **told, "unit": unit}, Device)


def _require_measured(original: Entry) -> None:
    result = original.result
    if result.kind != "measured":
        raise PlanError(
            f"{original.path}: it is {result.kind}: there is no run to repeat",
            f"measure it anew: edgebench run --workload {result.workload.name}",
        )
    if errors := [one.rule for one in result.findings if one.level == "error"]:
        raise PlanError(
            f"{original.path}: it failed the check {' and '.join(errors)}: "
            "there is nothing to compare a repeat with",
            f"see: edgebench show {original.path}",
        )


def _require_consistent(original: Entry) -> None:
    """Raise ResultError when what to repeat is not what was measured, or more than a run may be asked for."""
    repeat = original.result.provenance.repeat
    for one in said_twice.contradictions(original.result):
        raise ResultError(
            f"{original.path}: it contradicts itself: provenance.repeat.{one.name} is {one.asked}, "
            f"{one.field} is {one.measured}",
            _DAMAGED,
        )
    for name, largest in LARGEST.items():
        if (getattr(repeat, name) or 0) > largest:
            raise ResultError(
                f"{original.path}: provenance.repeat.{name} is {getattr(repeat, name)}, above {largest}",
                _DAMAGED,
            )


def _version(original: Entry, text: str) -> str:
    """As packaging writes it. A local version may end like a file, and would be taken for its path."""
    try:
        version = str(Version(text))
    except InvalidVersion:
        version = ""
    if not version or version.endswith((".py", ".whl")):
        raise ResultError(
            f"{original.path}: provenance.repeat.runtime_version {text[:40]!r} is not a version", _DAMAGED
        )
    return version


def _require_equal(original: Entry, field: str, was: object, now: object) -> None:
    if was != now:
        raise PlanError(
            f"{original.path}: {field} is {was} there and {now} here: it is another question",
            _elsewhere(original),
        )


def _unknown(original: Entry, what: str, name: str, known: Collection[str]) -> PlanError:
    return PlanError(
        f"{original.path}: there is no {what} {name} here{meant(name, known)}", _elsewhere(original)
    )


def _elsewhere(original: Entry) -> str:
    result = original.result
    return (
        f"repeat it with the edgebench that measured it ({result.tool.edgebench}), "
        f"or measure anew: edgebench run --workload {result.workload.name}"
    )


def _unless_usual(value: int, usual: int) -> int | None:
    return None if value == usual else value
