"""What in a text tells of a person, a place or one machine: addresses, names, paths, serials, keys. Pure.

    revealed("mail jane@example.org")      an e-mail address
    named("the fan of jane", names)        a name that this machine's user has

Texts that hold any of it are refused, never changed. Names of this machine come from
edgebench/probes/names.py.
"""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

_DEFAULT_NAMES = frozenset(
    {
        "admin", "android", "arch", "armbian", "debian", "default", "docker", "edge", "fedora", "jetson",
        "kali", "linaro", "linux", "localhost", "nobody", "none", "nvidia", "orangepi", "radxa", "raspberry",
        "raspberrypi", "rock", "root", "runner", "system", "test", "ubuntu", "user", "vagrant", "vm",
    }
)  # fmt: skip
"""What systems call a machine or its first user by themselves: they tell of nobody."""
_SHORTEST_NAME = 3
_SHORTEST_SERIAL = 6
_PLACEHOLDER = re.compile(
    r"to be filled|default|serial|not (specified|applicable)|unknown|o\.e\.m", re.IGNORECASE
)
_VERSION_FIELDS = frozenset(
    {
        "build",
        "driver_version",
        "edgebench",
        "firmware",
        "kernel",
        "os",
        "packages",
        "runtime_version",
        "version",
    }
)
"""Fields of a result where four numbers with dots are a version: `nvidia-cublas 12.4.5.8`."""

IP_ADDRESS = "an IP address"
_HEX = "[0-9A-Fa-f]"
_LOCAL = "local|localdomain|lan|home|home.arpa|internal|intranet|corp|fritz.box".replace(".", r"\.")
# Each in time linear in the length, for any text: repeats are bounded or begin where no other match can.
_PATTERNS = {
    IP_ADDRESS: (
        r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\w)"
        rf"|(?<![\w:.])(?=(?:{_HEX}{{0,4}}:){{2}}){_HEX}[0-9A-Fa-f:.]{{1,60}}|(?<![\w:.])::[0-9A-Fa-f:.]{{1,60}}"
    ),
    "a hardware address": (
        rf"(?<![\w:-]){_HEX}{{2}}(?P<sep>[:-])(?:{_HEX}{{2}}(?P=sep)){{4}}{_HEX}{{2}}(?![\w:-])"
    ),
    "an e-mail address": r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){0,8}\.[A-Za-z]{2,24}",
    "a user in an address": r"://[^\s/@]{0,200}@",
    "a path": (
        r"(?<!\w)/(?:home|Users|root)\b"
        # Of the system's own folders every machine has the same.
        r"|(?<![\w.:/*])/(?!(?:proc|sys|dev|etc|usr|lib|bin|boot)/)[\w.+-]{1,200}/[\w.+*-]"
        r"|(?<!\w)~[\w-]{0,64}/|(?<!\w)file:/|(?<!\w)[A-Za-z]:\\|\\\\\w"
    ),
    "a host name": rf"(?i)(?<![\w.-])[a-z0-9][a-z0-9.-]{{0,200}}\.(?:{_LOCAL})(?![\w-])",
    "a serial number": (
        r"(?i)\bserial(?:[\s_-]{1,9}(?:number|no|nr)\b|\s{0,9}[#:])|(?<!\w)s/n(?!\w)|(?<!\w)sn\s{0,9}[:#]"
    ),
    "a password or a key": (
        r"(?<!\w)(?:gh[oprsu]_|github_pat_|glpat-|hf_|npm_|pypi-|sk-|xox[abeoprs]-|dop_v1_)[\w-]{16,200}"
        r"|(?<!\w)(?:AKIA|ASIA)[0-9A-Z]{16}(?!\w)|(?<!\w)AIza[\w-]{30,60}|(?<!\w)eyJ[\w-]{10,200}\.[\w-]{4,200}"
        r"|-----BEGIN "
    ),
    "an identifier of one machine": rf"(?<![\w-]){_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}(?![\w-])",
}


_ALPHANUMERIC_KEYS = ("AKIA", "ASIA", "AIza")
"""How those of the keys begin that are letters and digits alone, as hashes and versions are."""


class Names(Struct, frozen=True):
    """What one machine and its user are called; in capital letters or not."""

    hosts: frozenset[str] = frozenset()
    users: frozenset[str] = frozenset()
    serials: frozenset[str] = frozenset()
    """Of the machine and of what is plugged to it, with its machine-id and hardware addresses."""


class Revealed(Struct, frozen=True):
    """kind: what it is, for a sentence (`an e-mail address`); text: the part that tells it."""

    kind: str
    text: str


def telling(names: Names, public: Iterable[str] = ()) -> Names:
    """Without what tells of nobody: names that systems give by themselves, words that are public, and
    what is too short or too plain to be told from another word.
    """
    known = _DEFAULT_NAMES | {word.casefold() for word in public}
    return Names(
        hosts=frozenset(filter(lambda one: _is_name(one, known), names.hosts)),
        users=frozenset(filter(lambda one: _is_name(one, known), names.users)),
        serials=frozenset(filter(_is_serial, names.serials)),
    )


def revealed(text: str, *, is_version: bool = False) -> list[Revealed]:
    """What has the form of something private, by kind. is_version: four numbers with dots are no address."""
    return [
        Revealed(kind, match[0].strip())
        for kind, pattern in _compiled().items()
        for match in pattern.finditer(text)
        if kind != IP_ADDRESS or _is_address(match[0], is_version=is_version)
    ]


def named(text: str, names: Names) -> list[Revealed]:
    """Which of these names stand in the text as words of their own, in capital letters or not."""
    folded = text.casefold()
    return [
        Revealed(kind, name)
        for kind, known in (
            ("the name of this machine", names.hosts),
            ("the name of a user of this machine", names.users),
            ("a serial number or identifier of this machine", names.serials),
        )
        for name in sorted(known)
        if re.search(rf"(?<![^\W_]){re.escape(name.casefold())}(?![^\W_])", folded)
    ]


def in_document(document: object) -> list[tuple[str, Revealed]]:
    """What the strings and the keys of a JSON document reveal, each with its place: `$.device.cooling`."""
    return [
        (place, one)
        for place, text, is_version in _strings(document, "$", is_version=False)
        for one in revealed(text, is_version=is_version)
    ]


def named_in_document(document: object, names: Names) -> list[tuple[str, Revealed]]:
    """Names in the strings and the keys of a JSON document, each with its place."""
    strings = list(_strings(document, "$", is_version=False))
    if not named("\n".join({text for _, text, _ in strings}), names):
        return []
    return [(place, one) for place, text, _ in strings for one in named(text, names)]


def in_lines(text: str) -> list[tuple[str, Revealed]]:
    """What the lines of a text reveal, comments with them, each with its place: `line 3`."""
    return [(f"line {number}", one) for number, line in _lines(text) for one in revealed(line)]


def named_in_lines(text: str, names: Names) -> list[tuple[str, Revealed]]:
    """Names in the lines of a text, each with its place."""
    return [(f"line {number}", one) for number, line in _lines(text) for one in named(line, names)]


@functools.lru_cache(maxsize=1 << 16)
def is_plain(text: str) -> bool:
    """Whether `revealed` finds nothing; kept, since results repeat each other's words."""
    plain = text.isalnum() and not text.startswith(_ALPHANUMERIC_KEYS)
    return plain or not any(pattern.search(text) for pattern in _compiled().values())


def _lines(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(text.split("\n"), start=1)


def _strings(part: object, place: str, *, is_version: bool) -> Iterator[tuple[str, str, bool]]:
    """Every string and key with its place, and whether it is where versions are."""
    if isinstance(part, str):
        yield place, part, is_version
    elif isinstance(part, list):
        for index, item in enumerate(part):
            yield from _strings(item, f"{place}[{index}]", is_version=is_version)
    elif isinstance(part, dict):
        for name, item in part.items():
            yield f"a name in {place}", name, False
            version = name in _VERSION_FIELDS or (is_version and place.endswith(".packages"))
            yield from _strings(item, f"{place}.{name}", is_version=version)


@functools.cache
def _compiled() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}


def _is_address(text: str, *, is_version: bool) -> bool:
    """What ipaddress takes; `abc::def` of a program is one as well, hence a digit is asked for."""
    if ":" not in text:
        return not is_version and _parses(text)
    return any(map(str.isdigit, text)) and (_parses(text) or _parses(text.rstrip(":.")))


def _parses(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_name(name: str, known: frozenset[str]) -> bool:
    return len(name) >= _SHORTEST_NAME and name.casefold() not in known


def _is_serial(serial: str) -> bool:
    """What no maker left as it was: `0000000000`, `To be filled by O.E.M.`"""
    many = len(serial) >= _SHORTEST_SERIAL and len(set(serial)) > 2
    return many and not _PLACEHOLDER.search(serial) and serial.strip("0") not in {"123456", "123456789"}
