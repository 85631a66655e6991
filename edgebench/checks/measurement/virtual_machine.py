"""The device is a virtual machine or a container."""

from __future__ import annotations

from typing import Final

from edgebench.checks import Values
from edgebench.model.finding import Finding
from edgebench.model.result import Result

RULE = "virtual-machine"
LEVEL: Final = "info"


def check(result: Result) -> Finding | None:
    """A finding unless the device says none."""
    if result.device.virtual == "none":
        return None
    return Finding(RULE, LEVEL, {"virtual": result.device.virtual})


def text(values: Values) -> str:
    """In plain words."""
    if values["virtual"] == "container":
        return (
            "This ran in a container. "
            "Its limits of CPU and memory may differ from the machine's. "
            "To see whether they matter, run it outside the container and compare."
        )
    return (
        f"This ran in a virtual machine ({values['virtual']}). "
        "It shares its processor with others, so it is ranked among virtual machines only. "
        "To rank the hardware itself, run on the bare machine."
    )
