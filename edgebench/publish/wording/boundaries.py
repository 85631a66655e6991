"""What a meter reads, in words: a row a boundary."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from edgebench.model.energy import Boundary


class BoundaryText(Struct, frozen=True):
    """of: after "power", as a name. at: after "measured". includes, meaning: a sentence each, what a reading
    includes and what that means for the reader.
    """

    of: str
    at: str
    includes: str
    meaning: str


BOUNDARIES: Mapping[Boundary, BoundaryText] = {
    "soc_model": BoundaryText(
        "the chip, as its firmware estimates it",
        "as the chip estimates it",
        "The chip alone, as its firmware estimates it.",
        "Nobody measured it: comparable only with the same firmware's estimates.",
    ),
    "soc_rails": BoundaryText(
        "supply rails of the chip",
        "of the chip's rails",
        "The supply rails of the chip that are measured, memory often among them.",
        "Comparable only with readings of the same rails.",
    ),
    "soc_package": BoundaryText(
        "the processor's package",
        "of the processor's package",
        "The processor's package: cores, caches, graphics inside it.",
        "Memory, drives and losses of the supply come on top.",
    ),
    "gpu_board": BoundaryText(
        "the graphics board",
        "of the graphics board",
        "The graphics board, its memory and fan included.",
        "The computer around it comes on top.",
    ),
    "module_dc": BoundaryText(
        "the module, at its DC input",
        "at the module's DC input",
        "The module at its DC input.",
        "The carrier board and the power supply come on top.",
    ),
    "board_dc": BoundaryText(
        "the board, at its DC input",
        "at the board's DC input",
        "The whole board at its DC input, with what is plugged into it.",
        "Only the losses of the power supply come on top.",
    ),
    "device_battery": BoundaryText(
        "the device, at its battery",
        "at the battery",
        "The whole device at its battery, display included.",
        "It says how long a battery lasts, and depends on the display.",
    ),
    "wall_ac": BoundaryText(
        "the device, at the wall (AC)",
        "at the wall",
        "Everything the power supply draws, measured at the plug.",
        "Comparable only with other plug measurements.",
    ),
}
"""From the inside out."""
MEASURED_AT: Mapping[str, str] = {name: BOUNDARIES[name].at for name in reversed([*BOUNDARIES])}
"""After "measured", what is best known first."""
