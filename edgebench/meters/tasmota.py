"""Plugs with the Tasmota firmware: the power that they show, over HTTP.

Source: Tasmota docs, Commands (web requests, Status 8 and 10, WattRes) and JSON-Status-Responses. The plug's
settings are never changed. As delivered it shows whole watts; the command `WattRes 3` makes it milliwatts.
Its energy total is too coarse for a run: 3.6 kJ a step with three decimals of a kWh. It states no accuracy.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

import msgspec

from edgebench.meters import http
from edgebench.meters.includes import WALL_AC
from edgebench.model.energy import Boundary
from edgebench.model.meter import Found, MeterError, Rail, Reading, Specification, between
from edgebench.model.reason import Reason

SECOND_US = 1_000_000
"""The firmware has a new power every second, a mean over the last."""
PERIOD_US = 500_000
"""Twice as often as it changes, so that no value is missed; the plug is a small computer."""


class TasmotaSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of [meter.NAME] in lab.toml."""

    address: http.Address
    username: str = "admin"
    password_env: str = ""
    """The environment variable that holds the web password, where there is one."""


class Meter:
    """One plug; the phases of a plug with several are its rails."""

    title: ClassVar[str] = "Tasmota plug"
    boundary: ClassVar[Boundary] = "wall_ac"
    rate: ClassVar[str] = "1 s"
    Settings: ClassVar[type[TasmotaSettings]] = TasmotaSettings

    def __init__(self, settings: TasmotaSettings, root: Path) -> None:
        self._settings = settings
        self._device: http.JsonDevice | None = None
        self._status = ""
        self._phases = 0

    @classmethod
    def find(cls, root: Path) -> Found:
        """Never by itself: nobody's network is searched."""
        return http.by_address("tasmota")

    def open(self) -> Specification:
        """Find which status shows the power. Raises MeterError."""
        self.close()
        self._device = http.JsonDevice(self._settings.address)
        firmware = self._asked("Status 2").content.get("StatusFWR")
        powers = self._powers_of_newest_status()
        self._phases = len(powers)
        return Specification(
            kind="sampler",
            model="Tasmota plug",
            boundary="wall_ac",
            includes=WALL_AC,
            rails=tuple(Rail(name) for name in _names(powers)),
            total_rule=_total_rule(powers),
            period_us=PERIOD_US,
            update_period_us=SECOND_US,
            averaging_us=SECOND_US,
            firmware=_version(firmware),
        )

    def read(self) -> Sequence[Reading]:
        """The power that it shows now. Raises MeterError."""
        answer = self._asked(self._status)
        powers = _powers(answer.content)
        if powers is None or len(powers) != self._phases:
            raise MeterError(
                f"{self._settings.address}: the power is gone from its answer",
                Reason.BAD_READING,
                "was the plug restarted with another template?",
            )
        place = f"{self._settings.address}: ENERGY.Power"
        return [
            between(answer.began_ns, answer.ended_ns, *(http.nanowatts(power, place) for power in powers))
        ]

    def close(self) -> None:
        if self._device is not None:
            self._device.close()
            self._device = None

    def _powers_of_newest_status(self) -> list[Any]:
        for status in ("Status 8", "Status 10"):  # 8 was to be replaced by 10; firmwares have one or both
            powers = _powers(self._asked(status).content)
            if powers is not None:
                self._status = status
                return powers
        raise MeterError(
            f"{self._settings.address}: shows no power", Reason.NO_METER, "a plug without a power sensor?"
        )

    def _asked(self, command: str) -> http.Answer:
        if self._device is None:
            raise MeterError(f"{self._settings.address}: is not open", Reason.METER_LOST)
        query = {"cmnd": command}
        if secret := http.password(self._settings.password_env):
            query = {"user": self._settings.username, "password": secret, **query}
        answer = self._device.get(f"/cm?{urlencode(query, quote_via=quote)}")
        if "user=" in str(answer.content.get("WARNING")):  # so with status 200 before 8.2.3, with 401 since
            raise http.refused(self._settings.address)
        return answer


def _powers(content: Any) -> list[Any] | None:
    """ENERGY.Power: of each phase where it is an array. None where there is no power."""
    for name in ("StatusSNS", "ENERGY", "Power"):
        if not isinstance(content, dict) or name not in content:
            return None
        content = content[name]
    return content if isinstance(content, list) and content else [content]


def _names(powers: Sequence[Any]) -> list[str]:
    return ["power"] if len(powers) == 1 else [f"phase {number}" for number in range(1, len(powers) + 1)]


def _total_rule(powers: Sequence[Any]) -> str:
    """With the step, as the digits show it: the plug does not tell its WattRes."""
    decimals = max((-int(p.as_tuple().exponent) for p in powers if isinstance(p, Decimal)), default=0)
    sum_of = "the power" if len(powers) == 1 else f"sum of {len(powers)} phases"
    more = "" if decimals >= 3 else "; the plug's command WattRes 3 shows 0.001 W"
    return f"{sum_of}, shown in steps of {Decimal(1).scaleb(-decimals)} W{more}"


def _version(firmware: object) -> str | None:
    version = firmware.get("Version") if isinstance(firmware, dict) else None
    return version[:200] if isinstance(version, str) else None
