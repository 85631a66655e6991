"""A sweep's curves for the end of a run: a table each, and their JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from edgebench.curve import Curve, Step
from edgebench.publish.boards.sweeps import sweep
from edgebench.publish.wording.numbers import plain_spaces


def heading(curve: Curve) -> str:
    """What its steps have in common."""
    made = sweep(curve)
    return plain_spaces(f"{curve.first.workload.name}, {made.title}, {made.note}")


def columns(curve: Curve) -> list[str]:
    """A batch has no efficiency."""
    speed = [curve.axis, "p50", "samples/s", "speed-up", "95 % interval"]
    return [*speed, "efficiency"] if curve.axis == "threads" else speed


def rows(curve: Curve) -> list[list[str]]:
    """A row a step, under its columns."""
    texts = [
        [one.at, one.p50, one.rate, one.speed_up, one.interval, one.efficiency] for one in sweep(curve).steps
    ]
    return [[plain_spaces(text) for text in row[: len(columns(curve))]] for row in texts]


def as_json(curves: Iterable[Curve]) -> list[dict[str, Any]]:
    """One object a curve; ratios are over its first step."""
    return [
        {
            "workload": curve.first.workload.name,
            "variant": curve.first.variant.name,
            "harness": curve.first.sut.harness,
            "runtime_version": curve.first.sut.runtime.version,
            "scenario": curve.first.load.scenario,
            "over": curve.axis,
            "steps": [_step_json(curve, step) for step in curve.steps],
        }
        for curve in curves
    ]


def _step_json(curve: Curve, step: Step) -> dict[str, Any]:
    summary, gain = step.result.summary, step.speed_up
    throughput = summary.throughput_mhz.value
    return {
        curve.axis: step.at,
        "latency_p50_ns": summary.latency_p50_ns.value,
        "throughput_samples_per_second": None if throughput is None else throughput / 1000,
        "speed_up": gain._asdict() if gain else None,
        "efficiency": step.efficiency,
    }
