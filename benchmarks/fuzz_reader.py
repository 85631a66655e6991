"""Feeds the reader of result files what nobody wrote: no crash, no hang, bounded memory.

    python -m benchmarks.fuzz_reader --runs 1000000      mutations of real files and of made ones

An input is read as `edgebench check` and `edgebench load` read it (edgebench/result_reader.py), and what is
accepted is held against every rule. Only a ResultError is a refusal: any other exception, an input that takes
longer than its limit, or memory that grows without end fails the run and leaves the input below --crashes.
What is accepted is written again and has to be accepted again, equal; and both ways of reading agree.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import itertools
import random
import re
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import structs

from benchmarks.synthetic_results import session
from edgebench import checks, result_reader, store, submission
from edgebench.checks.submitted import Submitted
from edgebench.errors import ResultError
from edgebench.model.reason import Reason
from edgebench.model.result import Result

ROOT = Path(__file__).parents[1]
NOW = datetime.datetime(2026, 12, 1, tzinfo=datetime.timezone.utc)
LIMIT_SECONDS = 2
"""Of CPU time for an input of at most 256 KiB; a real one takes a thousandth."""
MOST_GROWN_MIB = 300
"""What the process may hold after a million inputs beyond what it held after the first thousand."""
SETTLED = 1000
AFRESH = 5000
PROGRESS = 50_000
LARGEST_SEED = 64 * 1024
EXPECTED = {"refused", "problems", "unjudged", "accepted"}
_TEXT = re.compile(rb'"[^"\\]*"')


class Slow(Exception):  # noqa: N818  # raised by the alarm, says what it is
    """The time limit of an input."""


def try_one(data: bytes) -> str:
    """What became of it: refused, problems, unjudged (a rule could compute nothing) or accepted."""
    result = _read(data)
    if isinstance(result, ResultError):
        assert result_reader.decode_written(data) is None, "refused by one way of reading, not by the other"
        assert result.message.isprintable(), "the message does not print"
        return "refused"
    written = store.encode(result)
    assert (result_reader.decode_written(data) is None) == (data != written), "two ways of reading disagree"
    assert result_reader.decode_written(written) == result, "written again it is another"
    problems = checks.problems(_submitted(data, result, written))
    if any(one.what.startswith(checks.UNJUDGED) for one in problems):
        return "unjudged"
    return "problems" if problems else "accepted"


def _read(data: bytes) -> Result | ResultError:
    try:
        return result_reader.decode(data, "input")
    except ResultError as error:
        return error


def _submitted(data: bytes, result: Result, written: bytes) -> Submitted:
    digits = store.result_id(data)
    place = store.place_of(result, digits)
    return Submitted(
        path=place,
        data=data,
        result=result,
        canonical=written,
        id=digits,
        proper_path=place,
        shipped=submission.shipped(),
        now=NOW,
    )


def seeds() -> list[bytes]:
    """The frozen files and those of results/, synthetic ones in every scenario, with energy and without, and
    most of these again with so little in their windows that a thousand a second can be read.
    """
    files = [*(ROOT / "tests" / "results").rglob("*.json"), *(ROOT / "results").rglob("*.json")]
    real = [store.read(file) for file in sorted(files)]
    made = [one for number in (3, 17, 34, 51) for one in session(7, number)]
    small = [store.encode(_small(one)) for one in [*real, *made]]
    return [*map(store.encode, [*real, *made[::16]]), *small, *small]


def _small(result: Result) -> Result:
    """Two processes with a few buckets and rows: it still is read, and rules have something to refuse."""
    windows = [
        structs.replace(
            one,
            latency=structs.replace(one.latency, counts=[one.queries - 2, -3, 2]),
            engine_latency=None,
            engine_latency_reason=Reason.NOT_REPORTED,
            series=structs.replace(one.series, **{
                name: column[:2]
                for name in ("queries", "p50_ns", "p90_ns", "max_ns", "cpu_khz", "temperature_mc")
                if (column := getattr(one.series, name)) is not None
            }),
        )
        for one in result.processes[:2]
    ]  # fmt: skip
    return structs.replace(result, processes=windows)


INTERESTING = (
    b"0", b"-0", b"-1", b"1", b"1.0", b"1e5", b"1E400", b"-1e400", b"9007199254740991", b"9007199254740992",
    b"-9007199254740992", b"18446744073709551616", b"1" * 400, b"00", b"0x1", b"NaN", b"Infinity",
    b"-Infinity", b"null", b"true", b"[]", b"{}", b'""', b"[[[[[[[[", b"{" * 40, b'{"a":' * 40,
    b'"\\ud800"', b'"\\u0000"',
    '"\u202e"'.encode(), '"e\u0301"'.encode(), b'"\xff"', b"\xef\xbb\xbf", b"\x00",
    b'"' + b"a" * 300 + b'"', b"\\", b'"',
    b'"unknown"', b'"no_meter"', b'"sustained"', b'"server"', b'"streams"', b'"offline"', b'"imported"',
    b'"calibration"', b'"t"', b'"normal"', b'"triangular"', b'"smoke"', b"1000000", b"10000000000",
)  # fmt: skip


def mutated(rng: random.Random, known: Sequence[bytes]) -> bytes:
    """A known input after one to eight changes: of bytes, of tokens, of parts that are cut out and put in."""
    data = bytearray(rng.choice(known))
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        rng.choice(CHANGES)(rng, data, known)
    return bytes(data)


def _flip(rng: random.Random, data: bytearray, _known: Sequence[bytes]) -> None:
    if data:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _cut(rng: random.Random, data: bytearray, _known: Sequence[bytes]) -> None:
    start = rng.randrange(len(data) + 1)
    del data[start : start + rng.choice((1, 2, 10, 1000, 100_000))]


def _repeat(rng: random.Random, data: bytearray, _known: Sequence[bytes]) -> None:
    start = rng.randrange(len(data) + 1)
    part = data[start : start + rng.choice((1, 5, 50, 3000))]
    data[start:start] = part * rng.choice((1, 1, 2, 30))


def _splice(rng: random.Random, data: bytearray, known: Sequence[bytes]) -> None:
    other = rng.choice(known)
    begin = rng.randrange(len(other) + 1)
    start = rng.randrange(len(data) + 1)
    data[start : start + rng.choice((0, 1, 100))] = other[begin : begin + rng.choice((1, 20, 400))]


def _value(rng: random.Random, data: bytearray, _known: Sequence[bytes]) -> None:
    """A value of an object or an array becomes another: what most often still is JSON."""
    for _ in range(20):
        start = data.find(rng.choice(b":,[").to_bytes(), rng.randrange(len(data) + 1)) + 1
        ends = [at for stop in b",]}" if (at := data.find(stop.to_bytes(), start)) >= 0]
        if start and ends:
            data[start : min(ends)] = _new_value(rng, bytes(data[start : min(ends)]))
            return


def _new_value(rng: random.Random, old: bytes) -> bytes:
    if old.isdigit() and rng.random() < 0.6:
        number = int(old[:18])
        factor = rng.choice((0, 1, 2, 10, 1000, 10**6))
        return str(
            rng.choice((number * factor, number + 1, number - 1, -number, 2**53 - 1 - number))
        ).encode()
    return rng.choice(INTERESTING)


def _swap_names(rng: random.Random, data: bytearray, _known: Sequence[bytes]) -> None:
    """A text in another's place: a name twice, or one that is not due."""
    texts = list(itertools.islice(_TEXT.finditer(data, rng.randrange(len(data) + 1)), 40))
    if len(texts) > 1:
        first, second = sorted(rng.sample(texts, 2), key=re.Match.start)
        data[first.start() : first.end()] = second[0]


CHANGES: tuple[Callable[[random.Random, bytearray, Sequence[bytes]], None], ...] = (
    _flip, _cut, _repeat, _splice, _value, _value, _value, _value, _swap_names,
)  # fmt: skip


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--crashes", type=Path, default=Path("out/crashes"))
    options = parser.parse_args()
    submission.shipped()
    sys.exit(min(1, fuzz(options.runs, options.seed, options.crashes)))


def fuzz(runs: int, seed: int, crashes: Path) -> int:
    """Mutations of the seeds, and of what of them was accepted. The number of failures."""
    rng, first = random.Random(seed), seeds()
    known = list(first)
    outcomes: Counter[str] = Counter()
    longest = settled = 0
    began = time.perf_counter()
    for number in range(runs):
        data = mutated(rng, known)
        start = time.process_time_ns()
        outcome = guarded(data, crashes)
        longest = max(longest, time.process_time_ns() - start)
        outcomes[outcome] += 1
        if outcome in EXPECTED - {"refused"} and len(data) < LARGEST_SEED:
            known[rng.randrange(len(known))] = data
        if number % AFRESH == 0:  # so that what was mutated long does not crowd out the real ones
            known = list(first)
        settled = settled or (number > SETTLED and _held_mib())
        if number and number % PROGRESS == 0:
            print(f"{number}: {dict(outcomes)}", flush=True)
    grown = _held_mib() - settled
    failures = sum(count for outcome, count in outcomes.items() if outcome not in EXPECTED)
    print(f"{runs} inputs in {time.perf_counter() - began:.0f} s: {dict(outcomes)}")
    print(f"longest {longest / 1e6:.0f} ms of {LIMIT_SECONDS * 1000}; {grown} MiB grown of {MOST_GROWN_MIB}")
    return failures + (grown > MOST_GROWN_MIB)


def guarded(data: bytes, crashes: Path) -> str:
    """The outcome, or the name of the exception, with the input kept."""
    signal.signal(signal.SIGVTALRM, _too_slow)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_SECONDS)
    try:
        return try_one(data)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
        crashes.mkdir(parents=True, exist_ok=True)
        file = crashes / hashlib.sha256(data).hexdigest()[:16]
        file.write_bytes(data)
        file.with_suffix(".txt").write_text(traceback.format_exc(), encoding="utf-8")
        return f"{type(error).__name__}: {str(error)[:60]}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _too_slow(*_: object) -> None:
    raise Slow(f"longer than {LIMIT_SECONDS} s")


def _held_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
