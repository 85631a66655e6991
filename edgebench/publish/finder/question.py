"""A question to the constraint finder as its address has it: `task=object-detection&p90<=50ms&price<=150USD`.

site/scripts/finder_question.js reads and writes the same; tests/publish/scripts/test_finder.py holds the two
together. A limit is an integer in the base unit of its measure: ns, uW, nJ, bytes, cents, ppm.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from msgspec import Struct, structs

from edgebench.publish.wording.numbers import NO_BREAK

PERCENTILES = ("p50", "p90", "p99")
ENERGIES = ("power", "energy")
AT_LEAST = ("acc",)
NUMERIC = ("acc", *PERCENTILES, *ENERGIES, "price", "memory", "slowdown")
CHOSEN = ("on", "runtime", "precision", "trust", "since")
ORDERS = ("price", "latency", "energy", "accuracy", "room")
DEFAULT_BOUNDARY = "wall_ac"

_UNITS: Mapping[str, Mapping[str, float]] = {
    "time": {"ms": 1e6, "ns": 1, "us": 1e3, "µs": 1e3, "s": 1e9},
    "power": {"W": 1e6, "uW": 1, "µW": 1, "mW": 1e3, "kW": 1e9},
    "energy": {"mJ": 1e6, "nJ": 1, "uJ": 1e3, "µJ": 1e3, "J": 1e9},
    "price": {"USD": 100, "$": 100},
    "memory": {"MiB": 2**20, "B": 1, "KiB": 2**10, "GiB": 2**30, "kB": 1e3, "MB": 1e6, "GB": 1e9},
    "percent": {"%": 1e4},
    "share": {"": 1e6, "%": 1e4},
}
"""The first is meant where none is written."""
_WRITTEN: Mapping[str, tuple[tuple[str, int], ...]] = {
    "time": (("s", 10**9), ("ms", 10**6), ("us", 10**3), ("ns", 1)),
    "power": (("W", 10**6), ("mW", 10**3), ("uW", 1)),
    "energy": (("J", 10**9), ("mJ", 10**6), ("uJ", 10**3), ("nJ", 1)),
    "price": (("USD", 100),),
    "memory": (("GiB", 2**30), ("MiB", 2**20), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3), ("B", 1)),
    "percent": (("%", 10**4),),
    "share": (("", 10**6),),
}
"""Units in which a limit is written, the largest first."""
_NUMBER = re.compile(r"\$?\s*(\d+(?:[.,]\d+)?|[.,]\d+)\s*([^\d\s].*)?", re.DOTALL)
_RATES = ("fps", "/s", "Hz")
_FAMILY = {
    **dict.fromkeys(PERCENTILES, "time"),
    "power": "power",
    "energy": "energy",
    "price": "price",
    "memory": "memory",
    "slowdown": "percent",
}


class Question(Struct, frozen=True, kw_only=True):
    """task or workload: of which one is empty. limits: by key of NUMERIC, at most one percentile and one of
    power and energy. chosen: by key of CHOSEN. judge: `worst` end of the interval or measured `value`.
    """

    task: str = ""
    workload: str = ""
    limits: Mapping[str, int] = {}
    percentile: str = "p90"
    boundary: str = DEFAULT_BOUNDARY
    chosen: Mapping[str, str] = {}
    judge: str = "worst"
    order: str = "price"

    @property
    def energy(self) -> str:
        """`power` or `energy`, whichever is limited; empty without."""
        return next((key for key in ENERGIES if key in self.limits), "")


def family(key: str, *, share: bool) -> str:
    """Of units: that of an accuracy is its metric's."""
    return _FAMILY.get(key) or ("share" if share else "percent")


def parse_amount(text: str, of: str) -> int | None:
    """`33ms`, `30 fps`, `0.5 J` to base units; None of what is no amount of this family."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    number, unit = float(found[1].replace(",", ".")), (found[2] or "").strip()
    if of == "time" and unit.casefold() in {rate.casefold() for rate in _RATES}:
        return math.floor(1e9 / number) if number else None
    units = _UNITS[of]
    if not unit:
        # Of a percentage 0.7 is 70 %, as no one asks for less than one in a hundred.
        divisor = 1e6 if of == "percent" and number <= 1 and "." in found[1] else next(iter(units.values()))
        return math.floor(number * divisor + 0.5)
    known = {name: size for name, size in units.items() if name.casefold() == unit.casefold()}
    exact = known.get(unit) or next(iter(known.values()), None)
    return None if exact is None else math.floor(number * exact + 0.5)


def amount_text(base: int, of: str, space: str = "") -> str:
    """`50ms`, `30fps`, `0.20`: exact, in the largest unit that needs at most three decimals."""
    if of == "time" and base % 1000 and 0 < base <= 10**9:
        rate = math.floor(1e9 / base + 0.5)
        if math.floor(1e9 / rate) == base:
            return f"{rate}{space}fps"
    for unit, size in _WRITTEN[of]:
        if (base * 1000) % size == 0 and (base >= size or size == _WRITTEN[of][-1][1]):
            return _with(_decimal(base, size), unit, space)
    unit, size = _WRITTEN[of][-1]
    return _with(_decimal(base, size, 6), unit, space)


def _with(number: str, unit: str, space: str) -> str:
    return f"{number}{space}{unit}" if unit else number


def _decimal(base: int, size: int, places: int = 3) -> str:
    whole, rest = divmod(base * 10**places // size, 10**places)
    text = f"{whole}.{rest:0{places}}".rstrip("0").rstrip(".")
    return f"{text}0" if size == 10**6 and re.fullmatch(r"0\.\d", text) else text


def shown(base: int, of: str) -> str:
    """`50 ms`; of a rate the time, which columns show: `33.3 ms`."""
    text = amount_text(base, of, NO_BREAK)
    if text.endswith("fps"):
        return f"{base / 1e6:.3g}{NO_BREAK}ms"
    return text.replace(f"{NO_BREAK}us", f"{NO_BREAK}µs").replace(f"{NO_BREAK}u", f"{NO_BREAK}µ")


def read(text: str, *, share: bool = False) -> Question:
    """Of an address, which this module wrote or a page names; what it does not know is left out.

    share: the accuracy of the task is a number from 0 to 1.
    """
    asked: dict[str, str] = {}
    limits: dict[str, int] = {}
    chosen: dict[str, str] = {}
    for part in filter(None, text.split("&")):
        found = re.fullmatch(r"([^=<>]+)(<=|>=|=)(.*)", part)
        if found is None:
            continue
        key, value = found[1], found[3]
        if key in ENERGIES:
            value, _, boundary = value.partition("@")
            asked["boundary"] = boundary or DEFAULT_BOUNDARY
        if key in PERCENTILES:
            asked["percentile"] = key
        if key in NUMERIC and (base := parse_amount(value, family(key, share=share))):
            limits[key] = base
        elif key in CHOSEN:
            chosen[key] = value
        elif key in {"task", "workload", "judge", "order", "boundary"}:
            asked[key] = value
    return structs.replace(Question(limits=limits, chosen=chosen), **asked)


def write(question: Question, *, share: bool = False) -> str:
    """In a stable order, what is default left out."""
    parts = [f"task={question.task}" if question.task else f"workload={question.workload}"]
    for key in NUMERIC:
        at = f"@{question.boundary}" if key in ENERGIES else ""
        sign = ">=" if key in AT_LEAST else "<="
        if key in question.limits:
            parts.append(f"{key}{sign}{amount_text(question.limits[key], family(key, share=share))}{at}")
        elif key == question.percentile != "p90":
            parts.append(f"{key}<=")
    if not question.energy and question.boundary != DEFAULT_BOUNDARY:
        parts.append(f"boundary={question.boundary}")
    signs = {"trust": ">=", "since": ">="}
    parts += [f"{key}{signs.get(key, '=')}{question.chosen[key]}" for key in CHOSEN if key in question.chosen]
    parts += ["judge=value"] if question.judge == "value" else []
    parts += [f"order={question.order}"] if question.order != "price" else []
    return "&".join(parts)
