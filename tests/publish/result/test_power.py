"""Power over a window: its steps, and what the device drew when idle."""

from __future__ import annotations

from msgspec import structs

from edgebench.publish.result import power
from tests.build import edited, result
from tests.publish.catalogue import metered


def test_the_steps_are_the_power_of_the_window_and_idle_stands_beside() -> None:
    drawn = power.of_result(metered())
    assert drawn is not None
    assert {round(mw, -2) for mw in drawn.steps_mw} == {6000}
    assert (drawn.idle_before_mw, drawn.mean, drawn.idle) == (2000, "6.00\u00a0W", "idle 2.00\u00a0W")


def test_the_title_is_the_boundary_in_words() -> None:
    drawn = power.of_result(metered())
    assert drawn is not None
    assert drawn.title == "Power of the device, at the wall (AC)"
    assert "The scale starts at zero." in drawn.told


def test_many_bins_are_at_most_120_steps() -> None:
    one = metered()
    assert one.energy is not None
    window = one.energy.windows[0]
    bins = [window.gross_uj // 1000] * 1000
    period = max(1, (window.ended_us - window.began_us) // 1_000_000)
    changed = [structs.replace(each, bins_uj=bins, period_ms=period) for each in one.energy.windows]
    drawn = power.of_result(structs.replace(one, energy=structs.replace(one.energy, windows=changed)))
    assert drawn is not None
    assert len(drawn.steps_mw) <= power.MOST_STEPS
    assert drawn.step_ms == 9 * period


def test_one_bin_is_no_trace_and_no_energy_is_none() -> None:
    whole = metered()
    assert whole.energy is not None
    alone = {f"energy.windows.{place}.bins_uj": [1] for place in range(len(whole.energy.windows))}
    assert power.of_result(edited(whole, alone)) is None
    assert power.of_result(result()) is None
