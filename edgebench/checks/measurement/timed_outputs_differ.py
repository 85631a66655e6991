"""Outputs of the timed run are not those the same samples give afterwards (MLPerf TEST01)."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "timed-outputs-differ"
LEVEL: Final = "warning"


def check(result: Result) -> Finding | None:
    """A finding when any checked output differs in a single byte."""
    audit = result.audit
    if not audit.timed_outputs_differ:
        return None
    return Finding(
        RULE, LEVEL, {"checked": audit.timed_outputs_checked, "differ": audit.timed_outputs_differ}
    )


def text(values: Values) -> str:
    """In plain words."""
    return (
        f"{values['differ']} of {values['checked']} outputs kept from the timed run differ "
        "from those of the same samples afterwards. "
        "The runtime is not deterministic, or it was not timed doing the same work. "
        "Look for asynchronous calls or reused buffers in the harness; then score the accuracy of both."
    )
