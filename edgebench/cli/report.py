"""The end of `edgebench run`: a row a cell for the terminal, and the JSON that CLI.md promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from edgebench import units
from edgebench.checks import render
from edgebench.cli import energy_report
from edgebench.metrics import METRICS, judged_by, real_time_factor
from edgebench.model.plan import Cell
from edgebench.model.quality import Accuracy, Agreement
from edgebench.model.reason import TEXT, Reason
from edgebench.model.result import Estimate, Result
from edgebench.model.scenario import SCENARIOS
from edgebench.publish.wording import scenarios
from edgebench.publish.wording.numbers import plain_spaces
from edgebench.runner.journal import Scored
from edgebench.runner.running import Outcome

JUDGED_BY, BESIDE = "judged by,\n95 % interval", "p50,\nsamples/s,\nenergy"
WHAT = "workload, variant,\nruntime"
COLUMNS = [WHAT, "scenario", JUDGED_BY, BESIDE, "accuracy,\nstatus"]
RIGHT = [JUDGED_BY, BESIDE]


def as_row(outcome: Outcome) -> list[str]:
    """One row of the table that ends a run, about three lines high: five columns fit 80 characters."""
    cell, result = outcome.cell, outcome.result
    threads = units.counted(cell.threads, "thread")
    name = f"{cell.workload}\n{cell.variant}\n{cell.runtime} {cell.runtime_version}"
    scenario = [
        f"{SCENARIOS[cell.scenario].title}, {threads}",
        *asked_beside(cell.accelerator, cell.precision),
    ]
    if result is None:
        return [name, "\n".join(scenario), "", "", f"{_score(outcome.scored)}\naccuracy only"]
    load = [*scenarios.asked_of_all(result), *scenarios.ways(result)]
    return [
        name,
        plain_spaces("\n".join([*scenario, *load])),
        _judged(result),
        _beside(result),
        "\n".join([accuracy_short(result.accuracy, result.accuracy_reason), *_status(result)]),
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
        **_load_json(cell, result),
        "status": status(result) if result else "accuracy-only",
        "weights": result.variant.weights if result else None,
        "execution_precision": result.sut.execution_precision if result else None,
        "judged": _judged_json(result) if result else None,
        "latency_p50_ns": summary.latency_p50_ns.value if summary else None,
        "latency_p90_ns": summary.latency_p90_ns.value if summary else None,
        "latency_p99_ns": summary.latency_p99_ns.value if summary else None,
        "throughput_samples_per_second": _per_second(summary.throughput_mhz) if summary else None,
        "last_minute_samples_per_second": _per_second(summary.last_minute_mhz) if summary else None,
        "last_over_first_minute": _ratio(summary.last_over_first_minute_ppm) if summary else None,
        "points": msgspec.to_builtins(result.points) if result else None,
        "real_time_factor": _real_time_factor(result),
        **energy_report.as_json(result),
        "accuracy": _accuracy_json(accuracy),
        "agreement": _agreement_json(result.agreement if result else scored.agreement if scored else None),
        "quality": result.quality.met if result else None,
        "findings": [
            {"rule": one.rule, "level": one.level, "text": render(one)}
            for one in (result.findings if result else [])
        ],
    }


def status(result: Result) -> str:
    """Weights that are not real, answers below the target, every warning or error by its rule; else `ok`."""
    return ", ".join(_status(result))


def asked_beside(accelerator: str, precision: str) -> list[str]:
    """What was asked for beside the usual."""
    return [one for one, usual in ((accelerator, "cpu"), (precision, "own")) if one != usual]


def accuracy_short(accuracy: Accuracy | None, reason: Reason | None) -> str:
    """`top1 89.0 % of 200`, or the reason."""
    if accuracy is None:
        return missing(reason)
    return f"{accuracy_value(accuracy)} of {accuracy.data_set.samples}"


def accuracy_value(accuracy: Accuracy) -> str:
    """A share in percent; average precision and area under a curve as the numbers their fields write."""
    if accuracy.metric in {"ap", "auc"}:
        return f"{accuracy.metric.upper()} {accuracy.value_ppm / 1e6:.3f}"
    return f"{accuracy.metric} {units.share(accuracy.value_ppm)}"


def missing(reason: Reason | None) -> str:
    """The reason in a cell; nothing where nothing is missing."""
    return TEXT[reason].cell if reason else ""


def _status(result: Result) -> list[str]:
    words = [] if result.variant.weights == "pretrained" else [f"weights: {result.variant.weights}"]
    words += ["below-target"] if result.quality.met == "no" else []
    return words + [one.rule for one in result.findings if one.level != "info"] or ["ok"]


def _judged(result: Result) -> str:
    """What the scenario is judged by, its interval, and what Sustained says beside; or the reason."""
    metric = judged_by(result.load.scenario)
    figure = metric.figure(metric.read(result))
    percentile = f"{metric.short} " if metric.percentile_ppm and metric.read(result).value else ""
    lines = [f"{percentile}{figure.text}", figure.interval, plain_spaces(scenarios.slowdown(result))]
    return "\n".join(line for line in lines if line)


def _beside(result: Result) -> str:
    """Median and samples a second; of a stateful model the real-time factor too, and energy with a meter."""
    lines = [_text("latency_p50_ns", result), _text("throughput_mhz", result)]
    factor = real_time_factor(result)
    lines += [f"RTF {factor.figure.text}"] if factor else []
    return "\n".join(lines + energy_report.lines(result))


def _text(name: str, result: Result) -> str:
    """With the digits that its interval supports."""
    found = METRICS[name].read(result)
    return units.MISSING if found.value is None else METRICS[name].figure(found).text


def _score(scored: Scored | None) -> str:
    """Accuracy; without labelled data how many answers agree with the stored ones."""
    if scored is None:
        return ""
    if scored.accuracy is None and scored.agreement is not None:
        return f"{scored.agreement.agree} of {scored.agreement.samples} agree"
    return accuracy_short(scored.accuracy, scored.accuracy_reason)


def _load_json(cell: Cell, result: Result | None) -> dict[str, Any]:
    """What was asked, and what a pilot or a search found; null where the scenario has none."""
    load = result.load if result else cell
    return {
        "scope": load.scope,
        "batch": load.batch,
        "samples_per_query": load.samples_per_query,
        "streams": load.streams if cell.scenario in {"offline", "server", "streams"} else None,
        "period_ns": load.period_ns,
        "bound_ns": load.bound_ns,
    }


def _judged_json(result: Result) -> dict[str, Any]:
    """In the unit that the metric's name ends with; a reason where value or interval is missing."""
    metric = judged_by(result.load.scenario)
    estimate = metric.read(result)
    why = estimate.value_reason or estimate.low_reason
    return {
        "metric": metric.name,
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "reason": why.value if why else None,
    }


def _real_time_factor(result: Result | None) -> float | None:
    factor = real_time_factor(result) if result else None
    return factor.value_ppm / 1e6 if factor else None


def _per_second(figure: Estimate) -> float | None:
    return None if figure.value is None else figure.value / 1000


def _ratio(figure: Estimate) -> float | None:
    return None if figure.value is None else figure.value / 1e6


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
