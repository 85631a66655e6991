"""Forged results, each re-sealed: canonical bytes, id, name and path are those of the forged content.

Whatever follows from the processes is computed again, as a forger with this very edgebench would, unless
it is what was forged. So the rule that is meant to refuse a file has to see it by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from msgspec import structs

from edgebench import checks, histogram, store, summary
from edgebench.model.process import Process
from edgebench.model.result import Result
from tests.build import Changes, edited, energy, meter, metered, offline, processes, rapl, server, streams

RESULTS = Path(__file__).parents[1] / "results" / "v1"


class Attack(NamedTuple):
    """A forged result, the rule that refuses it, and words of its message."""

    rule: str
    message: str
    make: Callable[[], Result]


def real(name: str = "tflite-tflite-int8-single-stream") -> Result:
    """One that was measured."""
    (path,) = RESULTS.glob(f"{name}-*.json")
    return store.read(path)


def resealed(one: Result, kept: tuple[str, ...] = ()) -> Result:
    """With threads that took effect, summary and findings as the processes give them, but for those kept."""
    if "sut" not in kept:
        busy = int(median(each.cpu_ns * 1000 // each.window_ns for each in one.processes))
        one = edited(one, {"sut.threads_effective_milli": busy})
    if "summary" not in kept:
        one = structs.replace(one, summary=summary.summarize(one.processes, one.load, one.points))
    if "findings" not in kept:
        one = structs.replace(one, findings=checks.findings(one))
    return one


def forged(rule: str, message: str, changes: Changes, base: Callable[[], Result] = real) -> Attack:
    """These fields changed, and what follows from them."""
    kept = tuple({path.split(".")[0] for path in changes} & {"summary", "findings"})
    kept += ("sut",) if "sut.threads_effective_milli" in changes else ()
    return Attack(rule, message, lambda: resealed(edited(base(), changes), kept))


def every(field: str, change: Callable[[Process], object]) -> Changes:
    """One field of every process of the real result."""
    name = f"processes.{{}}.{field}"
    return {name.format(place): change(one) for place, one in enumerate(real().processes)}


def _faster(factor: int) -> Result:
    """Every latency so many times shorter, all but the slowest query alike; throughput is left as it was."""
    windows = []
    for one in real().processes:
        least, most = one.latency.min_ns // factor, one.latency.max_ns // factor
        gap = histogram.bucket(most) - histogram.bucket(least) - 1
        latency = structs.replace(
            one.latency,
            first=histogram.bucket(least),
            counts=[one.queries - 1, -gap, 1] if gap else [one.queries - 1, 1],
            min_ns=least,
            max_ns=most,
            sum_ns=least * (one.queries - 1) + most,
        )
        series = one.series
        rows = {
            name: [value and value // factor for value in getattr(series, name)]
            for name in ("p50_ns", "p90_ns")
        }
        rows["max_ns"] = [
            most if value == one.latency.max_ns else value and value // factor for value in series.max_ns
        ]
        windows.append(structs.replace(one, latency=latency, series=structs.replace(series, **rows)))
    return resealed(structs.replace(real(), processes=windows))


def _copied(count: int) -> Result:
    """The fastest process written several times, each in its own place of the session."""
    one = real()
    best = min(one.processes, key=lambda each: each.latency.sum_ns / each.queries)
    placed = {each.order: each for each in one.processes}
    windows = [
        structs.replace(best, order=each.order, began_ms=each.began_ms) if place < count else each
        for place, each in enumerate(placed.values())
    ]
    return resealed(structs.replace(one, processes=windows))


def _dropped() -> Result:
    """The slowest process left out, and the plan said to have had four."""
    one = real()
    slowest = max(one.processes, key=lambda each: each.latency.sum_ns / each.queries)
    windows = [each for each in one.processes if each is not slowest]
    repeated = edited(one, {"provenance.repeat.processes": 4})
    return resealed(structs.replace(repeated, processes=windows))


def _reordered() -> Result:
    one = real()
    return resealed(structs.replace(one, processes=one.processes[::-1]))


def _tails_cut() -> Result:
    """The slowest queries of each process taken out of its histogram, and out of nothing else."""
    windows = []
    for one in real().processes:
        counts = list(one.latency.counts)
        while counts[-1] < 0 or len(counts) > len(one.latency.counts) - 20:
            counts.pop()
        windows.append(structs.replace(one, latency=structs.replace(one.latency, counts=counts)))
    return resealed(structs.replace(real(), processes=windows))


def _findings_but(rule: str, changes: Changes) -> Attack:
    """A finding left out."""

    def make() -> Result:
        whole = resealed(edited(real(), changes))
        return structs.replace(whole, findings=[one for one in whole.findings if one.rule != rule])

    return Attack("stored-findings", f"{rule}: nothing is stored", make)


def _summary(name: str, factor: float) -> Changes:
    value = getattr(real().summary, name).value
    assert value is not None
    return {f"summary.{name}.{end}": round(value * factor) for end in ("low", "value", "high")}


def _on(device: Mapping[str, object]) -> Changes:
    """A board: no hypervisor takes time from it."""
    quiet = {f"processes.{place}.steal_ns": 0 for place in range(5)}
    arm = {"device.cpu.model": "Cortex-A76", "device.cpu.isa": ["asimd", "asimddp"]}
    return {"device.virtual": "none", "device.kind": "board", **quiet, **arm, **device}


def _metered(**asked: Any) -> Callable[[], Result]:
    return lambda: metered(**asked)


def openvino() -> Result:
    """One of a harness that takes accelerators."""
    return real("openvino-onnx-int8-single-stream")


ON_GPU: Changes = {"sut.accelerator": "GPU", "sut.provider": "GPU", "sut.provider_used": "GPU"}
BARE: Changes = {"device.kind": "pc", "device.virtual": "none"}
PI5 = _on({"device.slug": "pi5", "device.cpu.cores": 4, "device.cpu.online": 4})
OWN = energy(processes())
SUBSET: Changes = {"accuracy.evidence": "full", "accuracy.value_ppm": 900_000, "accuracy.high_ppm": 900_000}

ATTACKS: dict[str, Attack] = {
    # numbers that are better than what was measured
    "a better p90 in the summary": forged("summary", "the processes give", _summary("latency_p90_ns", 0.9)),
    "a better throughput in the summary": forged("summary", "give", _summary("throughput_mhz", 1.2)),
    "a narrower interval": forged(
        "summary", "$.summary.latency_p90_ns.low", {"summary.latency_p90_ns.low": 36_000}
    ),
    "less memory in the summary": forged("summary", "peak_memory", _summary("peak_memory_bytes", 0.5)),
    "a method that does not exist": forged("summary", "has no method 9", {"summary.method": 9}),
    "p50 above p90": forged("percentile-order", "are not in order", {"summary.latency_p50_ns.value": 99_000}),
    "all latencies a tenth": Attack("latencies-fill-window", "to nothing", lambda: _faster(10)),
    "all latencies a thousandth": Attack("latency-possible", "at the least", lambda: _faster(1000)),
    "the slowest queries taken out": Attack("counts-agree", "in latency", _tails_cut),
    "more queries in the same window": forged(
        "throughput-possible",
        "this device can compute",
        every("window_ns", lambda one: max(1, one.queries // 4_000)),
    ),
    "a window shorter than its queries": forged(
        "latencies-fit-window", "do not fit", every("window_ns", lambda one: one.latency.sum_ns - 1)
    ),
    "more samples than queries": forged(
        "counts-agree", "samples", every("samples", lambda one: 2 * one.samples)
    ),
    "the least latency of another histogram": forged(
        "histogram-edges", "not in the first bucket", {"processes.0.latency.min_ns": 7}
    ),
    "the sum of another histogram": forged(
        "histogram-edges", "what the buckets allow", {"processes.0.latency.sum_ns": 12_000_000_000}
    ),
    "a series of other latencies": forged(
        "series-of-latencies", "of the histogram", {"processes.0.series.max_ns.0": 10**9}
    ),
    "a series of other queries": forged("counts-agree", "in the series", {"processes.0.series.queries.0": 1}),
    "a row whose p50 is above its largest": forged(
        "series-rows", "row 3", {"processes.0.series.p50_ns.3": 10**12}
    ),
    "more CPUs than any machine has": forged(
        "processor", "4096 CPUs of 2 cores", {"device.cpu.online": 4096}
    ),
    "tiles that the processor does not have": forged(
        "processor", "has no amx_int8", {"device.cpu.isa": ["avx2", "avx512f", "amx_int8"]}
    ),
    "tiles of a Xeon from before there were any": forged(
        "processor",
        "fourth generation",
        {
            "device.cpu.isa": ["avx2", "amx_int8"],
            "device.cpu.model": "Intel(R) Xeon(R) Platinum 8280 CPU @ 2.70GHz",
        },
    ),
    "instructions of two kinds of processors": forged(
        "processor", "avx2 and asimddp", {"device.cpu.isa": ["avx2", "asimddp"]}
    ),
    "a GPU that LiteRT does not use": forged(
        "accelerator",
        "LiteRT runs on cpu",
        {"sut.accelerator": "gpu", "provenance.repeat.accelerator": "gpu"},
    ),
    "a GPU that is not there": forged(
        "accelerator", "of the device are: none", {**ON_GPU, "provenance.repeat.accelerator": "GPU"}, openvino
    ),
    "a series of longer rows than its window": forged(
        "series-rows", "are not of a window", {"processes.0.series.period_ms": 100_000}
    ),
    "processes without CPU time": forged("cpu-time", "It is 0", {"processes.1.cpu_ns": 0}),
    # fewer, longer, other runs
    "one good process five times": Attack("processes-differ", "are those of process", lambda: _copied(5)),
    "two of five processes alike": Attack("processes-differ", "are those of process 0", lambda: _copied(2)),
    "the slowest process left out": Attack("process-count", "4 processes; tier standard has 5", _dropped),
    "processes in another order": Attack("windows-in-session", "of the session, the one before", _reordered),
    "two processes at once": forged("windows-in-session", "ran until", {"processes.1.began_ms": 50_000}),
    "a preview called by its name": forged(
        "ranked-tier", "is a preview", {"load.tier": "smoke", "provenance.repeat.tier": "smoke"}
    ),
    "a preview called standard": forged(
        "window-long-enough", "less than", every("window_ns", lambda one: one.window_ns // 2)
    ),
    "a floor of one second": forged(
        "window-long-enough",
        "of tier standard",
        {"load.min_ns": 10**9, "load.cap_ns": 10**10, "provenance.repeat.min_ns": 10**9},
    ),
    "cut by a cap that it never reached": forged(
        "window-long-enough", "less than", {"load.ended": "cap", "processes.0.window_ns": 11_999_999_999}
    ),
    "failed queries": forged("no-failures", "queries failed", {"processes.2.failures": 12}),
    "no warming up": forged("warm-up", "do not make it steady", {"processes.0.warm_up.queries": 1}),
    "the 30th percentile": forged("load-of-scenario", "has 900000", {"load.percentile_ppm": 300_000}),
    "inputs that were not copied": forged(
        "load-of-scenario", "always timed", {"load.includes_input_copy": False}
    ),
    "a bound where there is none": forged(
        "load-of-scenario",
        "SingleStream has none",
        {"load.bound_ns": 33_000_000, "provenance.repeat.bound_ns": 33_000_000},
    ),
    "queries made larger": forged(
        "samples-per-query",
        "in batches of 1 has 1",
        {"load.samples_per_query": 8, **every("samples", lambda one: 8 * one.queries)},
    ),
    "another seed than was asked for": forged("said-twice", "load.seed is 1", {"provenance.repeat.seed": 7}),
    "an accelerator that was not asked for": forged("said-twice", "accelerator is GPU", ON_GPU, openvino),
    "half the precision, called the model's own": forged(
        "said-twice", "It is own", {"sut.execution_precision": "bf16"}, openvino
    ),
    "a runtime of one's own": forged(
        "runtime-of-harness", "runs LiteRT", {"sut.runtime.name": "=cmd|' /C calc'!A0"}
    ),
    "a version that is a formula": forged(
        "runtime-of-harness", "is no version", {"sut.runtime.version": "@SUM(1)"}
    ),
    "an edgebench that is no version": forged(
        "runtime-of-harness", "$.tool.edgebench", {"tool.edgebench": "newest", "findings": []}
    ),
    "a provider that the harness does not have": forged(
        "runtime-of-harness",
        "does not ask for",
        {"sut.provider": "CUDAExecutionProvider", "sut.provider_used": "CUDAExecutionProvider"},
    ),
    "a package that is a link": forged(
        "runtime-of-harness", "no package", {"sut.packages": {"@all": "[x](javascript:alert(1))"}}
    ),
    "threads that were not asked for": forged("said-twice", "sut.threads", {"sut.threads": 2}),
    "more processes than the session had": forged(
        "session-counts", "of a session with 5", {"session.cells": 1, "session.interleaved": False}
    ),
    "interleaved with nothing": forged("session-counts", "there are 8 cells", {"session.interleaved": False}),
    "boots without a resumption": forged("session-counts", "9 boots", {"session.boot_count": 9}),
    # other code, models and inputs
    "a version that never was, whose rules may have been fewer": forged(
        "known-code", "no version that was released", {"tool.edgebench": "99.9", "findings": []}
    ),
    "a worker of one's own": forged(
        "known-code", "no worker that was released", {"tool.worker_sha256": "0" * 64}
    ),
    "a harness of one's own": forged("known-code", "no harness tflite", {"tool.harness_sha256": "0" * 64}),
    "a harness that is not known and says so": forged(
        "known-code", "no harness tflite", {"tool.harness_sha256": "0" * 64, "tool.harness_known": False}
    ),
    "a harness under another's name": forged(
        "known-code",
        "no harness onnxruntime",
        {"sut.harness": "onnxruntime", "provenance.repeat.harness": "onnxruntime"},
    ),
    "the open division to escape the catalogue": forged(
        "known-code", "It is open", {"workload.division": "open"}
    ),
    "another model": forged("catalogue", "kws_ref_model", {"variant.files.0.sha256": "0" * 64}),
    "a variant of another precision": forged("catalogue", "weights", {"variant.precision.weights": "fp32"}),
    "a recipe that was not followed": forged(
        "catalogue", "no recipe is due", {"variant.recipe": {"name": "quantize-onnx", "version": 1}}
    ),
    "smaller inputs": forged("catalogue", "input_shapes", {"workload.input_shapes": {"features": [1, 1]}}),
    "a smaller sample set": forged("catalogue", "sample_set.samples", {"workload.sample_set.samples": 2}),
    "a revision of tomorrow": forged("catalogue", "at most", {"workload.revision": 99}),
    "a lower target": forged("catalogue", "quality.target_ppm", {"quality.target_ppm": 1}),
    "operations made up": forged("resources", "2656768 is due", {"resources.macs": 1}),
    "operations left out": forged(
        "resources", "None is stored", {"resources.macs": None, "resources.macs_reason": "unknown"}
    ),
    "a smaller model": forged("resources", "53936 is due", {"resources.model_bytes": 1}),
    "inputs of a byte": forged("resources", "490 is due", {"resources.input_bytes_per_sample": 1}),
    # quality
    "a share of no number of samples": forged(
        "accuracy-value", "no share of 1000", {"accuracy.value_ppm": 902_500}
    ),
    "a better share in the old interval": forged(
        "accuracy-value", "900 of 1000 give", {"accuracy.value_ppm": 900_000}
    ),
    "all right, without a doubt": forged(
        "accuracy-value",
        "1000 of 1000 give 996173",
        {f"accuracy.{name}_ppm": 1_000_000 for name in ("low", "value", "high")},
    ),
    "first answers right more often than the first five": forged(
        "accuracy-value", "not from 890000", {"accuracy.details.top5_ppm": 885_000}, openvino
    ),
    "an easier metric": forged("evidence", "has top1", {"accuracy.metric": "top5"}),
    "another set under the name of the official one": forged(
        "evidence", "kws01 is 7a07", {"accuracy.data_set.sha256": "0" * 64}
    ),
    "quality met by decree": forged(
        "quality", "quality.met", {"accuracy.value_ppm": 899_999, "accuracy.low_ppm": 1}
    ),
    "a part of the set called the whole": forged(
        "evidence", "are not all", {"accuracy.data_set.samples": 10}
    ),
    "a data set of one's own": forged("evidence", "is none of kws01", {"accuracy.data_set.name": "easy"}),
    "a sample of a set as full evidence": forged(
        "evidence",
        "a part of the official set",
        {**SUBSET, "quality.evidence": "full"},
        lambda: real("openvino-onnx-int8-single-stream"),
    ),
    "answers compared with others": forged(
        "evidence", "is due", {"agreement.reference.outputs_sha256": "0" * 64}
    ),
    "more answers agree than there are": forged("quality", "agree", {"agreement.agree": 65}),
    "an accuracy outside its interval": forged(
        "accuracy-interval", "with an interval", {"accuracy.low_ppm": 990_000}
    ),
    "outputs that differ, not counted": forged(
        "audit-counts", "outputs differ", {"audit.timed_outputs_differ": 10**6}
    ),
    "outputs that were never compared": forged("audit-counts", "0 of 0", {"audit.timed_outputs_checked": 0}),
    "nonfinite outputs, not told": _findings_but("outputs-nonfinite", {"audit.nonfinite": 4}),
    "nonfinite outputs, not told by what claims an older version": _findings_but(
        "outputs-nonfinite", {"audit.nonfinite": 4, "tool.edgebench": "0.0.9"}
    ),
    "throttling, not told": _findings_but(
        "throttled",
        {
            "processes.1.throttle": {
                "before": [],
                "after": ["frequency-capped"],
                "source": "vcgencmd",
                "source_reason": None,
            }
        },
    ),
    "a virtual machine, not told": _findings_but("virtual-machine", {}),
    "a finding made up": forged(
        "stored-findings",
        "nothing is due",
        {"findings": [{"rule": "solar-flare", "level": "info", "values": {}}]},
    ),
    # devices
    "a virtual machine as a server": forged(
        "device-kind", "the hypervisor is kvm", {"device.slug": "server-amd-epyc-2", "device.kind": "server"}
    ),
    "a virtual machine without a hypervisor": forged(
        "device-kind", "the hypervisor is none", {"device.virtual": "none"}
    ),
    "a virtual machine as a PC": forged(
        "device-kind", "only guests of a hypervisor", {"device.slug": "pc-amd-epyc-2", **BARE}
    ),
    "a virtual machine as a PC with a processor's number": forged(
        "device-kind",
        "took CPU time",
        {"device.slug": "pc-amd-epyc-7302-2", **BARE, "device.cpu.model": "AMD EPYC 7302"},
    ),
    "a hypervisor that nobody knows": forged("device-kind", "no hypervisor fast", {"device.virtual": "fast"}),
    "a device named like the signatures' folder": forged(
        "device-kind", "not named signatures", _on({"device.slug": "signatures"})
    ),
    "another processor than the name says": forged(
        "device-profile", "its name is vm-intel-xeon-2", {"device.slug": "vm-intel-xeon-2"}
    ),
    "a name without a processor": forged("device-profile", "names no processor", {"device.slug": "vm-2"}),
    "a name with a gap": forged("device-profile", "names no processor", {"device.slug": "vm--2"}),
    "a Pi 5 with the cores of another board": forged(
        "device-profile", "a pi5 has Cortex-A76", {**PI5, "device.cpu.model": "Neoverse-V2"}
    ),
    "a fast machine as a Pi 5": forged(
        "device-profile", "a pi5 has 4", {**PI5, "device.cpu.cores": 64, "device.cpu.online": 8}
    ),
    "a Pi 5 with 128 CPUs": forged("device-profile", "128 CPUs", {**PI5, "device.cpu.online": 128}),
    "a Pi 5 with a memory nobody sells": forged("device-profile", "is sold with", PI5),
    "an Orin without its GPU": forged(
        "device-profile",
        "There is no NVIDIA Ampere GPU",
        _on(
            {
                "device.slug": "jetson-orin-nano",
                "device.cpu.model": "Cortex-A78AE",
                "device.memory_bytes": 8_000_000_000,
            }
        ),
    ),
    "a profile of tomorrow": forged(
        "device-profile",
        "pi5 is at 1",
        {**PI5, "device.memory_bytes": 8_000_000_000, "device.profile_revision": 2},
    ),
    "another number of cores than the name says": forged(
        "device-profile", "its name is", {"device.cpu.cores": 3}
    ),
    "more CPU time than CPUs": forged("cpu-time", "do not fit 2 CPUs", {"processes.0.cpu_ns": 10**12}),
    "threads that took no effect": forged(
        "cpu-time", "the processes give", {"sut.threads_effective_milli": 4000}
    ),
    "more memory than there is": forged("memory-marks", "do not fit", {"processes.0.memory.ran": 2**45}),
    "memory that falls": forged("memory-marks", "do not rise", {"processes.0.memory.loaded": 0}),
    "a clock in hertz": forged(
        "sensor-values", "is none", {"device.cpu_max_khz": 2_400_000_000, "device.cpu_max_khz_reason": None}
    ),
    "a room on fire": forged(
        "sensor-values", "ambient_mc", {"device.ambient_mc": 900_000, "device.ambient_mc_reason": None}
    ),
    "more operators than there are": forged(
        "operators",
        "70 of 65",
        {
            "sut.operators_total": 65,
            "sut.operators_total_reason": None,
            "sut.operators_on_accelerator": 70,
            "sut.operators_on_accelerator_reason": None,
        },
    ),
    # dates and names
    "a result of 1970": forged("created", "before 2026-11-21", {"created": "1970-01-01T00:07Z"}),
    "a result of the year 2999": forged("created", "after today and a day", {"created": "2999-01-01T00:00Z"}),
    "the 39th of February": forged("created", "There is no 2027-02-39", {"created": "2027-02-39T10:00Z"}),
    "a name in decomposed letters": forged("text-characters", "(NFC)", {"device.os": "De\u0301bian"}),
    "a name of 201 letters": forged("text-characters", "201 characters", {"sut.options": {"a": "x" * 201}}),
    "a package in Greek letters": forged(
        "text-characters", "is not ASCII", {"sut.packages": {"\u03bdumpy": "2"}}
    ),
    "a name that nobody sees": forged("text-characters", "U+3164", {"device.os": "Debian \u3164"}),
    "a key among the options": forged(
        "personal-data",
        "a password or a key",
        {"sut.options": {"token": "ghp_" + "0123456789abcdefABCD" * 2}},
    ),
    # scenarios
    "a search without its windows": forged("points", "at least one window", {"points": None}, server),
    "a window of the search that missed, called met": forged(
        "points", "its figures say that it did not", {"points.0.latency_p99_ns": 34_000_000}, server
    ),
    "more streams than the search found": forged("points", "streams", {"points.3.met": True}, streams),
    "a batch that the pilot did not find": forged(
        "points", "The pilot found", {"points.3.throughput_mhz": 1}, offline
    ),
    "another kind, to escape the rules": forged("kind", "does not say from where", {"kind": "imported"}),
    "derived from nothing": forged("kind", "derives results", {"kind": "derived"}),
    # energy
    "a lower energy": forged(
        "energy-value",
        "the windows give",
        {"energy.gross_per_sample_nj": OWN.gross_per_sample_nj // 2},
        metered,
    ),
    "bins of another energy": forged("energy-bins", "add up to", {"energy.windows.0.bins_uj.3": 0}, metered),
    "bins of a longer window": forged(
        "energy-bins", "do not cover", {"energy.windows.0.period_ms": 100_000}, metered
    ),
    "a part of the device that nobody knows": forged(
        "energy-words", "is none of", {"energy.meters.0.boundary_includes": ["fan", "goodwill"]}, metered
    ),
    "a driver whose version is markup": forged(
        "energy-words", "is no version", {"energy.meters.0.driver_version": "<img src=x>"}, metered
    ),
    "an accuracy that a script states": forged(
        "energy-words", "no https address", {"energy.meters.0.accuracy.0.url": "javascript:alert(1)"}, metered
    ),
    "an idle power left out of the net energy": forged(
        "energy-value", "an idle power is missing", {"energy.windows.0.idle_after_mw": None}, metered
    ),
    "a smaller uncertainty": forged(
        "energy-uncertainty", "the terms give", {"energy.gross_u_nj": 1}, metered
    ),
    "a better meter than it is": forged(
        "energy-uncertainty", "its accuracy", {"energy.meters.0.accuracy.0.reading_ppm": 100_000}, metered
    ),
    "RAPL that reads the wall": Attack(
        "energy-boundary",
        "powercap-rapl reads soc_package",
        lambda: metered(changes={**PI5, "device.memory_bytes": 8_000_000_000}, by=rapl(boundary="wall_ac")),
    ),
    "RAPL in a virtual machine": Attack("energy-boundary", "is not physical", _metered(by=rapl())),
    "a simulated meter": forged(
        "energy-simulated", "was simulated", {"energy.windows.0.flags": ["simulated"]}, metered
    ),
    "a driver of one's own": Attack("energy-driver", "no driver my-own", _metered(by=meter(driver="my-own"))),
    "readings that would be too large to submit": forged(
        "energy-trace",
        "more than 3400 readings have",
        {"energy.meters.0.raw.bytes": 5 * 1024 * 1024 + 1},
        metered,
    ),
    "an energy without readings": Attack("energy-trace", "names no readings", _metered(by=meter(raw=None))),
    "power beyond the meter's range": Attack("energy-power", "the meter reads", _metered(watts=25.0)),
    "microjoules for nanojoules": Attack(
        "energy-possible",
        "multiply-accumulates cannot be",
        lambda: metered(
            changes={**PI5, "device.memory_bytes": 8_000_000_000}, by=rapl(), watts=0.000_006, idle_watts=None
        ),
    ),
    "a meter that is not there": forged(
        "energy-primary", "there are 1 meters", {"energy.primary": 4}, metered
    ),
    "energy of one process for all": forged(
        "energy-windows",
        "of these processes",
        {"energy.windows.4.process": 0, "energy.windows.4.queries": OWN.windows[0].queries},
        metered,
    ),
    "an uncertainty of a meter that states none": forged(
        "energy-accuracy",
        "nobody states",
        {
            **PI5,
            "device.memory_bytes": 8_000_000_000,
            "energy.gross_u_nj": OWN.repeatability_nj,
            "energy.gross_u_nj_reason": None,
        },
        _metered(by=rapl()),
    ),
}


def sealed(one: Result) -> tuple[str, bytes]:
    """Where the forged content belongs, and its bytes."""
    data = store.encode(one)
    return str(store.path_of(one, data)), data
