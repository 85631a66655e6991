"""A window over time, and the linear axis it is drawn on."""

from __future__ import annotations

import pytest

from edgebench.model.reason import Reason
from edgebench.publish.charts import trace
from edgebench.publish.charts.linear_axis import LinearAxis, linear_axis
from edgebench.publish.charts.trace import Trace, TraceChart

SLOWED = Trace(
    period_ms=10_000,
    p90_ns=(8_000_000,) * 6 + (11_000_000,) * 6,
    cpu_khz=(2_400_000,) * 6 + (1_800_000,) * 6,
    temperature_mc=tuple(range(50_000, 86_000, 3_000)),
    power_mw=Reason.NO_METER,
)


def drawn(of: Trace) -> TraceChart:
    found = trace.chart(of)
    assert found
    return found


class TestTrace:
    def test_there_is_a_panel_for_each_series_that_was_read(self) -> None:
        found = drawn(SLOWED)
        assert [panel.name for panel in found.panels] == [
            "p90 of each 10\u00a0s",
            "CPU clock",
            "hottest sensor",
        ]
        assert [panel.last for panel in found.panels] == ["11.0\u00a0ms", "1.80\u00a0GHz", "83\u00a0°C"]
        assert found.missing == "Not shown: power: no meter."

    def test_a_clock_more_than_a_tenth_down_is_shaded_from_where_it_fell(self) -> None:
        span = drawn(SLOWED).shaded[0]
        assert (span.at, span.width) == ("50.00%", "50.00%")
        assert span.label == "clock more than 10 % down from 1\u00a0min"

    def test_without_a_clock_nothing_is_shaded(self) -> None:
        assert (
            drawn(Trace(10_000, SLOWED.p90_ns, Reason.NO_SENSOR, Reason.NO_SENSOR, Reason.NO_METER)).shaded
            == ()
        )

    def test_a_gap_breaks_the_line(self) -> None:
        holes = (8_000_000, 8_000_000, None, 8_000_000, 8_000_000)
        of = Trace(10_000, holes, Reason.NO_SENSOR, Reason.NO_SENSOR, Reason.NO_METER)
        assert len(drawn(of).panels[0].paths) == 2

    def test_latency_starts_at_zero_and_temperature_need_not(self) -> None:
        latency, _, temperature = drawn(SLOWED).panels
        assert latency.ticks[0].label == "0"
        assert temperature.ticks[0].label == "40"

    def test_the_finding_says_it_in_words(self) -> None:
        assert drawn(SLOWED).finding.startswith(
            "Over 2\u00a0min: p90 of each 10\u00a0s from 8.00\u00a0ms to 11.0\u00a0ms"
        )

    def test_too_few_rows_make_no_chart(self) -> None:
        assert (
            trace.chart(Trace(10_000, (1, None, 2), Reason.NO_SENSOR, Reason.NO_SENSOR, Reason.NO_METER))
            is None
        )


class TestLinearAxis:
    @pytest.mark.parametrize(
        ("values", "labels"),
        [
            ((8.35, 9.4), ["8.0", "8.5", "9.0", "9.5"]),
            ((0.0, 10.17), ["0", "5", "10", "15"]),
            ((1.0, 1.4), ["1.0", "1.2", "1.4"]),
            ((5.0, 5.0), ["4", "6", "8", "10"]),
        ],
    )
    def test_ticks_are_round(self, values: tuple[float, ...], labels: list[str]) -> None:
        assert [tick.label for tick in linear_axis(values, from_zero=False, most=3).ticks()] == labels

    def test_the_last_tick_has_the_unit(self) -> None:
        assert linear_axis((0, 8), from_zero=True).ticks("min")[-1].label == "8\u00a0min"

    def test_no_tick_lies_beyond_the_end(self) -> None:
        assert [tick.label for tick in LinearAxis(0, 11, 2).ticks()] == ["0", "2", "4", "6", "8", "10"]

    def test_from_zero_is_from_zero(self) -> None:
        assert linear_axis((8.35, 9.4), from_zero=True).low == 0
