"""A result in words and figures for the terminal, and the JSON of `edgebench run --json`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from edgebench import histogram, units
from edgebench.checks import render
from edgebench.metrics import judged_by, real_time_factor, stages
from edgebench.model.quality import Accuracy, Agreement
from edgebench.model.reason import TEXT, Reason
from edgebench.model.result import Estimate, Result
from edgebench.publish import words
from edgebench.publish.details import command
from edgebench.publish.numbers import NO_BREAK, counted
from edgebench.runner.journal import Scored
from edgebench.runner.running import Outcome
from edgebench.summary import estimate

JUDGED_BY = "judged by, 95 % interval"
COLUMNS = ["workload, variant", "runtime", "p50", JUDGED_BY, "samples/s", "accuracy", "status"]
RIGHT = ["p50", JUDGED_BY, "samples/s"]


class Description(Struct, frozen=True):
    """`edgebench show`, ready to print."""

    title: str
    figures: list[list[str]]
    findings: list[str]
    repeat: str


def as_row(outcome: Outcome) -> list[str]:
    """One row, two lines high, of the table that ends a run."""
    cell, result = outcome.cell, outcome.result
    name = f"{cell.workload}\n{cell.variant}"
    how = ", ".join([counted(cell.threads, "thread"), *_asked(cell.accelerator, cell.precision)])
    runtime = f"{cell.runtime} {cell.runtime_version}\n{how}"
    if result is None:
        return [name, runtime, "", "", "", _score(outcome.scored), "accuracy only"]
    summary = result.summary
    metric = judged_by(cell.scenario)
    judged = metric.read(result)
    return [
        name,
        runtime,
        units.duration(summary.latency_p50_ns.value),
        f"{metric.short} {units.duration(judged.value)}\n{interval(judged)}",
        _rate(result),
        accuracy_short(result.accuracy, result.accuracy_reason),
        status(result).replace(", ", "\n"),
    ]


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The document CLI.md promises, one object a result."""
    cell, result, scored = outcome.cell, outcome.result, outcome.scored
    accuracy = result.accuracy if result else scored.accuracy if scored else None
    summary = result.summary if result else None
    return {
        "path": str(outcome.path) if outcome.path else None,
        "device": result.device.slug if result else None,
        "workload": cell.workload,
        "variant": cell.variant,
        "harness": cell.harness,
        "runtime": cell.runtime,
        "runtime_version": cell.runtime_version,
        "scenario": cell.scenario,
        "scope": cell.scope,
        "tier": cell.tier,
        "threads": cell.threads,
        "status": status(result) if result else "accuracy-only",
        "weights": result.variant.weights if result else None,
        "execution_precision": result.sut.execution_precision if result else None,
        "latency_p50_ns": summary.latency_p50_ns.value if summary else None,
        "latency_p90_ns": summary.latency_p90_ns.value if summary else None,
        "latency_p99_ns": summary.latency_p99_ns.value if summary else None,
        "throughput_samples_per_second": _per_second(summary.throughput_mhz) if summary else None,
        "real_time_factor": _real_time_factor(result),
        "energy": None,
        "energy_reason": result.energy_reason.value if result and result.energy_reason else None,
        "accuracy": _accuracy_json(accuracy),
        "agreement": _agreement_json(result.agreement if result else scored.agreement if scored else None),
        "quality": result.quality.met if result else None,
        "findings": [
            {"rule": one.rule, "level": one.level, "text": render(one)}
            for one in (result.findings if result else [])
        ],
    }


def describe(result: Result) -> Description:
    """Numbers with intervals, or the reason why there is none."""
    summary = result.summary
    timed = [
        ("latency p50", summary.latency_p50_ns),
        ("latency p90", summary.latency_p90_ns),
        ("latency p99", summary.latency_p99_ns),
        ("load", summary.load_ns),
        ("first query", summary.first_query_ns),
    ]
    figures = [[name, _estimate(one, units.duration(one.value)), interval(one)] for name, one in timed]
    figures += _engine(result)
    figures += [[one.name, units.duration(one.mean_ns), units.share(one.share_ppm)] for one in stages(result)]
    throughput, memory = summary.throughput_mhz, summary.peak_memory_bytes
    figures += [
        ["throughput", _estimate(throughput, units.rate(throughput.value)), ""],
        *_keeping_up(result),
        ["peak memory", _estimate(memory, units.size(memory.value)), ""],
        ["energy", _missing(result.energy_reason), ""],
        ["accuracy", accuracy_text(result.accuracy, result.accuracy_reason), ""],
        *_details(result.accuracy),
        ["quality", _quality(result), ""],
    ]
    runtime, repeat = result.sut.runtime, result.provenance.repeat
    how = ", ".join([counted(result.sut.threads, "thread"), *_asked(repeat.accelerator, repeat.precision)])
    title = (
        f"{result.workload.name} {result.variant.name} on {result.device.slug}, {runtime.name} "
        f"{runtime.version}, {how}, {_load(result)}, {result.load.tier}"
        + (f", weights: {result.variant.weights}" if result.variant.weights != "pretrained" else "")
    )
    findings = [f"{one.level}: {render(one)}" for one in result.findings]
    return Description(title, figures, findings, command(result))


def status(result: Result) -> str:
    """Weights that are not real, answers below the target, every warning or error by its rule; else `ok`."""
    words = [] if result.variant.weights == "pretrained" else [f"weights: {result.variant.weights}"]
    words += ["below-target"] if result.quality.met == "no" else []
    words += [one.rule for one in result.findings if one.level != "info"]
    return ", ".join(words) or "ok"


def _load(result: Result) -> str:
    """`single-stream`, or `single-stream, pipeline`."""
    load = result.load
    return load.scenario if load.scope == "model" else f"{load.scenario}, {load.scope}"


def _asked(accelerator: str, precision: str) -> list[str]:
    """What was asked for beside the usual."""
    return [one for one, usual in ((accelerator, "cpu"), (precision, "own")) if one != usual]


def _score(scored: Scored | None) -> str:
    """Accuracy; without labelled data how many answers agree with the stored ones."""
    if scored is None:
        return ""
    if scored.accuracy is None and scored.agreement is not None:
        return f"{scored.agreement.agree} of {scored.agreement.samples} agree"
    return accuracy_short(scored.accuracy, scored.accuracy_reason)


def _details(accuracy: Accuracy | None) -> list[list[str]]:
    """What stands beside the accuracy: top-5, false rejects, false accepts an hour."""
    return [["", f"{name} {value}", ""] for name, value in words.details(accuracy)] if accuracy else []


def _rate(result: Result) -> str:
    """Samples a second; of a stateful model with the real-time factor below."""
    rate = units.rate(result.summary.throughput_mhz.value).removesuffix(" /s")
    factor = real_time_factor(result)
    return f"{rate}\nRTF {units.factor(factor.value_ppm)}" if factor else rate


def _engine(result: Result) -> list[list[str]]:
    """The engine's own median beside ours, where the runtime keeps one; geometric mean over processes."""
    own = [one.engine_latency for one in result.processes if one.engine_latency]
    if len(own) < len(result.processes):
        return []
    medians = estimate([histogram.percentile(one, 500_000) for one in own])
    return [["engine's own p50", units.duration(medians.value), interval(medians)]]


def _keeping_up(result: Result) -> list[list[str]]:
    factor = real_time_factor(result)
    if factor is None:
        return []
    low, high = factor.low_ppm, factor.high_ppm
    bounds = f"{units.factor(low)}–{units.factor(high)}" if low and high else ""
    return [["real-time factor", units.factor(factor.value_ppm), bounds]]


def _real_time_factor(result: Result | None) -> float | None:
    factor = real_time_factor(result) if result else None
    return factor.value_ppm / 1e6 if factor else None


def interval(figure: Estimate) -> str:
    """`8.35–8.50`, or the reason why there is no interval."""
    if figure.value is None or figure.low is None:
        return _missing(figure.low_reason)
    return units.duration_interval(figure.low, figure.high, figure.value)


def accuracy_text(accuracy: Accuracy | None, reason: Reason | None) -> str:
    """`top1 89.0 % of 200, imagenet-sample`, or the reason."""
    if accuracy is None:
        return _missing(reason)
    data = accuracy.data_set
    return f"{_value(accuracy)} of {data.samples}, {data.name}"


def accuracy_short(accuracy: Accuracy | None, reason: Reason | None) -> str:
    """`top1 89.0 % of 200`, or the reason."""
    if accuracy is None:
        return _missing(reason)
    return f"{_value(accuracy)} of {accuracy.data_set.samples}"


def _value(accuracy: Accuracy) -> str:
    """A share in percent; average precision and area under a curve as the numbers their fields write."""
    if accuracy.metric in {"ap", "auc"}:
        return f"{accuracy.metric.upper()} {accuracy.value_ppm / 1e6:.3f}"
    return f"{accuracy.metric} {units.share(accuracy.value_ppm)}"


def _quality(result: Result) -> str:
    target = words.target(result.quality.rule, result.quality.target_ppm).replace(NO_BREAK, " ")
    return f"{result.quality.met} ({result.quality.rule}, target {target}, by {result.quality.evidence})"


def _estimate(figure: Estimate, text: str) -> str:
    return text if figure.value is not None else _missing(figure.value_reason)


def _missing(reason: Reason | None) -> str:
    return TEXT[reason].cell if reason else ""


def _per_second(figure: Estimate) -> float | None:
    return None if figure.value is None else figure.value / 1000


def _agreement_json(agreement: Agreement | None) -> dict[str, int] | None:
    return {"agree": agreement.agree, "samples": agreement.samples} if agreement else None


def _accuracy_json(accuracy: Accuracy | None) -> dict[str, Any] | None:
    if accuracy is None:
        return None
    bounds: Sequence[int | None] = (accuracy.low_ppm, accuracy.high_ppm)
    low, high = (None if bound is None else bound / 1e6 for bound in bounds)
    return {
        "metric": accuracy.metric,
        "value": accuracy.value_ppm / 1e6,
        "low": low,
        "high": high,
        "samples": accuracy.data_set.samples,
        "data_set": accuracy.data_set.name,
        "evidence": accuracy.evidence,
        "details": accuracy.details,
    }
