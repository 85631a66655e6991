from __future__ import annotations

from pathlib import Path

from edgebench.probes import accelerators
from tests.probes.trees import plant


def test_an_nvidia_card_is_named_without_its_uuid(nuc: Path) -> None:
    information = "Model: \t\t NVIDIA RTX A2000\nIRQ:   \t\t 16\nGPU UUID: \t GPU-0000\n"
    plant(nuc, {"proc/driver/nvidia/gpus/0000:01:00.0/information": information})
    assert accelerators.read(nuc) == ("NVIDIA RTX A2000",)


def test_a_guest_has_none(guest: Path) -> None:
    assert accelerators.read(guest) == ()


def test_intel_s_gpu_and_npu_are_named_by_their_maker(nuc: Path) -> None:
    plant(
        nuc,
        {
            "sys/class/drm/renderD128/device/vendor": "0x8086\n",
            "sys/class/drm/renderD129/device/vendor": "0x1002\n",
            "sys/class/accel/accel0/device/vendor": "0x8086\n",
        },
    )
    assert accelerators.read(nuc) == ("Intel GPU", "Intel NPU")
