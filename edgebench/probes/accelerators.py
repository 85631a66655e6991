"""Accelerators that the kernel's drivers name. What a runtime really used is the SUT's to say."""

from __future__ import annotations

from pathlib import Path

from edgebench.probes import tree

_INTEL = "0x8086"
_BY_CLASS = {
    "sys/class/drm/renderD*/device/vendor": "Intel GPU",
    "sys/class/accel/accel*/device/vendor": "Intel NPU",
}
"""Where Linux shows the maker of a device that renders or accelerates; Intel's drivers name no model."""


def read(root: Path = Path("/")) -> tuple[str, ...]:
    """Models only: the same file of NVIDIA's driver also holds a serial-like UUID."""
    found = []
    for path in tree.matches(root, "proc/driver/nvidia/gpus/*/information"):
        for line in (tree.text(root, path) or "").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "Model" and value.strip():
                found.append(value.strip())
    for pattern, name in _BY_CLASS.items():
        found += [name for path in tree.matches(root, pattern) if tree.text(root, path) == _INTEL]
    return tuple(found)
