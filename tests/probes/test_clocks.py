from __future__ import annotations

from pathlib import Path

from edgebench.model.reason import Reason
from edgebench.probes import clocks
from tests.probes import boards
from tests.probes.trees import CPUS, plant


def test_a_pi4_tells_governor_and_limit(pi4: Path) -> None:
    seen = clocks.read(pi4)
    assert (seen.governor, seen.cpu_max_khz, seen.gpu_max_khz) == ("ondemand", 1_800_000, None)
    assert seen.governor_reason is None
    assert seen.gpu_max_khz_reason is Reason.NO_SENSOR


def test_now_and_hardware_are_told_beside_the_limit(tmp_path: Path) -> None:
    seen = clocks.read(plant(tmp_path, boards.ROCK_5B))
    assert (seen.cpu_now_khz, seen.cpu_max_khz, seen.cpu_hardware_khz) == (2_208_000, 2_400_000, 2_400_000)


def test_only_governors_that_every_cpu_offers_are_told(pi4: Path) -> None:
    assert clocks.read(pi4).governors == ()
    offers = ("ondemand performance", "performance powersave", "performance", "performance schedutil")
    plant(pi4, {f"{CPUS}/cpu{n}/cpufreq/scaling_available_governors": f"{offers[n]} \n" for n in range(4)})
    assert clocks.read(pi4).governors == ("performance",)


def test_a_lowered_limit_is_what_counts(pi4: Path) -> None:
    for path in pi4.glob(f"{CPUS}/cpu*/cpufreq/scaling_max_freq"):
        path.write_text("1000000\n")
    assert clocks.read(pi4).cpu_max_khz == 1_000_000


def test_different_governors_are_both_named(nuc: Path) -> None:
    (nuc / f"{CPUS}/cpu3/cpufreq/scaling_governor").write_text("performance\n")
    assert clocks.read(nuc).governor == "performance+powersave"
    assert clocks.read(nuc, cpus=[0, 1]).governor == "powersave"


def test_the_gpu_of_an_orin_has_a_limit_too(orin: Path) -> None:
    assert clocks.read(orin).gpu_max_khz == 1_020_000


def test_a_guest_shows_no_clocks(guest: Path) -> None:
    seen = clocks.read(guest)
    assert (seen.governor, seen.cpu_max_khz) == (None, None)
    assert (seen.governor_reason, seen.cpu_max_khz_reason) == (Reason.NO_SENSOR, Reason.NO_SENSOR)
    assert clocks.current_paths(guest) == ()


def test_one_file_a_clock_domain_is_recorded(orin: Path) -> None:
    assert clocks.current_paths(orin) == (
        orin / f"{CPUS}/cpu0/cpufreq/scaling_cur_freq",
        orin / f"{CPUS}/cpu4/cpufreq/scaling_cur_freq",
    )
