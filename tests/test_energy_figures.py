"""What follows from a result's energy: 6 W at the wall of which 2 W idle, 8 ms a query."""

from __future__ import annotations

from fractions import Fraction

import pytest

from edgebench import energy_figures
from edgebench.energy_figures import Uncounted
from edgebench.model.energy import MeterAccuracy
from edgebench.model.quality import Accuracy, AccuracyData
from edgebench.model.reason import Reason
from edgebench.model.result import Result
from tests.build import digest, energy, meter, metered, multi_stream, process, processes, rapl, result

ONE = metered()
ENERGY = energy(processes())
WINDOWS = ENERGY.windows
GROSS_NJ = 48_238_954
"""6 W for 13.26 s or so and 1650 queries, over five processes."""


def scored(metric: str = "top1", of: str | None = None, ppm: int = 710_000) -> Result:
    """Judged on the timed samples, or on others."""
    data = AccuracyData("set", of or ONE.workload.sample_set.sha256, 32)
    found = Accuracy(metric, data, "subset", ppm, None, Reason.TOO_FEW_SAMPLES, None, Reason.TOO_FEW_SAMPLES)
    return metered(changes={"accuracy": found, "accuracy_reason": None})


class TestGross:
    def test_it_is_the_mean_over_the_windows_of_energy_over_samples(self) -> None:
        each = [energy_figures.gross_nj(one, 1) for one in WINDOWS]
        assert each[0] == Fraction(79_562_460_000, 1650)
        assert round(energy_figures.mean(each)) == ENERGY.gross_per_sample_nj == GROSS_NJ

    def test_its_interval_is_coverage_times_standard_uncertainty(self) -> None:
        found = energy_figures.gross(ONE)
        half = ENERGY.coverage_factor_milli * (ENERGY.gross_u_nj or 0) / 1000
        assert (found.value, found.low, found.high) == (
            GROSS_NJ, round(GROSS_NJ - half), round(GROSS_NJ + half),
        )  # fmt: skip

    def test_without_a_stated_accuracy_it_has_a_value_and_no_interval(self) -> None:
        found = energy_figures.gross(metered(by=rapl()))
        assert (found.value, found.low, found.low_reason) == (GROSS_NJ, None, Reason.ACCURACY_UNSPECIFIED)

    def test_without_a_meter_there_is_the_reason(self) -> None:
        assert energy_figures.gross(result()).value_reason is Reason.NO_METER

    @pytest.mark.parametrize(
        "changes",
        [
            {"energy.primary": 1},
            {"energy.windows.2.process": 7},
            {"energy.windows.2.process": 1},
            {"energy.windows.2.meter": 3},
            {"energy.windows": []},
        ],
    )
    def test_of_windows_that_do_not_fit_there_is_no_figure(self, changes: dict[str, object]) -> None:
        broken = metered(changes=changes)
        assert energy_figures.sound(broken) is None
        assert energy_figures.gross(broken).value_reason is Reason.UNKNOWN
        assert energy_figures.per_process_nj(broken) is None


class TestPower:
    def test_it_is_energy_over_time(self) -> None:
        assert energy_figures.power_uw(WINDOWS) == 6_000_000

    def test_idle_power_is_the_mean_of_before_and_after(self) -> None:
        changes = {f"energy.windows.{place}.idle_after_mw": 3000 for place in range(5)}
        changed = metered(changes=changes).energy
        assert changed is not None
        assert energy_figures.idle_uw(changed.windows) == 2_500_000
        assert energy_figures.idle_uw(energy(processes(), idle_watts=None).windows) is None

    def test_net_is_gross_less_what_idling_takes(self) -> None:
        net = energy_figures.net_nj(WINDOWS[0], 1)
        assert net is not None
        assert float(net) == pytest.approx(4 * 13.26041e9 / 1650, rel=1e-9)


class TestMlperf:
    def test_energy_of_a_query_is_that_of_its_samples(self) -> None:
        windows = multi_stream().processes
        made = {"energy": energy(windows, samples_per_query=8), "energy_reason": None}
        one = multi_stream(changes=made)
        per_sample = energy_figures.gross(one).value
        assert per_sample is not None
        assert energy_figures.per_query(one).value == 8 * per_sample

    def test_samples_a_joule_are_one_over_it_and_turn_the_interval_round(self) -> None:
        found = energy_figures.per_joule(ONE)
        of = energy_figures.gross(ONE)
        assert of.low is not None
        assert of.high is not None
        assert (found.value, found.low, found.high) == (1e9 / GROSS_NJ, 1e9 / of.high, 1e9 / of.low)

    def test_the_energy_delay_product_is_of_gross_energy_and_the_median(self) -> None:
        median_ns = ONE.summary.latency_p50_ns.value
        assert median_ns is not None
        assert energy_figures.energy_delay(ONE).value == GROSS_NJ * median_ns

    def test_without_a_median_there_is_none(self) -> None:
        grouped = {f"processes.{place}.calls_per_clock": 10 for place in range(5)}
        one = result(0.05, {"energy": ENERGY, "energy_reason": None, **grouped})
        assert energy_figures.energy_delay(one).why is Reason.BATCHED


class TestRightAnswers:
    def test_a_right_answer_costs_the_samples_that_were_wrong_too(self) -> None:
        assert energy_figures.per_right_answer(scored()).value == pytest.approx(GROSS_NJ / 0.71)

    @pytest.mark.parametrize(
        ("one", "why"),
        [
            (ONE, Reason.NO_DATA_SET),
            (scored("ap"), Uncounted.NOT_A_SHARE),
            (scored("auc"), Uncounted.NOT_A_SHARE),
            (scored(of=digest("other pictures")), Uncounted.OTHER_SET),
            (scored(ppm=0), Uncounted.NONE_RIGHT),
        ],
    )
    def test_without_a_share_of_the_timed_samples_there_is_none(
        self, one: Result, why: Reason | Uncounted
    ) -> None:
        assert energy_figures.per_right_answer(one) == energy_figures.Derived(None, why=why)


class TestMeters:
    def test_a_second_meter_has_a_ratio_to_the_first(self) -> None:
        (ratio,) = energy_figures.meter_ratios(metered(others=[(rapl(), 0.5)]))
        assert (ratio.meter.boundary, ratio.value_ppm) == ("soc_package", 500_000)
        assert energy_figures.meter_ratios(ONE) == []

    def test_an_accuracy_is_a_rectangle_of_gain_and_one_of_offset(self) -> None:
        """0.1 % and 10 mW of 6 W, each over the root of three."""
        found = energy_figures.accuracy_share(meter(), 6_000_000)
        assert found == pytest.approx((0.001**2 + (0.01 / 6) ** 2) ** 0.5 / 3**0.5)
        assert energy_figures.accuracy_share(rapl(), 6_000_000) is None

    def test_of_a_calibration_it_is_half_its_interval(self) -> None:
        calibrated = meter(accuracy=[MeterAccuracy("power", 1000, 0, 0, "calibration", None)])
        assert energy_figures.accuracy_share(calibrated, 1) == pytest.approx(0.0005)

    def test_what_the_meter_brings_to_every_run_is_its_accuracy(self) -> None:
        due = energy_figures.accuracy_share(meter(), 6_000_000)
        assert energy_figures.common_share(ENERGY) == pytest.approx(due, rel=1e-4)


def test_flags_are_counted_and_a_simulation_is_one() -> None:
    changes = {"energy.windows.1.flags": ["short", "simulated"], "energy.windows.2.flags": ["short"]}
    one = metered(changes=changes)
    assert one.energy is not None
    assert energy_figures.flags(one.energy.windows) == {"short": 2, "simulated": 1}
    assert energy_figures.is_simulated(one)
    assert not energy_figures.is_simulated(ONE)


def test_the_sampler_costs_a_share_of_a_core() -> None:
    assert energy_figures.sampler_ppm(process(window_ns=10**10, sampler_cpu_ns=50_000_000)) == 5_000
