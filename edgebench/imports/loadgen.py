"""The logs of MLPerf's LoadGen (read in 6.0.17): detail, summary, and the trace with every latency.

The detail log has the settings and the tool's own percentiles. Each latency is in the trace, which
LoadGen writes when `log_settings.enable_trace` is set; without it a mean and a few percentiles remain.
SingleStream, MultiStream and Offline are taken. A Server log is of one rate, while a result of
scenario server is the end of a search for the highest: it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from edgebench import json_guard
from edgebench.imports import reading
from edgebench.imports.report import File, Report, Stated
from edgebench.model.quantity import LARGEST
from edgebench.model.scenario import SCENARIOS, ScenarioName

TITLE = "MLPerf LoadGen"
FILES = (
    "mlperf_log_detail.txt; beside it mlperf_log_summary.txt, and mlperf_log_trace.json where tracing is on"
)

_MARK = ":::MLLOG "
_MOST_LINES = 100_000
_LONGEST_LINE = 1_000_000
_SCENARIOS: Mapping[str, ScenarioName] = {
    "SingleStream": "single-stream",
    "MultiStream": "multi-stream",
    "Offline": "offline",
}
_CHECKED = ("50.00", "90.00", "99.00")
_REPEATED = {"generic_message"}
_SAMPLE = re.compile(
    rb'\{"name":"Sample","cat":"default","ph":"b","pid":\d{1,10},"id":\d{1,20},"ts":(\d{1,15})\.(\d{3}),'
    rb'"args":\{"sample_seq":\d{1,15},"query_seq":(\d{1,15}),"sample_idx":\d{1,15},'
    rb'(?:"issue_start_ns":\d{1,18},)?"complete_ns":(\d{1,15})\}\},?'
)
_SUMMARY_LINE = re.compile(r"([^:]{1,60}?)\s*: (.{0,200})")
EACH = "Set log_settings.enable_trace and give mlperf_log_trace.json too: it holds each latency."


def parse(files: Sequence[File]) -> Report:
    """What these files of one run say. Raises ImportRefusedError."""
    detail, summary, trace = _roles(files)
    log = _detail(detail)
    scenario = _scenario(detail, log)
    _require_sound(detail, log)
    if summary:
        _compare_summary(summary, log)
    per_query = _samples_per_query(detail, log, scenario)
    stated = _stated(detail, log, scenario)
    latencies: tuple[int, ...] | Stated = stated
    window_ns = None
    if scenario == "offline":  # one query of all samples, answered with its last sample
        if stated.queries != 1:
            raise reading.refused(detail, f"{stated.queries} queries; Offline has one")
        latencies = (_ns(detail, log, "result_max_latency_ns"),)
    elif trace:
        latencies, window_ns = _trace(trace, stated.queries, per_query)
        _compare_trace(trace, detail, log, scenario, latencies)
    else:
        window_ns = _window_ns(detail, log, stated.queries)
    return Report(
        files=tuple(one for one in (detail, summary, trace) if one),
        scenario=scenario,
        latencies=latencies,
        window_ns=window_ns,
        batch=per_query if scenario == "offline" else 1,
        samples_per_query=per_query,
        streams=1 if scenario == "offline" else None,
        min_queries=_floor(detail, log, "effective_min_query_count", 1),
        min_ns=_floor(detail, log, "effective_min_duration_ms", 1_000_000),
        seed=_seed(log.get("effective_schedule_rng_seed")),
        failures=0,
        tool_version=reading.text(log.get("loadgen_version")),
        created=_minute(log.get("test_datetime")),
        each="" if trace or scenario == "offline" else EACH,
    )


def _roles(files: Sequence[File]) -> tuple[File, File | None, File | None]:
    """Detail, summary and trace, by how they begin; an empty file is a trace that was switched off."""
    found: dict[str, File] = {}
    for file in files:
        role = _role(file)
        if role in found:
            raise reading.refused(file, f"it is a second {role} log", "Import one run at a time.")
        found[role] = file
    if "detail" not in found:
        named = files[0] if files else File("nothing", b"")
        raise reading.refused(named, "there is no detail log", f"Give {FILES}.")
    trace = found.get("trace")
    return found["detail"], found.get("summary"), trace if trace and trace.data.strip() else None


def _role(file: File) -> str:
    start = file.data[:400].lstrip()
    if start.startswith(_MARK.encode()):
        return "detail"
    if b"MLPerf Results Summary" in start:
        return "summary"
    if not start or start.startswith(b'{"traceEvents":['):
        return "trace"
    raise reading.refused(file, "it is no log of LoadGen", f"Give {FILES}.")


def _detail(file: File) -> dict[str, Any]:
    """Key -> value. A key twice: two runs in one file."""
    lines = reading.lines(file)
    if len(lines) > _MOST_LINES or any(len(line) > _LONGEST_LINE for line in lines):
        raise reading.refused(file, "it has more or longer lines than LoadGen writes")
    found: dict[str, Any] = {}
    for place, line in enumerate(lines, 1):
        if not line.startswith(_MARK):
            raise reading.refused(file, f"line {place} does not begin with {_MARK.strip()}")
        try:
            entry = json_guard.parse_foreign(line[len(_MARK) :].encode())
        except json_guard.JsonError as error:
            raise reading.refused(file, f"line {place}: {error}") from error
        key = reading.member(file, entry, "key")
        if not isinstance(key, str) or (key in found and key not in _REPEATED):
            raise reading.refused(file, f"line {place}: {reading.shown(key)} is no key, or is said twice")
        found[key] = reading.member(file, entry, "value")
    return found


def _scenario(file: File, log: Mapping[str, Any]) -> ScenarioName:
    told = log.get("effective_scenario")
    if told == "Server":
        what = (
            "a Server log is of one rate; a result of scenario server is the end of a search for the highest"
        )
        raise reading.refused(file, what, "Measure it with edgebench run --scenario Server.")
    if not isinstance(told, str) or told not in _SCENARIOS:
        raise reading.refused(
            file, f"the scenario is {reading.shown(told)}", f"Give {', '.join(_SCENARIOS)}."
        )
    return _SCENARIOS[told]


def _require_sound(file: File, log: Mapping[str, Any]) -> None:
    """Performance was measured, without an error, and LoadGen calls it valid."""
    mode = log.get("effective_test_mode")
    if mode != "PerformanceOnly":
        raise reading.refused(file, f"the mode is {reading.shown(mode)}", "Give a run of PerformanceOnly.")
    if log.get("result_validity") != "VALID":
        what = f"LoadGen calls it {reading.shown(log.get('result_validity'))}"
        raise reading.refused(file, what, "Run it again as its summary recommends.")
    if reading.count(file, log.get("num_errors"), "num_errors", least=0):
        raise reading.refused(file, "LoadGen noted errors", "Find out why, and run it again.")
    ppm = SCENARIOS[_scenario(file, log)].percentile_ppm
    share = log.get("effective_target_latency_percentile")
    if ppm is not None and reading.number(file, share, "percentile") * 1_000_000 != ppm:
        raise reading.refused(
            file,
            f"it is judged by percentile {reading.shown(share)}, the scenario by {ppm / 1e6}",
            "Run it with the scenario's own percentile.",
        )


def _samples_per_query(file: File, log: Mapping[str, Any], scenario: ScenarioName) -> int:
    """As many as the scenario's queries have; of Offline any number."""
    found = reading.count(file, log.get("effective_samples_per_query"), "samples per query")
    due = SCENARIOS[scenario].samples_per_query
    if scenario != "offline" and found != due:
        what = f"a query has {found} samples, one of {scenario} has {due}"
        raise reading.refused(file, what, "Run it as MLPerf has it.")
    return found


def _stated(file: File, log: Mapping[str, Any], scenario: ScenarioName) -> Stated:
    """What LoadGen itself says of the latencies, of MultiStream's queries."""
    kind = "query_" if scenario == "multi-stream" else ""
    return Stated(
        queries=reading.count(file, log.get("result_query_count"), "result_query_count"),
        mean_ns=_ns(file, log, f"result_mean_{kind}latency_ns"),
        p50_ns=_percentile(file, log, scenario, "50.00"),
        p90_ns=_percentile(file, log, scenario, "90.00"),
        max_ns=_ns(file, log, f"result_max_{kind}latency_ns"),
    )


def _window_ns(file: File, log: Mapping[str, Any], queries: int) -> int | None:
    """From the rate, where it is stated."""
    if "result_qps_with_loadgen_overhead" not in log:
        return None
    rate = reading.number(file, log["result_qps_with_loadgen_overhead"], "queries a second")
    return reading.nanoseconds(file, Decimal(queries) / max(rate, Decimal("1e-9")), 10**9, "time")


def _ns(file: File, log: Mapping[str, Any], key: str) -> int:
    return reading.nanoseconds(file, log.get(key), 1, key)


def _percentile(file: File, log: Mapping[str, Any], scenario: ScenarioName, percent: str) -> int:
    per = "per_query_" if scenario == "multi-stream" else ""
    return _ns(file, log, f"result_{percent}_percentile_{per}latency_ns")


def _compare_summary(file: File, log: Mapping[str, Any]) -> None:
    """The two logs are of one run: they agree in what both say exactly. MultiStream sums up queries."""
    pairs = (found.groups() for line in reading.lines(file) if (found := _SUMMARY_LINE.fullmatch(line)))
    said = {name.strip(): value.strip() for name, value in pairs}
    per_query = log.get("effective_scenario") == "MultiStream"
    for name, key in (
        ("Scenario", "effective_scenario"),
        ("Result is", "result_validity"),
        ("Max latency (ns)", f"result_max_{'query_' if per_query else ''}latency_ns"),
        (
            "90.00 percentile latency (ns)",
            f"result_90.00_percentile_{'per_query_' if per_query else ''}latency_ns",
        ),
    ):
        if said.get(name) != str(log.get(key)):
            seen, due = reading.shown(said.get(name)), reading.shown(log.get(key))
            what = f"{name} is {seen}, and {due} in the detail log"
            raise reading.refused(file, what, "Give the logs of one run.")


def _trace(file: File, queries: int, per_query: int) -> tuple[tuple[int, ...], int]:
    """Latency of each query, that of its last sample, and the time from first issue to last answer."""
    last: dict[int, int] = {}
    samples, began, ended = 0, LARGEST, 0
    for line in file.data.splitlines():
        found = _SAMPLE.fullmatch(line.strip())
        if found is None:
            if line.startswith(b'{"name":"Sample"') and b'"ph":"b"' in line:
                raise reading.refused(
                    file, f"a sample's line is {reading.shown(line.decode('ascii', 'replace'))}"
                )
            continue
        start = int(found[1]) * 1000 + int(found[2])
        query, took = int(found[3]), int(found[4])
        last[query] = max(took, last.get(query, 0))
        began, ended, samples = min(began, start), max(ended, start + took), samples + 1
    if len(last) != queries or samples != queries * per_query:
        what = f"{samples} samples in {len(last)} queries, and the detail log has {queries} of {per_query}"
        raise reading.refused(file, what, "Give the trace of the same run, whole.")
    return tuple(last[query] for query in sorted(last)), ended - began


def _compare_trace(
    trace: File, detail: File, log: Mapping[str, Any], scenario: ScenarioName, latencies: Sequence[int]
) -> None:
    """LoadGen's percentile is element n*p of the sorted latencies: the trace must give the same, exactly."""
    ordered = sorted(latencies)
    for percent in _CHECKED:
        at = min(len(ordered) * int(percent[:2]) // 100, len(ordered) - 1)
        if ordered[at] != (due := _percentile(detail, log, scenario, percent)):
            what = f"percentile {percent} is {ordered[at]} ns, and {due} in the detail log"
            raise reading.refused(trace, what, "Give the trace of the same run.")


def _floor(file: File, log: Mapping[str, Any], key: str, unit: int) -> int | None:
    """What the run had at least to have; 0 asks for nothing."""
    return reading.nanoseconds(file, log.get(key, 0), unit, key, least=0) or None


def _seed(value: object) -> int | None:
    """MLPerf's own have 64 bits, more than a result can hold."""
    return value if isinstance(value, int) and 0 <= value <= LARGEST else None


def _minute(value: object) -> str | None:
    """`2026-11-21T22:07:33Z` without its seconds."""
    found = re.fullmatch(r"(\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d):\d\dZ", str(value), re.ASCII)
    return f"{found[1]}Z" if found else None
