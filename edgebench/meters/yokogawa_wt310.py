"""Yokogawa WT310E, WT310EH, WT310 and WT310HC: active power of their one element, in SCPI through PyVISA.

Sources: IM WT310E-17EN and IM WT310-17EN, the meters' communication manuals, for the commands (checked in
public programs that speak to one); IM WT310E-02EN and IM WT310-02EN, 7.3.2, for the accuracy. The ranges stay
fixed: over its range a fixed one shows an error, a changing one a wrong power. Only the output items, the
update interval and the ranges that lab.toml names are set; averaging and holding are refused, not turned off.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

import msgspec

from edgebench.meters import meter
from edgebench.meters.includes import BOARD_DC, WALL_AC
from edgebench.model.energy import Boundary, MeterAccuracy
from edgebench.model.meter import Found, MeterError, Rail, Reading, Specification, between
from edgebench.model.quantity import LARGEST
from edgebench.model.reason import Reason

BACKEND = "@py"
"""pyvisa-py: no maker's VISA library is loaded."""
INSTALL = "pip install 'edgebench[visa]'"
CONNECT = "is it on, and the VISA address right? python -m pyvisa info; pyvisa-shell @py, list"
BY_ADDRESS = 'lab.toml: driver = "yokogawa-wt310" and resource = "TCPIP::192.168.1.30::INSTR"'
LARGEST_ANSWER = 4096
SETUP_READS = 5
"""How many times the limit of a read all of opening may take."""
UPDATED = 1
"""Bit 0 of the extended event register; with FILTer1 FALL it is set when new values are there."""
NO_DATA, OVER_RANGE = 9.91e37, 9.9e37
"""As the meters write NAN and INF where their format is not ASCII."""

Range = Annotated[float, msgspec.Meta(gt=0, le=1000)]


class YokogawaSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of [meter.NAME] in lab.toml."""

    resource: Annotated[str, msgspec.Meta(pattern=r"^(TCPIP|USB|GPIB|ASRL)[\w.:/-]{3,150}\Z")]
    """Its VISA address: `TCPIP::192.168.1.30::INSTR`."""
    voltage_range: Range | None = None
    """In volts, as on its panel. Without one the meter's own is kept, which must then be fixed."""
    current_range: Range | None = None
    """In amperes."""
    interval_ms: Literal[100, 250, 500, 1000, 2000, 5000] = 250
    """Over how long each of its values is a mean."""
    supply: Literal["ac", "dc"] = "ac"
    """What it measures: the mains of 50 or 60 Hz, or a board's own supply."""


class Stated(NamedTuple):
    """One row of a data sheet's table, in parts per million."""

    reading: int
    range: int
    quadrature: int
    """Of the apparent power, where the power factor is 0."""
    url: str


_WT310E = "https://manualshive.com/en/manual/yokogawa/wt300e/911414?page=120"  # IM WT310E-02EN
_WT310 = "https://manualshive.com/ru/manual/yokogawa/wt300/911408?page=107"  # IM WT310-02EN
ACCURACY = {
    ("WT310E", "ac"): Stated(1000, 500, 1000, _WT310E),
    ("WT310EH", "ac"): Stated(1000, 500, 1000, _WT310E),
    ("WT310E", "dc"): Stated(1000, 2000, 0, _WT310E),
    ("WT310EH", "dc"): Stated(3000, 2000, 0, _WT310E),
    ("WT310", "ac"): Stated(1000, 1000, 2000, _WT310),
    ("WT310HC", "ac"): Stated(1000, 1000, 2000, _WT310),
    ("WT310", "dc"): Stated(1000, 2000, 0, _WT310),
    ("WT310HC", "dc"): Stated(3000, 2000, 0, _WT310),
}
"""At 45 to 66 Hz or DC, crest factor 3, within 12 months of its calibration, 23 degrees +/- 5."""


class Meter:
    """One meter. Each reading is a mean that the meter has newly computed, never the same one twice."""

    title: ClassVar[str] = "Yokogawa WT310"
    boundary: ClassVar[Boundary] = "wall_ac"
    rate: ClassVar[str] = "0.1 to 5 s"
    Settings: ClassVar[type[YokogawaSettings]] = YokogawaSettings

    def __init__(self, settings: YokogawaSettings, root: Path) -> None:
        self._settings = settings
        self._instrument: Any = None
        self._ends = 0.0
        """When what is going on must be over, by time.monotonic."""
        self._polled_ns = 0
        self._updated_ns = 0

    @classmethod
    def find(cls, root: Path) -> Found:
        """Never by itself: nobody's network is searched."""
        try:
            import pyvisa  # noqa: F401 (is it there?)
            import pyvisa_py  # noqa: F401 (is it there?)
        except ImportError:
            return Found(False, "PyVISA is not installed", INSTALL, Reason.NO_METER)
        return Found(False, "found by its VISA address", BY_ADDRESS, Reason.NO_METER)

    def open(self) -> Specification:
        """Set interval and ranges, and see that nothing else changes the values. Raises MeterError."""
        self.close()
        self._ends = time.monotonic() + SETUP_READS * meter.READ_SECONDS
        self._connect()
        model, firmware = _identity(self._ask("*IDN?"))
        self._prepare()
        watts_range = self._range("VOLT", self._settings.voltage_range)
        watts_range *= self._range("CURR", self._settings.current_range)
        dc = self._settings.supply == "dc"
        interval_us = 1000 * self._settings.interval_ms
        accuracy = self._accuracy(model)
        self._ask_events()
        self._polled_ns = self._updated_ns = time.monotonic_ns()
        return Specification(
            kind="sampler",
            model=f"Yokogawa {model}",
            boundary="board_dc" if dc else "wall_ac",
            includes=BOARD_DC if dc else WALL_AC,
            rails=(Rail("power"),),
            total_rule="active power of element 1",
            period_us=max(20_000, interval_us // 4),
            update_period_us=max(20_000, interval_us // 4),  # each mean is taken once, one poll late at most
            averaging_us=interval_us,
            accuracy=accuracy,
            range_uw=round(watts_range * 1e6),
            firmware=firmware,
        )

    def read(self) -> Sequence[Reading]:
        """The newest mean, where there is one since the last call. Raises MeterError."""
        self._ends = time.monotonic() + meter.READ_SECONDS
        events = self._ask_events()
        now_ns = time.monotonic_ns()
        interval_ns = 10**6 * self._settings.interval_ms
        began_ns = max(self._polled_ns, now_ns - interval_ns)
        self._polled_ns = now_ns
        if not events & UPDATED:
            if now_ns - self._updated_ns > 2 * interval_ns + meter.READ_SECONDS * 1e9:
                raise MeterError(
                    "WT310: shows no new values", Reason.METER_STUCK, "is it holding? press HOLD"
                )
            return []
        self._updated_ns = now_ns
        _, _, watts = self._values()
        self._see_fixed("CURR")
        return [between(began_ns, now_ns, None if watts is None else round(watts * 1e9))]

    def close(self) -> None:
        instrument, self._instrument = self._instrument, None
        if instrument is not None:
            _quietly(instrument.close)

    def _connect(self) -> None:
        try:
            import pyvisa

            visa = pyvisa.ResourceManager(BACKEND)
        except (ImportError, ValueError, OSError):
            raise MeterError("PyVISA is not installed", Reason.NO_METER, INSTALL) from None
        milliseconds = int(meter.READ_SECONDS * 1000)
        try:
            self._instrument = visa.open_resource(self._settings.resource, open_timeout=milliseconds)
        except (pyvisa.Error, OSError, ValueError) as error:  # ValueError: no backend for such an address
            raise _lost(error) from error
        self._instrument.read_termination = self._instrument.write_termination = "\n"

    def _prepare(self) -> None:
        for command in (
            ":COMM:HEAD OFF",
            ":NUM:FORM ASC",
            ":NUM:NORM:NUM 3",
            ":NUM:NORM:ITEM1 U,1",
            ":NUM:NORM:ITEM2 I,1",
            ":NUM:NORM:ITEM3 P,1",
            f":RATE {self._settings.interval_ms}MS",
            ":STAT:FILT1 FALL",
        ):
            self._tell(command)
        interval_ms = 1000 * _number(self._ask(":RATE?"))
        if round(interval_ms) != self._settings.interval_ms:
            raise MeterError(
                f"WT310: its interval is {interval_ms:g} ms", Reason.BAD_READING, "set interval_ms to that"
            )
        for what, query in (("averaging", ":MEAS:AVER:STAT?"), ("maximum hold", ":MEAS:MHOL?")):
            if _on(self._ask(query)):
                raise MeterError(f"WT310: {what} is on", Reason.BAD_READING, "turn it off at the meter")

    def _range(self, quantity: str, wanted: float | None) -> float:
        """Volts or amperes, fixed: set where it is named, else as it is."""
        if wanted is not None:
            self._tell(f":INP:{quantity}:AUTO OFF")
            self._tell(f":INP:{quantity}:RANG {wanted:g}")
        self._see_fixed(quantity)
        in_force = _number(self._ask(f":INP:{quantity}:RANG?"))
        if not in_force > 0 or (wanted is not None and not math.isclose(in_force, wanted, rel_tol=1e-6)):
            raise MeterError(
                f"WT310: its {quantity} range is {in_force:g}, not {wanted}",
                Reason.OUT_OF_RANGE,
                "name a range that it has, in lab.toml",
            )
        return in_force

    def _see_fixed(self, quantity: str) -> None:
        """It also turns to auto ranging by itself, to protect its small current ranges."""
        if _on(self._ask(f":INP:{quantity}:AUTO?")):
            raise MeterError(
                f"WT310: its {quantity} range is automatic",
                Reason.OUT_OF_RANGE,
                "fix it: voltage_range and current_range in lab.toml",
            )

    def _accuracy(self, model: str) -> tuple[MeterAccuracy, ...]:
        crest_factor_3 = self._ask(":INP:CFAC?").strip() == "3"
        volts, amperes, watts = self._values()
        if volts is None or amperes is None or watts is None:
            return ()  # at an unknown power factor none is stated
        factor = abs(watts) / (volts * amperes) if volts * amperes else 1.0
        stated = ACCURACY[model, self._settings.supply]
        return (
            MeterAccuracy(
                quantity="power",
                reading_ppm=stated.reading + _quadrature_ppm(stated.quadrature, factor),
                range_ppm=stated.range if crest_factor_3 else 2 * stated.range,
                absolute_uw=0,
                source="datasheet",
                url=stated.url,
            ),
        )

    def _values(self) -> tuple[float | None, float | None, float | None]:
        """Volts, amperes and watts; None where the meter has none. Raises OUT_OF_RANGE where it says so."""
        fields = self._ask(":NUM:NORM:VAL?").split(",")
        if len(fields) != 3:
            raise _bad(",".join(fields))
        volts, amperes, watts = (_value(field) for field in fields)
        return volts, amperes, watts

    def _ask_events(self) -> int:
        """The extended event register, which reading clears."""
        answer = self._ask(":STAT:EESR?").strip()
        if not re.fullmatch(r"[0-9]{1,5}", answer):
            raise _bad(answer)
        return int(answer)

    def _tell(self, command: str) -> None:
        import pyvisa

        if self._instrument is None:
            raise MeterError("WT310: is not open", Reason.METER_LOST, CONNECT)
        try:
            self._instrument.timeout = self._milliseconds_left()
            self._instrument.write(command)
        except (pyvisa.Error, OSError) as error:
            self.close()
            raise _lost(error) from error

    def _ask(self, query: str) -> str:
        """One line. After a failure the meter is closed: a late answer would be taken for the next one's."""
        import pyvisa

        self._tell(query)
        try:
            return self._line()
        except (pyvisa.Error, OSError) as error:
            self.close()
            raise _lost(error) from error
        except MeterError:
            self.close()
            raise

    def _line(self) -> str:
        """pyvisa-py's socket waits on as long as single bytes come, so there they are read one by one."""
        by_byte = self._settings.resource.endswith("::SOCKET")
        line = bytearray()
        while len(line) < LARGEST_ANSWER:
            self._instrument.timeout = self._milliseconds_left()
            line += self._instrument.read_bytes(1 if by_byte else LARGEST_ANSWER, break_on_termchar=True)
            if not by_byte or line.endswith(b"\n"):
                return line.decode("ascii", errors="replace").strip()
        raise _bad(line.decode("ascii", errors="replace"))

    def _milliseconds_left(self) -> int:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("no answer in time")
        return max(1, int(1000 * left))


def _identity(answer: str) -> tuple[str, str]:
    """`YOKOGAWA,WT310E,C3QA00001,F1.03` -> model and firmware, without the serial number."""
    fields = [field.strip() for field in answer.split(",")]
    if len(fields) < 4 or fields[0].upper() != "YOKOGAWA" or (fields[1].upper(), "ac") not in ACCURACY:
        raise MeterError(
            f"no WT310: {answer[:60]!a}", Reason.NO_METER, "this driver knows WT310, WT310HC, WT310E, WT310EH"
        )
    return fields[1].upper(), fields[3][:200]


def _quadrature_ppm(at_factor_0: int, power_factor: float) -> int:
    """What the data sheet adds to the reading's share: tan phi times the influence at power factor 0."""
    factor = min(1.0, power_factor)
    return math.ceil(at_factor_0 * math.sqrt(1 / factor**2 - 1)) if factor > 0.001 else 1000 * at_factor_0


def _value(field: str) -> float | None:
    text = field.strip().upper()
    number = None if text == "NAN" else math.inf if text in {"INF", "-INF"} else _number(text)
    if number is None or math.isclose(number, NO_DATA, rel_tol=1e-4):
        return None
    if math.isinf(number) or math.isclose(abs(number), OVER_RANGE, rel_tol=1e-4):
        raise MeterError("WT310: over its range", Reason.OUT_OF_RANGE, "choose a larger range in lab.toml")
    if abs(number) > LARGEST / 1e9:
        raise _bad(field)
    return number


def _number(text: str) -> float:
    """Of a reply in NR1, NR2 or NR3 form; not Python's `1_0` or `nan`."""
    if not re.fullmatch(
        r"\s*[+-]?([0-9]{1,20}(\.[0-9]{0,20})?|\.[0-9]{1,20})([Ee][+-]?[0-9]{1,3})?\s*", text
    ):
        raise _bad(text)
    return float(text)


def _on(answer: str) -> bool:
    text = answer.strip().upper()
    if text not in {"0", "1", "OFF", "ON"}:
        raise _bad(answer)
    return text in {"1", "ON"}


def _bad(answer: str) -> MeterError:
    return MeterError(f"WT310: answers {answer[:60]!a}", Reason.BAD_READING, "turn it off and on again")


def _lost(error: Exception) -> MeterError:
    return MeterError(f"WT310: {type(error).__name__}: {str(error)[:100]}", Reason.METER_LOST, CONNECT)


def _quietly(close: Any) -> None:
    """What is gone cannot be closed properly."""
    import pyvisa

    try:
        close()
    except (pyvisa.Error, OSError):
        pass
