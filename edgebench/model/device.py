"""The machine a result was measured on: facts, settings, and the class it is compared in."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from edgebench.model.quantity import Key, Positive, Signed, Slug, Text
from edgebench.model.reason import Reason
from edgebench.model.record import Record

DeviceKind = Literal["board", "phone", "laptop", "server", "pc", "vm"]
Emulated = Literal["none", "user", "system"]
NO_HYPERVISOR = frozenset({"none", "container"})
"""What `virtual` says of bare hardware: a container runs on it, a virtual machine does not."""


class Cpu(Record, frozen=True):
    """The processor as its own kernel names it; cores are physical, online are usable here."""

    model: Text
    cores: Positive
    online: Positive
    isa: list[Key]
    """Instruction sets that matter to a network: avx512_vnni, asimddp ... (as the kernel spells them)."""


class Device(Record, frozen=True):
    """No host name, user, serial or address, ever: `unit` is random, drawn at the first run."""

    slug: Slug
    profile_revision: Positive | None
    unit: Annotated[str, Meta(pattern=r"^[0-9a-f]{8}$")]
    kind: DeviceKind
    virtual: Slug
    """`none`, the hypervisor's name, or `container`."""
    emulated: Emulated
    cpu: Cpu
    memory_bytes: Positive | None
    memory_bytes_reason: Reason | None
    accelerators: list[Text]
    os: Text
    kernel: Text
    firmware: Text | None
    firmware_reason: Reason | None
    power_mode: Text | None
    power_mode_reason: Reason | None
    governor: Text | None
    governor_reason: Reason | None
    cpu_max_khz: Positive | None
    cpu_max_khz_reason: Reason | None
    gpu_max_khz: Positive | None
    gpu_max_khz_reason: Reason | None
    cooling: Text | None
    cooling_reason: Reason | None
    power_supply: Text | None
    power_supply_reason: Reason | None
    ambient_mc: Signed | None
    ambient_mc_reason: Reason | None
    typed_by_hand: list[Slug]

    @property
    def hypervisor(self) -> bool:
        """Whether one lies between the system and the hardware."""
        return self.virtual not in NO_HYPERVISOR
