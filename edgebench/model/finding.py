"""What a check noticed. Prose is rendered from rule and values, never stored."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from edgebench.model.quantity import Key, Signed, Slug, Text
from edgebench.model.record import Record


class Finding(Record, frozen=True):
    """One check's answer; `rule` is the name of the check's file in edgebench/checks/."""

    rule: Slug
    level: Literal["info", "warning", "error"]
    values: dict[Key, Signed | Text] = field(default_factory=dict)
