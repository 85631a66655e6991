"""`edgebench doctor`: this device as edgebench sees it, and what mends each problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edgebench.cli.terminal import Json, document, table

if TYPE_CHECKING:
    from edgebench.runner.diagnosis import Diagnosis


def doctor(json: Json = False) -> None:
    """This device as edgebench sees it: identity, runtimes that really run a model, contention, own floor.

    Each problem comes with what mends it.
    """
    from edgebench.runner.diagnosis import diagnose

    found = diagnose()
    if json:
        document(found)
    else:
        _tell(found)


def _tell(found: Diagnosis) -> None:
    table(["", ""], [[fact.name, fact.value] for fact in found.facts])
    table(
        ["harness", "runtime", "accelerators", "usable"],
        [
            [one.harness, one.runtime_text(), ", ".join(one.accelerators), one.verdict()]
            for one in found.harnesses
        ],
    )
    if found.problems:
        table(["problem", "what mends it"], [[one.seen, one.mend] for one in found.problems])
    else:
        print("No problem found.")
