"""The CPU: its name, and the cores this process may use, fastest first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from msgspec import Struct

from edgebench.probes import quota, tree

# The instruction sets that decide which kernels a runtime picks, by the kernel's own names.
ISA = (
    *("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_int8", "amx_bf16"),
    *("asimd", "asimddp", "i8mm", "bf16", "sve", "fphp"),
)

# (implementer, part) as in Linux arch/arm64/include/asm/cputype.h.
ARM_PARTS = {
    (0x41, 0xD03): "Cortex-A53",
    (0x41, 0xD04): "Cortex-A35",
    (0x41, 0xD05): "Cortex-A55",
    (0x41, 0xD07): "Cortex-A57",
    (0x41, 0xD08): "Cortex-A72",
    (0x41, 0xD09): "Cortex-A73",
    (0x41, 0xD0A): "Cortex-A75",
    (0x41, 0xD0B): "Cortex-A76",
    (0x41, 0xD0C): "Neoverse-N1",
    (0x41, 0xD0D): "Cortex-A77",
    (0x41, 0xD0E): "Cortex-A76AE",
    (0x41, 0xD40): "Neoverse-V1",
    (0x41, 0xD41): "Cortex-A78",
    (0x41, 0xD42): "Cortex-A78AE",
    (0x41, 0xD44): "Cortex-X1",
    (0x41, 0xD46): "Cortex-A510",
    (0x41, 0xD47): "Cortex-A710",
    (0x41, 0xD48): "Cortex-X2",
    (0x41, 0xD49): "Neoverse-N2",
    (0x41, 0xD4B): "Cortex-A78C",
    (0x41, 0xD4C): "Cortex-X1C",
    (0x41, 0xD4D): "Cortex-A715",
    (0x41, 0xD4E): "Cortex-X3",
    (0x41, 0xD4F): "Neoverse-V2",
    (0x41, 0xD80): "Cortex-A520",
    (0x41, 0xD81): "Cortex-A720",
    (0x41, 0xD82): "Cortex-X4",
    (0x41, 0xD85): "Cortex-X925",
    (0x41, 0xD87): "Cortex-A725",
    (0x4E, 0x003): "Denver 2",
    (0x4E, 0x004): "Carmel",
}

Block = Mapping[str, str]


class Cpu(Struct, frozen=True):
    """model: `Cortex-A76 + Cortex-A55`, fastest first; "unknown" where nothing names it.
    cores: physical cores among the usable CPUs, so hyperthreads count once; no more than quota_milli
    keeps busy. More threads than that use up the quota early in each period (100 ms) and then all
    wait for the next one: the latencies would be the scheduler's, not the model's.
    online: CPUs (hyperthreads) that are switched on and usable.
    isa: the members of ISA that every usable CPU has.
    cores_by_speed: one CPU number per usable core, fastest first. A quota chooses no cores, so this
    may be longer than `cores`.
    quota_milli: CPUs that the control groups allow, in thousandths; None = no limit.
    """

    model: str
    cores: int
    online: int
    isa: tuple[str, ...]
    cores_by_speed: tuple[int, ...]
    quota_milli: int | None


def read(root: Path = Path("/"), affinity: Collection[int] | None = None) -> Cpu:
    """What /proc/cpuinfo and sysfs say; affinity: the CPUs this process may run on, None = all."""
    blocks = processors(tree.text(root, "proc/cpuinfo") or "")
    online = _online(root, blocks, affinity)
    usable = usable_cpus(online, affinity)
    # sorted is stable and usable ascends: cores of one speed stay in the order of their numbers.
    by_speed = sorted(usable, key=lambda cpu: _speed(root, cpu), reverse=True)
    cores = _one_per_core(root, by_speed, blocks)
    allowed = quota.read(root)
    seen = [blocks[cpu] for cpu in by_speed if cpu in blocks]
    return Cpu(
        model=" + ".join(dict.fromkeys(model_name(block) for block in seen)) or "unknown",
        cores=len(cores) if allowed is None else min(len(cores), max(1, allowed // 1000)),
        online=len(usable),
        isa=common_isa(seen),
        cores_by_speed=cores,
        quota_milli=allowed,
    )


def first_model(root: Path) -> str | None:
    """The name of the first CPU that /proc/cpuinfo describes, whichever may be used."""
    blocks = processors(tree.text(root, "proc/cpuinfo") or "")
    return model_name(next(iter(blocks.values()))) if blocks else None


def processors(cpuinfo: str) -> dict[int, Block]:
    """CPU number to its block of /proc/cpuinfo; a board's trailing block (Model, Serial) is left."""
    blocks: dict[int, Block] = {}
    for paragraph in cpuinfo.split("\n\n"):
        pairs = (line.partition(":") for line in paragraph.splitlines())
        block = {key.strip(): " ".join(value.split()) for key, _, value in pairs}
        if block.get("processor", "").isdecimal():
            blocks[int(block["processor"])] = block
    return blocks


def model_name(block: Block) -> str:
    """Parts win over `model name`, which Jetsons fill with `ARMv8 Processor rev 1 (v8l)`."""
    implementer, part = block.get("CPU implementer"), block.get("CPU part")
    if implementer and part:
        try:
            known = ARM_PARTS.get((int(implementer, 16), int(part, 16)))
        except ValueError:  # not numbers: what the file says is all there is to tell
            known = None
        return known or f"implementer {implementer} part {part}"
    return block.get("model name") or block.get("uarch") or "unknown"


def common_isa(blocks: Collection[Block]) -> tuple[str, ...]:
    """What all of them have: a runtime may move a thread to any of them."""
    flags = [set(f"{b.get('flags', '')} {b.get('Features', '')}".split()) for b in blocks]
    return tuple(name for name in ISA if flags and all(name in own for own in flags))


def usable_cpus(online: Collection[int], affinity: Collection[int] | None) -> tuple[int, ...]:
    """The online CPUs that the affinity mask leaves; all when it leaves none of these."""
    return tuple(sorted(set(online) & set(affinity or online))) or tuple(sorted(online))


def _online(root: Path, blocks: Mapping[int, Block], affinity: Collection[int] | None) -> tuple[int, ...]:
    listed = tree.integers_of_list(tree.text(root, "sys/devices/system/cpu/online") or "")
    # Without any source at least the CPU that runs this line is online.
    return listed or tuple(blocks) or tuple(affinity or (0,))


def _speed(root: Path, cpu: int) -> tuple[int, int]:
    """Capacity tells big from little at equal clocks; clocks tell favoured cores of one kind."""
    folder = f"sys/devices/system/cpu/cpu{cpu}"
    capacity = tree.integer(root, f"{folder}/cpu_capacity")
    max_khz = tree.integer(root, f"{folder}/cpufreq/cpuinfo_max_freq")
    return capacity or 0, max_khz or 0


def _core(root: Path, cpu: int, blocks: Mapping[int, Block]) -> str:
    """What hyperthreads of one core share.

    Not (package, core_id): to Linux 6 an ARM SoC is one package and core_id restarts in each of
    its clusters, so an RK3588 would have four cores instead of eight.
    """
    topology = f"sys/devices/system/cpu/cpu{cpu}/topology"
    for name in ("core_cpus_list", "thread_siblings_list"):
        if siblings := tree.text(root, f"{topology}/{name}"):
            return siblings
    block = blocks.get(cpu, {})
    if "core id" in block:
        return f"package {block.get('physical id')} core {block['core id']}"
    return f"cpu {cpu}"


def _one_per_core(root: Path, cpus: Collection[int], blocks: Mapping[int, Block]) -> tuple[int, ...]:
    first: dict[str, int] = {}
    for cpu in cpus:
        first.setdefault(_core(root, cpu, blocks), cpu)
    return tuple(first.values())
