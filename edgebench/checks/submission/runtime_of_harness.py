"""Runtime, version and provider are those that the harness reports; versions have the form of versions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgebench.checks import harnesses
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.result import Result

RULE = "runtime-of-harness"
VERSION = re.compile(
    r"(\d+!)?\d+(\.\d+){0,5}((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?(\+[a-z0-9]+([._-][a-z0-9]+)*)?",
    re.IGNORECASE,
)
"""As Python's packages are numbered (PEP 440), in the normal form."""
PACKAGE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,100}[A-Za-z0-9])?")
PACKAGE_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+!_-]{0,100}")
"""Looser: distributions number their own Python (`3.12.3+`)."""
MEND = "Submit the file as `edgebench run` wrote it."


def check(submitted: Submitted) -> list[Problem]:
    """A row of a table is named by them. What another tool or harness calls its runtime nobody knows."""
    if submitted.result.kind != "measured":
        return []
    faults = _faults(submitted.result)
    return [submitted.problem(RULE, place, f"{what}.", MEND) for place, what in faults]


def _faults(result: Result) -> Iterator[tuple[str, str]]:
    if not VERSION.fullmatch(result.tool.edgebench):
        yield "$.tool.edgebench", f"{result.tool.edgebench[:40]!a} is no version"
    sut = result.sut
    for name, version in sut.packages.items():
        if name.isascii() and not (PACKAGE.fullmatch(name) and PACKAGE_VERSION.fullmatch(version)):
            yield "$.sut.packages", f"{name[:40]!a} {version[:40]!a} is no package with its version"
    known = harnesses.OWN.get(sut.harness)
    if known is None:
        return
    if sut.runtime.name != known.runtime:
        yield (
            "$.sut.runtime.name",
            f"It is {sut.runtime.name[:40]!a}, harness {sut.harness} runs {known.runtime}",
        )
    if not VERSION.fullmatch(sut.runtime.version):
        yield "$.sut.runtime.version", f"{sut.runtime.version[:40]!a} is no version"
    if not known.provides(sut.accelerator, sut.provider):
        what = (
            f"It is {sut.provider[:40]!a}, which harness {sut.harness} does not ask for on {sut.accelerator}"
        )
        yield "$.sut.provider", what
    if not known.reports(sut.accelerator, sut.provider_used):
        what = f"It is {sut.provider_used[:60]!a}, which harness {sut.harness} never reports"
        yield "$.sut.provider_used", what
