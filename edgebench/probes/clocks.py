"""Clocks: governor, limits, and where the current frequency is read."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from msgspec import Struct

from edgebench.model.reason import Reason, unless
from edgebench.probes import tree

# devfreq names of GPUs: any SoC's `.gpu`, and NVIDIA's chip names on older L4T kernels.
_GPU_PATTERNS = ("*.gpu", "*.ga10b", "*.gv11b", "*.gp10b")


class Clocks(Struct, frozen=True):
    """governor: of the usable CPUs, `performance+schedutil` where they differ; governors: all that
    every one of them offers.
    cpu_max_khz: the highest limit set now (scaling_max_freq); cpu_hardware_khz: the highest there
    could be; cpu_now_khz: the fastest CPU at this moment. Virtual machines have none of these.
    """

    governor: str | None
    cpu_max_khz: int | None
    gpu_max_khz: int | None
    cpu_hardware_khz: int | None = None
    cpu_now_khz: int | None = None
    governors: tuple[str, ...] = ()
    governor_reason: Reason | None = None
    cpu_max_khz_reason: Reason | None = None
    gpu_max_khz_reason: Reason | None = None


def read(root: Path = Path("/"), cpus: Collection[int] | None = None) -> Clocks:
    """cpus: those whose governor and limit count; None = every CPU that has cpufreq."""
    folders = _folders(root, cpus)
    governors = {tree.text(root, f"{folder}/scaling_governor") for folder in folders}
    governor = "+".join(sorted(name for name in governors if name)) or None
    cpu_max_khz = _highest(root, folders, "scaling_max_freq")
    gpu_max_khz = _gpu_max_khz(root)
    return Clocks(
        governor=governor,
        cpu_max_khz=cpu_max_khz,
        gpu_max_khz=gpu_max_khz,
        cpu_hardware_khz=_highest(root, folders, "cpuinfo_max_freq"),
        cpu_now_khz=_highest(root, folders, "scaling_cur_freq"),
        governors=_offered(root, folders),
        governor_reason=unless(governor, Reason.NO_SENSOR),
        cpu_max_khz_reason=unless(cpu_max_khz, Reason.NO_SENSOR),
        gpu_max_khz_reason=unless(gpu_max_khz, Reason.NO_SENSOR),
    )


def current_paths(root: Path = Path("/"), cpus: Collection[int] | None = None) -> tuple[Path, ...]:
    """The files a recorder reads: one per clock domain, so that a sample costs few reads."""
    by_domain: dict[str, Path] = {}
    for folder in _folders(root, cpus):
        if tree.integer(root, f"{folder}/scaling_cur_freq") is not None:
            domain = tree.text(root, f"{folder}/related_cpus") or folder
            by_domain.setdefault(domain, root / folder / "scaling_cur_freq")
    return tuple(by_domain.values())


def _folders(root: Path, cpus: Collection[int] | None) -> list[str]:
    if cpus is None:
        return tree.matches(root, "sys/devices/system/cpu/cpu[0-9]*/cpufreq")
    return [f"sys/devices/system/cpu/cpu{cpu}/cpufreq" for cpu in sorted(cpus)]


def _highest(root: Path, folders: Collection[str], file: str) -> int | None:
    values = (tree.integer(root, f"{folder}/{file}") for folder in folders)
    return max((khz for khz in values if khz), default=None)


def _offered(root: Path, folders: Collection[str]) -> tuple[str, ...]:
    each = [(tree.text(root, f"{folder}/scaling_available_governors") or "").split() for folder in folders]
    return tuple(sorted(set.intersection(*map(set, each)))) if each else ()


def _gpu_max_khz(root: Path) -> int | None:
    for pattern in _GPU_PATTERNS:
        for path in tree.matches(root, f"sys/class/devfreq/{pattern}/max_freq"):
            max_hz = tree.integer(root, path)
            if max_hz:
                return max_hz // 1000
    return None
