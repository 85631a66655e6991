"""Files that are no result, or not the one that they are named after: bytes, names, kinds of file."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from edgebench import store
from tests import readings
from tests.build import metered, result
from tests.redteam.sealed import real, sealed

PLACE, DATA = sealed(real())
LAST = len("0123456789abcdef.json")


class Hostile(NamedTuple):
    """What to put below a folder, and the rule that refuses it with these words. It returns what to check."""

    rule: str
    message: str
    put: Callable[[Path], Path]


def holding(data: bytes, place: str = PLACE) -> Callable[[Path], Path]:
    """These bytes, named after their own hash, where the real result belongs."""

    def put(folder: Path) -> Path:
        name = folder / place
        target = name.with_name(name.name[:-LAST] + store.result_id(data)[:16] + ".json")
        return written(target, data)

    return put


def named(place: str, data: bytes = DATA) -> Callable[[Path], Path]:
    """The real result under another name."""
    return lambda folder: written(folder / place, data)


def written(target: Path, data: bytes) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return target


def swapped(old: bytes, new: bytes) -> Callable[[Path], Path]:
    """The real result with the first such bytes replaced."""
    assert old in DATA
    return holding(DATA.replace(old, new, 1))


def _link(folder: Path) -> Path:
    elsewhere = written(folder.parent / "elsewhere.json", DATA)
    target = folder / PLACE
    target.parent.mkdir(parents=True)
    target.symlink_to(elsewhere)
    return target


def _dangling(folder: Path) -> Path:
    target = folder / PLACE
    target.parent.mkdir(parents=True)
    target.symlink_to("/proc/self/environ")
    return target


def _beside_readings(factor: float, name: str = "") -> Callable[[Path], Path]:
    """A result with energy at 6 W; the file of its readings says so many times as much."""

    def put(folder: Path) -> Path:
        data = gzip.compress(readings.text(factor).encode(), 6, mtime=0)
        return _beside(data, folder, name.encode())

    return put


def _beside(data: bytes, folder: Path, instead: bytes = b"") -> Path:
    """A result that names these readings; instead: what their file holds."""
    digits = store.result_id(data)
    place, whole = sealed(metered(by=readings.meter(sha256=digits, bytes=len(data))))
    target = written(folder / place, whole)
    written(target.with_name(f"power-{digits[:16]}.csv.gz"), instead or data)
    return target


def _beginning_with(words: str) -> Callable[[Path], Path]:
    """A result whose readings say this of themselves in the place of their format."""
    text = readings.text().replace('"power_trace":1', words, 1)
    return lambda folder: _beside(gzip.compress(text.encode(), 6, mtime=0), folder)


def _pipe(folder: Path) -> Path:
    target = folder / PLACE
    target.parent.mkdir(parents=True)
    os.mkfifo(target)
    return target


def _sparse(folder: Path) -> Path:
    target = written(folder / PLACE, b"{")
    os.truncate(target, 50 * 1024 * 1024)
    return target


def _folder_named_json(folder: Path) -> Path:
    written(folder / f"{PLACE}/{Path(PLACE).name}", DATA)
    return folder


STEM = str(Path(PLACE).with_suffix(""))
HEAD, KWS, _ = PLACE.split("/")
SMALL = json.loads(store.encode(result()))
"""A result with few buckets."""
OS = b'"os":"Debian GNU/Linux 12 (bookworm)"'

UNSEALED: dict[str, Hostile] = {
    # energies
    "an energy that its readings do not give": Hostile(
        "energy-of-readings", "the readings give", _beside_readings(1.01)
    ),
    "readings of another hash": Hostile(
        "energy-of-readings", "it has another hash", _beside_readings(1.0, "none")
    ),
    "readings nested too deeply": Hostile(
        "energy-of-readings", "recursion depth", _beginning_with(f'"x":{"[" * 100_000},"power_trace":1')
    ),
    "readings of another format": Hostile(
        "energy-of-readings", "of format 7", _beginning_with('"power_trace":7')
    ),
    "readings with a calibration beyond all bounds": Hostile(
        "energy-of-readings",
        "offset_w",
        _beginning_with('"calibration":{"gain":1.0,"offset_w":1e308},"power_trace":1'),
    ),
    # not JSON as this project reads it
    "a name twice": Hostile("readable", "stands twice", swapped(b'"agree":', b'"agree":64,"agree":')),
    "a name twice, once escaped": Hostile(
        "readable", "stands twice", swapped(b'"agree":', b'"\\u0061gree":64,"agree":')
    ),
    "NaN": Hostile("readable", "NaN is not a number", swapped(b'"agree":64', b'"agree":NaN')),
    "Infinity": Hostile(
        "readable", "-Infinity is not a number", swapped(b'"agree":64', b'"agree":-Infinity')
    ),
    "1e309": Hostile("readable", "1e309 is not a whole number", swapped(b'"agree":64', b'"agree":1e309')),
    "a fraction": Hostile("readable", "64.0 is not a whole number", swapped(b'"agree":64', b'"agree":64.0')),
    "2^53": Hostile("readable", "beyond 2^53-1", swapped(b'"agree":64', b'"agree":9007199254740992')),
    "a number of 100,000 digits": Hostile(
        "readable", "99999...", swapped(b'"agree":64', b'"agree":' + b"9" * 100_000)
    ),
    "a number that begins with zero": Hostile(
        "readable", "not whole JSON", swapped(b'"agree":64', b'"agree":064')
    ),
    "a negative count": Hostile("readable", ">= 0", swapped(b'"agree":64', b'"agree":-1')),
    "a text for a number": Hostile("readable", "$.agreement.agree", swapped(b'"agree":64', b'"agree":"64"')),
    "truth for a number": Hostile("readable", "$.agreement.agree", swapped(b'"agree":64', b'"agree":true')),
    "a missing field": Hostile("readable", "missing required field", swapped(b'"agree":64,', b"")),
    "an unknown field": Hostile(
        "readable", "unknown field", swapped(b'"agree":64,', b'"agree":64,"agreed":1,')
    ),
    "a value and its reason": Hostile(
        "readable", "has a value beside", swapped(b'"accuracy_reason":null', b'"accuracy_reason":"failed"')
    ),
    "10,000 brackets": Hostile("readable", "nested deeper", holding(b'{"format":' + b"[" * 10_000)),
    "10,000 braces": Hostile("readable", "nested deeper", holding(b'{"a":' * 10_000 + b"1" + b"}" * 10_000)),
    "a byte order mark": Hostile("readable", "byte order mark", holding(b"\xef\xbb\xbf" + DATA)),
    "UTF-16": Hostile("readable", "not UTF-8", holding(b"\xff\xfe" + DATA.decode().encode("utf-16-le"))),
    "Latin-1": Hostile("readable", "is not UTF-8", swapped(OS, b'"os":"D\xe9bian"')),
    "an overlong slash": Hostile("readable", "is not UTF-8", swapped(OS, b'"os":"\xc0\xaf"')),
    "half of a surrogate pair": Hostile("readable", "U+D800", swapped(OS, b'"os":"\\ud800"')),
    "a right-to-left override": Hostile("readable", "U+202E", swapped(OS, '"os":"\u202ebian"'.encode())),
    "an isolate": Hostile("readable", "U+2066", swapped(OS, '"os":"\u2066bian"'.encode())),
    "a zero-width space": Hostile("readable", "U+200B", swapped(OS, '"os":"De\u200bbian"'.encode())),
    "a terminal's escape": Hostile("readable", "U+001B", swapped(OS, b'"os":"\\u001b[2J"')),
    "a line break in a name": Hostile("readable", "U+000A", swapped(OS, b'"os":"a\\nb"')),
    "NUL": Hostile("readable", "U+0000", swapped(OS, b'"os":"a\\u0000b"')),
    "a name of 201 letters": Hostile("readable", "length <= 200", swapped(OS, b'"os":"' + b"x" * 201 + b'"')),
    "a device named ..": Hostile(
        "readable", "$.device.slug", swapped(b'"slug":"vm-amd-epyc-2"', b'"slug":".."')
    ),
    "a workload that is a path": Hostile(
        "readable",
        "$.workload.name",
        swapped(b'"keyword-spotting","outputs_scope"', b'"../../etc","outputs_scope"'),
    ),
    "capital letters in a slug": Hostile(
        "readable", "$.device.slug", swapped(b'"slug":"vm-', b'"slug":"VM-')
    ),
    "a time to the second": Hostile("readable", "$.created", swapped(b'20:09Z"', b'20:09:33Z"')),
    "a format of yesterday": Hostile(
        "readable", "before the format was settled", swapped(b'"format":1', b'"format":0')
    ),
    "a format of tomorrow": Hostile("readable", "a newer edgebench", swapped(b'"format":1', b'"format":2')),
    "a format that is true": Hostile("readable", "is not a format", swapped(b'"format":1', b'"format":true')),
    "a histogram of 2^50 buckets": Hostile(
        "readable", "is beyond 2^53 ns", swapped(b'"counts":[', b'"counts":[1,-1125899906842624,')
    ),
    "counts that are zero": Hostile("readable", "hold no 0", swapped(b'"counts":[', b'"counts":[1,0,')),
    "more queries than time": Hostile(
        "readable",
        "more than any window has",
        holding(
            DATA.replace(
                b'"queries":%d,"sampler' % real().processes[0].queries,
                b'"queries":90000000000000,"sampler',
                1,
            )
        ),
    ),
    "thirty-three processes": Hostile(
        "readable",
        "$.processes",
        holding(json.dumps({**SMALL, "processes": SMALL["processes"][:1] * 33}).encode()),
    ),
    "a list": Hostile("readable", "has no format", holding(b"[" + DATA + b"]")),
    "nothing": Hostile("readable", "not whole JSON", holding(b"")),
    "two results in one": Hostile("readable", "Extra data", holding(DATA + DATA)),
    "cut short": Hostile("readable", "not whole JSON", holding(DATA[:-100])),
    "a pickle": Hostile("readable", "not UTF-8", holding(b"\x80\x04\x95" + DATA)),
    "a page": Hostile("readable", "not whole JSON", holding(b"<script>alert(1)</script>")),
    # JSON, and not as edgebench writes it
    "a last line break": Hostile("canonical-bytes", "From byte", holding(DATA + b"\n")),
    "a carriage return": Hostile("canonical-bytes", "From byte", holding(DATA + b"\r\n")),
    "spaces between": Hostile(
        "canonical-bytes", "From byte", holding(json.dumps(json.loads(DATA), sort_keys=True).encode())
    ),
    "another order": Hostile(
        "canonical-bytes",
        "From byte",
        holding(json.dumps(dict(reversed(json.loads(DATA).items())), separators=(",", ":")).encode()),
    ),
    "escaped letters": Hostile("canonical-bytes", "From byte", swapped(b'"os":"D', b'"os":"\\u0044')),
    "minus zero": Hostile("canonical-bytes", "From byte", swapped(b'"nonfinite":0', b'"nonfinite":-0')),
    # names and kinds of file
    "another's id": Hostile("name-and-id", "damaged, was edited", named(STEM[:-16] + "0" * 16 + ".json")),
    "no id": Hostile("name-and-id", "damaged, was edited", named(f"{HEAD}/{KWS}/result.json")),
    "an id in capitals": Hostile("name-and-id", "damaged", named(STEM[:-16] + STEM[-16:].upper() + ".json")),
    "one digit edited": Hostile(
        "name-and-id", "was edited", named(PLACE, DATA.replace(b'"agree":64', b'"agree":63', 1))
    ),
    "another device's folder": Hostile("path", "belongs at", named(PLACE.replace(HEAD, "pi5"))),
    "another workload's folder": Hostile("path", "belongs at", named(PLACE.replace(KWS, "mobilenet-v2"))),
    "another variant's name": Hostile(
        "path", "belongs at", named(PLACE.replace("tflite-int8", "tflite-fp32"))
    ),
    "a folder in capitals": Hostile("path", "belongs at", named(PLACE.replace(HEAD, HEAD.upper()))),
    "a folder too few": Hostile("path", "belongs at", named(f"{KWS}/{Path(PLACE).name}")),
    "a line break in its name": Hostile(
        "path", "belongs at", named(PLACE.replace("tflite-tflite", "tflite\ntflite"))
    ),
    "a name turned around": Hostile(
        "path", "belongs at", named(PLACE.replace("tflite-tflite", "\u202etflite"))
    ),
    "a folder named .json": Hostile("path", "belongs at", _folder_named_json),
    "a symbolic link": Hostile("readable", "symbolic link", _link),
    "a link out of the folder": Hostile("readable", "symbolic link", _dangling),
    "a pipe": Hostile("readable", "not a plain file", _pipe),
    "50 MB": Hostile("readable", "52428800 bytes", _sparse),
    "300 kB of spaces": Hostile("readable", "at most 262144", holding(DATA + b" " * 300_000)),
}
"""By name of the attack."""
