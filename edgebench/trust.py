"""How far a result is vouched for: self-reported, signed, reproduced, lab. Pure decisions.

signed      the signature beside it is of a key in allowed_signers
reproduced  another signed submitter measured the same cell, on whichever unit of the device, and both agree
lab         the signer is marked as a lab

A submitter is a signer: what a file says of its submitter counts only where the same name signed it.

Two results agree in what their scenario is judged by where their 95 % intervals overlap, or where one value
is at most 5 % above the other: the guard band within which a ranking does not part two rows of different
sessions either, since an interval holds the scatter within one session and not that between two boards. An
interval whose upper end is more than a fifth above its lower confirms nothing. A copy confirms nothing: the
sessions differ, and so do the processes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple, TypeVar

import msgspec

from edgebench.comparison import CELL_FIELDS, key_of
from edgebench.metrics import judged_by
from edgebench.model.result import Result
from edgebench.model.standing import Standing, Trust, Withdrawal
from edgebench.pairwise import GUARD_BAND
from edgebench.signers import Signer
from edgebench.statistics import Interval

REPRODUCTION_FIELDS = tuple(name for name in CELL_FIELDS if name != "device.unit")
WIDEST_INTERVAL = 1.2
"""Its upper over its lower end."""

_Id = TypeVar("_Id", bound=Hashable)


class Evidence(NamedTuple):
    """What of a result may confirm another; small, since a repository has many.

    cell, processes: digests of what it is a result of and of what was measured. judged: what its scenario is
    judged by, with its interval; None where that confirms nothing.
    """

    cell: bytes
    session: str
    processes: bytes
    judged: Interval | None


class Signed(NamedTuple):
    """A result whose signature holds."""

    evidence: Evidence
    signer: Signer
    withdrawn: Withdrawal | None = None


def evidence(result: Result) -> Evidence:
    """Of one result."""
    key = key_of(result, REPRODUCTION_FIELDS)
    return Evidence(
        cell=_digest(repr(key.fields).encode()),
        session=result.session.id,
        processes=_digest(msgspec.json.encode(result.processes)),
        judged=_judged(result),
    )


def standings(signed: Mapping[_Id, Signed]) -> dict[_Id, Standing]:
    """Of each, beside all the others: a result that was withdrawn confirms none."""
    cells: dict[bytes, list[Signed]] = {}
    for one in signed.values():
        if one.withdrawn is None:
            cells.setdefault(one.evidence.cell, []).append(one)
    return {name: _standing(one, cells.get(one.evidence.cell, ())) for name, one in signed.items()}


def agree(a: Evidence, b: Evidence) -> bool:
    """Whether two results of one cell, measured apart, say the same."""
    if a.cell != b.cell or a.session == b.session or a.processes == b.processes:
        return False
    if a.judged is None or b.judged is None:
        return False
    overlap = max(a.judged.low, b.judged.low) <= min(a.judged.high, b.judged.high)
    return overlap or max(a.judged.value, b.judged.value) <= GUARD_BAND * min(a.judged.value, b.judged.value)


def _judged(result: Result) -> Interval | None:
    found = judged_by(result.load.scenario).read(result)
    if found.value is None or found.low is None or found.high is None:
        return None
    return Interval(found.value, found.low, found.high) if found.high <= WIDEST_INTERVAL * found.low else None


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def _standing(one: Signed, cell: Sequence[Signed]) -> Standing:
    others = [other for other in cell if other.signer.name != one.signer.name]
    confirmed_by = {other.signer.name for other in others if agree(one.evidence, other.evidence)}
    return Standing(
        trust=Trust.LAB if one.signer.is_lab else Trust.REPRODUCED if confirmed_by else Trust.SIGNED,
        signer=one.signer.name,
        reproduced_by=tuple(sorted(confirmed_by)),
        withdrawn=one.withdrawn,
    )
