"""Shelly plugs, relays and meters of every generation: active power, over HTTP.

Source: Shelly's API documentation. Gen1: GET /status, `meters` (or `emeters`) with `power` and `is_valid`,
basic authentication. Gen2 and later: /rpc/<component>.GetStatus, `apower` (Switch, PM1) or `act_power` (EM1,
EM), digest authentication as `admin`. Their energy totals step in 60 J and 3.6 J and are not read. The API
states no accuracy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, ClassVar, NamedTuple

import msgspec

from edgebench.meters import http
from edgebench.meters.includes import WALL_AC
from edgebench.model.energy import Boundary
from edgebench.model.meter import Found, MeterError, Rail, Reading, Specification, between
from edgebench.model.reason import Reason

SECOND_US = 1_000_000
"""They have a new power about every second, a mean over the last."""
PERIOD_US = 500_000
"""Twice as often as it changes, so that no value is missed."""
USER = "admin"
"""The only user that Gen2 and later have, and Gen1's unless it was renamed."""

COMPONENTS = {
    "Switch": ("apower",),
    "PM1": ("apower",),
    "EM1": ("act_power",),
    "EM": ("a_act_power", "b_act_power", "c_act_power"),
}
"""Of Gen2 and later: what measures, and the keys of its power. A relay that does not measure has none."""


class ShellySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of [meter.NAME] in lab.toml."""

    address: http.Address
    channel: Annotated[int, msgspec.Meta(ge=0, le=99)] = 0
    """Which of its outputs or meters, from 0."""
    username: str = USER
    """Of Gen1."""
    password_env: str = ""
    """The environment variable that holds the password, where there is one."""


class Source(NamedTuple):
    """Where one channel's power is."""

    path: str
    rails: tuple[Rail, ...]
    watts: Callable[[Mapping[str, Any]], Sequence[object]]
    """What the answer holds for each rail; raises LookupError or TypeError where it does not."""


class Meter:
    """One channel of one device."""

    title: ClassVar[str] = "Shelly plug"
    boundary: ClassVar[Boundary] = "wall_ac"
    rate: ClassVar[str] = "1 s"
    Settings: ClassVar[type[ShellySettings]] = ShellySettings

    def __init__(self, settings: ShellySettings, root: Path) -> None:
        self._settings = settings
        self._device: http.JsonDevice | None = None
        self._source: Source | None = None

    @classmethod
    def find(cls, root: Path) -> Found:
        """Never by itself: nobody's network is searched."""
        return http.by_address("shelly")

    def open(self) -> Specification:
        """Ask which generation it is and where its power stands. Raises MeterError."""
        self.close()
        described = self._described()
        first = described.get("gen", 1) == 1
        secret = http.password(self._settings.password_env)
        self._device = http.JsonDevice(self._settings.address, _auth(first, self._settings.username, secret))
        status = self._device.get("/status" if first else "/rpc/Shelly.GetStatus").content
        self._source = (_of_gen1 if first else _of_gen2)(status, self._settings.channel)
        if self._source is None:
            raise MeterError(
                f"{self._settings.address}: channel {self._settings.channel} measures no power",
                Reason.NO_METER,
                "set channel, or use a model that measures",
            )
        return Specification(
            kind="sampler",
            model=f"Shelly {described.get('type') or described.get('model')}"[:200],
            boundary="wall_ac",
            includes=WALL_AC,
            rails=self._source.rails,
            total_rule="sum of the phases" if len(self._source.rails) > 1 else "the power",
            period_us=PERIOD_US,
            update_period_us=SECOND_US,
            averaging_us=SECOND_US,
            firmware=str(described.get("fw") or described.get("ver"))[:200],
        )

    def read(self) -> Sequence[Reading]:
        """The power that it shows now. Raises MeterError."""
        if self._device is None or self._source is None:
            raise MeterError(f"{self._settings.address}: is not open", Reason.METER_LOST)
        answer = self._device.get(self._source.path)
        try:
            watts = self._source.watts(answer.content)
        except (LookupError, TypeError):
            raise MeterError(
                f"{self._settings.address}: the power is gone from its answer",
                Reason.BAD_READING,
                "was the device given another profile?",
            ) from None
        values = [http.nanowatts(value, f"{self._settings.address}: power") for value in watts]
        return [between(answer.began_ns, answer.ended_ns, *values)]

    def close(self) -> None:
        if self._device is not None:
            self._device.close()
            self._device = None

    def _described(self) -> Mapping[str, Any]:
        """/shelly, which every generation shows to everybody."""
        device = http.JsonDevice(self._settings.address)
        try:
            described = device.get("/shelly").content
        finally:
            device.close()
        if "mac" not in described:
            raise MeterError(
                f"{self._settings.address}: answers, and is no Shelly", Reason.NO_METER, "check the address"
            )
        return described


def _auth(first: bool, username: str, secret: str) -> Any:  # noqa: FBT001 (one of two generations)
    from requests.auth import HTTPBasicAuth, HTTPDigestAuth

    if not secret:
        return None
    return HTTPBasicAuth(username, secret) if first else HTTPDigestAuth(USER, secret)


def _of_gen1(status: Mapping[str, Any], channel: int) -> Source | None:
    for key in ("meters", "emeters"):
        listed = status.get(key)
        shown = listed[channel] if isinstance(listed, list) and channel < len(listed) else None
        if isinstance(shown, dict) and "power" in shown:
            return Source("/status", (Rail("power"),), partial(_valid, key, channel))
    return None


def _valid(key: str, channel: int, status: Mapping[str, Any]) -> list[object]:
    """A power that the device calls invalid is none."""
    shown = status[key][channel]
    power = shown["power"]
    return [power if shown.get("is_valid", True) is True else None]


def _of_gen2(status: Mapping[str, Any], channel: int) -> Source | None:
    for component, keys in COMPONENTS.items():
        shown = status.get(f"{component.lower()}:{channel}")
        if isinstance(shown, dict) and all(key in shown for key in keys):
            rails = [Rail("power")] if len(keys) == 1 else [Rail(f"phase {key[0]}") for key in keys]
            path = f"/rpc/{component}.GetStatus?id={channel}"
            return Source(path, tuple(rails), partial(_shown, keys))
    return None


def _shown(keys: Sequence[str], status: Mapping[str, Any]) -> list[object]:
    return [status[key] for key in keys]
