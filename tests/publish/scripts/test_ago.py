"""Dates as "3 days ago", which only the reader's own clock can say."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from tests.publish.scripts import javascript

pytestmark = pytest.mark.skipif(not (javascript.NODE or javascript.BROWSER), reason=javascript.NEITHER)

NOW = datetime(2026, 11, 22, 0, 5, tzinfo=timezone.utc)
"""Just after midnight: the evening before was yesterday."""


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2026-11-22", "today"),
        ("2026-11-21", "yesterday"),
        ("2026-11-19", "3 days ago"),
        ("2026-10-23", "30 days ago"),
        ("2026-10-22", None),
        ("2026-11-23", None),
        ("no date", None),
    ],
)
def test_a_date_of_the_last_thirty_days_is_told_from_today(
    date: str, said: str | None, tmp_path: Path
) -> None:
    given = [[date, round(NOW.timestamp() * 1000)]]
    assert list(javascript.answers("ago.js", "ago(it[0], it[1])", given, tmp_path)) == [said]
