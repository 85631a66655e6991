"""What a boundary takes in, unless lab.toml says otherwise."""

from __future__ import annotations

BOARD_DC = ("soc", "memory", "board", "storage", "usb", "fan")
"""All that a board's own supply line feeds."""

WALL_AC = (*BOARD_DC, "psu")
"""All that one plug feeds."""
