"""Clock, temperature and throttling of a window, from trees of files as devices show them."""

import time

from edgebench.harness.protocol import Rows
from edgebench.model.reason import Reason
from edgebench.runner.telemetry import Telemetry
from tests.probes import trees

ROWS = Rows(period_ms=1000, queries=[5, 5], p50_ns=[1, 1], p90_ns=[1, 1], max_ns=[1, 1])


def watched(root):
    began = time.perf_counter_ns()
    with Telemetry([], root) as telemetry:
        time.sleep(0.2)  # the recorder is a real process; it reads at its start and at its end
    return telemetry, telemetry.series(ROWS, began)


def test_a_raspberry_pi_shows_its_clock_and_temperature(tmp_path):
    telemetry, series = watched(trees.plant(tmp_path, trees.PI4))
    khz, heat = series.cpu_khz, telemetry.temperature()
    assert khz is not None
    assert khz[0] == 600_000
    assert heat is not None
    assert heat.start == heat.end == 48_199
    assert telemetry.cpu_ns > 0


def test_a_machine_without_sensors_says_so_and_starts_no_recorder(tmp_path):
    telemetry, series = watched(tmp_path)
    assert (series.cpu_khz, series.cpu_khz_reason) == (None, Reason.NO_SENSOR)
    assert (series.temperature_mc, series.temperature_mc_reason) == (None, Reason.NO_SENSOR)
    assert telemetry.temperature() is None
    assert telemetry.throttle().source_reason is Reason.NO_SENSOR
    assert telemetry.cpu_ns == 0
