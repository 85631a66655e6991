from __future__ import annotations

from edgebench.checks.measurement import energy_window_short
from tests.build import metered, rendered, result

RULE = "energy-window-short"


def test_the_shortest_of_those_that_are_flagged_is_told() -> None:
    changes = {f"energy.windows.{place}.flags": ["short"] for place in (1, 2)}
    one = metered(changes=changes)
    assert one.energy is not None
    lengths_us = [window.ended_us - window.began_us for window in one.energy.windows]
    finding = energy_window_short.check(one)
    assert finding is not None
    assert finding.values == {"short": 2, "shortest-ns": 1000 * min(lengths_us[1:3]), "windows": 5}


def test_windows_without_the_flag_are_long_enough() -> None:
    assert energy_window_short.check(metered()) is None
    assert energy_window_short.check(result()) is None


def test_it_says_what_to_do() -> None:
    text = rendered(RULE, short=2, shortest_ns=12_000_000_000, windows=5)
    assert text.startswith("In 2 of 5 windows the meter had less time than it needs, in ")
    assert text.endswith("Run without --duration: windows are then as long as the meter needs.")
