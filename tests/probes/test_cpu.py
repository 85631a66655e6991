from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.probes import cpu
from tests.probes.trees import CPUS, arm_cpuinfo, cpufreq, plant, quota, topology


def test_a_pi4_is_four_cortex_a72(pi4: Path) -> None:
    assert cpu.read(pi4) == cpu.Cpu("Cortex-A72", 4, 4, ("asimd",), (0, 1, 2, 3), None)


def test_a_pi5_has_dot_products_and_half_precision(pi5: Path) -> None:
    assert cpu.read(pi5).isa == ("asimd", "asimddp", "fphp")


def test_the_part_wins_over_a_jetsons_model_name(orin: Path) -> None:
    assert cpu.read(orin).model == "Cortex-A78AE"


def test_hyperthreads_count_as_one_core(nuc: Path) -> None:
    seen = cpu.read(nuc)
    assert (seen.cores, seen.online) == (2, 4)
    assert seen.cores_by_speed == (0, 1)


def test_only_cpus_of_the_affinity_mask_count(nuc: Path) -> None:
    seen = cpu.read(nuc, affinity={0, 2})
    assert (seen.cores, seen.online, seen.cores_by_speed) == (1, 2, (0,))


def test_hyperthreads_are_found_in_cpuinfo_where_sysfs_is_missing(nuc: Path) -> None:
    for path in nuc.glob(f"{CPUS}/cpu*/topology/*"):
        path.unlink()
    assert cpu.read(nuc).cores == 2


def test_this_guest_has_no_amx(guest: Path) -> None:
    seen = cpu.read(guest)
    assert seen.model == "AMD EPYC"
    assert seen.isa == ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "avx_vnni")


def big_little(root: Path) -> Path:
    """RK3588: four A55, four A76; core_id restarts in every cluster, sibling lists do not."""
    core_ids = {f"{CPUS}/cpu{n}/topology/core_id": f"{n % 4}\n" for n in range(8)}
    capacity = {f"{CPUS}/cpu{n}/cpu_capacity": "530\n" if n < 4 else "1024\n" for n in range(8)}
    info = arm_cpuinfo(["0xd05"] * 4 + ["0xd0b"] * 4, "asimd asimddp")
    files = {**topology([[n] for n in range(8)]), **core_ids, **capacity, "proc/cpuinfo": info}
    return plant(root, files)


def test_big_cores_are_named_and_listed_first(tmp_path: Path) -> None:
    seen = cpu.read(big_little(tmp_path))
    assert seen.model == "Cortex-A76 + Cortex-A55"
    assert (seen.cores, seen.cores_by_speed) == (8, (4, 5, 6, 7, 0, 1, 2, 3))


def test_the_fastest_usable_core_is_small_when_the_mask_leaves_only_small_ones(tmp_path: Path) -> None:
    seen = cpu.read(big_little(tmp_path), affinity=range(4))
    assert (seen.model, seen.cores_by_speed) == ("Cortex-A55", (0, 1, 2, 3))


def test_one_favoured_core_comes_first_and_the_others_stay_in_the_list(tmp_path: Path) -> None:
    clocks = cpufreq([0, 1, 2, 4, 5, 6, 7], 4_900_000, "powersave", 800_000)
    favoured = cpufreq([3], 5_200_000, "powersave", 800_000)
    plant(tmp_path, {**topology([[n] for n in range(8)]), **clocks, **favoured})
    assert cpu.read(tmp_path).cores_by_speed == (3, 0, 1, 2, 4, 5, 6, 7)


def test_a_core_is_named_by_its_fastest_usable_thread(nuc: Path) -> None:
    plant(nuc, cpufreq([3], 4_300_000, "powersave", 800_000))
    assert cpu.read(nuc).cores_by_speed == (3, 0)


@pytest.mark.parametrize(("milli", "cores"), [(2500, 2), (1500, 1), (300, 1), (9000, 4)])
def test_a_quota_leaves_as_many_cores_as_it_can_keep_busy(pi4: Path, milli: int, cores: int) -> None:
    seen = cpu.read(plant(pi4, quota(milli)))
    assert (seen.cores, seen.quota_milli) == (cores, milli)
    assert (seen.online, len(seen.cores_by_speed)) == (4, 4)


@pytest.mark.parametrize(
    ("implementer", "part", "name"),
    [
        ("0x41", "0xd03", "Cortex-A53"),
        ("0x41", "0xd07", "Cortex-A57"),
        ("0x4e", "0x004", "Carmel"),
        ("0x00", "0x051", "implementer 0x00 part 0x051"),
        ("0x41", "soup", "implementer 0x41 part soup"),
    ],
)
def test_an_arm_core_is_named_by_its_part(implementer: str, part: str, name: str) -> None:
    assert cpu.model_name({"CPU implementer": implementer, "CPU part": part}) == name


def test_an_instruction_set_counts_only_if_every_cpu_has_it() -> None:
    assert cpu.common_isa([{"flags": "avx2 amx_int8"}, {"flags": "avx2"}]) == ("avx2",)
    assert cpu.common_isa([]) == ()


def test_a_bare_tree_has_the_one_cpu_that_runs_this(bare: Path) -> None:
    assert cpu.read(bare) == cpu.Cpu("unknown", 1, 1, (), (0,), None)
