"""What a benchmark found, as one table, and whether every limit held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A number and the limits it has to keep, if any; both ends belong to the range."""

    name: str
    value: float
    unit: str
    lowest: float | None = None
    highest: float | None = None

    @property
    def limit(self) -> str:
        """`<= 0.3`, `>= 1.5`, `0.98 to 1.02`, or nothing."""
        if self.highest is None:
            return "" if self.lowest is None else f">= {self.lowest:g}"
        return f"<= {self.highest:g}" if self.lowest is None else f"{self.lowest:g} to {self.highest:g}"

    @property
    def kept(self) -> bool:
        """Whether the value lies within its limits."""
        return (self.lowest is None or self.value >= self.lowest) and (
            self.highest is None or self.value <= self.highest
        )

    @property
    def verdict(self) -> str:
        """In a word."""
        return "kept" if self.kept else "MISSED"


def report(title: str, figures: Sequence[Figure]) -> bool:
    """Print the table; whether every limit was kept."""
    width = max(len(figure.name) for figure in figures)
    print(title)
    for figure in figures:
        verdict = "" if not figure.limit else f"  limit {figure.limit}: {figure.verdict}"
        print(f"  {figure.name:{width}} {figure.value:9.3f} {figure.unit:3}{verdict}".rstrip())
    return all(figure.kept for figure in figures)
