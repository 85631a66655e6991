"""Every submission rule with a file that just keeps it and one that breaks it and nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import NamedTuple

from msgspec import structs

from edgebench import histogram, store
from edgebench.checks.submitted import Submitted
from edgebench.model.process import Process, Stages
from edgebench.model.quality import Accuracy, AccuracyData
from edgebench.model.reason import Reason
from edgebench.model.result import Result
from edgebench.statistics import wilson
from edgebench.submission import shipped
from tests import readings
from tests.build import (
    Changes,
    alike,
    digest,
    edited,
    energy,
    harness_sha256,
    meter,
    metered,
    process,
    processes,
    rapl,
    result,
    server,
    streams,
)
from tests.imports import forms
from tests.imports.build import imported

NOW = datetime.datetime(2026, 12, 1, tzinfo=datetime.timezone.utc)
OPEN: Changes = {"workload.name": "my-own", "workload.division": "open"}
"""A workload of one's own."""
PI5: Changes = {
    "device.slug": "pi5",
    "device.kind": "board",
    "device.virtual": "none",
    "device.cpu.cores": 4,
    "device.cpu.online": 4,
    "device.cpu.model": "Cortex-A76",
    "device.cpu.isa": ["asimd", "asimddp"],
}
OF_ANOTHER_TOOL: Changes = {
    "kind": "imported",
    "imported": {"tool": "benchmark_app", "version": None, "file_sha256": "0" * 64, "missing": []},
}
MOST_MACS_A_S = 2 * 7_000_000_000 * 512
"""Of two cores at 7 GHz, with 4 x 128 multiply-accumulates a cycle."""


class Edge(NamedTuple):
    """Two files on the two sides of a rule."""

    keeps: Callable[[], Submitted]
    breaks: Callable[[], Submitted]


def submitted(one: Result, data: bytes | None = None, path: PurePosixPath | None = None) -> Submitted:
    """The file that this result would be, in its place; with these bytes or at this path instead."""
    canonical = store.encode(one)
    data = canonical if data is None else data
    proper = store.path_of(one, data)
    return Submitted(
        path=path or proper,
        data=data,
        result=one,
        canonical=canonical,
        id=store.result_id(data),
        proper_path=proper,
        shipped=shipped(),
        now=NOW,
    )


def of(make: Callable[[], Result]) -> Callable[[], Submitted]:
    """The file of a result that is made when it is asked for."""
    return lambda: submitted(make())


def again(keeps: Changes, breaks: Changes) -> Edge:
    """Two changes after which summary and findings are computed again."""
    return Edge(of(lambda: result(changes=keeps)), of(lambda: result(changes=breaks)))


def raw(breaks: Changes, keeps: Changes | None = None) -> Edge:
    """Two changes after which nothing is computed again."""
    return Edge(of(lambda: edited(result(), keeps or {})), of(lambda: edited(result(), breaks)))


def of_energy(keeps: Changes, breaks: Changes) -> Edge:
    """Two changes of a result with energy."""
    return Edge(of(lambda: metered(changes=keeps)), of(lambda: metered(changes=breaks)))


def with_macs(one: Result, macs: int) -> Result:
    """The same, of a workload of one's own with so many operations."""
    changes = {**OPEN, "resources.macs": macs, "provenance.repeat.workload": "my-own"}
    return edited(one, changes)


def scored(right: int, value_ppm: int | None = None) -> Changes:
    """So many of the 200 samples of a part of the set are right, or another share than they are."""
    low, high = (round(end * 1e6) for end in wilson(right, 200))
    return _accuracy("top1", "imagenet-sample", value_ppm or right * 5_000, low, high)


def separated(low_ppm: int) -> Changes:
    """An area of 89 % with the lower end of its interval, of a workload of one's own."""
    return {
        **OPEN,
        "provenance.repeat.workload": "my-own",
        **_accuracy("auc", "own", 890_000, low_ppm, 926_228),
    }


def _accuracy(metric: str, name: str, value_ppm: int, low_ppm: int, high_ppm: int) -> Changes:
    accuracy = Accuracy(
        metric=metric,
        data_set=AccuracyData(name=name, sha256="0" * 64, samples=200),
        evidence="subset",
        value_ppm=value_ppm,
        low_ppm=low_ppm,
        low_ppm_reason=None,
        high_ppm=high_ppm,
        high_ppm_reason=None,
    )
    return {"accuracy": accuracy, "accuracy_reason": None}


def on_cuda(has: str) -> Changes:
    """ONNX Runtime on CUDA, in a machine with this accelerator."""
    return {
        "sut.harness": "onnxruntime",
        "tool.harness_sha256": harness_sha256("onnxruntime"),
        "sut.runtime.name": "ONNX Runtime",
        "sut.provider": "CUDAExecutionProvider",
        "sut.provider_used": "CUDAExecutionProvider,CPUExecutionProvider",
        "sut.accelerator": "cuda",
        "device.accelerators": [has],
    }


def read_again(factor: float) -> Callable[[], Submitted]:
    """A result with energy at 6 W beside readings of so many times as much."""

    def make() -> Submitted:
        of = {digest("readings"): readings.of_meter(factor)}
        return structs.replace(submitted(metered(by=readings.meter())), readings=of)

    return make


def agreeing(agree: int) -> Changes:
    """So many of 32 answers as stored; the workload asks for 85 %."""
    return {"agreement.agree": agree, "agreement.agree_low_ppm": int(wilson(agree, 32)[0] * 1e6)}


def scattered(buckets: int) -> list[Process]:
    """Five processes with one query in every second of so many buckets, from 4 ms on."""
    first = histogram.bucket(4_000_000)
    return [
        process([histogram.upper_edge(each) / 1e6 for each in range(first + place, first + buckets, 2)])
        for place in range(5)
    ]


def _shifted(off_ms: int) -> Changes:
    """The second window begins so long after the end of the first."""
    first = processes()[0]
    return {"processes.1.began_ms": -(-first.window_ns // 1_000_000) + off_ms}


def _of_benchmark_model() -> Result:
    """What TFLite's benchmark_model printed."""
    made: Result = imported("tflite-benchmark", forms.benchmark_model(), runtime_version="2.17.0")
    return made


def _cpu(share_percent: int, more_ns: int) -> Changes:
    window_ns = processes()[0].window_ns
    return {"processes.0.cpu_ns": window_ns * share_percent // 100 + more_ns}


def _least_ns(one: Result) -> int:
    return min(each.latency.min_ns for each in one.processes)


def _macs_for_latency(more: int) -> Result:
    """Operations that the least latency just leaves time for."""
    return with_macs(result(), (_least_ns(result()) + more) * MOST_MACS_A_S // 10**9)


def _macs_for_throughput(more: int) -> Result:
    """Four streams at once, of which the fastest process just leaves time for so many operations."""
    one = streams()
    least = min(each.window_ns * MOST_MACS_A_S // (each.samples * 10**9) for each in one.processes)
    return with_macs(one, least + more)


def _pair_of_samples(due: int) -> Result:
    windows = [structs.replace(one, samples=2 * one.queries) for one in processes()]
    return result(changes={"load.samples_per_query": 2, "load.batch": due}, processes=windows)


def _equal_percentiles(off: int) -> Result:
    """All queries took 8 ms: p50 above and p90 below are each within the summary's rounding."""
    one = result(processes=alike(process([8.0] * 1650)))
    p50, p90 = one.summary.latency_p50_ns, one.summary.latency_p90_ns
    changes = {"latency_p50_ns.value": (p50.value or 0) + 1, "latency_p50_ns.high": (p50.high or 0) + 1}
    changes |= {"latency_p90_ns.value": (p90.value or 0) - off, "latency_p90_ns.low": (p90.low or 0) - off}
    return edited(one, {f"summary.{name}": value for name, value in changes.items()})


def _moved(name: str) -> Submitted:
    file = submitted(result())
    return submitted(result(), path=file.path.with_name(file.path.name.replace("tflite-int8", name)))


def _renamed() -> Submitted:
    file = submitted(result())
    return submitted(result(), path=file.path.with_name(file.path.name[:-21] + "0" * 16 + ".json"))


def _with_stages(stages: Stages | None) -> Changes:
    return {
        "processes.0.stages": stages,
        "processes.0.stages_reason": Reason.NOT_APPLICABLE if stages is None else None,
    }


def _latencies_of(window_ns: int) -> Result:
    """One query of 40 ms after the other, 300 of them, 6 ms of which may be spent between them."""
    first = process([40.0] * 300, window_ns=window_ns, cpu_ns=12_000_000_000)
    return result(processes=[first, *alike(process([60.0] * 205), 4)])


def _latency_sum(less: int) -> Changes:
    return {"processes.4.window_ns": processes()[4].latency.sum_ns - less}


OWN = energy(processes())


def _window_from(off_us: int) -> Changes:
    """The second window of the meter, so long after the first."""
    first, second = OWN.windows[:2]
    began_us = first.ended_us + off_us
    ended_us = began_us + second.ended_us - second.began_us
    return {"energy.windows.1.began_us": began_us, "energy.windows.1.ended_us": ended_us}


FLAGGED: Changes = {f"energy.windows.{place}.flags": ["simulated"] for place in range(5)}
JITTERED: Changes = {f"energy.windows.{place}.flags": ["jittered"] for place in range(5)}

EDGES: dict[str, Edge] = {
    "accelerator": again(on_cuda("NVIDIA RTX A2000"), on_cuda("Intel GPU")),
    "accuracy-interval": again(separated(890_000), separated(890_001)),
    "accuracy-value": again(scored(178), scored(178, value_ppm=890_001 + 1)),
    "audit-counts": again({"audit.timed_outputs_differ": 16}, {"audit.timed_outputs_differ": 17}),
    "canonical-bytes": Edge(of(result), lambda: submitted(result(), data=store.encode(result()) + b"\n")),
    "catalogue": again({"variant.precision.inputs": "uint8"}, {"variant.precision.inputs": "int8"}),
    "counts-agree": raw({"processes.1.series.queries.0": 21}, {"processes.1.series.queries.0": 20}),
    "cpu-time": again(_cpu(220, 0), _cpu(220, 1_000)),
    "created": again({"created": "2026-12-02T00:00Z"}, {"created": "2026-12-02T00:01Z"}),
    "device-kind": again({"device.virtual": "xen"}, {"device.virtual": "container"}),
    "device-profile": again({**PI5, "device.cpu.online": 8}, {**PI5, "device.cpu.online": 9}),
    "energy-accuracy": of_energy(
        {}, {"energy.gross_u_nj": None, "energy.gross_u_nj_reason": "accuracy_unspecified"}
    ),
    "energy-bins": of_energy({}, {"energy.windows.1.bins_uj.0": OWN.windows[1].bins_uj[0] + 1}),
    "energy-boundary": Edge(
        of(lambda: metered(changes=PI5, by=rapl())),
        of(lambda: metered(changes=PI5, by=rapl(boundary="board_dc"))),
    ),
    "energy-driver": Edge(
        of(lambda: metered(changes={"workload.division": "open"}, by=meter(driver="my-own"))),
        of(lambda: metered(by=meter(driver="my-own"))),
    ),
    "energy-of-readings": Edge(read_again(1.0009), read_again(1.0011)),
    "energy-possible": Edge(
        of(lambda: metered(changes=PI5, by=rapl(), watts=0.000_190, idle_watts=None)),
        of(lambda: metered(changes=PI5, by=rapl(), watts=0.000_185, idle_watts=None)),
    ),
    "energy-power": Edge(of(lambda: metered(watts=20.0)), of(lambda: metered(watts=20.1))),
    "energy-primary": of_energy({"energy.primary": 0}, {"energy.primary": 1}),
    "energy-simulated": of_energy(JITTERED, FLAGGED),
    "energy-trace": Edge(of(metered), of(lambda: metered(by=meter(raw=None)))),
    "energy-uncertainty": of_energy(
        {"energy.gross_u_nj": (OWN.gross_u_nj or 0) + 3}, {"energy.gross_u_nj": (OWN.gross_u_nj or 0) + 5}
    ),
    "energy-value": of_energy({}, {"energy.gross_per_sample_nj": OWN.gross_per_sample_nj + 1}),
    "energy-windows": of_energy(_window_from(0), _window_from(-1)),
    "energy-words": of_energy(
        {"energy.meters.0.boundary_includes": ["usb"]}, {"energy.meters.0.boundary_includes": ["usb-hub"]}
    ),
    "evidence": again({}, {"agreement.reference.version": "2.3.1"}),
    "histogram-edges": raw(
        {"processes.2.latency.min_ns": processes()[2].latency.min_ns - 8192},
        {"processes.2.latency.min_ns": processes()[2].latency.min_ns + 1},
    ),
    "imported": Edge(
        of(_of_benchmark_model), of(lambda: edited(_of_benchmark_model(), {"tool.harness_known": True}))
    ),
    "kind": Edge(of(_of_benchmark_model), of(lambda: edited(result(), {"kind": "imported"}))),
    "known-code": again(
        {"tool.worker_sha256": "0" * 64, "workload.division": "open"}, {"tool.worker_sha256": "0" * 64}
    ),
    "latencies-fill-window": Edge(
        of(lambda: _latencies_of(15_007_500_000)), of(lambda: _latencies_of(15_007_510_000))
    ),
    "latencies-fit-window": again(_latency_sum(0), _latency_sum(1)),
    "latency-possible": Edge(of(lambda: _macs_for_latency(0)), of(lambda: _macs_for_latency(2))),
    "load-of-scenario": again({}, {"load.includes_input_copy": False}),
    "memory-marks": again(
        {"processes.0.memory.loaded": 83_886_080}, {"processes.0.memory.loaded": 83_886_081}
    ),
    "name-and-id": Edge(of(result), _renamed),
    "no-failures": again({"processes.3.failures": 0}, {"processes.3.failures": 1}),
    "operators": again(
        {
            "sut.operators_total": 65,
            "sut.operators_total_reason": None,
            "sut.operators_on_accelerator": 65,
            "sut.operators_on_accelerator_reason": None,
        },
        {
            "sut.operators_total": 65,
            "sut.operators_total_reason": None,
            "sut.operators_on_accelerator": 66,
            "sut.operators_on_accelerator_reason": None,
        },
    ),
    "path": Edge(lambda: _moved("tflite-int8"), lambda: _moved("tflite-fp32")),
    "percentile-order": Edge(of(lambda: _equal_percentiles(0)), of(lambda: _equal_percentiles(1))),
    "personal-data": again({}, {"device.cooling": "fan of jane@example.org", "device.cooling_reason": None}),
    "points": Edge(of(server), of(lambda: edited(result(), {"points": server().points}))),
    "processor": again({"device.cpu.online": 1024}, {"device.cpu.online": 1025}),
    "process-count": Edge(of(result), of(lambda: result(processes=processes()[:4]))),
    "processes-differ": Edge(
        of(lambda: result(processes=alike(process([60.0] * 205)))),
        of(lambda: result(processes=[process([60.0] * 205)] * 5)),
    ),
    "quality": again(agreeing(28), agreeing(27)),
    "ranked-tier": Edge(of(result), of(lambda: result(tier="smoke"))),
    "resources": again({}, {"resources.parameters": 3_504_873}),
    "runtime-of-harness": again({"sut.runtime.version": "2.0.2rc1"}, {"sut.runtime.version": "2.0.2 (best)"}),
    "said-twice": raw({"provenance.repeat.seed": 2}),
    "samples-per-query": Edge(of(lambda: _pair_of_samples(2)), of(lambda: _pair_of_samples(1))),
    "sensor-values": again(
        {"device.ambient_mc": 90_000, "device.ambient_mc_reason": None},
        {"device.ambient_mc": 90_001, "device.ambient_mc_reason": None},
    ),
    "series-of-latencies": raw(
        {"processes.3.series.max_ns": [one + 1 for one in processes()[3].series.max_ns if one]}
    ),
    "series-rows": raw({"processes.3.series.p50_ns.0": None}),
    "session-counts": again(
        {"session.boot_count": 2, "session.resumed": 1}, {"session.boot_count": 3, "session.resumed": 1}
    ),
    "size": Edge(
        of(lambda: result(processes=scattered(6_200))), of(lambda: result(processes=scattered(6_300)))
    ),
    "stages-fit-latency": again(_with_stages(None), _with_stages(Stages(1, 1, 1))),
    "stored-findings": raw({"findings": []}),
    "summary": raw({"summary.latency_p90_ns.low": (result().summary.latency_p90_ns.low or 0) + 2}),
    "text-characters": raw({"device.os": "De\u0301bian"}, {"device.os": "D\u00e9bian"}),
    "throughput-possible": Edge(of(lambda: _macs_for_throughput(0)), of(lambda: _macs_for_throughput(1))),
    "warm-up": again({"processes.2.warm_up.queries": 10}, {"processes.2.warm_up.queries": 9}),
    "window-long-enough": again({"load.cap_ns": 120_000_000_000}, {"load.cap_ns": 120_000_000_001}),
    "windows-in-session": again(_shifted(0), _shifted(-17)),
}
"""By the rule's name."""
