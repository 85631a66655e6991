"""`edgebench import`: other tools' outputs as results marked imported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from edgebench.cli.terminal import Json, document, note

if TYPE_CHECKING:
    from edgebench.imports.report import Report
    from edgebench.imports.told import Told
    from edgebench.model.result import Result
    from edgebench.model.workload import Variant


def import_(
    form: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="benchmark-app, litert-benchmark, loadgen, tflite-benchmark or trtexec.",
        ),
    ],
    file: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="The files that the tool wrote in one run.")
    ],
    workload: Annotated[
        str | None, typer.Option(help="What was measured, as edgebench list workloads names it.")
    ] = None,
    variant: Annotated[str | None, typer.Option(help="Which model file of the workload.")] = None,
    model: Annotated[
        Path | None,
        typer.Option(
            help="The model file that was measured, checked against the variant's SHA-256; needed where the "
            "tool names another file, or one that was built from it."
        ),
    ] = None,
    here: Annotated[
        bool, typer.Option("--here", help="It was measured on this machine: its facts are read now.")
    ] = False,
    device: Annotated[
        str | None, typer.Option(help="The device that it was measured on; with --here, checked.")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(help="board, phone, laptop, server or pc; only of a device without a profile."),
    ] = None,
    cpu: Annotated[str | None, typer.Option(help="Of --device: the processor's name.")] = None,
    cores: Annotated[
        int | None, typer.Option(help="Of --device: its cores, all of them in use.", min=1, max=4096)
    ] = None,
    os: Annotated[str | None, typer.Option(help="Of --device: its system, such as Android 15.")] = None,
    kernel: Annotated[str | None, typer.Option(help="Of --device: as uname -r prints it.")] = None,
    runtime: Annotated[
        str | None, typer.Option(help="The runtime's name, where the file does not say it (loadgen).")
    ] = None,
    runtime_version: Annotated[
        str | None, typer.Option(help="The runtime's version, where the file does not say it.")
    ] = None,
    accelerator: Annotated[
        str | None, typer.Option(help="cpu, gpu, npu ..., where the file does not say it.")
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(help="Of all streams together, where the file does not say it.", min=1, max=4096),
    ] = None,
    results: Annotated[
        Path | None, typer.Option(help="Where results go; default $EDGEBENCH_RESULTS, else results/.")
    ] = None,
    json: Json = False,
) -> None:
    """Turn what another tool measured into a result that is marked imported, and never ranked.

    Nothing is made up: what the file does not say you must say, and is asked for by its option; what
    nobody can know is named as missing.

    benchmark-app: benchmark_report.json of -report_type no_counters -json_stats.

    litert-benchmark: the file of --result_json.

    loadgen: mlperf_log_detail.txt, mlperf_log_summary.txt, and mlperf_log_trace.json of enable_trace.

    tflite-benchmark: what benchmark_model prints, or Android's log of it.

    trtexec: what trtexec prints, and the file of --exportTimes.
    """
    import time

    from edgebench import paths, store
    from edgebench.catalogue import load_catalogue
    from edgebench.catalogue import variant as variant_of
    from edgebench.errors import ImportRefusedError
    from edgebench.imports import discover, reading
    from edgebench.imports.assembling import Subject, assemble
    from edgebench.imports.device import Typed, elsewhere, this_machine
    from edgebench.imports.told import Told

    report = discover.named(form).parse(reading.read(file))
    if workload is None or variant is None:
        raise ImportRefusedError(
            "which model was measured no tool says as edgebench names it",
            "Say it: --workload and --variant; see edgebench list workloads.",
        )
    catalogue = load_catalogue()
    chosen = catalogue.find(workload)[0]
    typed = Typed(device, kind, cpu, cores, os, kernel)
    described, unknown = this_machine(typed) if here else elsewhere(typed)
    told = Told(runtime=runtime, runtime_version=runtime_version, accelerator=accelerator, threads=threads)
    told = _with_model(told, model, variant_of(chosen, variant))
    result = assemble(
        form,
        report,
        told,
        Subject(chosen, variant_of(chosen, variant), described, unknown),
        catalogue.revision,
        time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime()),
    )
    path = store.save(result, results or paths.results())
    _tell(path, result, report, json=json)


def _with_model(told: Told, model: Path | None, variant: Variant) -> Told:
    """With hash and packed size of the file that was named."""
    import gzip
    import hashlib

    from msgspec import structs

    from edgebench.imports import reading

    if model is None:
        return told
    data = reading.model(model, variant.bytes)
    return structs.replace(
        told,
        model_sha256=hashlib.sha256(data).hexdigest(),
        model_gzip_bytes=len(gzip.compress(data, 6, mtime=0)),
    )


def _tell(path: Path, result: Result, report: Report, *, json: bool) -> None:
    """Where it is, what is missing, and what would make it better."""
    assert result.imported is not None
    hints = [report.each] if report.each else []
    if result.load.tier == "smoke":
        hints.append(
            "It is too short for tier standard (205 queries and 12 s), and so a preview: not to submit."
        )
    if json:
        document({"path": str(path), "imported": result.imported, "hints": hints})
        return
    print(f"{path}\nimported, missing: {', '.join(result.imported.missing)}")
    for hint in hints:
        note(hint)
