"""CPUs and instruction sets are those that one processor has, and that its name allows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgebench.checks import ceilings
from edgebench.checks.submitted import Problem, Submitted
from edgebench.model.device import Cpu

RULE = "processor"
MOST_CPUS = 1024
"""In one system. A quota may leave few cores of many CPUs, so cores alone do not bound them."""
X86 = frozenset({"avx2", "avx512f", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_int8", "amx_bf16"})
ARM = frozenset({"asimd", "asimddp", "i8mm", "bf16", "sve", "fphp"})
"""As Linux names them; `sve` and `bf16` stand alone only in the list of an Arm core."""
NAMED_X86 = re.compile(r"(?i)\b(amd|intel|xeon|epyc|ryzen|zhaoxin|hygon)\b")
NAMED_ARM = re.compile(r"(?i)\b(cortex|neoverse|denver|carmel|implementer 0x)")
MEND = "Submit the file as `edgebench run` wrote it."


def check(submitted: Submitted) -> list[Problem]:
    """Both raise the bounds of speed. What another tool ran on is what a person typed."""
    if submitted.result.kind != "measured":
        return []
    faults = _faults(submitted.result.device.cpu)
    return [submitted.problem(RULE, f"$.device.cpu.{name}", f"{what}.", MEND) for name, what in faults]


def _faults(cpu: Cpu) -> Iterator[tuple[str, str]]:
    if not cpu.cores <= cpu.online <= MOST_CPUS:
        yield (
            "online",
            f"{cpu.online} CPUs of {cpu.cores} cores: from {cpu.cores} to {MOST_CPUS} there can be",
        )
    seen = set(cpu.isa)
    of_x86, of_arm = sorted(seen & X86), sorted(seen & ARM)
    if of_x86 and of_arm:
        yield "isa", f"No processor has {of_x86[0]} and {of_arm[0]}"
    elif (of_x86 and NAMED_ARM.search(cpu.model)) or (of_arm and NAMED_X86.search(cpu.model)):
        yield "isa", f"{cpu.model[:60]!a} has no {(of_x86 or of_arm)[0]}"
    elif (tiles := sorted(seen & ceilings.TILES)) and not ceilings.may_have_tiles(cpu.model):
        yield "isa", f"{cpu.model[:60]!a} has no {tiles[0]}: Xeons since the fourth generation have it"
