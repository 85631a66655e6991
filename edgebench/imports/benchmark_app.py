"""The report of OpenVINO's `benchmark_app -report_type no_counters -json_stats` (read in 2026.4.1).

It states its own figures only, rounded to 0.01 ms, of the engine's own time of a request. The time
that a whole query took follows from the length of the run and the number of iterations: with n
requests in flight each takes n times the run over the iterations, the tool's own loop included.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from edgebench.imports import reading
from edgebench.imports.report import File, Report, Stated, WarmUp

TITLE = "OpenVINO benchmark_app"
FILES = "benchmark_report.json of -report_type no_counters -json_stats"

_MS = 1_000_000
COARSEST_NS = 500_000
"""Figures are rounded to 0.01 ms: below, half of that is more than 1 %."""
_SECTIONS = ("cmd_options", "configuration_setup", "execution_results")


def parse(files: Sequence[File]) -> Report:
    """What the one file says. Raises ImportRefusedError."""
    if len(files) != 1:
        raise reading.refused(files[1], "a run of benchmark_app is one file", "Import it alone.")
    file = files[0]
    options, setup, results = _sections(file)
    if "error" in results:
        raise reading.refused(file, "benchmark_app failed; it has no results", "Run benchmark_app again.")
    if "group" in results:
        raise reading.refused(file, "several shapes were measured in one run", "Give it one -shape.")
    queries = _count(file, results, "total number of iterations")
    window_ns = _ns(file, results, "total execution time (ms)")
    batch = _count(file, setup, "batch size")
    requests = _count(file, setup, "number of parallel infer requests")
    one_by_one = requests == 1
    return Report(
        files=(file,),
        scenario="single-stream" if one_by_one else "offline",
        latencies=Stated(
            queries=queries,
            mean_ns=window_ns * requests // queries,
            p50_ns=_percentile(file, results, "latency (ms)"),
            p90_ns=_percentile(file, results, "latency (90 percentile) (ms)"),
            max_ns=_ns(file, results, "max latency"),
        ),
        window_ns=window_ns,
        engine_mean_ns=_percentile(file, results, "avg latency"),
        batch=batch,
        samples_per_query=batch,
        streams=None if one_by_one else requests,
        includes_input_copy=setup.get("inference_only") is False,
        min_queries=_asked(file, setup, "number of iterations"),
        min_ns=_asked_ns(file, setup),
        load_ns=_load_ns(file, results),
        first_query_ns=_first_ns(file, results),
        warm_up=None if (first := _first_ns(file, results)) is None else WarmUp(queries=1, ns=first),
        runtime="OpenVINO",
        accelerator=_accelerator(file, setup),
        provider=reading.text(setup.get("target device")),
        threads=_threads(file, options),
        execution_precision=reading.text(options.get("-infer_precision")),
        options=_told(options),
        model_file=reading.file_name(options.get("-m", options.get("--path_to_model"))),
    )


def _sections(file: File) -> list[dict[str, Any]]:
    document = reading.json(file)
    if isinstance(document, dict) and "report_type" in document:
        raise reading.refused(
            file, "these are the times of layers", "Give benchmark_report.json, which lies beside it."
        )
    found = [reading.member(file, document, name) for name in _SECTIONS if name in (document or ())]
    if len(found) != len(_SECTIONS) or not all(isinstance(one, dict) for one in found):
        what = "it is not the report of a finished run: cmd_options, configuration_setup, execution_results"
        raise reading.refused(file, what, "Give benchmark_report.json of -report_type no_counters.")
    return found


def _count(file: File, section: Mapping[str, Any], name: str) -> int:
    return reading.count(file, reading.member(file, section, name), name)


def _ns(file: File, section: Mapping[str, Any], name: str) -> int:
    return reading.nanoseconds(file, reading.member(file, section, name), _MS, name)


def _percentile(file: File, results: Mapping[str, Any], name: str) -> int | None:
    """None where the report does not have it, or rounding would be more than 1 % of it."""
    if name not in results:
        return None
    value = reading.nanoseconds(file, results[name], _MS, name, least=0)
    return value if value >= COARSEST_NS else None


def _asked(file: File, setup: Mapping[str, Any], name: str) -> int | None:
    told = setup.get(name)
    return None if told in {None, "None"} else reading.count(file, told, name)


def _asked_ns(file: File, setup: Mapping[str, Any]) -> int | None:
    told = setup.get("duration (ms)")
    return None if told is None else reading.nanoseconds(file, told, _MS, "duration (ms)", least=0) or None


def _load_ns(file: File, results: Mapping[str, Any]) -> int | None:
    """Reading, reshaping and compiling, or importing what was compiled."""
    names = [f"{step} model time (ms)" for step in ("read", "reshape", "compile", "import")]
    return sum(_ns(file, results, name) for name in names if name in results) or None


def _first_ns(file: File, results: Mapping[str, Any]) -> int | None:
    name = "first inference time (ms)"
    return _ns(file, results, name) if name in results else None


def _accelerator(file: File, setup: Mapping[str, Any]) -> str | None:
    """`CPU` or `GPU.0`; of MULTI and AUTO it is not known which device answered."""
    device = reading.text(reading.member(file, setup, "target device")) or ""
    return device.lower() if device.partition(".")[0] in {"CPU", "GPU", "NPU"} else None


def _threads(file: File, options: Mapping[str, Any]) -> int | None:
    told = options.get("-nthreads", options.get("--number_threads"))
    return None if told is None else reading.count(file, told, "-nthreads", most=1024)


def _told(options: Mapping[str, Any]) -> dict[str, str | int | bool]:
    """Settings that change the figures; never a path."""
    kept = {"-api": "api", "-hint": "hint", "-nstreams": "nstreams", "-pin": "pin"}
    values = {name: reading.text(options.get(option)) for option, name in kept.items()}
    return {name: value for name, value in values.items() if value is not None}
