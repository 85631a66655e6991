"""What no hardware exceeds: bounds that are generous on purpose, for numbers that cannot be."""

from __future__ import annotations

import re

from edgebench.checks import facts
from edgebench.model.result import Result

SAVED_BY_ALGORITHM = 4
"""Winograd's F(4x4, 3x3) takes a quarter of a 3x3 convolution's multiplications (Lavin and Gray, 2016)."""
MACS_A_CYCLE = 128
"""Of a core: two 512-bit ports of VNNI, 64 8-bit products each, or four 128-bit pipes of SMMLA, 32 each."""
MACS_A_CYCLE_OF_TILES = 1024
"""Of a core with AMX: TDPBSSD multiplies 16 x 16 x 64 8-bit values in 16 cycles."""
TILES = frozenset({"amx_int8", "amx_bf16"})
OF_TILES = re.compile(r"(?i)\bxeon\b")
BEFORE_TILES = re.compile(
    r"(?i)\bE[357]?-\d|\bD-\d|\bphi\b|\b(bronze|silver|gold|platinum) \d[1-3]\d\d|"
    r"skylake|cascade|cooper|icelake"
)
"""Intel's numbers: the second digit is the generation, and AMX came with the fourth (2023)."""
THREADS_A_CORE = 2
FASTEST_KHZ = 7_000_000
"""No processor is sold with a faster clock."""
HIDDEN_BOOST = 2
"""Some kernels tell the clock without boost (AMD with acpi-cpufreq), and a clock may be raised by hand."""
ACCELERATOR_MACS_A_S = {"board": 10**15, "phone": 10**15, "laptop": 4 * 10**15}
"""By kind of device. Twice what Jetson Thor is sold with for 8-bit values (517 TOPS, dense), and more."""
MOST_ACCELERATOR_MACS_A_S = 10**16
"""Of any other kind: twice what a B200 is sold with for 8-bit values (4.5 POPS, dense), and more."""
LEAST_FJ_A_MAC = 5
"""An 8-bit multiplication and addition take some 30 fJ at 7 nm, and an algorithm may save three of four."""


def macs_a_second(result: Result) -> int:
    """Multiply-accumulates that this device computes in a second at the very most."""
    if not facts.runs_on_cpu(result):
        return ACCELERATOR_MACS_A_S.get(result.device.kind, MOST_ACCELERATOR_MACS_A_S)
    return _cores(result) * clock_khz(result) * 1000 * _macs_a_cycle(result)


def clock_khz(result: Result) -> int:
    """The fastest that the cores may have run at."""
    told = result.device.cpu_max_khz
    return FASTEST_KHZ if told is None else min(HIDDEN_BOOST * told, FASTEST_KHZ)


def _cores(result: Result) -> int:
    """A guest's kernel may call two cores two threads of one; more CPUs than that are no more cores."""
    return min(result.device.cpu.online, THREADS_A_CORE * result.device.cpu.cores)


def may_have_tiles(cpu_model: str) -> bool:
    """Whether a processor of this name may have AMX: a Xeon, and none that was there before AMX."""
    return bool(OF_TILES.search(cpu_model)) and not BEFORE_TILES.search(cpu_model)


def _macs_a_cycle(result: Result) -> int:
    cpu = result.device.cpu
    tiles = TILES.intersection(cpu.isa) and may_have_tiles(cpu.model)
    return SAVED_BY_ALGORITHM * (MACS_A_CYCLE_OF_TILES if tiles else MACS_A_CYCLE)
