"""What the result page reads of one result: files of some fifty results that lie in one folder, and lists of
ids that say which.

    data/ids/<first digits>.json             {"shards": ["pi5/mobilenet-v2-0", ...],
                                              "ids": {"<first 16 digits>": place in shards, ...}}
    data/results/pi5/mobilenet-v2-0.json     details: what the files say (publish/result/details.py)
    data/places/pi5/mobilenet-v2-0.json      rows of rankings with these results

Details never change, so after a new result only those of its folder are written again; places change with
every other result of the workload. Both are columns and rows. Results of one device and workload share most
of their texts, and a shard tells those once (publish/result/shared.py).
The page is told how many digits name a list of ids (`site.id_digits`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import msgspec

from edgebench.leaderboard import Board
from edgebench.model.entry import Entry
from edgebench.publish.result import details, shared
from edgebench.publish.result.details import Detail, Place

FOLDER = PurePosixPath("data")
DIGITS_OF_KEY = 16
RESULTS_OF_A_SHARD = 50
"""At 1.3 KB a detail that is 65 KB, packed a third of it."""
MOST_IDS = 1000
"""Of a list in the mean: 25 KB."""
_DETAILS = "details-{}.json"
_JSON = msgspec.json.Encoder()


class Told(NamedTuple):
    """id: its first digits."""

    id: str
    detail: Detail


def digits_for(results: int) -> int:
    return next(digits for digits in range(1, DIGITS_OF_KEY) if results <= MOST_IDS * 16**digits)


def detail_of(entry: Entry, device_names: Mapping[str, str], workload: str) -> Told:
    """workload: its title. device_names: by slug, of devices with a profile of their own."""
    return Told(str(entry.id)[:DIGITS_OF_KEY], details.of_entry(entry, device_names, workload))


def write_details(batch: Path, made: Sequence[Told]) -> None:
    """Those of one folder of results, sorted by path."""
    for number, start in enumerate(range(0, len(made), RESULTS_OF_A_SHARD)):
        part = made[start : start + RESULTS_OF_A_SHARD]
        (batch / _DETAILS.format(number)).write_bytes(_of_details(part))


def _of_details(made: Sequence[Told]) -> bytes:
    often, texts = shared.told_once([details.texts(detail) for _, detail in made])
    rows = [(one.id, *details.charts(one.detail), *own) for one, own in zip(made, texts, strict=True)]
    about = {"charts": ("id", *details.CHARTS), "texts": details.TEXTS, "often": often}
    return _JSON.encode({**about, "rows": rows}) + b"\n"


def details_of(folder: str, batch: Path, results: int) -> Iterator[tuple[PurePosixPath, Path]]:
    """Address and file of each of its shards."""
    for number in range(-(-results // RESULTS_OF_A_SHARD)):
        yield FOLDER / "results" / f"{_shard(folder, number)}.json", batch / _DETAILS.format(number)


def _shard(folder: str, number: int) -> str:
    return f"{folder}-{number}"


def places(entries: Sequence[Entry], boards: Iterable[Board]) -> dict[PurePosixPath, bytes]:
    """Of all results of one workload, sorted by path, by their addresses."""
    shard_of = {
        name[:DIGITS_OF_KEY]: shard
        for folder, names in _by_folder(entries).items()
        for name, shard in _numbered(folder, names)
    }
    found: dict[str, list[Place]] = {shard: [] for shard in shard_of.values()}
    for place in details.places(boards):
        for shard in sorted({shard_of[one.id] for one in place.sessions}):
            found[shard].append(place)
    columns = Place.__struct_fields__
    return {
        FOLDER / "places" / f"{shard}.json": _JSON.encode({"columns": columns, "rows": rows}) + b"\n"
        for shard, rows in found.items()
    }


def _by_folder(entries: Iterable[Entry]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in entries:
        found.setdefault(str(PurePosixPath(*one.path.parts[1:-1])), []).append(str(one.id))
    return found


def _numbered(folder: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each id of a folder, in the order of the files, with its shard."""
    for number, start in enumerate(range(0, len(names), RESULTS_OF_A_SHARD)):
        shard = _shard(folder, number)
        yield from ((name, shard) for name in names[start : start + RESULTS_OF_A_SHARD])


def lists_of_ids(folders: Mapping[str, Sequence[str]], digits: int) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Every list, empty ones too: no id leads to a missing file. folders: ids in the order of the files."""
    found: dict[str, list[tuple[str, str]]] = {f"{number:0{digits}x}": [] for number in range(16**digits)}
    for folder, names in folders.items():
        for name, shard in _numbered(folder, names):
            found[name[:digits]].append((name[:DIGITS_OF_KEY], shard))
    for prefix, held in found.items():
        places = {shard: place for place, shard in enumerate(sorted({shard for _, shard in held}))}
        ids = {name: places[shard] for name, shard in sorted(held)}
        yield FOLDER / "ids" / f"{prefix}.json", _JSON.encode({"shards": list(places), "ids": ids}) + b"\n"
