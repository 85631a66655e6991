"""The lab file: which meters hang on which device. lab.toml in the working folder, else the user's.

[meter.wall]
driver = "shelly"
address = "192.0.2.7"
[[meter.wall.accuracy]]
reading_percent = 1.0
source = "datasheet"
url = "https://..."

[device.pi4]
meters = ["wall"]
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from edgebench.errors import CatalogueError, LabError, meant
from edgebench.meters import discover
from edgebench.meters.meter import Meter
from edgebench.model.energy import Boundary, MeterAccuracy
from edgebench.model.meter import INCLUDES, Gain, OffsetWatts, Specification, is_web_address
from edgebench.model.quantity import Slug, Text
from edgebench.toml_reader import read

NAME = "lab.toml"
BUILT_IN: frozenset[Boundary] = frozenset({"soc_model", "soc_rails", "soc_package", "device_battery"})
"""Of sensors that measure one thing, whatever they are bound to."""
Percent = Annotated[float, Meta(ge=0, le=100)]


class Accuracy(Struct, frozen=True, forbid_unknown_fields=True):
    """As a data sheet, a calibration or a person states it; the parts add up."""

    source: Literal["datasheet", "calibration", "user", "judgement"]
    quantity: Slug = "power"
    reading_percent: Percent = 0
    range_percent: Percent = 0
    absolute_w: Annotated[float, Meta(ge=0, le=1e6)] = 0
    url: Text | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a statement that states nothing, or a data sheet that nobody can find."""
        if not (self.reading_percent or self.range_percent or self.absolute_w):
            raise ValueError("an accuracy has reading_percent, range_percent or absolute_w above 0")
        if self.source == "datasheet" and not self.url:
            raise ValueError("an accuracy from a data sheet has its url")
        if self.url is not None and not is_web_address(self.url):
            raise ValueError(f"url {self.url[:60]!a} is no https address")

    def stored(self) -> MeterAccuracy:
        """In the units of a result."""
        return MeterAccuracy(
            quantity=self.quantity,
            reading_ppm=round(self.reading_percent * 10_000),
            range_ppm=round(self.range_percent * 10_000),
            absolute_uw=round(self.absolute_w * 1e6),
            source=self.source,
            url=self.url,
        )


class Calibration(Struct, frozen=True, forbid_unknown_fields=True):
    """true = gain * reading + offset, as it was found on that day."""

    date: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")]
    gain: Gain = 1.0
    offset_w: OffsetWatts = 0.0
    by: Text = ""

    def __post_init__(self) -> None:
        """Raise ValueError where there is no such day."""
        datetime.date.fromisoformat(self.date)


class Binding(Struct, frozen=True, forbid_unknown_fields=True):
    """One meter as it is bound to a device: its driver with settings, and what only a person knows."""

    name: Slug
    driver: Slug
    settings: dict[str, Any] = {}
    boundary: Boundary | None = None
    includes: tuple[Slug, ...] | None = None
    accuracy: tuple[Accuracy, ...] = ()
    range_w: Annotated[float, Meta(gt=0, le=1e6)] | None = None
    """Full scale, where the driver does not know it and an accuracy has a share of it."""
    calibration: Calibration | None = None
    period_ms: Annotated[int, Meta(ge=1, le=60_000)] | None = None
    root: str = "/"
    """Another folder holds files made for a trial: its energies are marked simulated."""

    def __post_init__(self) -> None:
        """Raise ValueError for parts that no other result names: energies would be comparable with none."""
        if strange := sorted({*(self.includes or ())} - INCLUDES):
            raise ValueError(f"includes: {strange[0]} is none of {', '.join(sorted(INCLUDES))}")

    @property
    def simulated(self) -> bool:
        return self.root != "/"

    def meter(self) -> Meter:
        """The driver with its settings; nothing is touched yet. Raises LabError."""
        driver = discover.named(self.driver)
        return driver(_settings(driver, self.settings, self.name), Path(self.root))

    def said(self, of: Specification) -> Specification:
        """The meter's own facts, with what the lab file says in their place. Raises LabError."""
        range_uw = of.range_uw if self.range_w is None else round(self.range_w * 1e6)
        if range_uw is None and any(one.range_percent for one in self.accuracy):
            raise LabError(
                f"meter.{self.name}: range_percent is a share of a range that its driver does not know",
                "say range_w, the full scale in watts",
            )
        return msgspec.structs.replace(
            of,
            boundary=self.boundary or of.boundary,
            includes=of.includes if self.includes is None else self.includes,
            accuracy=tuple(one.stored() for one in self.accuracy) or of.accuracy,
            range_uw=range_uw,
            period_us=of.period_us if self.period_ms is None else 1000 * self.period_ms,
            total_rule=f"{of.total_rule}{self._calibrated()}",
        )

    def _calibrated(self) -> str:
        if self.calibration is None:
            return ""
        return f", times {self.calibration.gain:g} plus {self.calibration.offset_w:g} W"


class LabDevice(Struct, frozen=True, forbid_unknown_fields=True):
    """A device of the lab. meters: by name; the first is the primary."""

    meters: tuple[Slug, ...] = ()


class _Document(Struct, frozen=True, forbid_unknown_fields=True):
    meter: dict[Slug, dict[str, Any]] = {}
    device: dict[Slug, LabDevice] = {}


class Lab(Struct, frozen=True):
    """path: None where there is no lab file."""

    path: Path | None
    meters: dict[str, Binding]
    devices: dict[str, LabDevice]

    def bindings(self, asked: Sequence[str], device: Sequence[str]) -> list[Binding]:
        """What --meter named: a meter of the lab file, or a driver that needs no settings.

        Nothing asked for: those of the device, by any of its names. Raises LabError.
        """
        names = list(asked)
        if not names:
            names = next((list(self.devices[one].meters) for one in device if one in self.devices), [])
        return [self._named(name) for name in dict.fromkeys(names)]

    def _named(self, name: str) -> Binding:
        if name in self.meters:
            return self.meters[name]
        drivers = [*discover.shipped(), *discover.outside()]
        if name not in drivers:
            where = f"nor one of {self.path}" if self.path else f"and there is no {NAME}"
            raise LabError(
                f"unknown meter {name!r}{meant(name, [*self.meters, *drivers])}: it is no driver {where}",
                "see: edgebench list meters",
            )
        binding = Binding(name=name, driver=name)
        _require(binding, f"--meter {name}")
        binding.meter()
        return binding


def load(path: Path | None = None) -> Lab:
    """The lab file; path: None looks for it. Without one, a lab without meters. Raises LabError."""
    path = path or _found()
    if path is None:
        return Lab(None, {}, {})
    try:
        document = read(path, _Document)
    except CatalogueError as error:
        raise LabError(error.message, error.hint) from None
    meters = {name: _binding(name, table, path) for name, table in document.meter.items()}
    for device, one in document.device.items():
        for name in one.meters:
            if name not in meters:
                raise LabError(
                    f"{path}: device.{device}: there is no [meter.{name}]{meant(name, meters)}",
                    "name one of the meters of this file",
                )
    return Lab(path, meters, document.device)


def _found() -> Path | None:
    import platformdirs

    places = (Path(NAME), platformdirs.user_config_path("edgebench") / NAME)
    return next((place for place in places if place.is_file()), None)


def _binding(name: str, table: dict[str, Any], path: Path) -> Binding:
    common = {
        key: table[key]
        for key in table
        if key in Binding.__struct_fields__ and key not in {"name", "settings"}
    }
    own = {key: value for key, value in table.items() if key not in common}
    if isinstance(own.get("file"), str):  # of an import: beside the lab file, unless it says where
        own["file"] = str((path.parent / own["file"]).absolute())
    try:
        binding = msgspec.convert({**common, "name": name, "settings": own}, Binding)
    except msgspec.ValidationError as error:
        raise LabError(f"{path}: meter.{name}: {error}", "see docs/meters.md") from None
    try:
        binding.meter()
    except LabError as error:
        raise LabError(f"{path}: {error.message}", error.hint) from None
    _require(binding, f"{path}: meter.{name}")
    return binding


def _settings(driver: type[Meter], given: dict[str, Any], name: str) -> Struct:
    try:
        return msgspec.convert(given, driver.Settings)
    except msgspec.ValidationError as error:
        what = str(error).partition(" matching regex ")[0]
        keys = ", ".join(driver.Settings.__struct_fields__) or "none"
        raise LabError(
            f"meter.{name}: {what}{_at(error)}", f"its driver takes {keys}; see docs/meters.md"
        ) from None


def _at(error: msgspec.ValidationError) -> str:
    """Where it is, if what is wrong was cut off with the pattern."""
    place = str(error).partition(" - at `$")[2].rstrip("`").lstrip(".")
    return f", of the form that the driver takes: {place}" if " matching regex " in str(error) else ""


def _require(binding: Binding, where: str) -> None:
    """What the driver cannot know and a person must say; and that a sensor inside the device stays there."""
    own = discover.named(binding.driver).boundary
    if binding.boundary not in {None, own} and own in BUILT_IN:
        raise LabError(f"{where}: {binding.driver} reads {own}, wherever it is", "leave boundary out")
    for key in getattr(discover.named(binding.driver), "requires", ()):
        if not getattr(binding, key):
            raise LabError(f"{where}: {binding.driver} needs {key}", f"say it in [meter.NAME] of {NAME}")
