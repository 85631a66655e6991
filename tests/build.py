"""Small builders of valid results with exact numbers, the same on every machine and day.

    result()                                      MobileNetV2 int8 on a two-core VM, 8 ms a query
    result(2.5, {"device.slug": "pi-5"})          another latency and device; summary and findings follow
    result(processes=[process([10] * 50)])        measured windows, latency by latency
    metered(), metered(by=rapl(), watts=3)         with energy: 6 W at the wall, of which 2 W idle
    offline(), server(), streams(), sustained()   one of each scenario; multi_stream(), paced() too
    edited(result(), {"processes.0.queries": 7})  one field changed and nothing else: a broken result
    seen("swapped", {"processes.0.swapped_bytes": 1})  the values of that rule's finding
    rendered("swapped", swapped_bytes=1)          what it says of such values

`result` passes every check of a submission unless the changes break one.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import math
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, Literal

import msgspec
from msgspec import structs

from edgebench import __version__, catalogue, checks, histogram, search, statistics, summary
from edgebench.checks.submission import said_twice
from edgebench.energy import recomputed
from edgebench.harness import discover
from edgebench.model.device import Cpu, Device
from edgebench.model.energy import (
    Energy,
    EnergyWindow,
    Meter,
    MeterAccuracy,
    RawTrace,
    UncertaintyTerm,
)
from edgebench.model.finding import Finding
from edgebench.model.process import Histogram, Memory, Process, Series, Throttle, WarmUpRecord
from edgebench.model.quality import Agreement, AgreementReference, Quality
from edgebench.model.reason import Reason
from edgebench.model.result import (
    Audit,
    Point,
    PrecisionKey,
    Provenance,
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
from edgebench.model.scenario import (
    CAP_FACTOR,
    SCENARIOS,
    SUSTAINED_NS,
    TIERS,
    Load,
    ScenarioName,
    least_queries,
    threads_of_stream,
)
from edgebench.model.sut import Runtime, Sut
from edgebench.model.workload import Workload
from edgebench.released import worker_sha256

Changes = Mapping[str, object]
"""`{"device.cpu.cores": 4, "processes.0.swapped_bytes": 4096}`: path from the record's own fields."""

PATTERN = (1.0, 1.001, 0.999, 1.002, 0.998, 1.0, 1.001, 0.999, 1.003, 1.04)
"""Ten queries around the typical one; the last is the p90."""
SPREAD = (1.0, 1.004, 0.997, 1.002, 0.999, 1.001, 0.998, 1.003, 1.006, 1.005)
"""One factor a process."""


def result(ms: float = 8.0, changes: Changes | None = None, tier: str = "standard", **fields: Any) -> Result:
    """A cell whose typical query takes `ms`; summary and findings are computed unless they are given.

    What `provenance.repeat` says again is changed with what it repeats, unless it is changed itself.
    """
    windows = in_a_row(fields.pop("processes", None) or processes(ms, tier))
    base = _plain(load=load(tier), processes=windows)
    whole = edited(structs.replace(base, **fields), _said_again(changes or {}))
    touched = {path.split(".")[0] for path in changes or ()} | fields.keys()
    if "sut.threads_effective_milli" not in (changes or {}) and "sut" not in fields:
        busy = [one.cpu_ns * 1000 // one.window_ns for one in whole.processes]
        whole = edited(whole, {"sut.threads_effective_milli": int(median(busy))})
    if "summary" not in touched:
        whole = structs.replace(whole, summary=summary.summarize(whole.processes, whole.load, whole.points))
    if "findings" not in touched:
        whole = structs.replace(whole, findings=checks.findings(whole))
    return whole


def in_a_row(windows: Sequence[Process]) -> list[Process]:
    """In the order of a session, each two seconds after the one before it; those that say when stay there."""
    if any(one.began_ms or one.order for one in windows) and all(
        a.began_ms * 1_000_000 + a.window_ns <= b.began_ms * 1_000_000 for a, b in itertools.pairwise(windows)
    ):
        return list(windows)
    made, began_ms = [], 0
    for place, one in enumerate(windows):
        made.append(structs.replace(one, order=place, began_ms=began_ms))
        began_ms += one.window_ns // 1_000_000 + 2_000
    return made


def _said_again(changes: Changes) -> Changes:
    again = {field: f"provenance.repeat.{name}" for name, field in said_twice.SAID_TWICE.items()}
    again |= {"load.streams": "provenance.repeat.streams", "sut.threads": "provenance.repeat.threads"}
    del again["sut.runtime.version"]  # not asked for: it is the one that runs here
    told = {again[field]: value for field, value in changes.items() if field in again}
    if "sut.affinity" in changes:
        told["provenance.repeat.pinned"] = bool(changes["sut.affinity"])
    return told | dict(changes)


def multi_stream(ms: float = 64.0, changes: Changes | None = None) -> Result:
    """Queries of eight samples that take `ms`, 670 a process."""
    windows = [
        structs.replace(one, samples=8 * one.queries)
        for one in (process([ms * each * factor for each in PATTERN], 67) for factor in SPREAD[:5])
    ]
    return _of("multi-stream", changes, processes=windows, samples_per_query=8)


def metered(ms: float = 8.0, changes: Changes | None = None, tier: str = "standard", **asked: Any) -> Result:
    """`result` with energy; `asked` are energy()'s."""
    windows = processes(ms, tier)
    with_energy = {"energy": energy(windows, **asked), "energy_reason": None, **(changes or {})}
    return result(ms, with_energy, tier, processes=windows)


def energy(
    processes: Sequence[Process],
    watts: float = 6.0,
    idle_watts: float | None = 2.0,
    by: Meter | None = None,
    others: Sequence[tuple[Meter, float]] = (),
    samples_per_query: int = 1,
) -> Energy:
    """What the meter `by` reads at a constant power; others: further meters, and what they read over it.

    Its stated accuracy, rectangles, and the scatter of the processes make the budget.
    """
    own = by or meter()
    meters = [(own, 1.0), *others]
    windows = [
        _energy_window(place, one, number, watts * factor, idle_watts)
        for number, (_, factor) in enumerate(meters)
        for place, one in enumerate(processes)
    ]
    first = windows[: len(processes)]
    each_nj = [1000 * one.gross_uj / one.queries / samples_per_query for one in first]
    gross_nj = math.fsum(each_nj) / len(each_nj)
    scatter_nj = _standard_error(each_nj)
    terms = [_term("repeats", scatter_nj, correlated=False)]
    for one in own.accuracy or ():
        gain, offset = one.reading_ppm / 1e6, one.absolute_uw / (watts * 1e6)
        terms.append(_term("power-gain", gross_nj * gain / math.sqrt(3), correlated=True))
        terms.append(_term("power-offset", gross_nj * offset / math.sqrt(3), correlated=True))
    u_nj = round(math.hypot(*(term.u_nj for term in terms)))
    freedom = 10**6
    if len(processes) > 1:
        freedom = math.floor(min(1e6, (len(processes) - 1) * (u_nj / max(1.0, scatter_nj)) ** 4))
    idle_nj = 1e3 * (idle_watts or 0) * sum((w.ended_us - w.began_us) / w.queries for w in first)
    made = Energy(
        primary=0,
        meters=[each for each, _ in meters],
        windows=windows,
        gross_per_sample_nj=round(gross_nj),
        gross_u_nj=u_nj if own.accuracy is not None else None,
        gross_u_nj_reason=None if own.accuracy is not None else Reason.ACCURACY_UNSPECIFIED,
        repeatability_nj=round(scatter_nj),
        coverage_factor_milli=1,
        effective_dof=freedom,
        net_per_sample_nj=None
        if idle_watts is None
        else round(gross_nj - idle_nj / len(first) / samples_per_query),
        net_per_sample_nj_reason=Reason.METER_LOST if idle_watts is None else None,
        terms=terms,
    )
    factor, _ = recomputed.coverage_factors(made, len(processes))
    return structs.replace(made, coverage_factor_milli=round(1000 * factor))


def meter(**changes: Any) -> Meter:
    """A power analyser at the wall, 0.1 % of reading and 0.05 % of 20 W."""
    stated = MeterAccuracy("power", 1000, 500, 10_000, "datasheet", "https://example.org/meter")
    made = Meter(
        driver="yokogawa-wt310",
        driver_version="1",
        model="WT310E",
        boundary="wall_ac",
        boundary_includes=["psu", "fan"],
        total_rule="one channel",
        update_period_us=100_000,
        averaging_us=100_000,
        delay_us=0,
        quantum_nj=0,
        modulus_uj=None,
        accuracy=[stated],
        accuracy_reason=None,
        clock="host",
        sync_u_us=0,
        validated="metal",
        raw=RawTrace(sha256=digest("readings"), bytes=41_000, samples=3_400),
    )
    return structs.replace(made, **changes)


def rapl(**changes: Any) -> Meter:
    """Counters of the processor, of which nobody states an accuracy."""
    unstated = {"accuracy": None, "accuracy_reason": Reason.ACCURACY_UNSPECIFIED}
    own = {
        "driver": "powercap-rapl",
        "model": "RAPL",
        "boundary": "soc_package",
        "boundary_includes": ["soc"],
    }
    return meter(**{**own, **unstated, **changes})


def _energy_window(
    place: int, process: Process, meter: int, watts: float, idle_watts: float | None
) -> EnergyWindow:
    """Two milliseconds longer than the process's own, in ten bins."""
    began_us = process.began_ms * 1000
    length_us = process.window_ns // 1000 + 2000
    gross_uj = round(watts * length_us)
    edges = [gross_uj * edge // 10 for edge in range(11)]
    idle_mw = None if idle_watts is None else round(1000 * idle_watts)
    return EnergyWindow(
        process=place,
        meter=meter,
        began_us=began_us,
        ended_us=began_us + length_us,
        queries=process.queries,
        gross_uj=gross_uj,
        idle_before_mw=idle_mw,
        idle_after_mw=idle_mw,
        bins_uj=[end - start for start, end in itertools.pairwise(edges)],
        period_ms=math.ceil(length_us / 10_000),
        flags=[],
    )


def _standard_error(values: Sequence[float]) -> float:
    """Of the mean; of one value none is known."""
    n = len(values)
    if n == 1:
        return 0.0
    mean = math.fsum(values) / n
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1) / n)


def _term(name: str, u_nj: float, *, correlated: bool) -> UncertaintyTerm:
    kind: Literal["A", "B"] = "B" if correlated else "A"
    return UncertaintyTerm(name, kind, "rectangular" if correlated else "t", round(u_nj), correlated)


def offline(ms: float = 8.0, changes: Changes | None = None, batch: int = 4, streams: int = 2) -> Result:
    """A pilot tried one batch and stream, four samples, and both on two streams; `ms` a query of a batch."""
    windows = [structs.replace(one, samples=batch * one.queries) for one in processes(ms)]
    points = [
        Point(batch=size, streams=count, rate_uhz=None, queries=250 // size, latency_p99_ns=None,
              throughput_mhz=rate, met=None)
        for size, count, rate in ((1, 1, 125_000), (4, 1, 260_000), (1, 2, 180_000), (4, 2, 498_000))
    ]  # fmt: skip
    return _of(
        "offline", changes, processes=windows, batch=batch, samples_per_query=batch, streams=streams,
        points=points,
    )  # fmt: skip


def server(ms: float = 8.0, changes: Changes | None = None, *, found: bool = True) -> Result:
    """Queries at random, answered within 33 ms. found: a rate of the search met the bound."""
    bound_ns = 33_000_000 if found else 1_000_000
    points = [_window(ms, met=found, throughput_mhz=128_000 if found else 124_000)]
    while found and (rate := search.next_rate(points[0], points[1:])):
        points.append(_window(ms, met=rate <= 96_000_000, rate_uhz=rate, throughput_mhz=rate // 1000))
    per_second = (search.best_rate(points) or 124_000_000) / 1e6
    windows = [lasting(one, round(one.queries * 1e9 / per_second)) for one in processes(ms)]
    return _of("server", changes, processes=windows, bound_ns=bound_ns, streams=1, points=points)


def streams(ms: float = 8.0, changes: Changes | None = None, count: int = 4) -> Result:
    """So many streams at once, each answered in `ms`, within 33 ms; twice as many missed the bound."""
    points: list[Point] = []
    while each := search.next_streams(points):
        points.append(_window(ms, met=each <= count, streams=each, throughput_mhz=124_000 * each))
    windows = [
        structs.replace(lasting(one, one.window_ns // count), cpu_ns=one.cpu_ns // count)
        for one in (process([ms * each * factor for each in PATTERN], 170 * count) for factor in SPREAD[:5])
    ]
    return _of("streams", changes, processes=windows, bound_ns=33_000_000, streams=count, points=points)


def _window(ms: float, *, met: bool, **changes: Any) -> Point:
    """One window of a search."""
    made = Point(
        batch=1,
        streams=1,
        rate_uhz=None,
        queries=1500,
        latency_p99_ns=round(ms * 1e6 * (1.5 if met else 6)),
        throughput_mhz=None,
        met=met,
    )
    return structs.replace(made, **changes)


def sustained(
    changes: Changes | None = None, first: int = 1250, last: int = 1157, rows: int = 61, row_s: int = 10
) -> Result:
    """So many queries in each row of the first minute, and fewer in all after it."""
    at_first = 60 // row_s
    queries = [first] * at_first + [last] * (rows - at_first)
    windows = []
    for factor in SPREAD[:5]:
        one = process([8.0 * factor], sum(queries), window_ns=(rows * row_s + 1) * 1_000_000_000)
        series = structs.replace(
            one.series,
            period_ms=row_s * 1000,
            queries=queries,
            **{name: [getattr(one.series, name)[0]] * rows for name in ("p50_ns", "p90_ns", "max_ns")},
        )
        windows.append(structs.replace(one, series=series))
    return _of("sustained", changes, processes=windows, min_ns=SUSTAINED_NS)


def paced(ms: float = 8.0, changes: Changes | None = None, period_ms: int = 20) -> Result:
    """A query is due so often, whether or not the last is answered."""
    windows = [lasting(one, one.queries * period_ms * 1_000_000) for one in processes(ms)]
    return _of("single-stream", changes, processes=windows, period_ns=period_ms * 1_000_000)


def _of(
    scenario: ScenarioName,
    changes: Changes | None,
    processes: list[Process],
    points: list[Point] | None = None,
    **asked: Any,
) -> Result:
    """A result of this scenario, at the floors of tier standard unless `asked` says otherwise."""
    known = SCENARIOS[scenario]
    samples_per_query = asked.get("samples_per_query", 1)
    min_ns = asked.pop("min_ns", TIERS["standard"].min_ns)
    whole = load(
        scenario=scenario,
        percentile_ppm=known.percentile_ppm,
        min_queries=least_queries(known, TIERS["standard"], samples_per_query),
        min_ns=min_ns,
        cap_ns=min_ns * CAP_FACTOR,
        **asked,
    )
    if points and scenario in {"server", "streams"}:
        points = [*points, search.confirmation(whole, processes, search.best_rate(points))]
    left_open: dict[str, dict[str, object]] = {
        "offline": {"batch": None, "streams": None},
        "streams": {"streams": None},
    }
    repeat: dict[str, object] = {
        "scenario": scenario,
        "min_ns": min_ns,
        **{name: asked[name] for name in ("batch", "period_ns", "bound_ns") if name in asked},
        **left_open.get(scenario, {}),
    }
    told = {f"provenance.repeat.{name}": value for name, value in repeat.items()}
    if "sut.threads" not in (changes or {}):
        told["sut.threads"] = threads_of_stream(scenario, 2, whole.streams)
        told["provenance.repeat.threads"] = 2
    return result(changes=told | dict(changes or {}), processes=processes, load=whole, points=points)


def edited(record: Result, changes: Changes) -> Result:
    """The same result with these fields changed and nothing recomputed; types are still checked."""
    document: Any = msgspec.to_builtins(record)
    for path, value in changes.items():
        *parents, last = path.split(".")
        place = functools.reduce(lambda part, key: part[_key(part, key)], parents, document)
        place[_key(place, last)] = msgspec.to_builtins(value)
    return msgspec.convert(document, Result)


def seen(rule: str, changes: Changes | None = None, **fields: Any) -> dict[str, int | str] | None:
    """The values of the measurement rule's finding in `result(changes=changes, **fields)`, or None."""
    finding = checks.measurement_rules()[rule].check(result(changes=changes, **fields))
    return finding.values if finding else None


def rendered(rule: str, **values: int | str) -> str:
    """The text of a finding; `first_ns` stands for the value `first-ns`."""
    named = {name.replace("_", "-"): value for name, value in values.items()}
    return checks.render(Finding(rule, "warning", named))


def process(latencies_ms: Sequence[float] = (8.0,), repeats: int = 1, **changes: Any) -> Process:
    """One window of these latencies, `repeats` times over; two threads were busy for 98.5 % of it."""
    latencies_ns = [round(ms * 1_000_000) for ms in latencies_ms]
    latency = _times(histogram.of(latencies_ns), repeats)
    queries = len(latencies_ns) * repeats
    window_ns = latency.sum_ns + 1_000 * queries
    made = Process(
        order=0,
        began_ms=0,
        load_ns=42_000_000,
        first_query_ns=11_000_000,
        warm_up=WarmUpRecord(queries=64, ns=512_000_000, steady=True),
        window_ns=window_ns,
        queries=queries,
        samples=queries,
        failures=0,
        calls_per_clock=1,
        latency=latency,
        engine_latency=None,
        engine_latency_reason=Reason.NOT_REPORTED,
        stages=None,
        stages_reason=Reason.NOT_APPLICABLE,
        series=_series(latencies_ns, repeats, window_ns),
        memory=Memory(start=31_457_280, imported=62_914_560, loaded=73_400_320, ran=83_886_080),
        cpu_ns=window_ns * 197 // 100,
        sampler_cpu_ns=window_ns // 2000,
        steal_ns=0,
        steal_ns_reason=None,
        psi_cpu_us=window_ns // 100_000,
        psi_cpu_us_reason=None,
        load_average_milli=310,
        load_average_milli_reason=None,
        involuntary_switches=12,
        swapped_bytes=0,
        throttle=Throttle(before=[], after=[], source=None, source_reason=Reason.NO_SENSOR),
        temperature_mc=None,
        temperature_mc_reason=Reason.NO_SENSOR,
    )
    return structs.replace(made, **changes)


@functools.cache
def processes(ms: float = 8.0, tier: str = "standard") -> list[Process]:
    """As many windows, and each as long, as the tier asks for."""
    floors = TIERS[tier]
    pattern_ms = [ms * factor for factor in PATTERN]
    least = max(floors.min_queries, -(-11 * floors.min_ns // round(ms * 10_000_000)))  # a tenth to spare
    repeats = math.ceil(least / len(PATTERN))
    made: list[Process] = []
    began_ms = 0
    for place, factor in enumerate(SPREAD[: floors.processes]):
        one = process([each * factor for each in pattern_ms], repeats)
        made.append(structs.replace(one, order=place, began_ms=began_ms))
        began_ms += one.window_ns // 1_000_000 + 2_000
    return made


def lasting(one: Process, window_ns: int) -> Process:
    """The same queries in a window of another length, in as many rows."""
    period_ms = max(1, window_ns // len(one.series.queries) // 1_000_000)
    return structs.replace(one, window_ns=window_ns, series=structs.replace(one.series, period_ms=period_ms))


def alike(one: Process, count: int = 5) -> list[Process]:
    """So many processes like this one, whose windows differ by a nanosecond."""
    return [structs.replace(one, window_ns=one.window_ns + place) for place in range(count)]


def point(streams: int, throughput_mhz: int | None) -> Point:
    """What a search saw with so many streams."""
    return Point(
        batch=1,
        streams=streams,
        rate_uhz=None,
        queries=662,
        latency_p99_ns=9_000_000,
        throughput_mhz=throughput_mhz,
        met=True,
    )


def load(tier: str = "standard", **changes: Any) -> Load:
    """SingleStream at this tier's floors."""
    floors = TIERS[tier]
    made = Load(
        scenario="single-stream",
        scope="model",
        tier=floors.name,
        batch=1,
        samples_per_query=1,
        bound_ns=None,
        period_ns=None,
        percentile_ppm=900_000,
        chunk_ns=None,
        includes_input_copy=True,
        streams=None,
        seed=1,
        min_queries=floors.min_queries,
        min_ns=floors.min_ns,
        cap_ns=floors.min_ns * CAP_FACTOR,
        ended="complete",
    )
    return structs.replace(made, **changes)


def device(**changes: Any) -> Device:
    """A two-core virtual machine."""
    made = Device(
        slug="vm-amd-epyc-2",
        profile_revision=1,
        unit="5eed0001",
        kind="vm",
        virtual="kvm",
        emulated="none",
        cpu=Cpu(model="AMD EPYC", cores=2, online=2, isa=["avx2", "fma"]),
        memory_bytes=8_589_934_592,
        memory_bytes_reason=None,
        accelerators=[],
        os="Debian GNU/Linux 12 (bookworm)",
        kernel="6.1.0-28-amd64",
        firmware=None,
        firmware_reason=Reason.NO_SENSOR,
        power_mode=None,
        power_mode_reason=Reason.NO_SENSOR,
        governor=None,
        governor_reason=Reason.NO_SENSOR,
        cpu_max_khz=None,
        cpu_max_khz_reason=Reason.NO_SENSOR,
        gpu_max_khz=None,
        gpu_max_khz_reason=Reason.NOT_APPLICABLE,
        cooling=None,
        cooling_reason=Reason.UNKNOWN,
        power_supply=None,
        power_supply_reason=Reason.UNKNOWN,
        ambient_mc=None,
        ambient_mc_reason=Reason.NO_SENSOR,
        typed_by_hand=[],
    )
    return structs.replace(made, **changes)


def sut(**changes: Any) -> Sut:
    """LiteRT with both cores."""
    made = Sut(
        harness="tflite",
        runtime=Runtime(name="LiteRT", version="2.0.2", build=None),
        provider="default",
        accelerator="cpu",
        threads=2,
        affinity=None,
        execution_precision=None,
        execution_precision_reason=Reason.NOT_REPORTED,
        options={"threads": 2},
        packages={"ai-edge-litert": "2.0.2", "numpy": "2.2.0"},
        provider_used="default",
        operators_total=None,
        operators_total_reason=Reason.NOT_REPORTED,
        operators_on_accelerator=None,
        operators_on_accelerator_reason=Reason.NOT_REPORTED,
        threads_effective_milli=1970,
    )
    return structs.replace(made, **changes)


def workload(**changes: Any) -> WorkloadKey:
    """MobileNetV2 on pictures of 224 x 224, as the catalogue has it."""
    shipped = mobilenet_v2()
    made = WorkloadKey(
        name="mobilenet-v2",
        revision=shipped.revision,
        division="closed",
        input_shapes={"image": [224, 224, 3]},
        outputs_scope="class-scores",
        sample_set=SampleSetKey(
            name="pictures-1", sha256=shipped.sample_set.sha256, samples=shipped.sample_set.samples
        ),
    )
    return structs.replace(made, **changes)


def variant(**changes: Any) -> VariantKey:
    """Weights and activations of eight bits, as the catalogue has them."""
    shipped = catalogue.variant(mobilenet_v2(), "tflite-int8")
    made = VariantKey(
        name="tflite-int8",
        format="tflite",
        files=[VariantFile(name=shipped.file, sha256=shipped.sha256, bytes=shipped.bytes)],
        recipe=None,
        weights="pretrained",
        precision=PrecisionKey(inputs="uint8", weights="uint8", activations="uint8"),
    )
    return structs.replace(made, **changes)


@functools.cache
def mobilenet_v2() -> Workload:
    """The shipped workload that `result` measures."""
    return catalogue.load_catalogue().workloads["mobilenet-v2"]


@functools.cache
def harness_sha256(name: str = "tflite") -> str:
    """Of the shipped file."""
    return discover.shipped()[name].sha256


def digest(text: str) -> str:
    """A sha256 that is the same every time."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(load: Load, processes: list[Process]) -> Result:
    """Everything but the findings."""
    target = mobilenet_v2().quality
    samples = mobilenet_v2().sample_set.samples
    agree_low, _ = statistics.wilson(samples, samples)
    stored = next(one for one in mobilenet_v2().answers if one.variant == "tflite-int8")
    return Result(
        format=1,
        kind="measured",
        created="2026-11-21T10:07Z",
        tool=Tool(
            edgebench=__version__,
            commit=None,
            catalogue_revision=1,
            worker_sha256=worker_sha256(),
            harness_sha256=harness_sha256(),
            harness_known=True,
        ),
        workload=workload(),
        variant=variant(),
        load=load,
        device=device(),
        sut=sut(),
        session=Session(
            id="0123456789abcdef",
            seed=1,
            plan_sha256=digest("plan"),
            cells=2,
            resumed=0,
            interleaved=True,
            boot_count=1,
        ),
        processes=processes,
        points=None,
        energy=None,
        energy_reason=Reason.NO_METER,
        accuracy=None,
        accuracy_reason=Reason.NO_DATA_SET,
        quality=Quality(
            rule=target.metric,
            reference_ppm=target.reference_ppm,
            target_ppm=target.target_ppm,
            evidence="agreement",
            met="yes",
        ),
        agreement=Agreement(
            reference=AgreementReference(
                harness=stored.harness,
                runtime=stored.runtime,
                version=stored.version,
                outputs_sha256=hashlib.sha256(msgspec.json.encode(stored.answers)).hexdigest(),
            ),
            samples=samples,
            agree=samples,
            agree_low_ppm=int(agree_low * 1e6),
            measure=stored.measure,
        ),
        agreement_reason=None,
        audit=Audit(
            harness_floor_ns=120,
            clock_resolution_ns=1,
            timed_outputs_checked=16,
            timed_outputs_differ=0,
            fresh_over_repeated_ppm=1_004_000,
            fresh_over_repeated_ppm_reason=None,
            nonfinite=0,
            constant_outputs=False,
        ),
        resources=Resources(
            model_bytes=variant().files[0].bytes,
            model_gzip_bytes=2_900_000,
            input_bytes_per_sample=150_528,
            output_bytes_per_sample=1_001,
            macs=300_774_272,
            macs_reason=None,
            parameters=3_504_872,
            parameters_reason=None,
        ),
        findings=[],
        summary=summary.summarize(processes, load, None),
        imported=None,
        provenance=Provenance(
            repeat=Repeat(
                workload="mobilenet-v2",
                variant="tflite-int8",
                harness="tflite",
                scenario="single-stream",
                tier=load.tier,
                threads=2,
                runtime_version=None,
                accelerator="cpu",
                precision="own",
                pinned=False,
                scope="model",
                batch=1,
                streams=1,
                period_ns=None,
                bound_ns=None,
                processes=len(processes),
                min_ns=load.min_ns,
                seed=1,
            ),
            submitter=None,
            supersedes=None,
            licence="CC0-1.0",
        ),
    )


def _series(latencies_ns: Sequence[int], repeats: int, window_ns: int) -> Series:
    """At most 60 rows: pieces of the list, or whole repeats of it."""
    if repeats == 1:
        size = math.ceil(len(latencies_ns) / 60)
        parts = [latencies_ns[i : i + size] for i in range(0, len(latencies_ns), size)]
        rows = [histogram.of(part) for part in parts]
    else:
        edges = [repeats * i // min(60, repeats) for i in range(min(60, repeats) + 1)]
        once = histogram.of(latencies_ns)
        rows = [_times(once, end - start) for start, end in itertools.pairwise(edges)]
    return Series(
        period_ms=max(1, window_ns // len(rows) // 1_000_000),
        queries=[histogram.total(row) for row in rows],
        p50_ns=[histogram.percentile(row, 500_000) for row in rows],
        p90_ns=[histogram.percentile(row, 900_000) for row in rows],
        max_ns=[row.max_ns for row in rows],
        cpu_khz=None,
        cpu_khz_reason=Reason.NO_SENSOR,
        temperature_mc=None,
        temperature_mc_reason=Reason.NO_SENSOR,
        power_mw=None,
        power_mw_reason=Reason.NO_METER,
    )


def _times(once: Histogram, repeats: int) -> Histogram:
    counts = [entry * repeats if entry > 0 else entry for entry in once.counts]
    return structs.replace(once, counts=counts, sum_ns=once.sum_ns * repeats)


def _key(place: Any, key: str) -> Any:
    """An index of a list; of an object, a key it has (a misspelt field is an error, not a new one)."""
    if isinstance(place, list):
        return int(key)
    if key not in place:
        raise KeyError(f"{key} is none of {sorted(place)}")
    return key
