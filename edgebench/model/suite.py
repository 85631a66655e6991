"""A suite: workloads that are run together, and which of their variants. workloads/suites.toml holds them."""

from __future__ import annotations

from msgspec import Struct, field

from edgebench.model.quantity import Positive, Slug, Text


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One workload of a suite."""

    workload: Slug
    variants: list[Slug] = field(default_factory=list)
    """Empty: every variant of the workload."""


class Suite(Struct, frozen=True, forbid_unknown_fields=True):
    """A named choice of workloads, in the order in which they are run."""

    name: Slug
    summary: Text
    entries: list[Entry]


class Suites(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of workloads/suites.toml."""

    revision: Positive
    """The catalogue's; rises with every change under workloads/."""
    suite: list[Suite]
