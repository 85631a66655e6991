"""In the closed division workload, sample set and variant are those of the shipped catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.result import RecipeKey, Result, VariantFile, sample_set_key
from edgebench.model.workload import Recipe, Variant, Workload

RULE = "catalogue"
NEWER = "Check it with the edgebench that measured it, or measure again with this one."
OPEN = "Measure again; a workload, model or harness of one's own is for the open division."

_Fault = tuple[str, object, object, str]
"""Field, what is stored, what is due, what to do."""


def check(submitted: Submitted) -> list[Problem]:
    """Of a revision that the catalogue has left behind, only the names are known."""
    if submitted.result.workload.division != "closed":
        return []
    return [
        submitted.problem(RULE, place, f"{seen} is stored, {due} is due.", todo)
        for place, seen, due, todo in _compared(submitted)
        if seen != due
    ]


def differs(submitted: Submitted) -> bool:
    """Whether anything is not the catalogue's, in whatever division."""
    return any(seen != due for _, seen, due, _ in _compared(submitted))


def _compared(submitted: Submitted) -> Iterator[_Fault]:
    result, shipped = submitted.result, submitted.shipped
    of = shipped.workloads.get(result.workload.name)
    if of is None:
        names = ", ".join(shipped.workloads)
        yield "$.workload.name", result.workload.name, f"one of {names}", OPEN
    elif result.workload.revision > of.revision:
        yield "$.workload.revision", result.workload.revision, f"at most {of.revision}", NEWER
    elif result.workload.revision == of.revision:
        yield from _workload_faults(result, of)
        yield from _variant_faults(result, of)


def _workload_faults(result: Result, of: Workload) -> Iterator[_Fault]:
    stored = result.workload
    for place, seen, due in (
        ("$.workload.input_shapes", stored.input_shapes, of.inputs),
        ("$.workload.outputs_scope", stored.outputs_scope, of.outputs_scope),
        ("$.load.chunk_ns", result.load.chunk_ns, of.chunk_ns),
        ("$.quality.rule", result.quality.rule, of.quality.metric),
        ("$.quality.reference_ppm", result.quality.reference_ppm, of.quality.reference_ppm),
        ("$.quality.target_ppm", result.quality.target_ppm, of.quality.target_ppm),
    ):
        yield place, seen, due, NEWER
    chosen = sample_set_key(of, result.load.scope)
    if chosen is None:
        yield "$.load.scope", result.load.scope, "model", NEWER
        return
    for name in chosen.__struct_fields__:
        yield f"$.workload.sample_set.{name}", getattr(stored.sample_set, name), getattr(chosen, name), NEWER


def _variant_faults(result: Result, of: Workload) -> Iterator[_Fault]:
    stored, variants = result.variant, {each.name: each for each in of.variant}
    if stored.name not in variants:
        yield "$.variant.name", stored.name, f"one of {', '.join(variants)}", OPEN
        return
    due = variants[stored.name]
    for place, seen, expected in (
        ("$.variant.files", _files(stored.files), _files([_file(due)])),
        ("$.variant.format", stored.format, due.format),
        ("$.variant.weights", stored.weights, due.weights),
        ("$.variant.recipe", _recipe(stored.recipe), _recipe(due.recipe[0] if due.recipe else None)),
        ("$.variant.precision", structs.asdict(stored.precision), structs.asdict(due.precision)),
    ):
        yield place, seen, expected, OPEN


def _recipe(of: RecipeKey | Recipe | None) -> str:
    return "no recipe" if of is None else f"{of.name} {of.version}"


def _file(of: Variant) -> VariantFile:
    return VariantFile(name=of.file, sha256=of.sha256, bytes=of.bytes)


def _files(files: list[VariantFile]) -> str:
    return ", ".join(f"{file.name} of {file.bytes} bytes ({file.sha256})" for file in files) or "nothing"
