"""Accelerators that the kernel's drivers name. What a runtime really used is the SUT's to say."""

from __future__ import annotations

from pathlib import Path

from edgebench.probes import tree


def read(root: Path = Path("/")) -> tuple[str, ...]:
    """Models only: the same file of NVIDIA's driver also holds a serial-like UUID."""
    found = []
    for path in tree.matches(root, "proc/driver/nvidia/gpus/*/information"):
        for line in (tree.text(root, path) or "").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "Model" and value.strip():
                found.append(value.strip())
    return tuple(found)
