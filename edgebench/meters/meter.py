"""What a driver must offer. It only reads: energies, windows and uncertainties are edgebench/energy/'s.

A driver is a file of this folder, or an outsider's class behind the entry point `edgebench.meters`, with

    class Meter:
        title, boundary      what it is, in a few words; the boundary it has unless it is told another
        rate                 how often it has a new value
        Settings             a frozen msgspec struct: the keys of its [meter.NAME] table in lab.toml
        find(root)           whether one can be used here without any settings
        __init__(settings, root), open(), read(), close()
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Protocol

import msgspec

from edgebench.model.energy import Boundary
from edgebench.model.meter import Found, MeterError, Reading, Specification

READ_SECONDS = 2.0
"""No single read may wait longer: then it raises MeterError with Reason.METER_LOST."""


class NoSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of a meter that is found by itself."""


class Meter(Protocol):
    """A driver's class. Every method raises MeterError, whose reason is what the result will say."""

    title: ClassVar[str]
    boundary: ClassVar[Boundary]
    rate: ClassVar[str]
    """How often it has a new value, as far as that is known before it is opened: `100 ms`."""
    Settings: ClassVar[type[msgspec.Struct]]

    @classmethod
    def find(cls, root: Path) -> Found:
        """Whether one can be used here as it is; within 2 s, without root, without searching a network.

        root: `/`, or the folder of another machine's files. Never raises.
        """

    def __init__(self, settings: Any, root: Path) -> None:
        """settings: of type Settings. Touches nothing yet."""

    def open(self) -> Specification:
        """Connect, keep descriptors open, and say what this meter is. Again after close()."""

    def read(self) -> Sequence[Reading]:
        """All readings since the last call, in order; of a meter that is asked, one, taken now.

        Blocks for READ_SECONDS at most. A value that is not a number, or that the meter says is
        none, is None in its reading; an answer that cannot be understood raises.
        """

    def close(self) -> None:
        """Let go of everything; also after a failure, and twice."""


def tried(meter: Meter) -> Found:
    """What find() says of a meter that can be opened, read once and closed without more ado."""
    try:
        specification = meter.open()
        meter.read()
    except MeterError as error:
        return Found(False, error.message, error.hint or "", error.reason)
    finally:
        meter.close()
    return Found(True, specification.total_rule)
