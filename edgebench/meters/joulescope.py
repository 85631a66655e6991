"""Joulescope JS220 and JS110: the energy that the instrument itself accumulates, by pyjoulescope_driver.

Source: pyjoulescope_driver 2.2.12, binding.pyx (what a statistics message holds) and
entry_points/statistics.py (which topics). A JS220 sends one every so many of its samples, a JS110 twice a
second. Both compute it in the instrument, so this host need not take in two million samples a second.
No data sheet was read: the accuracy is to be given in lab.toml.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar

import msgspec

from edgebench.meters import meter
from edgebench.meters.includes import BOARD_DC
from edgebench.model.energy import Boundary
from edgebench.model.meter import Found, MeterError, Rail, Reading, Specification
from edgebench.model.reason import Reason

INSTALL = "pip install 'edgebench[joulescope]'"
CONNECT = "connect it, and let a user open it: python -m pyjoulescope_driver scan"
PERMISSION = "let a user open it: the udev rules of pyjoulescope_driver, 99-joulescope.rules"
JS220_SAMPLES_PER_S = 1_000_000
JS110_RATE_HZ = 2
"""Fixed by the instrument."""
ARRIVAL_U_US = {"JS220": 2_000, "JS110": 29_000}
"""How much arrival scatters. JS110: asked every 100 ms (src/devices/js110/js110_usb.c), so 100 ms / sqrt 12.
JS220: judged, the way over USB and through the driver's threads."""
QUANTUM_NJ = 8
"""2^-27 J, the unit of both instruments' sums."""


class JoulescopeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of [meter.NAME] in lab.toml."""

    device: str = ""
    """Its path, as `python -m pyjoulescope_driver scan` shows it; needed where there are several."""
    rate_hz: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 10
    """Of a JS220: how many readings a second."""


class Meter:
    """One instrument; its current and voltage range follow the load, in hardware."""

    title: ClassVar[str] = "Joulescope"
    boundary: ClassVar[Boundary] = "board_dc"
    rate: ClassVar[str] = "as set; JS110 0.5 s"
    Settings: ClassVar[type[JoulescopeSettings]] = JoulescopeSettings

    def __init__(self, settings: JoulescopeSettings, root: Path) -> None:
        self._settings = settings
        self._driver: Any = None
        self._path = ""
        self._arrived: deque[tuple[int, Any]] = deque()
        self._heard_ns = 0
        self._next_sample: int | None = None

    @classmethod
    def find(cls, root: Path) -> Found:
        """Usable where the library is installed and sees an instrument."""
        seen = cls(JoulescopeSettings(), root)
        try:
            seen._connect()
            return Found(True, f"{_model(seen._path)} on USB")
        except MeterError as error:
            return Found(False, error.message, error.hint or "", error.reason)
        finally:
            seen.close()

    def open(self) -> Specification:
        """Let the instrument send its sums. Raises MeterError."""
        self.close()
        self._connect()
        model = _model(self._path)
        rate_hz = self._settings.rate_hz if model == "JS220" else JS110_RATE_HZ
        try:
            self._start(model, rate_hz)
        except (RuntimeError, TimeoutError) as error:
            raise _failed(f"{model}: {error}") from error
        self._heard_ns = time.monotonic_ns()
        return Specification(
            kind="counter",
            model=f"Joulescope {model}",
            boundary="board_dc",
            includes=BOARD_DC,
            rails=(Rail("output"),),
            total_rule="the energy that passed through the instrument",
            period_us=1_000_000 // rate_hz,
            update_period_us=1_000_000 // rate_hz,
            quantum_nj=QUANTUM_NJ,
            clock="device",
            sync_u_us=ARRIVAL_U_US[model],
        )

    def read(self) -> Sequence[Reading]:
        """What has arrived since. Raises MeterError: METER_LOST, BAD_READING."""
        now_ns = time.monotonic_ns()
        readings = [self._reading(*self._arrived.popleft()) for _ in range(len(self._arrived))]
        if readings:
            self._heard_ns = readings[-1].at_ns
        elif self._driver is None or now_ns - self._heard_ns > meter.READ_SECONDS * 1e9:
            raise MeterError(
                "Joulescope: it sends nothing any more", Reason.METER_LOST, "check its USB cable"
            )
        return readings

    def close(self) -> None:
        """The library's own threads end here too."""
        driver, self._driver = self._driver, None
        self._arrived.clear()
        self._next_sample = None
        if driver is not None:
            if self._path:
                try:
                    driver.close(self._path)
                except (RuntimeError, TimeoutError):
                    pass  # it is gone, or was never opened
            driver.finalize()

    def _connect(self) -> None:
        try:
            from pyjoulescope_driver import Driver
        except ImportError:
            raise MeterError("Joulescope: its library is not installed", Reason.NO_METER, INSTALL) from None
        self._path = ""
        try:
            self._driver = Driver()
            paths = [path for path in self._driver.device_paths() if _model(path)]
        except (RuntimeError, TimeoutError) as error:
            raise _failed(f"Joulescope: {error}") from error
        self._path = _chosen(paths, self._settings.device)

    def _start(self, model: str, rate_hz: int) -> None:
        driver, path = self._driver, self._path
        driver.open(path, timeout=meter.READ_SECONDS)
        if model == "JS220":
            driver.publish(f"{path}/s/i/range/mode", "auto")
            driver.publish(f"{path}/s/stats/scnt", JS220_SAMPLES_PER_S // rate_hz)
            driver.publish(f"{path}/s/stats/ctrl", 1)
            driver.subscribe(f"{path}/s/stats/value", "pub", self._arrive)
        else:
            driver.publish(f"{path}/s/i/range/select", "auto")
            driver.subscribe(f"{path}/s/sstats/value", "pub", self._arrive)

    def _arrive(self, topic: str, value: Any) -> None:
        """Called by the driver's own thread."""
        self._arrived.append((time.monotonic_ns(), value))

    def _reading(self, at_ns: int, value: Mapping[str, Any]) -> Reading:
        try:
            began, ended = value["time"]["samples"]["value"]
            device_ns = ended * 10**9 // int(value["time"]["sample_freq"]["value"])
            energy_nj = _nanojoules(float(value["accumulators"]["energy"]["value"]))
        except (LookupError, TypeError, ValueError, ArithmeticError):
            raise MeterError(
                "Joulescope: a message without time or energy",
                Reason.BAD_READING,
                "is this version of pyjoulescope_driver newer than 2.2?",
            ) from None
        missed = 0 if self._next_sample is None else began - self._next_sample
        self._next_sample = ended
        lost = -(-missed // (ended - began)) if missed > 0 and ended > began else 0
        return Reading(at_ns, 0, (energy_nj,), lost, device_ns)


def _model(path: str) -> str:
    """`u/js220/002557` -> JS220; "" for what this driver does not know."""
    name = path.split("/")[1].upper() if path.count("/") >= 2 else ""
    return name if name in {"JS110", "JS220"} else ""


def _chosen(paths: Sequence[str], wanted: str) -> str:
    if wanted in paths:
        return wanted
    if wanted:
        raise MeterError(f"{wanted}: is not connected", Reason.METER_LOST, CONNECT)
    if not paths:
        raise MeterError("Joulescope: none is connected", Reason.NO_METER, CONNECT)
    if len(paths) > 1:
        what = f"Joulescope: {len(paths)} are connected"
        raise MeterError(what, Reason.NO_METER, "say which: device in lab.toml")
    return paths[0]


def _nanojoules(joules: float) -> int | None:
    """Raises OverflowError for infinity."""
    return None if math.isnan(joules) else round(joules * 1e9)


def _failed(what: str) -> MeterError:
    """The driver's text holds the name of its error code."""
    if "PERMISSION" in what:
        return MeterError(what[:200], Reason.NO_PERMISSION, PERMISSION)
    return MeterError(what[:200], Reason.METER_LOST, "is it connected, and no other program using it?")
