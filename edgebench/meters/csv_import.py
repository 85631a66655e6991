"""What another program recorded and exported as CSV: a meter that is read after the run, not during it.

Where the columns of a preset are from, in the order of PRESETS:

- joulescope: the Joulescope UI's statistics recording, `#time,current,voltage,power,charge,energy` (its
  source, statistics_record.py). Each power is a mean up to its time. Choose UTC times there. Its energy is
  rounded to six digits, so the power is taken.
- ppk2: nRF Connect Power Profiler's export, `Timestamp(ms),Current(uA),...` (its source,
  exportChartAction.ts). Current only: `volts` says at which voltage; times are from the recording's start.
- otii: the file `Main power - Arc.csv` (or Ace) of an export, `"Timestamp","Value"` in seconds and watts.
  Not documented by Qoitech; as public programs read and write it.
- monsoon: PyMonsoon's CSV output (its source, sampleEngine.py). Its column `Time(ms)` holds seconds.
- ptdaemon: rows `Time,MM-DD-YYYY HH:MM:SS.mmm,Watts,...` in UTC of a log that you hold (mlcommons/power-dev,
  check.py). Other rows are passed over. The result is no MLPerf result.
- perfetto: `"ts","name","value"` as trace_processor prints a query of counter and counter_track (its tests);
  values of power rails are microwatt-seconds since the device started. Select TO_REALTIME(ts) AS ts, so
  that times are UNIX nanoseconds, and order by ts; name the rails in `tracks`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta, Struct

from edgebench.meters.csv_rows import (
    Row,
    RowError,
    american_ns,
    iso_ns,
    number,
    offset,
    rows,
    seconds_ns,
    wrong,
)
from edgebench.model.energy import Boundary
from edgebench.model.meter import Found, MeterError, Rail, Reading, Specification
from edgebench.model.quantity import Slug
from edgebench.model.reason import Reason

MOST_ROWS = 2_000_000
"""Of one span: about 400 MB in memory."""
UNITS = {
    "ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000,
    "uW": 1e3, "mW": 1e6, "W": 1e9, "kW": 1e12,
    "uJ": 1e3, "mJ": 1e6, "J": 1e9, "mWh": 3.6e9, "Wh": 3.6e12, "kWh": 3.6e15,
    "mV": 1e-3, "V": 1.0, "uA": 1e-6, "mA": 1e-3, "A": 1.0,
}  # fmt: skip
"""To nanoseconds, nanowatts, nanojoules, volts and amperes."""

JUMP_NS = 60_000_000_000
"""Nothing records nothing for a minute between rows that are a hundred times nearer: its clock was set."""

Place = str | Annotated[int, Meta(ge=1, le=1000)]
"""A column: as its header says, or its number from 1 in a file without a header."""


class Time(Struct, frozen=True, forbid_unknown_fields=True):
    column: Place
    unit: Literal["ns", "us", "ms", "s"] = "s"
    kind: Literal["iso", "american", "epoch", "relative"] = "epoch"
    """iso: ISO 8601. american: MM-DD-YYYY HH:MM:SS.mmm in UTC. epoch: since 1970. relative: since `start`."""


class Power(Struct, frozen=True, forbid_unknown_fields=True):
    column: Place
    unit: Literal["uW", "mW", "W", "kW"]


class Voltage(Struct, frozen=True, forbid_unknown_fields=True):
    column: Place
    unit: Literal["mV", "V"]


class Current(Struct, frozen=True, forbid_unknown_fields=True):
    column: Place
    unit: Literal["uA", "mA", "A"]


class Energy(Struct, frozen=True, forbid_unknown_fields=True):
    """A sum that only grows."""

    column: Place
    unit: Literal["uJ", "mJ", "J", "mWh", "Wh", "kWh"]
    step_uj: Annotated[int, Meta(ge=1)]
    """By how much it grows at least: 3 decimals of a Wh are 3,600,000."""


class Columns(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Time, and one of energy, power, or current with voltage."""

    time: Time
    power: Power | None = None
    voltage: Voltage | None = None
    current: Current | None = None
    energy: Energy | None = None
    track: Place | None = None
    """The column that names what the row is of, where rows of several things are mixed."""
    only: tuple[tuple[Annotated[int, Meta(ge=1, le=1000)], str], ...] = ()
    """Rows that do not hold these texts in these columns, from 1, are passed over."""

    def __post_init__(self) -> None:
        """Raise ValueError where they give no energy, or two."""
        if sum(column is not None for column in (self.power, self.current, self.energy)) != 1:
            raise ValueError("name one of the columns power, current and energy")
        if self.voltage is not None and self.current is None:
            raise ValueError("the column voltage goes with the column current")


class Preset(Struct, frozen=True):
    """A program's export."""

    columns: Columns
    interval_us: int
    mean: bool
    """Each value is a mean over the interval before it, not of one moment."""


PRESETS = {
    "joulescope": Preset(
        Columns(time=Time("time", kind="iso"), power=Power("power", "W")), interval_us=500_000, mean=True
    ),
    "ppk2": Preset(
        Columns(time=Time("Timestamp(ms)", "ms", "relative"), current=Current("Current(uA)", "uA")),
        interval_us=10,
        mean=False,
    ),
    "otii": Preset(
        Columns(time=Time("Timestamp", "s", "relative"), power=Power("Value", "W")),
        interval_us=250,
        mean=False,
    ),
    "monsoon": Preset(
        Columns(
            time=Time("Time(ms)", "s", "relative"),
            current=Current("Main(mA)", "mA"),
            voltage=Voltage("Main Voltage(V)", "V"),
        ),
        interval_us=200,
        mean=False,
    ),
    "ptdaemon": Preset(
        Columns(time=Time(2, kind="american"), power=Power(4, "W"), only=((1, "Time"), (3, "Watts"))),
        interval_us=1_000_000,
        mean=True,
    ),
    "perfetto": Preset(
        Columns(time=Time("ts", "ns"), energy=Energy("value", "uJ", step_uj=1), track="name"),
        interval_us=1_000_000,
        mean=False,
    ),
}


class CsvSettings(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of [meter.NAME] in lab.toml."""

    file: str
    """Where the export is, or will be."""
    sync: Slug
    """How the clock of the times was tied to this machine's: ntp, ptp, same-clock, by-hand ..."""
    sync_u_ms: Annotated[float, Meta(ge=0, le=60_000)]
    """How well, as a standard uncertainty."""
    preset: Literal["joulescope", "ppk2", "otii", "monsoon", "ptdaemon", "perfetto"] | None = None
    columns: Columns | None = None
    """Of an export that no preset knows."""
    time: Literal["iso", "epoch", "relative"] | None = None
    """Where it is not the preset's."""
    interval_ms: Annotated[float, Meta(gt=0, le=3_600_000)] | None = None
    """Between two rows, where it is not the preset's."""
    mean: bool | None = None
    """Each value is a mean over the interval before it; where it is not the preset's."""
    start: str = ""
    """The moment from which relative times count: ISO 8601 with a zone."""
    utc_offset: str = ""
    """Of ISO times without a zone: `+01:00`, or `Z`."""
    volts: Annotated[float, Meta(gt=0, le=1000)] | None = None
    """The voltage of an export of current only."""
    tracks: tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...] = ()
    """What to take of mixed rows; their sum is the total."""
    delimiter: Literal[",", ";", "\t"] = ","

    def __post_init__(self) -> None:
        """Raise ValueError, naming the keys that do not go together."""
        if (self.preset is None) == (self.columns is None):
            raise ValueError("name either a preset or the columns")
        if self.preset is None and (self.interval_ms is None or self.mean is None):
            raise ValueError("columns need interval_ms, and mean: whether a value is a mean over it")
        if (layout(self).time.kind == "relative") != bool(self.start):
            raise ValueError("start goes with relative times: ISO 8601 with a zone")
        if self.start:
            iso_ns(self.start)
        if self.utc_offset:
            offset(self.utc_offset)
        current_only = layout(self).current is not None and layout(self).voltage is None
        if current_only != (self.volts is not None):
            raise ValueError("volts goes with an export of current only")
        if (layout(self).track is None) != (not self.tracks):
            raise ValueError("tracks goes with mixed rows: name what to take")


class Meter:
    """Rows of one file. Boundary and accuracy are what the user knows, never a default."""

    title: ClassVar[str] = "CSV import"
    boundary: ClassVar[Boundary] = "board_dc"
    rate: ClassVar[str] = "the file's"
    Settings: ClassVar[type[CsvSettings]] = CsvSettings
    imports: ClassVar[bool] = True
    """It is read after the run, by `recorded`."""
    requires: ClassVar[tuple[str, ...]] = ("boundary", "accuracy")
    """The common keys of lab.toml that it cannot do without."""

    def __init__(self, settings: CsvSettings, root: Path) -> None:
        self._settings = settings
        self._path = Path(settings.file)
        self._columns = layout(settings)
        preset = PRESETS.get(settings.preset or "")
        self._interval_us = round(1000 * (settings.interval_ms or 0)) or (preset.interval_us if preset else 1)
        self._mean = settings.mean if settings.mean is not None else bool(preset and preset.mean)

    @classmethod
    def find(cls, root: Path) -> Found:
        """Never by itself."""
        hint = f"lab.toml: file, sync, sync_u_ms, and preset, one of {', '.join(PRESETS)}"
        return Found(False, "a file that another program exports", hint, Reason.NO_METER)

    def open(self) -> Specification:
        """What the columns give; the file need not be there yet."""
        energy = self._columns.energy
        return Specification(
            kind="counter" if energy else "sampler",
            model=f"CSV import ({self._settings.preset or 'own columns'})",
            boundary=self.boundary,
            includes=(),
            rails=tuple(map(Rail, self._settings.tracks or ("power",))),
            total_rule="sum of the tracks" if self._settings.tracks else _rule(self._columns, self._settings),
            period_us=self._interval_us,
            update_period_us=0,  # rows carry their own time: none is as old as an update
            averaging_us=self._interval_us if self._mean and not energy else 0,
            quantum_nj=1000 * energy.step_uj if energy else 0,
            sync_u_us=round(1000 * self._settings.sync_u_ms),
        )

    def read(self) -> Sequence[Reading]:
        """Nothing while the run goes on."""
        return []

    def close(self) -> None:
        """Nothing is kept open."""

    def recorded(self, began_unix_ns: int, ended_unix_ns: int) -> list[Reading]:
        """The rows of this span and one more at each side; at_ns is UNIX time.

        Raises MeterError: METER_LOST where the file is not there yet, SAMPLE_GAP where it does not
        cover the span, CLOCK_STEP where its time goes back, BAD_READING with the line of a bad row.
        """
        before: Reading | None = None
        within: list[Reading] = []
        after: Reading | None = None
        for reading in self._readings():
            if reading.at_ns < began_unix_ns:
                before = reading
            elif reading.at_ns <= ended_unix_ns:
                within.append(reading)
            else:
                after = reading
                break
            if len(within) > MOST_ROWS:
                hint = "export fewer samples a second"
                raise MeterError(f"{self._path}: more than {MOST_ROWS:,} rows", Reason.BAD_READING, hint)
        found = [reading for reading in (before, *within, after) if reading is not None]
        self._check_cover(found, began_unix_ns, ended_unix_ns)
        self._check_interval(found)
        return found

    def _check_cover(self, found: Sequence[Reading], began_ns: int, ended_ns: int) -> None:
        if not found or found[0].at_ns > began_ns or found[-1].at_ns < ended_ns:
            spans = f"from {_seconds(found[0].at_ns)} to {_seconds(found[-1].at_ns)}" if found else "nothing"
            run = f"from {_seconds(began_ns)} to {_seconds(ended_ns)}"
            raise MeterError(
                f"{self._path}: holds {spans}, the run went {run}",
                Reason.SAMPLE_GAP,
                "record before the run begins until after it ends; are start and time zone right?",
            )

    def _check_interval(self, found: Sequence[Reading]) -> None:
        """A mean over another interval than is said would be put at the wrong time."""
        if self._columns.energy or len(found) < 3:
            return
        gaps_ns = [b.at_ns - a.at_ns for a, b in itertools.pairwise(found)]
        usual_ns = sorted(gaps_ns)[len(gaps_ns) // 2]
        if max(gaps_ns) > JUMP_NS and max(gaps_ns) > 100 * usual_ns:
            raise MeterError(
                f"{self._path}: its time jumps by {max(gaps_ns) / 1e9:.4g} s",
                Reason.CLOCK_STEP,
                "record with a clock that is not set meanwhile",
            )
        mean_us = (found[-1].at_ns - found[0].at_ns) / 1000 / (len(found) - 1)
        if not 0.5 < mean_us / self._interval_us < 2:
            said = f"not {self._interval_us / 1000:g} ms"
            raise MeterError(
                f"{self._path}: its rows are {mean_us / 1000:.4g} ms apart, {said}",
                Reason.BAD_READING,
                "say interval_ms as it was recorded",
            )

    def _readings(self) -> Iterator[Reading]:
        """In the order of the file, whose times must not go back; rows of one time are one reading."""
        tracks = {name: index for index, name in enumerate(self._settings.tracks)}
        open_: Reading | None = None
        for at_ns, track, value in self._samples():
            if open_ is not None and at_ns < open_.at_ns:
                hint = "record with a clock that is not set meanwhile, and export in order of time"
                raise MeterError(f"{self._path}: its time goes back", Reason.CLOCK_STEP, hint)
            if not tracks:
                open_ = Reading(at_ns, 0, (value,))
                yield open_
            elif track in tracks:
                if open_ is not None and at_ns > open_.at_ns:
                    yield open_
                    open_ = None
                values = list(open_.values if open_ else (None,) * len(tracks))
                values[tracks[track]] = value
                open_ = Reading(at_ns, 0, tuple(values))
        if tracks and open_ is not None:
            yield open_

    def _samples(self) -> Iterator[tuple[int, str, int | None]]:
        """Time, track and value of each row."""
        columns = self._columns
        sample: Sampling | None = None
        for row in rows(self._path, self._settings.delimiter):
            try:
                if sample is None:
                    sample = Sampling(columns, self._settings, row)
                    if sample.from_header:
                        continue
                if all(row.fields[place - 1 : place] == [text] for place, text in columns.only):
                    yield sample.of(row)
            except RowError as error:
                raise wrong(self._path, row.line, str(error)) from None


class Sampling:
    """How a row becomes a sample, once the header is known."""

    def __init__(self, columns: Columns, settings: CsvSettings, first: Row) -> None:
        """first: the header, where columns are named. Raises RowError where one is missing."""
        self.from_header = isinstance(columns.time.column, str)
        self._header = [name.strip().lstrip("#").strip() for name in first.fields]
        self._time = self._index(columns.time.column)
        self._unix_ns = _clock(columns.time, settings)
        self._track = None if columns.track is None else self._index(columns.track)
        self._factors: list[tuple[int, float]] = []
        self._constant = 1.0
        for column in (columns.power, columns.energy, columns.current, columns.voltage):
            if column is not None:
                self._factors.append((self._index(column.column), UNITS[column.unit]))
        if columns.current is not None:
            self._constant = 1e9 * (settings.volts or 1.0)

    def of(self, row: Row) -> tuple[int, str, int | None]:
        """Raises RowError."""
        fields = row.fields
        try:
            at_ns = self._unix_ns(fields[self._time])
            track = "" if self._track is None else fields[self._track]
            value: float | None = self._constant
            for index, factor in self._factors:
                part = number(fields[index])
                value = None if part is None or value is None else value * part * factor
        except IndexError:
            raise RowError(f"has {len(fields)} columns only") from None
        if value is not None and abs(value) > 2**63:
            raise RowError("is beyond what any meter measures")
        return at_ns, track, None if value is None else round(value)

    def _index(self, place: Place) -> int:
        if isinstance(place, int):
            return place - 1
        if self._header.count(place) != 1:
            has = ", ".join(self._header)
            raise RowError(f"has no column {place!r}, or two; it has {has[:200]!a}")
        return self._header.index(place)


def layout(settings: CsvSettings) -> Columns:
    """Of the preset or as given, with the settings' kind of time."""
    columns = PRESETS[settings.preset].columns if settings.preset else settings.columns
    assert columns is not None  # CsvSettings sees to it
    if settings.time is None:
        return columns
    time = msgspec.structs.replace(columns.time, kind=settings.time)
    return msgspec.structs.replace(columns, time=time)


def _clock(time: Time, settings: CsvSettings) -> Callable[[str], int]:
    """From a field to UNIX nanoseconds."""
    if time.kind == "iso":
        return lambda text: iso_ns(text, settings.utc_offset)
    if time.kind == "american":
        return american_ns
    start_ns = iso_ns(settings.start) if time.kind == "relative" else 0
    unit_ns = int(UNITS[time.unit])
    return lambda text: start_ns + seconds_ns(text, unit_ns)


def _rule(columns: Columns, settings: CsvSettings) -> str:
    if columns.current is None:
        return "the recorded energy" if columns.energy else "the recorded power"
    return "voltage times current" if columns.voltage else f"current times {settings.volts:g} V, as declared"


def _seconds(at_ns: int) -> str:
    return f"{at_ns / 1e9:.3f}"
