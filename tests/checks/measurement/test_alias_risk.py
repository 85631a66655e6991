from __future__ import annotations

from edgebench.checks.measurement import alias_risk
from tests.build import meter, metered, rendered, result

RULE = "alias-risk"


def values(flags: dict[int, list[str]]) -> dict[str, int | str] | None:
    """The finding of windows with these flags; a second meter has the windows 5 to 9."""
    changes = {f"energy.windows.{place}.flags": each for place, each in flags.items()}
    finding = alias_risk.check(metered(changes=changes, others=[(meter(), 1.0)]))
    return finding.values if finding else None


def test_windows_of_the_primary_meter_are_counted() -> None:
    assert values({1: ["alias-risk"], 3: ["alias-risk", "jittered"], 4: ["jittered"]}) == {
        "flagged": 2, "jittered": 1, "windows": 5,
    }  # fmt: skip


def test_those_of_another_meter_do_not_count() -> None:
    assert values({7: ["alias-risk"]}) is None
    assert values({}) is None
    assert alias_risk.check(result()) is None


def test_readings_at_random_intervals_are_told_apart() -> None:
    assert "always the same part of a query, so the energy can be far off" in rendered(
        RULE, flagged=2, jittered=1, windows=5
    )
    assert "in 2 of 5 windows, at random intervals. " in rendered(RULE, flagged=2, jittered=2, windows=5)
