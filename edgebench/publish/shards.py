"""Details of results in shards: data/results/<first digits of the id>.json, which the result page reads.

    {"<first 16 digits of the id>": {"place": {...}, "detail": {...}}, ...}

place: on the board of its row, so that a detail alone never changes. detail: publish/details.py.
The page is told how many digits name a shard (`site.shard_digits`).
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import product
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

from edgebench.model.entry import Entry
from edgebench.publish import details
from edgebench.publish.line import Line
from edgebench.publish.site import Site
from edgebench.ranking import Row

FOLDER = PurePosixPath("data", "results")
DIGITS_OF_KEY = 16
MOST_IN_A_SHARD = 80
"""In the mean. At 2.5 KB a detail that is 200 KB, packed a quarter of it."""
_PIECES, _INDEX = "shards.bin", "shards.index"
_JSON = msgspec.json.Encoder()


class Place(Struct, frozen=True):
    """Where a result stands. row: key of the result whose figures its row shows. of: rows in its table."""

    workload: str
    board: str
    row: str
    sessions: int
    rank: tuple[int, int] | None
    of: int | None
    why_unranked: str | None
    energy_rank: tuple[int, int] | None


def digits_for(results: int) -> int:
    return next((digits for digits in (1, 2, 3) if results <= MOST_IN_A_SHARD * 16**digits), 4)


def detail(entry: Entry, site: Site) -> bytes:
    """What the result page shows of it, as JSON. site: without lines."""
    row = Row(entry, (entry,), None, None, None)
    return _JSON.encode(details.of_row(row, site))


def places(lines: Iterable[Line]) -> dict[str, Place]:
    """By id, of every result of every line."""
    lines = tuple(lines)
    sizes: dict[str, int] = {}
    for line in lines:
        if line.table is not None:
            sizes[line.table] = sizes.get(line.table, 0) + 1
    return {session.id: _place(line, sizes) for line in lines for session in line.sessions}


def _place(line: Line, sizes: Mapping[str, int]) -> Place:
    return Place(
        workload=line.workload,
        board=line.board,
        row=line.id[:DIGITS_OF_KEY],
        sessions=len(line.sessions),
        rank=line.rank,
        of=sizes[line.table] if line.table is not None else None,
        why_unranked=line.why_unranked.value if line.why_unranked else None,
        energy_rank=line.energy_rank,
    )


def write_pieces(folder: Path, found: Mapping[str, bytes], at: Mapping[str, Place], digits: int) -> None:
    """What one workload adds to each shard. found: details by id."""
    ends, size = [], 0
    by_prefix: dict[str, list[bytes]] = {}
    for one in sorted(found):
        by_prefix.setdefault(one[:digits], []).append(_member(one, found[one], at[one]))
    with (folder / _PIECES).open("wb") as out:
        for prefix in prefixes(digits):
            size += out.write(b",\n".join(by_prefix.get(prefix, ())))
            ends.append(size)
    (folder / _INDEX).write_bytes(msgspec.msgpack.encode(ends))


def _member(one: str, detail: bytes, at: Place) -> bytes:
    key = one[:DIGITS_OF_KEY].encode()
    return b'"%s":{"place":%s,"detail":%s}' % (key, _JSON.encode(at), detail)


def prefixes(digits: int) -> Iterator[str]:
    return map("".join, product("0123456789abcdef", repeat=digits))


def together(folders: Sequence[Path], digits: int) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Every shard that holds something, from the pieces of all workloads."""
    with ExitStack() as stack:
        parts = [_opened(folder, stack) for folder in folders]
        for number, prefix in enumerate(prefixes(digits)):
            pieces = [data[ends[number - 1] if number else 0 : ends[number]] for data, ends in parts]
            if any(pieces):
                yield FOLDER / f"{prefix}.json", b"{%s}\n" % b",\n".join(filter(None, pieces))


def _opened(folder: Path, stack: ExitStack) -> tuple[mmap.mmap | bytes, list[int]]:
    ends = msgspec.msgpack.decode((folder / _INDEX).read_bytes(), type=list[int])
    if not ends or not ends[-1]:  # nothing to map
        return b"", ends
    file = stack.enter_context((folder / _PIECES).open("rb"))
    return stack.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)), ends
