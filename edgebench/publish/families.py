"""Workloads of one architecture: the catalogue's `family` field, and what it is called.

A workload is one architecture at one width and resolution; its family is what the catalogue groups by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from edgebench.model.workload import Workload

ARCHITECTURES = {
    "autoencoder": "Autoencoder",
    "blazeface": "BlazeFace",
    "ds-cnn": "DS-CNN",
    "mobilenet-v1": "MobileNet",
    "mobilenet-v2": "MobileNet",
    "resnet-tiny": "ResNet (tiny)",
    "silero-vad": "Silero VAD",
    "squeezenet": "SqueezeNet",
    "ssd-mobilenet-v1": "SSD-MobileNet",
    "wake-word": "microWakeWord",
    "yolov3": "YOLOv3",
}
"""A family of the catalogue -> its architecture, which several may share; others keep their own name."""


def architecture(family: str) -> str:
    return ARCHITECTURES.get(family, family)


def slug(family: str) -> str:
    """`mobilenet`: of the address."""
    name = architecture(family).lower()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name).split())


def groups(workloads: Iterable[Workload]) -> Mapping[str, tuple[Workload, ...]]:
    """Slug -> its workloads by name; sorted."""
    found: dict[str, list[Workload]] = {}
    for one in sorted(workloads, key=lambda one: one.name):
        found.setdefault(slug(one.family), []).append(one)
    return {name: tuple(found[name]) for name in sorted(found)}


def path(name: str) -> PurePosixPath:
    return PurePosixPath("families", name, "index.html")
