"""Details of results in shards: data/results/<first digits of the id>.json, which the result page reads.

    {"texts": "data/texts.<hash>.json",
     "results": {"<first 16 digits of the id>": {"place": {...}, "detail": {...}}, ...}}

texts: the list that numbers in the stead of texts are places in (publish/result/texts.py).
place: on the board of its row, so that a detail alone never changes. detail: publish/result/details.py.
The page is told how many digits name a shard (`site.shard_digits`).
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import product
from pathlib import Path, PurePosixPath

import msgspec

from edgebench.model.entry import Entry
from edgebench.publish import site as of_site
from edgebench.publish.building import render
from edgebench.publish.result import details, texts
from edgebench.publish.result.details import Place
from edgebench.publish.site import Site

FOLDER = PurePosixPath("data", "results")
DIGITS_OF_KEY = 16
MOST_IN_A_SHARD = 80
"""In the mean. At 2.3 KB a detail that is 190 KB, packed a quarter of it."""
_PIECES, _INDEX = "shards.bin", "shards.index"
_JSON = msgspec.json.Encoder()
TEXTS = {"texts": _JSON.encode(texts.TEXTS)}
"""The list as the data of the page that reads the shards."""
_HEAD = b'{"texts":"%s","results":{' % str(render.data_file("texts", TEXTS["texts"])).encode()


def digits_for(results: int) -> int:
    return next((digits for digits in (1, 2, 3) if results <= MOST_IN_A_SHARD * 16**digits), 4)


def detail(entry: Entry, site: Site) -> bytes:
    """What the result page shows of it, as JSON. site: without lines."""
    title = site.short_title(entry.result.workload.name)
    return details.encode(details.of_entry(entry, of_site.names_of(site.profiles), title))


def places(site: Site) -> dict[str, Place]:
    """By id, of every result of the one workload of this site."""
    boards = (board for found in site.boards.values() for board in found)
    return {str(entry.id): at for entry, at in details.places(boards)}


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
    """Every shard from the pieces of all workloads, empty ones too: no id leads to a missing file."""
    with ExitStack() as stack:
        parts = [_opened(folder, stack) for folder in folders]
        for number, prefix in enumerate(prefixes(digits)):
            pieces = [data[ends[number - 1] if number else 0 : ends[number]] for data, ends in parts]
            yield FOLDER / f"{prefix}.json", b"%s%s}}\n" % (_HEAD, b",\n".join(filter(None, pieces)))


def _opened(folder: Path, stack: ExitStack) -> tuple[mmap.mmap | bytes, list[int]]:
    ends = msgspec.msgpack.decode((folder / _INDEX).read_bytes(), type=list[int])
    if not ends or not ends[-1]:  # nothing to map
        return b"", ends
    file = stack.enter_context((folder / _PIECES).open("rb"))
    return stack.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)), ends
