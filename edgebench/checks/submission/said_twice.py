"""What `provenance.repeat` says was asked for is what the rest of the file says was measured."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from msgspec import Struct

from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.result import Result
from edgebench.model.scenario import threads_of_stream

RULE = "said-twice"
SAID_TWICE = {
    "workload": "workload.name",
    "variant": "variant.name",
    "harness": "sut.harness",
    "runtime_version": "sut.runtime.version",
    "scenario": "load.scenario",
    "tier": "load.tier",
    "scope": "load.scope",
    "batch": "load.batch",
    "period_ns": "load.period_ns",
    "bound_ns": "load.bound_ns",
    "min_ns": "load.min_ns",
    "seed": "load.seed",
    "accelerator": "sut.accelerator",
}
"""Fields of `provenance.repeat` and where the file says the same again."""
_ELSEWHERE = attrgetter(*SAID_TWICE.values())
EXECUTED = {"bf16", "tf32"}
"""Precisions that --precision asks for; `own` is the model's, and none of these unless it is of them."""
_LEFT_OPEN = {"runtime_version", "batch", "streams"}
"""Null in `provenance.repeat`: whatever runs there, or what a pilot or a search found."""


class Contradiction(Struct, frozen=True):
    """A field of `provenance.repeat` with its value, and what the file says of it elsewhere."""

    name: str
    asked: object
    field: str
    measured: object


def check(submitted: Submitted) -> list[Problem]:
    """A repeat would measure something else, and rankings would compare what was not asked alike."""
    return [
        submitted.problem(
            RULE,
            f"$.provenance.repeat.{one.name}",
            f"It is {one.asked}, {one.field} is {one.measured}.",
            "Submit the file as `edgebench run` wrote it.",
        )
        for one in contradictions(submitted.result)
    ]


def contradictions(result: Result) -> Iterator[Contradiction]:
    """Where what to repeat is not what was measured."""
    repeat, load = result.provenance.repeat, result.load
    again: dict[str, tuple[str, object]] = dict(
        zip(SAID_TWICE, zip(SAID_TWICE.values(), _ELSEWHERE(result), strict=True), strict=True)
    )
    again["pinned"] = ("sut.affinity", bool(result.sut.affinity))
    again["processes"] = ("the number of processes", len(result.processes))
    again["streams"] = ("load.streams", load.streams or 1)
    due = threads_of_stream(load.scenario, repeat.threads, load.streams)
    again["threads"] = ("sut.threads", repeat.threads if result.sut.threads == due else result.sut.threads)
    again["precision"] = ("sut.execution_precision", _precision(result))
    for name, (field, measured) in again.items():
        asked = getattr(repeat, name)
        if asked != measured and not (asked is None and name in _LEFT_OPEN):
            yield Contradiction(name, asked, field, measured)


def _precision(result: Result) -> str:
    """What must have been asked for to run in what was reported, where anything was."""
    asked, ran = result.provenance.repeat.precision, result.sut.execution_precision
    if ran is None or result.kind == "imported" or result.variant.precision.weights in {ran, "mixed"}:
        return asked
    return ran if asked in EXECUTED or ran in EXECUTED else asked
