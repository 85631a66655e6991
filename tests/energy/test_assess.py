"""What a result file gets: whole numbers from which a reader finds the same."""

import math
from collections import Counter
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from msgspec import structs

from benchmarks.metering import KINDS
from benchmarks.plant import LOADS
from edgebench.energy import recomputed
from edgebench.energy.assess import Metered, assess
from edgebench.energy.trace import Span
from edgebench.energy.window import Flag
from edgebench.model.energy import Energy
from edgebench.model.meter import Rail
from edgebench.model.reason import Reason
from tests.energy.traces import (
    MARKS,
    ONE_PERCENT,
    RAW,
    S,
    counted,
    edited,
    energy,
    energy_j,
    power_w,
    reason,
    sampled,
)


def factored(factor):
    return counted(shown=lambda at: energy_j(at) * factor, accuracy=(ONE_PERCENT,))


FIVE = [factored(one) for one in (0.998, 0.999, 1.0, 1.001, 1.002)]


def test_gross_energy_can_be_found_again_from_the_stored_windows():
    found = energy(*FIVE)
    each = [1000 * one.gross_uj / MARKS.samples for one in found.windows]
    assert found.gross_per_sample_nj == round(sum(each) / 5)
    assert found.gross_per_sample_nj == pytest.approx(360e9 / 6007, abs=2)


def test_the_squares_of_the_stored_terms_add_up_to_that_of_the_uncertainty():
    found = energy(*FIVE)
    assert found.gross_u_nj == round(math.sqrt(sum(term.u_nj**2 for term in found.terms)))
    assert {term.name: term.type for term in found.terms} == {"repeats": "A", "power-gain": "B"}


def test_bins_of_every_window_add_up_to_its_energy():
    for window in energy(*FIVE).windows:
        assert sum(window.bins_uj) == window.gross_uj
        assert (len(window.bins_uj), window.period_ms) == (60, 1000)
        assert window.bins_uj[30] == pytest.approx(window.gross_uj / 60, rel=1e-6)


def test_a_window_says_when_it_was_and_what_idling_took():
    (window,) = energy(counted(), marks=structs.replace(MARKS, since_session_ns=7_000_001_999)).windows
    assert (window.began_us, window.ended_us) == (7_000_001, 67_000_001)
    assert (window.idle_before_mw, window.idle_after_mw) == (2000, 2000)
    assert (window.process, window.meter, window.queries) == (0, 0, 6007)


def test_net_energy_is_without_idling():
    assert energy(*FIVE).net_per_sample_nj == pytest.approx(240e9 / 6007, rel=1e-4)


def test_without_a_stated_accuracy_there_is_no_uncertainty_but_repeatability():
    found = energy(counted(), counted(shown=lambda at: energy_j(at) * 1.01))
    assert (found.gross_u_nj, found.gross_u_nj_reason) == (None, Reason.ACCURACY_UNSPECIFIED)
    assert found.repeatability_nj == pytest.approx(0.005 * 360e9 / 6007, rel=1e-3)
    assert (found.meters[0].accuracy, found.effective_dof) == (None, 1)


def test_a_stated_range_is_in_the_constant_part_of_the_stored_accuracy():
    of_range = structs.replace(ONE_PERCENT, range_ppm=1_000, absolute_uw=500)
    found = energy(sampled(accuracy=(of_range,), range_uw=20_000_000))
    assert found.meters[0].accuracy == [structs.replace(of_range, range_ppm=0, absolute_uw=20_500)]


def test_a_meter_is_stored_as_it_was_opened():
    rails = (Rail("a", modulus_nj=262_143_328_850_001), Rail("b"), Rail("c", in_total=False, modulus_nj=5))
    trace = edited(counted(rails=rails), lambda _, one: one._replace(values=(*one.values, 0, 0)))
    (meter,) = energy(trace).meters
    assert (meter.driver, meter.modulus_uj, meter.boundary, meter.raw) == (
        "made-up",
        262_143_328_850,
        "board_dc",
        RAW,
    )


def test_several_meters_are_stored_in_their_order_with_their_windows():
    meters = [Metered(name, "1", (trace, trace), RAW) for name, trace in (("a", counted()), ("b", sampled()))]
    found = assess(meters, [MARKS, MARKS])
    assert isinstance(found, Energy)
    assert [meter.driver for meter in found.meters] == ["a", "b"]
    assert [(one.meter, one.process) for one in found.windows] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_a_trial_with_made_up_files_is_marked():
    made_up = Metered("a", "1", (counted(),), RAW, simulated=True)
    found = assess([made_up], [MARKS])
    assert isinstance(found, Energy)
    assert found.windows[0].flags == ["simulated"]


def test_what_is_made_is_a_result_that_can_be_written_and_read():
    found = energy(*FIVE)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Energy) == found


def test_traces_and_processes_have_to_be_as_many():
    with pytest.raises(ValueError, match="argument"):
        assess([Metered("a", "1", (counted(),), RAW)], [MARKS, MARKS])


def test_idling_below_zero_is_not_stored():
    asleep = sampled(shown=lambda at: power_w(at) - 2.001)
    assert reason(asleep) is None
    assert energy(asleep).windows[0].idle_before_mw is None


def test_names_of_terms_appear_once():
    found = energy(*FIVE, marks=structs.replace(MARKS, window=Span(20 * S, 79 * S)))
    assert max(Counter(term.name for term in found.terms).values()) == 1


def test_the_page_says_every_term_and_flag_and_what_was_simulated():
    page = (Path(__file__).parents[2] / "docs" / "energy.md").read_text(encoding="utf-8")
    terms = {"gain", "offset", *recomputed.SHARED, *recomputed.SCATTERS, "synchronization"}
    terms |= {"read-time", "update-period", "quantum"}
    flags = set(get_args(Flag)) - {"simulated"}
    assert [name for name in terms | flags if f"{name}`" not in page] == []
    assert [kind.name for kind in KINDS if f"| {kind.name} | {kind.window_s:g} s |" not in page] == []
    assert [load.name for load in LOADS if load.name not in page] == []
