"""Each rule on a submission's energy with a file that just keeps it and one that just does not."""

from __future__ import annotations

import random
from typing import Any, Literal

import pytest
from msgspec import structs

from edgebench import checks, store
from edgebench.energy import trace_file
from edgebench.energy.assess import Metered, Refused, assess
from edgebench.energy.calibrated import calibrated
from edgebench.energy.readings import Readings
from edgebench.energy.trace import Marks, Span, Trace
from edgebench.lab import Binding, Calibration
from edgebench.model.energy import MeterAccuracy, RawTrace
from edgebench.model.meter import Rail, Reading, Specification
from edgebench.model.process import Process
from edgebench.runner.accounting import sidecar
from tests.build import Changes, energy, meter, metered, offline, processes, rapl, result
from tests.checks.edges import PI5, submitted
from tests.checks.test_submission import broken

SECOND = 1_000_000_000
BOARD = PI5
OWN = energy(processes())
U_NJ, K_MILLI = OWN.gross_u_nj or 0, OWN.coverage_factor_milli


def problems(changes: Changes | None = None, **asked: Any) -> list[tuple[str, str]]:
    """(rule, field of the energy) after these changes."""
    found = broken(metered(changes=changes, **asked))
    return [(rule, place.removeprefix("$.energy.")) for rule, place in found]


@pytest.mark.parametrize("tier", ["standard", "reference"])
@pytest.mark.parametrize(("ms", "watts"), [(0.05, 0.1), (8.0, 6.0), (500.0, 15.0)])
def test_an_energy_as_it_was_measured_has_no_problem(tier: str, ms: float, watts: float) -> None:
    assert broken(metered(ms, None, tier, watts=watts, idle_watts=watts / 3)) == []


def test_nor_has_one_of_batches_or_of_several_meters_or_without_accuracy_or_idle_power() -> None:
    batched = {"energy": energy(offline().processes, samples_per_query=4), "energy_reason": None}
    assert broken(offline(changes=batched)) == []
    assert problems(BOARD, others=[(rapl(), 0.5)]) == []
    assert problems(BOARD, by=rapl(), watts=3.0) == []
    assert problems(idle_watts=None) == []


class TestBins:
    def test_they_add_up_to_the_window(self) -> None:
        assert problems({"energy.windows.1.bins_uj.0": OWN.windows[1].bins_uj[0] + 1}) == [
            ("energy-bins", "windows[1].bins_uj")
        ]


class TestPrimary:
    def test_it_is_one_of_the_meters(self) -> None:
        assert problems({"energy.primary": 1}) == [("energy-primary", "primary")]

    def test_so_is_that_of_every_window(self) -> None:
        assert ("energy-primary", "windows[4].meter") in problems({"energy.windows.4.meter": 1})


class TestWindows:
    def test_there_is_one_of_each_process_on_each_meter(self) -> None:
        assert ("energy-windows", "windows") in problems({"energy.windows.4.process": 3})
        two = energy(processes(), others=[(meter(), 1.0)])
        short = {"energy": two, "energy_reason": None, "energy.windows": two.windows[:-1]}
        assert broken(result(8.0, short)) == [("energy-windows", "$.energy.windows")]

    def test_a_process_that_is_not_there_has_none(self) -> None:
        assert ("energy-windows", "windows[4]") in problems({"energy.windows.4.process": 5})

    def test_it_has_its_process_s_queries(self) -> None:
        assert ("energy-windows", "windows[2]") in problems({"energy.windows.2.queries": 1651})

    def test_it_is_as_long_as_its_process_s_own(self) -> None:
        window_us = processes()[2].window_ns // 1000
        for spare, found in ((0, False), (-1, True)):
            ended_us = OWN.windows[2].began_us + window_us + spare
            seen = problems({"energy.windows.2.ended_us": ended_us})
            assert (("energy-windows", "windows[2]") in seen) is found

    def test_two_of_one_meter_do_not_overlap(self) -> None:
        ended_us = OWN.windows[0].ended_us
        length_us = OWN.windows[1].ended_us - OWN.windows[1].began_us
        for began_us, due in ((ended_us, []), (ended_us - 1, [("energy-windows", "windows")])):
            moved = {"energy.windows.1.began_us": began_us, "energy.windows.1.ended_us": began_us + length_us}
            assert problems(moved) == due


class TestValue:
    @pytest.mark.parametrize("off", [-1, 1])
    def test_gross_is_the_mean_over_the_windows_to_the_last_digit(self, off: int) -> None:
        changed = {"energy.gross_per_sample_nj": OWN.gross_per_sample_nj + off}
        assert problems(changed) == [("energy-value", "gross_per_sample_nj")]

    @pytest.mark.parametrize(("off", "found"), [(4000, False), (-4000, False), (6000, True), (-6000, True)])
    def test_net_is_as_close_as_half_a_milliwatt_of_idle_power_allows(self, off: int, *, found: bool) -> None:
        """13.26 s at 0.5 mW are 6.63 mJ, over 1650 queries 4018 nJ."""
        changed = {"energy.net_per_sample_nj": (OWN.net_per_sample_nj or 0) + off}
        assert problems(changed) == ([("energy-value", "net_per_sample_nj")] if found else [])

    def test_net_without_an_idle_power_is_made_up(self) -> None:
        assert problems({"energy.windows.3.idle_after_mw": None}) == [("energy-value", "net_per_sample_nj")]

    def test_net_may_be_lost_in_its_uncertainty_but_not_be_left_out(self) -> None:
        missing: Changes = {
            "energy.net_per_sample_nj": None,
            "energy.net_per_sample_nj_reason": "not_resolved",
        }
        assert problems(missing) == []
        unasked = {**missing, "energy.net_per_sample_nj_reason": "unknown"}
        assert problems(unasked) == [("energy-value", "net_per_sample_nj")]


class TestUncertainty:
    @pytest.mark.parametrize(("off", "found"), [(3, False), (-3, False), (5, True), (-5, True)])
    def test_it_is_the_root_of_the_squares_of_the_terms(self, off: int, *, found: bool) -> None:
        changed = {"energy.gross_u_nj": U_NJ + off}
        assert problems(changed) == ([("energy-uncertainty", "gross_u_nj")] if found else [])

    def test_repeatability_is_the_scatter_of_the_windows(self) -> None:
        for off, found in ((1, []), (-3, [("energy-uncertainty", "repeatability_nj")])):
            assert problems({"energy.repeatability_nj": OWN.repeatability_nj + off}) == found

    def test_the_scatter_of_the_processes_is_not_left_out(self) -> None:
        changes: Changes = {
            "energy.terms": [OWN.terms[1]],
            "energy.gross_u_nj": OWN.terms[1].u_nj,
            "energy.coverage_factor_milli": 1645,
            "energy.effective_dof": 10**6,
        }
        assert ("energy-uncertainty", "terms") in problems(changes)

    def test_nor_is_the_accuracy_that_the_meter_states(self) -> None:
        better: Changes = {"energy.meters.0.accuracy.0.reading_ppm": 900}
        worse: Changes = {"energy.meters.0.accuracy.0.reading_ppm": 1100}
        assert problems(better) == []
        assert problems(worse) == [("energy-uncertainty", "terms")]

    @pytest.mark.parametrize(("milli", "found"), [(K_MILLI - 2, False), (K_MILLI - 40, True), (2000, True)])
    def test_the_coverage_is_that_of_the_terms(self, milli: int, *, found: bool) -> None:
        changed = {"energy.coverage_factor_milli": milli}
        assert problems(changed) == ([("energy-uncertainty", "coverage_factor_milli")] if found else [])

    def test_five_processes_have_not_a_million_degrees_of_freedom(self) -> None:
        assert problems({"energy.effective_dof": 10**6, "energy.coverage_factor_milli": 1930}) == [
            ("energy-uncertainty", "effective_dof")
        ]

    def test_a_distribution_is_one_that_is_known(self) -> None:
        assert problems({"energy.terms.1.distribution": "arcsine"}) == [("energy-uncertainty", "terms")]


class TestAccuracy:
    def test_an_uncertainty_stands_exactly_where_an_accuracy_is_stated(self) -> None:
        rule = ("energy-accuracy", "gross_u_nj")
        none: Changes = {"energy.gross_u_nj": None, "energy.gross_u_nj_reason": "accuracy_unspecified"}
        made_up: Changes = {"energy.gross_u_nj": OWN.repeatability_nj, "energy.gross_u_nj_reason": None}
        assert problems(none) == [rule]
        assert problems({**BOARD, **made_up}, by=rapl()) == [rule]

    def test_an_accuracy_that_is_called_unspecified_is_none(self) -> None:
        unstated = [MeterAccuracy("power", 0, 0, 0, "unspecified", None)]
        stated: Changes = {
            **BOARD,
            "energy.meters.0.accuracy": unstated,
            "energy.meters.0.accuracy_reason": None,
        }
        assert problems(stated, by=rapl()) == []

    def test_the_reason_is_the_accuracy(self) -> None:
        assert problems({**BOARD, "energy.gross_u_nj_reason": "unknown"}, by=rapl()) == [
            ("energy-accuracy", "gross_u_nj_reason")
        ]


class TestBoundary:
    RULE = ("energy-boundary", "meters[0].boundary")

    def test_a_driver_reads_what_its_sensor_is_soldered_to(self) -> None:
        assert problems(BOARD, by=rapl(boundary="wall_ac")) == [self.RULE]
        assert problems(BOARD, by=rapl(driver="hwmon", boundary="board_dc")) == []

    def test_a_virtual_machine_s_own_meter_does_not_measure_what_it_uses(self) -> None:
        assert problems(by=rapl()) == [self.RULE]
        simulated = {f"energy.windows.{place}.flags": ["simulated"] for place in range(5)}
        assert {rule for rule, _ in problems(simulated, by=rapl())} == {"energy-simulated"}


class TestPower:
    @pytest.mark.parametrize(("watts", "found"), [(20.0, False), (20.1, True)])
    def test_it_is_within_the_range_that_the_accuracy_tells(self, watts: float, *, found: bool) -> None:
        """10 mW are 0.05 % of 20 W."""
        seen = {rule for rule, _ in problems(watts=watts)}
        assert seen == ({"energy-power"} if found else set())

    def test_no_device_uses_eleven_kilowatts_and_none_uses_nothing(self) -> None:
        assert {rule for rule, _ in problems(BOARD, by=rapl(), watts=11_000.0)} == {"energy-power"}
        assert ("energy-power", "windows[0].gross_uj") in problems(
            BOARD, by=rapl(), watts=0.0, idle_watts=None
        )


PAIR = [
    MeterAccuracy("voltage", 100, 200, 0, "calibration", None),
    MeterAccuracy("current", 300, 200, 5000, "datasheet", None),
]


@pytest.mark.parametrize("accuracy", [[], list(meter().accuracy or ()), PAIR], ids=["none", "one", "two"])
@pytest.mark.parametrize("kind", ["counter", "sampler"])
@pytest.mark.parametrize("ms", [0.05, 8.0, 500.0])
def test_what_the_engine_makes_of_readings_keeps_every_rule(
    ms: float, kind: Literal["counter", "sampler"], accuracy: list[MeterAccuracy]
) -> None:
    """Synthetic readings of 6 W with noise, 2 W before and after, ten a second."""
    specification = Specification(
        kind=kind, model="M", boundary="wall_ac", includes=("psu",), rails=(Rail("total"),),
        total_rule="one channel", update_period_us=1000 if kind == "counter" else 100_000,
        averaging_us=0 if kind == "counter" else 100_000, quantum_nj=61_000 if kind == "counter" else 0,
        accuracy=tuple(accuracy), range_uw=20_000_000, sync_u_us=50,
    )  # fmt: skip
    chance, windows = random.Random(1), processes(ms)
    marks = [_marks(one) for one in windows]
    traces = tuple(_trace(specification, one, chance) for one in marks)
    data = sidecar(Binding(name="own", driver="csv-import"), traces, marks)
    raw = RawTrace(store.result_id(data), len(data), sum(len(one.readings) for one in traces))
    found = assess([Metered("csv-import", "1", traces, raw)], marks)
    assert not isinstance(found, Refused)
    file = submitted(result(ms, {"energy": found, "energy_reason": None}))
    beside = {raw.sha256: trace_file.readings(data)}
    assert checks.problems(structs.replace(file, readings=beside)) == []


@pytest.mark.parametrize("kind", ["counter", "sampler"])
def test_a_calibration_is_applied_to_readings_that_are_computed_again(
    kind: Literal["counter", "sampler"],
) -> None:
    """1.1 times what the meter shows, plus half a watt."""
    specification = Specification(
        kind=kind, model="M", boundary="wall_ac", includes=("psu",), rails=(Rail("total"),),
        total_rule="one channel", update_period_us=1000, quantum_nj=61_000 if kind == "counter" else 0,
    )  # fmt: skip
    calibration = Calibration(date="2026-11-21", gain=1.1, offset_w=0.5)
    marks = [_marks(one) for one in processes()]
    traces = tuple(_trace(specification, one, random.Random(1)) for one in marks)
    data = sidecar(Binding(name="own", driver="csv-import", calibration=calibration), traces, marks)
    raw = RawTrace(store.result_id(data), len(data), sum(len(one.readings) for one in traces))
    true = tuple(calibrated(one, 1.1, 0.5) for one in traces)
    found = assess([Metered("csv-import", "1", true, raw)], marks)
    assert not isinstance(found, Refused)
    file = submitted(result(changes={"energy": found, "energy_reason": None}))
    read = trace_file.readings(data)
    assert checks.problems(structs.replace(file, readings={raw.sha256: read})) == []
    assert isinstance(read, Readings)
    other = structs.replace(read, traces=dict(enumerate(traces)))
    wrong = checks.problems(structs.replace(file, readings={raw.sha256: other}))
    assert {one.rule for one in wrong} == {"energy-of-readings"}


def _marks(process: Process) -> Marks:
    began_ns = 1000 * SECOND + process.began_ms * 1_000_000
    ended_ns = began_ns + process.window_ns + 3_000_000
    return Marks(
        window=Span(began_ns, ended_ns),
        queries=process.queries,
        samples=process.samples,
        since_session_ns=process.began_ms * 1_000_000,
        idle_before=Span(began_ns - 6 * SECOND, began_ns - SECOND),
        idle_after=Span(ended_ns + SECOND, ended_ns + 6 * SECOND),
    )


def _trace(specification: Specification, marks: Marks, chance: random.Random) -> Trace:
    watts, at_ns, counted_nj, readings = chance.gauss(6.0, 0.02), marks.window.began_ns - 7 * SECOND, 0.0, []
    while at_ns < marks.window.ended_ns + 7 * SECOND:
        busy = marks.window.began_ns <= at_ns <= marks.window.ended_ns
        power_nw = (watts if busy else 2.0) * chance.gauss(1, 0.01) * 1e9
        counted_nj += power_nw / 10
        value = int(counted_nj // 61_000) * 61_000 if specification.kind == "counter" else int(power_nw)
        readings.append(Reading(at_ns, 20_000, (value,)))
        at_ns += SECOND // 10 + chance.randrange(-300_000, 300_000)
    return Trace(specification, tuple(readings))
