"""Devices, runtimes and meters of a synthetic corpus: who measures, and how fast it would be.

Named devices are those of edgebench/devices; generic ones are named as edgebench names them. Speeds are
rounded orders of magnitude, so that figures look like figures; they are nobody's measurement.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from edgebench import paths
from edgebench.model.device import Cpu, Device, DeviceKind
from edgebench.model.energy import Meter, MeterAccuracy, RawTrace
from edgebench.model.reason import Reason, unless
from edgebench.model.sut import Runtime
from edgebench.probes.cpu import ARM_PARTS
from edgebench.probes.profile import Profile, load_profiles

UNITS_A_DEVICE = 5
GENERIC = {
    "vm": ("amd-epyc-2", "amd-epyc-4", "amd-epyc-8", "intel-xeon-2", "intel-xeon-4", "neoverse-n1-4"),
    "pc": ("intel-core-i3-8100-4", "intel-core-i5-8500-4", "intel-core-i7-9700-4", "amd-ryzen-5-3600-4",
           "amd-ryzen-7-5800x-4", "intel-n97-4", "intel-n5105-4", "intel-core-i5-12400-4"),
    "laptop": ("intel-core-i5-8250u-4", "intel-core-i7-1165g7-4", "amd-ryzen-5-5500u-4", "apple-m1-4"),
    "server": ("intel-xeon-gold-6248-4", "amd-epyc-7302-4", "ampere-altra-4"),
    "board": ("rk3566-4", "sun50i-h618-4", "s905x3-4", "imx8mp-4"),
}  # fmt: skip
"""What follows a generic profile's slug."""
MACS_A_NS: dict[DeviceKind, float] = {"board": 1.5, "phone": 4, "laptop": 12, "server": 20, "pc": 14, "vm": 9}
"""Of one core, by the kind of device, at the middle of its range."""


@dataclass(frozen=True)
class Machine:
    """A kind of device. macs_a_ns: of one core, in int8; noise: spread of its latencies, a share."""

    profile: Profile
    slug: str
    cores: int
    macs_a_ns: float
    noise: float

    def device(self, unit: int) -> Device:
        """The facts of one of them."""
        hypervisor = self.profile.kind == "vm"
        khz = None if hypervisor else 1_500_000 + 100_000 * (len(self.slug) % 20)
        return Device(
            slug=self.slug,
            profile_revision=self.profile.revision,
            unit=f"{_digest(self.slug) & 0xFFFFFF:06x}{unit:02x}",
            kind=self.profile.kind,
            virtual="kvm" if hypervisor else "none",
            emulated="none",
            cpu=Cpu(model=self._cpu(), cores=self.cores, online=self.cores, isa=self._isa()),
            memory_bytes=_memory_bytes(self.profile),
            memory_bytes_reason=None,
            accelerators=list(self.profile.accelerators),
            os="Debian GNU/Linux 12 (bookworm)",
            kernel="6.12.34-edge",
            firmware=None,
            firmware_reason=Reason.NO_SENSOR,
            power_mode=None,
            power_mode_reason=Reason.NO_SENSOR,
            governor=None if hypervisor else "performance",
            governor_reason=Reason.NO_SENSOR if hypervisor else None,
            cpu_max_khz=khz,
            cpu_max_khz_reason=unless(khz, Reason.NO_SENSOR),
            gpu_max_khz=None,
            gpu_max_khz_reason=Reason.NOT_APPLICABLE,
            cooling=None if hypervisor else "fan",
            cooling_reason=Reason.UNKNOWN if hypervisor else None,
            power_supply=None,
            power_supply_reason=Reason.UNKNOWN,
            ambient_mc=None,
            ambient_mc_reason=Reason.NO_SENSOR,
            typed_by_hand=[] if hypervisor else ["cooling"],
        )

    def _cpu(self) -> str:
        """As Linux names it: an Arm by its kinds of cores, others by what the maker sells them as."""
        told = {name: str(fact.value) for name, fact in self.profile.facts.items() if name in {"cpu", "soc"}}
        arm = [one for one in ARM_PARTS.values() if re.search(rf"{one}\b(?!AE)", told.get("cpu", ""))]
        if arm:
            return " + ".join(arm)
        return told.get("soc") or " ".join(self.slug.split("-")[1:-1]).title()

    def _isa(self) -> list[str]:
        return ["avx2"] if re.search("(?i)intel|amd", self._cpu()) else ["asimd"]


@functools.cache
def machines() -> tuple[Machine, ...]:
    """Every named device, and some of each generic kind, by slug."""
    made = []
    for profile in load_profiles(paths.devices()):
        endings = [f"-{each}" for each in GENERIC.get(profile.slug, ())] if profile.generic else [""]
        for ending in endings:
            slug = profile.slug + ending
            chance = _digest(slug)
            core = 0.6 + chance % 9 / 10
            noisy = profile.kind == "vm"
            made.append(
                Machine(
                    profile=profile,
                    slug=slug,
                    cores=_cores(profile, slug),
                    macs_a_ns=MACS_A_NS[profile.kind] * core,
                    noise=(0.02 if noisy else 0.004) * (1 + chance % 7 / 3),
                )
            )
    return tuple(sorted(made, key=lambda one: one.slug))


def _memory_bytes(profile: Profile) -> int:
    """The largest size that it is sold with; of an unknown one 4 GiB."""
    fact = profile.facts.get("memory_bytes")
    sold = fact.value if fact and isinstance(fact.value, tuple) else ()
    return max(sold, default=4 * 2**30)


def _cores(profile: Profile, slug: str) -> int:
    fact = profile.facts.get("cpu")
    told = re.match(r"(\d+)", str(fact.value)) if fact else re.search(r"-([248])$", slug)
    return int(told[1]) if told else 4


@dataclass(frozen=True)
class System:
    """A harness with its runtime, as results name them."""

    harness: str
    formats: tuple[str, ...]
    runtime: Runtime
    provider: str
    speed: float
    execution_precision: str | None = None
    used: str | None = None
    """What the runtime says that it ran on; None: the provider."""


def _runtime(name: str, version: str) -> Runtime:
    return Runtime(name, version, build=None)


SYSTEMS = (
    System("onnxruntime", ("onnx",), _runtime("ONNX Runtime", "1.31.1"), "CPUExecutionProvider", 0.9),
    System("openvino", ("onnx", "tflite"), _runtime("OpenVINO", "2026.4.1"), "CPU", 1.0, "fp32"),
    System("tflite", ("tflite",), _runtime("LiteRT", "2.3.0"), "default", 1.0),
    System("tflite-runtime", ("tflite",), _runtime("TensorFlow Lite", "2.14.0"), "default", 0.8),
    System(
        "torch",
        ("torchscript",),
        _runtime("PyTorch", "2.13.0"),
        "TorchScript",
        0.7,
        used="TorchScript on cpu",
    ),
)


def meter_for(machine: Machine, choice: int) -> Meter:
    """At the wall of anything; on a board its own or the wall's."""
    if machine.profile.kind == "pc" and choice % 2:
        return _meter("powercap-rapl", "RAPL", "soc_package", ("soc",), None)
    if machine.slug.startswith("jetson") and choice % 2:
        stated = MeterAccuracy("power", 10_000, 0, 0, "judgement", None)
        return _meter("jetson-ina3221", "INA3221", "module_dc", ("module",), stated)
    if choice % 3:
        stated = MeterAccuracy("power", 1000, 500, 100_000, "datasheet", "https://example.org/meter")
        return _meter("yokogawa-wt310", "WT310E", "wall_ac", ("fan", "psu"), stated)
    stated = MeterAccuracy("power", 20_000, 0, 50_000, "judgement", None)
    return _meter("shelly", "Plug S", "wall_ac", ("psu",), stated)


def _meter(
    driver: str, model: str, boundary: str, includes: tuple[str, ...], stated: MeterAccuracy | None
) -> Meter:
    return Meter(
        driver=driver,
        driver_version="1",
        model=model,
        boundary=boundary,  # type: ignore[arg-type]  # of the table above
        boundary_includes=list(includes),
        total_rule="one channel",
        update_period_us=100_000,
        averaging_us=100_000,
        delay_us=0,
        quantum_nj=0,
        modulus_uj=None,
        accuracy=[stated] if stated else None,
        accuracy_reason=None if stated else Reason.ACCURACY_UNSPECIFIED,
        clock="host",
        sync_u_us=0,
        validated="emulated-only",
        raw=RawTrace(sha256=f"{_digest(driver):064x}"[-64:], bytes=20_000, samples=3_000),
    )


def _digest(text: str) -> int:
    """The same on every machine and run, unlike hash()."""
    value = 0
    for character in text:
        value = (value * 131 + ord(character)) % 0x7FFFFFFF
    return value
