"""A result is in the closed division exactly when worker, harness, model and meters are edgebench's own."""

from __future__ import annotations

from collections.abc import Iterator

from edgebench.checks.submission import catalogue, energy_driver
from edgebench.checks.submitted import Problem, Submitted

RULE = "known-code"
NEWER = "Check it with the edgebench that measured it, or measure again with this one unchanged."
CLOSED = "Submit the file as `edgebench run` wrote it: in the open division it would not be ranked."


def check(submitted: Submitted) -> list[Problem]:
    """Known are version and files of this installation, and those in edgebench/released.toml."""
    if submitted.result.kind != "measured":
        return []
    return [submitted.problem(RULE, place, f"{what}.", todo) for place, what, todo in _faults(submitted)]


def _faults(submitted: Submitted) -> Iterator[tuple[str, str, str]]:
    result, shipped = submitted.result, submitted.shipped
    tool, closed = result.tool, result.workload.division == "closed"
    worker_known = tool.worker_sha256 in shipped.workers
    harness_known = tool.harness_sha256 in shipped.harnesses.get(result.sut.harness, ())
    if closed and tool.edgebench not in shipped.versions:
        yield "$.tool.edgebench", f"{tool.edgebench[:40]!a} is no version that was released", NEWER
    if closed and not worker_known:
        yield "$.tool.worker_sha256", f"{tool.worker_sha256} is no worker that was released", NEWER
    if closed and not harness_known:
        what = f"{tool.harness_sha256} is no harness {result.sut.harness} that was released"
        yield "$.tool.harness_sha256", what, NEWER
    elif tool.harness_known != harness_known:
        yield (
            "$.tool.harness_known",
            f"It is {tool.harness_known}, and the file is {_told(harness_known)}",
            NEWER,
        )
    if not closed and worker_known and harness_known and _is_of_catalogue(submitted):
        what = "It is open, and worker, harness, workload, model and meters are edgebench's own"
        yield "$.workload.division", what, CLOSED


def _is_of_catalogue(submitted: Submitted) -> bool:
    own = submitted.result.variant.weights == "user" or energy_driver.unknown(submitted)
    return not own and not catalogue.differs(submitted)


def _told(known: bool) -> str:  # noqa: FBT001  # it says nothing but this
    return "one that was released" if known else "none that was released"
