"""Each rule at its limit, where it is silent, and one step beyond, where it is not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec import structs

from edgebench import checks, histogram
from edgebench.model.finding import Finding
from tests.build import Changes, energy, meter, point, process, processes, rendered, result, seen

ONE_THREAD: Changes = {"sut.threads": 1, "sut.threads_effective_milli": 1000}
SECOND = 1_000_000_000

METERED: Changes = {"energy": energy(processes(), others=[(meter(), 1.0)]), "energy_reason": None}

# The least change to a quiet run that makes each rule speak.
LOUD: dict[str, Changes] = {
    "alias-risk": {**METERED, "energy.windows.1.flags": ["alias-risk"]},
    "cap-reached": {"load.ended": "cap"},
    "clock-dropped": {
        "processes.1.series.cpu_khz": [2_000_000] * 40 + [1_500_000] * 20,
        "processes.1.series.cpu_khz_reason": None,
    },
    "contended": {"processes.1.psi_cpu_us": 2_000_000},
    "emulated": {"device.emulated": "user"},
    "energy-window-short": {**METERED, "energy.windows.1.flags": ["short"]},
    "engine-over-wall": {
        "processes.1.engine_latency": histogram.of([9_000_000] * 1650),
        "processes.1.engine_latency_reason": None,
    },
    "floor-above-one-percent": {"audit.harness_floor_ns": 90_000},
    "hot-start": {
        **{f"processes.{place}.temperature_mc": {"start": 45_000, "end": 51_000} for place in range(4)},
        **{f"processes.{place}.temperature_mc_reason": None for place in range(5)},
        "processes.4.temperature_mc": {"start": 50_001, "end": 51_000},
    },
    "latency-rose": {
        f"processes.{place}.series.p50_ns": [8_000_000] * 48 + [8_500_000] * 12 for place in range(3)
    },
    "meter-emulated-only": {**METERED, "energy.meters.1.validated": "emulated-only"},
    "meters-disagree": {
        **METERED,
        **{f"energy.windows.{place}.gross_uj": 82_000_000 for place in range(5, 10)},
    },
    "more-streams-than-cores": {"load.streams": 3},
    "more-threads-than-cores": {"sut.threads": 3},
    "noisy-between-processes": {"processes.1.latency": histogram.of([9_000_000] * 1650)},
    "not-steady": {"processes.1.warm_up.steady": False},
    "outputs-constant": {"audit.constant_outputs": True},
    "outputs-nonfinite": {"audit.nonfinite": 1},
    "precision-other-than-claimed": {
        "sut.execution_precision": "bf16",
        "sut.execution_precision_reason": None,
    },
    "provider-fell-back": {"provenance.repeat.accelerator": "GPU"},
    "queries-pile-up": {"load.period_ns": 7_000_000},
    "repeated-sample-faster": {"audit.fresh_over_repeated_ppm": 1_250_000},
    "resumed": {"session.resumed": 1},
    "sampler-costs": {"processes.1.sampler_cpu_ns": 67_000_000},
    "search-unbounded": {
        "points": [structs.replace(point(1, 100_000), met=True)] * 2,
        "load.scenario": "streams",
        "load.bound_ns": 33_000_000,
        "load.streams": 1,
    },
    "streams-do-not-scale": {
        "points": [point(1, 100_000), point(2, 119_999)],
        "load.scenario": "streams",
        "load.streams": 2,
        "sut.threads": 1,
    },
    "swapped": {"processes.1.swapped_bytes": 1},
    "synthetic-weights": {"variant.weights": "synthetic"},
    "threads-ignored": {"sut.threads_effective_milli": 1000},
    "throttled": {"processes.1.throttle.after": ["throttled"]},
    "timed-outputs-differ": {"audit.timed_outputs_differ": 1},
    "virtual-machine": {"device.virtual": "kvm"},
}


Form = dict[str, int | str]


def forms(always: Form, *sometimes: Form) -> list[Form]:
    """`always` with every choice of the others."""
    made = [always]
    for more in sometimes:
        made += [{**form, **more} for form in made]
    return made


# Every combination of values that a rule can store, and of those that decide its words.
FORMS: dict[str, list[Form]] = {
    "alias-risk": [{"flagged": 2, "jittered": jittered, "windows": 5} for jittered in (0, 2)],
    "cap-reached": [{"cap-ns": 120 * SECOND, "fewest": fewest, "wanted": 205} for fewest in (204, 205)],
    "clock-dropped": [{"first-khz": 2_000_000, "last-khz": 1_500_000}],
    "contended": forms({}, {"cpu-ppm": 800_000}, {"steal-ppm": 20_000}, {"pressure-ppm": 150_000})[1:],
    "emulated": [{"emulated": "user"}, {"emulated": "system"}],
    "energy-window-short": [{"short": 2, "shortest-ns": 12 * SECOND, "windows": 5}],
    "engine-over-wall": [{"engine-ns": 9_000_000, "query-ns": 8_000_000}],
    "floor-above-one-percent": [{"floor-ns": 120, "query-ns": 2000}],
    "hot-start": [{"coolest-mc": 45_000, "hottest-mc": 51_000}],
    "latency-rose": [
        form
        for last_khz in (1_500_000, 1_000_000)
        for last_mc in (52_000, 81_000)
        for form in forms(
            {"first-ns": 8_000_000, "last-ns": 11_000_000},
            {"first-khz": 1_500_000, "last-khz": last_khz},
            {"first-mc": 52_000, "last-mc": last_mc},
        )
    ],
    "meter-emulated-only": [
        {"drivers": "powercap-rapl", "number": 1},
        {"drivers": "nvml shelly", "number": 2},
    ],
    "meters-disagree": [
        {
            "boundary": "wall_ac",
            "meter": "shelly",
            "other": "tasmota",
            "ratio-ppm": 1_080_000,
            "uncertainty-ppm": 21_000,
        }
    ],
    "more-streams-than-cores": [
        {"cores": cores, "streams": 3, "threads": threads} for cores in (1, 2) for threads in (1, 2)
    ],
    "more-threads-than-cores": [{"cores": cores, "threads": 99} for cores in (1, 2)],
    "noisy-between-processes": forms(
        {"fastest-ns": 8_000_000, "slowest-ns": 10_000_000}, {"tier": "reference"}
    ),
    "not-steady": [{"processes": 5, "unsteady": 2}],
    "outputs-constant": [{"samples": 32}],
    "outputs-nonfinite": [{"values": 3}],
    "precision-other-than-claimed": [
        {"reported": "bf16", "runtime": "OpenVINO", **claimed}
        for claimed in ({"tensors": "fp32"}, {"tensors": "uint8"}, {"asked": "tf32"})
    ],
    "provider-fell-back": forms(
        {},
        {"asked": "GPU", "used": "cpu"},
        {"accelerator": "GPU", "on-accelerator": 12, "operators": 64},
    )[1:],
    "queries-pile-up": [{"p50-ns": 8_000_000, "period-ns": 1_000_000}],
    "repeated-sample-faster": [{"fresh-over-repeated-ppm": 1_250_000}],
    "resumed": [{"boots": 1, "resumed": 1}, {"boots": 2, "resumed": 3}],
    "sampler-costs": [{"core-ppm": 8_000}],
    "search-unbounded": [{"streams": 64}, {"rate-uhz": 96_000_000}],
    "streams-do-not-scale": [{"alone-mhz": 100_000, "streams": 2, "together-mhz": 119_999}],
    "swapped": [{"swapped-bytes": 4096}],
    "synthetic-weights": [{"variant": "onnx-fp32-synthetic"}],
    "threads-ignored": forms({"asked": 1, "used-milli": 1970}, {"streams": 1})
    + forms({"asked": 6, "used-milli": 1000}, {"streams": 3}),
    "throttled": [
        {"flags": flags, "processes": 5, "throttled": 1}
        for flags in ("throttled", "under_voltage", "frequency_capped under_voltage")
    ],
    "timed-outputs-differ": [{"checked": 16, "differ": 2}],
    "virtual-machine": [{"virtual": "kvm"}, {"virtual": "container"}],
}


def test_every_rule_is_tried_here() -> None:
    assert LOUD.keys() == FORMS.keys() == checks.measurement_rules().keys()


@pytest.mark.parametrize("rule", LOUD)
def test_a_rule_speaks_up_for_its_own_cause_and_no_other(rule: str) -> None:
    quiet = {"device.virtual": "none"}
    assert [finding.rule for finding in result(changes={**quiet, **LOUD[rule]}).findings] == [rule]


@pytest.mark.parametrize(
    ("rule", "values"), [(rule, form) for rule, choices in FORMS.items() for form in choices]
)
def test_a_finding_says_what_was_seen_what_it_means_and_what_to_do(rule: str, values: Form) -> None:
    text = checks.render(Finding(rule, "warning", values))
    assert not text.startswith(rule)  # as what cannot be rendered does
    assert len(text.removesuffix(".").split(". ")) >= 3
    assert text[-1] == "."
    assert not any(mark in text for mark in ("{", "None", "  ", ", ,", ".."))


@pytest.mark.parametrize("rule", LOUD)
def test_what_a_rule_stores_is_one_of_the_forms_that_are_rendered_here(rule: str) -> None:
    (finding,) = result(changes={"device.virtual": "none", **LOUD[rule]}).findings
    assert finding.values.keys() in [form.keys() for form in FORMS[rule]]


LEVELS = {
    "info": [
        "meter-emulated-only",
        "more-streams-than-cores",
        "more-threads-than-cores",
        "resumed",
        "synthetic-weights",
        "virtual-machine",
    ],
    "error": ["outputs-constant", "outputs-nonfinite"],
}


@pytest.mark.parametrize("rule", LOUD)
def test_wrong_answers_are_errors_a_class_of_its_own_is_information_the_rest_warns(rule: str) -> None:
    due = next((level for level, rules in LEVELS.items() if rule in rules), "warning")
    (finding,) = result(changes={"device.virtual": "none", **LOUD[rule]}).findings
    assert finding.level == due


class TestCapReached:
    def test_the_fewest_queries_are_named(self) -> None:
        changes = {"load.ended": "cap", "processes.3.queries": 204}
        assert seen("cap-reached", changes) == {"cap-ns": 120 * SECOND, "fewest": 204, "wanted": 205}

    def test_a_run_that_came_to_its_end_is_not_cut(self) -> None:
        assert seen("cap-reached", {"processes.3.queries": 204}) is None

    def test_too_few_queries_are_told_beside_those_that_are_asked_for(self) -> None:
        assert rendered("cap-reached", cap_ns=120 * SECOND, fewest=180, wanted=205) == (
            "A process was cut after 120 s; the shortest had 180 of the 205 queries it needs. "
            "High percentiles rest on few queries; with too few for its percentile a result does not rank. "
            "Choose a smaller variant or a faster harness for this device."
        )

    def test_enough_queries_that_took_too_long_are_a_device_that_slowed_down(self) -> None:
        assert rendered("cap-reached", cap_ns=500_000_000, fewest=205, wanted=205) == (
            "A process was cut after 500 ms; it had the 205 queries it needs, "
            "but not all that were planned after its warm-up. "
            "It became much slower within its window, and the figures mix both speeds. "
            "Cool the device, stop other programs (see: edgebench doctor) and run again."
        )


class TestClockDropped:
    def clocks(self, khz: Sequence[int | None]) -> dict[str, int | str] | None:
        changes = {"processes.0.series.cpu_khz": khz, "processes.0.series.cpu_khz_reason": None}
        return seen("clock-dropped", changes)

    def test_ten_percent_less_is_not_yet_a_drop(self) -> None:
        assert self.clocks([1_500_000] * 4 + [1_350_000] * 2) is None

    def test_more_than_ten_percent_less_is(self) -> None:
        found = {"first-khz": 1_500_000, "last-khz": 1_349_999}
        assert self.clocks([1_500_000] * 4 + [1_349_999] * 2) == found

    def test_the_process_whose_clock_fell_most_is_named(self) -> None:
        falls = {0: 1_300_000, 1: 900_000, 2: 1_200_000}
        changes: dict[str, object] = {}
        for place, last in falls.items():
            changes[f"processes.{place}.series.cpu_khz"] = [1_500_000] * 30 + [last] * 30
            changes[f"processes.{place}.series.cpu_khz_reason"] = None
        assert seen("clock-dropped", changes) == {"first-khz": 1_500_000, "last-khz": 900_000}

    def test_each_end_is_the_median_of_a_third(self) -> None:
        ends = [1_500_000, 9, 1_500_000], [1_200_000, 9_000_000, 1_200_000]
        assert self.clocks([*ends[0], 7, 7, 7, *ends[1]]) == {"first-khz": 1_500_000, "last-khz": 1_200_000}
        assert self.clocks([*ends[0][::2], 9, 9, 9, 9, 1_200_000, 1_200_000]) is not None

    def test_a_clock_that_rises_or_dips_is_not_a_drop(self) -> None:
        assert self.clocks([1_000_000] * 4 + [1_500_000] * 2) is None
        assert self.clocks([1_500_000] * 4 + [600_000] + [1_500_000] * 4) is None

    def test_five_readings_are_too_few_to_tell(self) -> None:
        assert self.clocks([1_500_000, None, 1_500_000, 1_500_000, 900_000, None, 900_000]) is None

    def test_a_device_that_shows_no_clock_is_not_judged(self) -> None:
        assert seen("clock-dropped") is None

    def test_a_fall_that_latency_rose_tells_of_is_not_told_twice(self) -> None:
        clocks = {
            f"processes.{place}.series.{name}": value
            for place in range(5)
            for name, value in (("cpu_khz", [1_500_000] * 40 + [1_300_000] * 20), ("cpu_khz_reason", None))
        }
        rise = LOUD["latency-rose"]
        assert seen("clock-dropped", clocks) == {"first-khz": 1_500_000, "last-khz": 1_300_000}
        assert seen("clock-dropped", {**clocks, **rise}) is None
        steady = {f"processes.{place}.series.cpu_khz": [1_500_000] * 60 for place in range(4)}
        assert seen("clock-dropped", {**clocks, **rise, **steady}) is not None

    def test_it_is_told_in_gigahertz(self) -> None:
        assert rendered("clock-dropped", first_khz=1_500_000, last_khz=1_000_000).startswith(
            "The CPU clock fell from 1.50 to 1.00 GHz within a window. "
        )


class TestContended:
    def test_one_thread_that_ran_for_98_percent_of_its_window_is_undisturbed(self) -> None:
        window = process([8.0] * 100, window_ns=SECOND, cpu_ns=980_000_000)
        assert seen("contended", ONE_THREAD, processes=[window]) is None

    def test_one_thread_that_ran_for_less_was_kept_waiting(self) -> None:
        window = process([8.0] * 100, window_ns=SECOND, cpu_ns=979_999_000)
        assert seen("contended", ONE_THREAD, processes=[window]) == {"cpu-ppm": 979_999}

    def test_several_threads_are_held_against_the_best_process(self) -> None:
        windows = [
            process([8.0] * 100, window_ns=SECOND, cpu_ns=cpu) for cpu in (1_500_000_000, 1_350_000_000)
        ]
        assert seen("contended", processes=windows) is None
        windows.append(process([8.0] * 100, window_ns=SECOND, cpu_ns=1_200_000_000))
        assert seen("contended", processes=windows) == {"cpu-ppm": 800_000}

    def test_streams_of_one_thread_each_are_several_threads(self) -> None:
        two_streams = {**ONE_THREAD, "load.scenario": "streams", "load.streams": 2}
        windows = [
            process([8.0] * 100, window_ns=SECOND, cpu_ns=cpu) for cpu in (1_900_000_000, 1_710_000_000)
        ]
        assert seen("contended", two_streams, processes=windows) is None
        windows.append(process([8.0] * 100, window_ns=SECOND, cpu_ns=950_000_000))
        assert seen("contended", two_streams, processes=windows) == {"cpu-ppm": 500_000}

    @pytest.mark.parametrize(
        "waits", [{"sut.accelerator": "gpu"}, {"load.scenario": "server"}], ids=["accelerator", "server"]
    )
    def test_who_waits_for_an_accelerator_or_for_queries_is_not_kept_waiting_by_others(
        self, waits: Changes
    ) -> None:
        window = process([8.0] * 100, window_ns=SECOND, cpu_ns=1)
        assert seen("contended", {**ONE_THREAD, **waits}, processes=[window]) is None

    @pytest.mark.parametrize(("steal_ns", "found"), [(20_000_000, None), (21_000_000, {"steal-ppm": 10_500})])
    @pytest.mark.parametrize("changes", [{}, {**ONE_THREAD, "load.streams": 2}, {"load.streams": 8}])
    def test_the_hypervisor_may_take_one_percent_of_two_cpus(
        self, steal_ns: int, found: dict[str, int] | None, changes: Changes
    ) -> None:
        windows = [process([8.0] * 100, window_ns=SECOND, steal_ns=steal) for steal in (0, steal_ns)]
        assert seen("contended", changes, processes=windows) == found

    def test_of_one_pinned_thread_it_may_take_half_as_much(self) -> None:
        pinned = {**ONE_THREAD, "sut.affinity": [1]}
        windows = [process([8.0] * 100, window_ns=SECOND, cpu_ns=SECOND, steal_ns=11_000_000)]
        assert seen("contended", pinned, processes=windows) == {"steal-ppm": 11_000}

    @pytest.mark.parametrize(("psi_us", "found"), [(100_000, None), (100_001, {"pressure-ppm": 100_001})])
    def test_programs_may_wait_for_a_cpu_in_a_tenth_of_the_window(
        self, psi_us: int, found: dict[str, int] | None
    ) -> None:
        windows = [process([8.0] * 100, window_ns=SECOND, psi_cpu_us=psi) for psi in (0, psi_us)]
        assert seen("contended", processes=windows) == found

    @pytest.mark.parametrize("changes", [{"load.streams": 2}, {"sut.affinity": [0]}, {"sut.threads": 3}])
    def test_threads_that_outnumber_their_cpus_wait_for_each_other(self, changes: Changes) -> None:
        windows = [process([8.0] * 100, window_ns=SECOND, psi_cpu_us=900_000)]
        assert seen("contended", changes, processes=windows) is None

    def test_what_the_kernel_does_not_show_is_not_judged(self) -> None:
        unknown = {
            "steal_ns": None,
            "steal_ns_reason": "no_sensor",
            "psi_cpu_us": None,
            "psi_cpu_us_reason": "unknown",
        }
        changes = {f"processes.0.{name}": value for name, value in unknown.items()}
        assert seen("contended", changes, processes=[process([8.0])]) is None

    def test_all_that_was_seen_is_told(self) -> None:
        assert rendered("contended", cpu_ppm=800_000, steal_ppm=20_000, pressure_ppm=150_000) == (
            "A process had 80.0 % of the CPU time it could use, the hypervisor took 2.0 % of it for others, "
            "programs waited for a CPU in 15.0 % of the window. "
            "Queries waited for a CPU meanwhile, so the latency is higher than the device's own. "
            "Stop what else runs (see: edgebench doctor) and run again."
        )
        assert rendered("contended", pressure_ppm=150_000).startswith("Programs waited for a CPU in 15.0 %")

    def test_nobody_is_told_to_stop_what_runs_on_other_machines(self) -> None:
        assert rendered("contended", steal_ppm=20_000) == (
            "The hypervisor took 2.0 % of a process's CPU time for others. "
            "Queries waited for a CPU meanwhile, so the latency is higher than the device's own. "
            "The others cannot be stopped from here: run again when they rest, or on a machine of its own."
        )


class TestEmulated:
    @pytest.mark.parametrize(
        ("kind", "told"), [("user", "this program's"), ("system", "the whole machine's")]
    )
    def test_either_kind_is_told(self, kind: str, told: str) -> None:
        assert seen("emulated", {"device.emulated": kind}) == {"emulated": kind}
        assert rendered("emulated", emulated=kind).startswith(f"An emulator imitates {told} processor. ")


class TestFloorAboveOnePercent:
    def test_one_percent_of_the_fastest_process_is_the_limit(self) -> None:
        windows = [process([0.01]), process([0.002])]
        assert seen("floor-above-one-percent", {"audit.harness_floor_ns": 20}, processes=windows) is None
        found = {"floor-ns": 21, "query-ns": 2000}
        assert seen("floor-above-one-percent", {"audit.harness_floor_ns": 21}, processes=windows) == found

    def test_calls_timed_in_a_group_share_the_floor_of_one(self) -> None:
        windows = [process([0.002], 4, calls_per_clock=4)]
        assert seen("floor-above-one-percent", {"audit.harness_floor_ns": 80}, processes=windows) is None
        assert seen("floor-above-one-percent", {"audit.harness_floor_ns": 81}, processes=windows) is not None

    def test_both_times_are_told(self) -> None:
        assert rendered("floor-above-one-percent", floor_ns=120, query_ns=2000).startswith(
            "An empty call takes 120 ns in the timed loop, a query 2.00 µs. "
        )


class TestNoisyBetweenProcesses:
    def test_who_ran_the_longest_tier_is_not_told_to_run_it(self) -> None:
        apart, found = [process([0.001]), process([0.002])], {"fastest-ns": 1000, "slowest-ns": 2000}
        assert seen("noisy-between-processes", processes=apart) == found
        in_reference = seen("noisy-between-processes", {"load.tier": "reference"}, processes=apart)
        assert in_reference == {**found, "tier": "reference"}
        advice = rendered("noisy-between-processes", fastest_ns=8_000_000, slowest_ns=10_000_000)
        assert advice.endswith(" and run again, or take --tier reference.")
        advice = rendered("noisy-between-processes", fastest_ns=1, slowest_ns=2, tier="reference")
        assert advice.endswith(" (edgebench doctor shows both), and run again.")

    def test_ten_percent_between_the_medians_is_the_limit(self) -> None:
        windows = [process([0.001]), process([0.00105]), process([0.0011])]
        assert seen("noisy-between-processes", processes=windows) is None
        windows.append(process([0.001101]))
        assert seen("noisy-between-processes", processes=windows) == {"fastest-ns": 1000, "slowest-ns": 1101}

    def test_slow_queries_within_a_process_are_not_noise_between_them(self) -> None:
        windows = [process([0.001, 0.001, 0.002]), process([0.001, 0.001, 0.001])]
        assert seen("noisy-between-processes", processes=windows) is None

    def test_both_medians_are_told(self) -> None:
        assert rendered("noisy-between-processes", fastest_ns=8_000_000, slowest_ns=10_000_000).startswith(
            "The median latency was 8.00 ms in the fastest process and 10.0 ms in the slowest. "
        )


class TestMoreThreadsThanCores:
    def test_a_thread_a_core_is_the_limit(self) -> None:
        assert seen("more-threads-than-cores", {"sut.threads": 2}) is None
        assert seen("more-threads-than-cores", {"sut.threads": 99}) == {"cores": 2, "threads": 99}

    def test_streams_and_accelerators_are_not_judged_by_it(self) -> None:
        assert seen("more-threads-than-cores", {"sut.threads": 3, "load.streams": 2}) is None
        assert seen("more-threads-than-cores", {"sut.threads": 3, "sut.accelerator": "GPU"}) is None

    def test_one_core_is_told_as_one(self) -> None:
        text = rendered("more-threads-than-cores", cores=1, threads=3)
        assert text.startswith("3 threads shared 1 core. ")


class TestNotSteady:
    def test_the_processes_that_were_not_warm_are_counted(self) -> None:
        changes = {f"processes.{place}.warm_up.steady": False for place in (0, 4)}
        assert seen("not-steady", changes) == {"processes": 5, "unsteady": 2}


class TestOutputs:
    def test_values_that_are_not_finite_are_counted(self) -> None:
        assert seen("outputs-nonfinite", {"audit.nonfinite": 3}) == {"values": 3}

    def test_the_samples_with_one_output_are_counted(self) -> None:
        assert seen("outputs-constant", {"audit.constant_outputs": True}) == {"samples": 32}

    def test_timed_outputs_that_differ_are_counted(self) -> None:
        assert seen("timed-outputs-differ", {"audit.timed_outputs_differ": 2}) == {"checked": 16, "differ": 2}


class TestRepeatedSampleFaster:
    def test_ten_percent_is_the_limit(self) -> None:
        assert seen("repeated-sample-faster", {"audit.fresh_over_repeated_ppm": 1_100_000}) is None
        found = {"fresh-over-repeated-ppm": 1_100_001}
        assert seen("repeated-sample-faster", {"audit.fresh_over_repeated_ppm": 1_100_001}) == found

    def test_a_ratio_that_was_not_measured_is_not_judged(self) -> None:
        missing = {
            "audit.fresh_over_repeated_ppm": None,
            "audit.fresh_over_repeated_ppm_reason": "not_applicable",
        }
        assert seen("repeated-sample-faster", missing) is None

    def test_it_is_told_in_percent(self) -> None:
        text = rendered("repeated-sample-faster", fresh_over_repeated_ppm=1_250_000)
        assert text.startswith("Changing samples take 25 % longer than one sample repeated. ")


class TestResumed:
    def test_interruptions_and_boots_are_counted(self) -> None:
        found = {"boots": 2, "resumed": 3}
        assert seen("resumed", {"session.resumed": 3, "session.boot_count": 2}) == found

    def test_once_is_told_as_once(self) -> None:
        assert rendered("resumed", resumed=1).startswith("The session was resumed once. ")
        assert rendered("resumed", resumed=3).startswith("The session was resumed 3 times. ")


class TestSwapped:
    def test_the_worst_process_is_named(self) -> None:
        changes = {"processes.1.swapped_bytes": 4096, "processes.2.swapped_bytes": 8192}
        assert seen("swapped", changes) == {"swapped-bytes": 8192}


class TestThreadsIgnored:
    @pytest.mark.parametrize(
        ("asked", "used_milli"), [(1, 0), (1, 1200), (2, 1200), (2, 2000), (2, 2400), (8, 1200)]
    )
    def test_up_to_a_fifth_either_way_is_as_asked(self, asked: int, used_milli: int) -> None:
        assert (
            seen("threads-ignored", {"sut.threads": asked, "sut.threads_effective_milli": used_milli}) is None
        )

    @pytest.mark.parametrize(("asked", "used_milli"), [(1, 1201), (2, 1199), (2, 2401), (8, 0)])
    def test_beyond_it_is_not(self, asked: int, used_milli: int) -> None:
        changes = {"sut.threads": asked, "sut.threads_effective_milli": used_milli}
        assert seen("threads-ignored", changes) == {"asked": asked, "used-milli": used_milli}

    def test_one_cpu_never_runs_two_threads(self) -> None:
        one_thread = {"sut.threads": 2, "sut.threads_effective_milli": 1000}
        assert seen("threads-ignored", {**one_thread, "device.cpu.online": 1}) is None
        assert seen("threads-ignored", one_thread) == {"asked": 2, "used-milli": 1000}

    def test_threads_that_others_kept_from_the_cpu_were_not_ignored(self) -> None:
        changes = {"sut.threads_effective_milli": 1000, "processes.0.steal_ns": 6 * 10**9}
        assert seen("contended", changes) is not None
        assert seen("threads-ignored", changes) is None
        assert seen("threads-ignored", {**changes, "sut.threads_effective_milli": 2500}) is not None

    def test_each_stream_has_threads_of_its_own(self) -> None:
        changes = {"load.streams": 3, "sut.threads_effective_milli": 6000}
        assert seen("threads-ignored", changes) is None
        found = {"asked": 6, "streams": 3, "used-milli": 1000}
        assert seen("threads-ignored", {**changes, "sut.threads_effective_milli": 1000}) == found

    @pytest.mark.parametrize(
        "waits", [{"sut.accelerator": "gpu"}, {"load.scenario": "server"}], ids=["accelerator", "server"]
    )
    def test_threads_that_wait_for_an_accelerator_or_for_queries_are_not_ignored(
        self, waits: Changes
    ) -> None:
        assert seen("threads-ignored", {**waits, "sut.threads_effective_milli": 100}) is None

    def test_one_thread_that_decodes_pictures_says_nothing_of_those_that_infer(self) -> None:
        changes = {"load.scope": "pipeline", "sut.threads_effective_milli": 1100}
        assert seen("threads-ignored", changes) is None
        assert seen("threads-ignored", {**changes, "sut.threads": 1, "sut.threads_effective_milli": 1900})

    def test_asked_and_used_are_told(self) -> None:
        assert rendered("threads-ignored", asked=1, used_milli=1970) == (
            "On average 2.0 threads were busy while one thread was asked for. "
            "The runtime, or a limit on its processor time, decided otherwise, "
            "so the result is not what its thread setting says. "
            "Check the harness's thread option and the CPUs this process may use."
        )
        assert rendered("threads-ignored", asked=4, used_milli=1040).startswith(
            "On average 1.0 threads were busy while 4 threads were asked for. "
        )

    def test_the_threads_of_streams_are_told_together(self) -> None:
        assert rendered("threads-ignored", asked=1, used_milli=1970, streams=1).startswith(
            "On average 2.0 threads were busy while one thread was asked for. "
        )
        assert rendered("threads-ignored", asked=6, used_milli=1000, streams=3).startswith(
            "On average 1.0 threads were busy while 6 threads were asked for, those of 3 streams. "
        )


class TestThrottled:
    def flags(self, before: list[str], after: list[str]) -> dict[str, int | str] | None:
        changes = {"processes.2.throttle.before": before, "processes.2.throttle.after": after}
        return seen("throttled", changes)

    def test_flags_that_rose_in_the_window_are_named_once(self) -> None:
        found = self.flags([], ["throttled", "throttled_since_boot"])
        assert found == {"flags": "throttled throttled_since_boot", "processes": 5, "throttled": 1}

    @pytest.mark.parametrize("flag", ["throttled_since_boot", "core_throttle_count=12"])
    def test_what_happened_before_the_window_does_not_count(self, flag: str) -> None:
        assert self.flags([flag], [flag]) is None

    def test_a_counter_that_rose_counts_without_its_numbers(self) -> None:
        found = self.flags(["core_throttle_count=12"], ["core_throttle_count=13"])
        assert found == {"flags": "core_throttle_count", "processes": 5, "throttled": 1}

    def test_a_limit_that_held_all_the_time_counts(self) -> None:
        found = self.flags(["under_voltage"], ["under_voltage"])
        assert found == {"flags": "under_voltage", "processes": 5, "throttled": 1}

    def test_a_limit_that_went_away_counts(self) -> None:
        assert self.flags(["under_voltage"], []) is not None

    @pytest.mark.parametrize(
        ("flags", "short_of", "todo"),
        [
            ("throttled", "cooling", "Add a heatsink or a fan"),
            ("under_voltage", "the power supply", "Use a stronger supply and a shorter cable"),
            (
                "throttled under_voltage_since_boot",
                "cooling and power supply",
                "Add a heatsink or a fan and use a stronger supply",
            ),
        ],
    )
    def test_the_advice_is_for_what_was_short(self, flags: str, short_of: str, todo: str) -> None:
        assert rendered("throttled", flags=flags, processes=5, throttled=2) == (
            f"The device limited its clock in 2 of 5 processes ({flags}). "
            f"This measures {short_of} as much as the processor. "
            f"{todo}, or lower the power mode, and run again."
        )

    def test_flags_fit_into_a_text(self) -> None:
        found = self.flags([], [f"flag{i:02}" for i in range(40)])
        assert found is not None
        assert len(str(found["flags"])) == 200


class TestVirtualMachine:
    def test_the_hypervisor_is_named(self) -> None:
        assert seen("virtual-machine") == {"virtual": "kvm"}
        assert rendered("virtual-machine", virtual="kvm").startswith("This ran in a virtual machine (kvm). ")

    def test_a_container_is_told_apart(self) -> None:
        assert rendered("virtual-machine", virtual="container").startswith("This ran in a container. ")


def test_synthetic_weights_are_named_by_their_variant() -> None:
    assert seen("synthetic-weights", {"variant.weights": "synthetic"}) == {"variant": "tflite-int8"}
    assert seen("synthetic-weights", {"variant.weights": "user"}) is None
