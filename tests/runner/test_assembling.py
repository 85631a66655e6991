"""What a result leaves out so that its file stays small, and what opens its division."""

from __future__ import annotations

import numpy
import pytest
from msgspec import structs

from edgebench import histogram
from edgebench.energy.curve import Curve, bins_uj
from edgebench.energy.trace import Span
from edgebench.model.reason import Reason
from edgebench.runner.assembling import _fitting, _reads_shipped_meters, _with_power
from tests.build import energy, meter, metered, process, result


def with_engine_times(latencies_ns: list[int]):
    """A result whose engine's times lie in as many buckets."""
    times = histogram.of(latencies_ns)
    base = result()
    processes = [
        structs.replace(one, engine_latency=times, engine_latency_reason=None) for one in base.processes
    ]
    return structs.replace(base, processes=processes)


def test_the_engines_times_stay_where_there_is_room() -> None:
    small = with_engine_times([7_000_000] * 1000)
    assert _fitting(small) == small


def test_the_engines_times_go_before_a_file_is_too_large() -> None:
    fitted = _fitting(with_engine_times(list(range(1_000_000, 900_000_000, 25_000))))
    assert all(one.engine_latency is None for one in fitted.processes)
    assert {one.engine_latency_reason for one in fitted.processes} == {Reason.FILE_LIMIT}


@pytest.mark.parametrize(("driver", "closed"), [("powercap-rapl", True), ("ups-hat", False)])
def test_an_outsiders_meter_opens_the_division_as_an_outsiders_harness_does(
    driver: str, *, closed: bool
) -> None:
    energy = metered(by=meter(driver=driver)).energy
    assert _reads_shipped_meters(energy) is closed
    assert _reads_shipped_meters(None)


def rows_mw(power_w: list[float], length_ms: int, row_ms: int, rows: int) -> list[int | None] | None:
    """Power in rows of a series, of a meter that read these powers, each for an equal part of the window."""
    energy_nj = numpy.cumsum([0.0, *power_w]) * length_ms * 1e6 / len(power_w)
    curve = Curve(numpy.linspace(0, length_ms * 1e6, len(power_w) + 1), energy_nj)
    period_ms, bins = bins_uj(curve, Span(0, length_ms * 1_000_000))
    one = process([1.0] * rows)
    metered = energy([one])
    began_us = metered.windows[0].began_us
    window = structs.replace(
        metered.windows[0], bins_uj=bins, period_ms=period_ms, ended_us=began_us + 1000 * length_ms
    )
    one = structs.replace(one, series=structs.replace(one.series, period_ms=row_ms))
    return _with_power(one, 0, structs.replace(metered, windows=[window])).series.power_mw


@pytest.mark.parametrize(
    ("length_ms", "row_ms", "rows"), [(6001, 200, 31), (12_010, 1000, 13), (6000, 200, 30), (250, 100, 3)]
)
def test_a_constant_power_is_the_power_of_every_row_however_short_the_last(
    length_ms: int, row_ms: int, rows: int
) -> None:
    assert rows_mw([5.0], length_ms, row_ms, rows) == [5000] * rows


def test_a_row_has_the_mean_power_of_its_own_time() -> None:
    assert rows_mw([2.0, 4.0], 1000, 250, 4) == [2000, 2000, 4000, 4000]
    assert rows_mw([2.0, 4.0], 1000, 400, 3) == [2000, 3500, 4000]


def test_a_row_that_begins_after_the_window_has_no_power() -> None:
    assert rows_mw([5.0], 250, 100, 4) == [5000, 5000, 5000, None]
