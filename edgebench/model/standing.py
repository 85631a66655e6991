"""What is known of a result beside its own file: who vouches for it, and whether it was withdrawn.

None of it is in the file, which never changes: trust is computed from results/signatures/,
results/allowed_signers and other results, a withdrawal is read from results/withdrawn.toml.
"""

from __future__ import annotations

import datetime
import enum
from typing import Final

from msgspec import Struct

from edgebench.model.quantity import Name, Sha256, Slug


class Trust(enum.Enum):
    """How far a result is vouched for, from least to most; computed, never stored."""

    SELF_REPORTED = "self-reported"
    SIGNED = "signed"
    REPRODUCED = "reproduced"
    LAB = "lab"


class Withdrawal(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of withdrawn.toml: this result is shown as withdrawn from that day on, and ranks nowhere."""

    id: Sha256
    date: datetime.date
    reason: Name
    by: Slug


class Standing(Struct, frozen=True):
    """signer: whose signature holds. reproduced_by: other submitters whose results agree.

    unproven: why a signature that is there does not count, in a sentence; else None.
    """

    trust: Trust = Trust.SELF_REPORTED
    signer: str | None = None
    reproduced_by: tuple[str, ...] = ()
    unproven: str | None = None
    withdrawn: Withdrawal | None = None


UNVOUCHED: Final = Standing()
"""A result of which nothing but its file is known."""
