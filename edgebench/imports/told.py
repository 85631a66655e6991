"""What a person must say of another tool's run, beside what its file says: runtime, threads, which model."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from edgebench.errors import ImportRefusedError
from edgebench.imports.report import Report
from edgebench.model.reason import Reason, unless
from edgebench.model.scenario import threads_of_stream
from edgebench.model.sut import Runtime, Sut
from edgebench.model.workload import Variant

_OPTIONS = {
    "runtime": "--runtime",
    "runtime_version": "--runtime-version",
    "accelerator": "--accelerator",
    "threads": "--threads",
}
"""Of the system under test: what a result cannot be without."""


class Told(Struct, frozen=True, kw_only=True):
    """What the user says of the run. The file goes before it, and may not be contradicted.

    model_sha256, model_gzip_bytes: of the file that was named as the one that was measured.
    """

    runtime: str | None = None
    runtime_version: str | None = None
    accelerator: str | None = None
    threads: int | None = None
    model_sha256: str | None = None
    model_gzip_bytes: int | None = None


def sut_of(tool: str, report: Report, told: Told) -> tuple[int, Sut]:
    """Threads of all streams together, and the rest; all that is missing is named at once."""
    values: dict[str, Any] = {}
    for name, option in _OPTIONS.items():
        said, by_user = getattr(report, name), getattr(told, name)
        if said is not None and by_user is not None and said != by_user:
            raise ImportRefusedError(
                f"{option} is {by_user}, and the file says {said}",
                f"Leave {option} out, or give the right file.",
            )
        values[name] = by_user if said is None else said
    absent = [option for name, option in _OPTIONS.items() if values[name] is None]
    if absent:
        raise ImportRefusedError(
            f"the file does not say: {', '.join(one.removeprefix('--').replace('-', ' ') for one in absent)}",
            f"Say it: {', '.join(absent)}.",
        )
    return values["threads"], Sut(
        harness=tool,
        runtime=Runtime(name=values["runtime"], version=values["runtime_version"], build=None),
        provider=report.provider or "",
        accelerator=values["accelerator"],
        threads=threads_of_stream(report.scenario, values["threads"], report.streams),
        affinity=None,
        execution_precision=report.execution_precision,
        execution_precision_reason=unless(report.execution_precision, Reason.NOT_REPORTED),
        options=dict(report.options),
        packages={},
        provider_used=report.provider or "",
        operators_total=None,
        operators_total_reason=Reason.NOT_REPORTED,
        operators_on_accelerator=None,
        operators_on_accelerator_reason=Reason.NOT_REPORTED,
        threads_effective_milli=0,
    )


def require_model(report: Report, told: Told, variant: Variant) -> None:
    """The file says no other model, and what the user named is the variant's own."""
    if told.model_sha256 is not None and told.model_sha256 != variant.sha256:
        raise ImportRefusedError(
            f"--model has the SHA-256 {told.model_sha256[:16]}..., and variant {variant.name} another",
            "Name the variant that was measured; only models of the catalogue can be imported.",
        )
    named = report.model_file
    if told.model_sha256 is None and named is not None and named != variant.file:
        raise ImportRefusedError(
            f"{named} was measured, and variant {variant.name} is {variant.file}",
            "Name that variant; show the same model under another name, or built from it, with --model.",
        )
    least, most = report.model_bytes or (0, variant.bytes)
    if not least <= variant.bytes <= most:
        raise ImportRefusedError(
            f"a model of {least} to {most} bytes was measured, variant {variant.name} has {variant.bytes}",
            "Name the variant that was measured.",
        )
