"""What a meter is and what it reads: the words that drivers, recorder and the energy engine share."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, NamedTuple

from msgspec import Meta, Struct

from edgebench.errors import EdgebenchError
from edgebench.model.energy import Boundary, MeterAccuracy
from edgebench.model.quantity import Count, Positive, Slug, Text
from edgebench.model.reason import Reason

Gain = Annotated[float, Meta(gt=0, le=1000)]
OffsetWatts = Annotated[float, Meta(ge=-1e6, le=1e6)]
"""Of a calibration: true = gain * reading + offset."""
INCLUDES: Final = frozenset(
    {
        "accelerator", "battery", "board", "camera", "carrier", "device", "display", "fan", "gpu", "hub",
        "memory", "module", "network", "psu", "radio", "soc", "storage", "usb",
    }
)  # fmt: skip
"""Parts of a device that a boundary may take in; energies of different parts are never compared."""
_WEB_ADDRESS = re.compile(
    r"https://[a-z0-9][a-z0-9.-]{0,252}(:\d{1,5})?(/[\w./?=&%#:+,;~-]*)?", re.IGNORECASE
)


def is_web_address(text: str) -> bool:
    """One that may become a link: https, a host without a user, and no quotation marks or brackets."""
    return text.isascii() and _WEB_ADDRESS.fullmatch(text) is not None


class MeterError(EdgebenchError):
    """A meter gives no reading; `reason` is what the result says in the energy's place."""

    def __init__(self, message: str, reason: Reason, hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.reason = reason


class Rail(Struct, frozen=True):
    """One line that a meter reads."""

    name: Text
    in_total: bool = True
    """Counted in the device's energy. What lies inside another rail is read and kept, never added."""
    modulus_nj: Positive | None = None
    """Of a counter: what it holds is the energy modulo this. None: it never starts again by itself."""


class Specification(Struct, frozen=True, kw_only=True):
    """A meter's own facts, as it was opened: from the device itself and its data sheet, never assumed."""

    kind: Literal["counter", "sampler"]
    """counter: readings are energies that only grow. sampler: readings are powers."""
    model: Text
    """Maker and type, never a serial number or an address."""
    boundary: Boundary
    includes: tuple[Slug, ...]
    """What of the device the boundary takes in, in words of INCLUDES."""
    rails: tuple[Rail, ...]
    total_rule: Text
    """How the total is made of the rails, for a reader: `sum of package-0 and package-1`."""
    period_us: Positive = 100_000
    """How often the recorder asks for readings."""
    update_period_us: Count
    """How often the meter itself has a new value; 0: at every read."""
    averaging_us: Count = 0
    """A sampler's reading is the mean over this long before it; 0: the power at one moment."""
    delay_us: Count = 0
    """A reading shows what was so long before its time, beside the averaging."""
    quantum_nj: Count = 0
    """Of a counter: the smallest step."""
    accuracy: tuple[MeterAccuracy, ...] = ()
    """As the maker states it, or a calibration; empty: nobody states any."""
    range_uw: Positive | None = None
    """Full scale, which `range_ppm` of an accuracy is a share of."""
    clock: Literal["host", "device"] = "host"
    """device: readings carry the meter's own time in `device_ns`, which the engine fits to the host's."""
    sync_u_us: Count = 0
    """Standard uncertainty of a reading's time against the host's clock, beyond its own half-width."""
    firmware: Text | None = None
    validated: Literal["metal", "emulated-only"] = "emulated-only"
    """Whether the driver was ever run against the real thing."""


class Reading(NamedTuple):
    """One reading of all rails.

    at_ns: its time on the clock of time.monotonic_ns; of a read, the middle of it.
    half_width_ns: half of how long the read took: the reading was taken somewhere within.
    values: one a rail, in the order of Specification.rails: nanowatts of a sampler, nanojoules of a counter;
    None where this rail gave none.
    lost: samples that the meter itself says it lost right before this one.
    device_ns: the meter's own time, where Specification.clock is device.
    """

    at_ns: int
    half_width_ns: int
    values: tuple[int | None, ...]
    lost: int = 0
    device_ns: int | None = None


def between(began_ns: int, ended_ns: int, *values: int | None) -> Reading:
    """A reading of a read that took from one time to the other."""
    return Reading((began_ns + ended_ns) // 2, (ended_ns - began_ns + 1) // 2, values)


class Found(Struct, frozen=True):
    """Whether a driver's meter can be used here: what it reads, or why not and what would help."""

    usable: bool
    says: Text
    hint: Text = ""
    reason: Reason | None = None
    """Of one that is not usable."""
