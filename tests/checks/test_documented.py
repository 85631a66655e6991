"""docs/checks.md lists every rule with its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from edgebench import checks

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


def table(rules: Mapping[str, object]) -> str:
    rows = [f"| `{name}` | {(rule.__doc__ or '').splitlines()[0]} |" for name, rule in rules.items()]
    return "\n".join(["| rule | demands |", "|---|---|", *rows]) + "\n\n"


@pytest.mark.parametrize("rules", [checks.submission_rules(), checks.across_rules()], ids=["one", "many"])
def test_the_page_has_the_table_of_the_rules(rules: Mapping[str, object]) -> None:
    assert table(rules) in PAGE.read_text(encoding="utf-8")
