"""What every page is made from: the results on their boards, the catalogue, the names of devices."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from msgspec import Struct

from edgebench import leaderboard, store
from edgebench.leaderboard import Board
from edgebench.metrics import ENERGY
from edgebench.model.entry import Entry
from edgebench.model.result import LICENCE, Result
from edgebench.model.standing import UNVOUCHED, Standing
from edgebench.model.workload import Workload
from edgebench.probes.profile import Profile
from edgebench.publish import addresses
from edgebench.publish.line import Line, lines_of
from edgebench.publish.wording import numbers, titles, words

RESULTS = "results"
_KINDS = {
    "board": "board",
    "phone": "phone",
    "laptop": "laptop",
    "server": "server",
    "pc": "computer",
    "vm": "virtual machine",
}


class Page(Struct, frozen=True):
    """One HTML file: where it lies in the site, its title, what it is about, and what its template draws.

    section: the link of the header that is current. root: the way back to the site's root, for
    the one page that is served at any address; else it follows from the path.
    scripts: names in site/scripts/.
    data: JSON files that its scripts load, by name. Each lies at data/<name>.<hash>.json, and the template
    finds that address, from the site's root, as data_files[name].
    """

    path: PurePosixPath
    template: str
    title: str
    description: str
    section: str
    view: Struct
    root: str | None = None
    scripts: tuple[str, ...] = ()
    data: Mapping[str, bytes] = {}

    @property
    def to_root(self) -> str:
        return self.root if self.root is not None else "../" * (len(self.path.parts) - 1)


class Footer(Struct, frozen=True):
    """Counts, and what made the site: no time, so that the same results make the same bytes."""

    counts: str
    made_with: str
    licence: str = LICENCE


class Download(Struct, frozen=True):
    """A file for other programs. address: from the root. rows: None of what is no table. what: a sentence."""

    name: str
    address: str
    bytes: int
    rows: int | None
    sha256: str
    what: str


class Missing(Struct, frozen=True, array_like=True):
    """A download that was not made, why, and the command that lets the next build make it."""

    name: str
    why: str
    todo: str


class Site(Struct, frozen=True, kw_only=True):
    """lines: every row of every board in small. profiles: slug -> profile; a generic one names no device.
    measured: the workloads with results, sorted. id_digits: by how many the lists of ids are named.

    only: the workload whose page is made, with its entries (by path), boards, and boards by energy. Elsewhere
    there are none: 100,000 results are too many to hold.
    """

    workloads: Mapping[str, Workload]
    lines: tuple[Line, ...]
    profiles: Mapping[str, Profile]
    base_path: str = "/"
    commit: str | None = None
    results: int = 0
    measured: tuple[str, ...] = ()
    id_digits: int = 1
    downloads: tuple[Download, ...] = ()
    not_made: tuple[Missing, ...] = ()
    only: str | None = None
    entries: tuple[Entry, ...] = ()
    boards: Mapping[str, tuple[Board, ...]] = {}
    by_energy: Mapping[str, tuple[Board, ...]] = {}

    def counts(self) -> str:
        return counts(self.results, {line.device for line in self.lines})

    def workload_names(self) -> list[str]:
        """Those with results first, then the rest of the catalogue."""
        if self.only is not None:
            return [self.only]
        return [*self.measured, *sorted(name for name in self.workloads if name not in self.measured)]

    def title(self, workload: str) -> str:
        known = self.workloads.get(workload)
        return known.title if known else workload

    def short_title(self, workload: str) -> str:
        """Where there is little room, or many names: without resolution and origin."""
        return titles.short(self.workloads.values()).get(workload, workload)

    def entries_of(self, workload: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.result.workload.name == workload]

    def device(self, result: Result) -> str:
        """`Raspberry Pi 5`; of a device without a profile of its own, its processor."""
        return (
            names_of(self.profiles).get(result.device.slug) or result.device.cpu.model or result.device.slug
        )

    def price_usd(self, device: str, memory_bytes: int | None) -> int | None:
        """List price of this device with this memory; None where no source states one."""
        profile = self.profiles.get(device)
        if profile is None or "price_usd" not in profile.facts:
            return None
        return _of_memory(profile.facts["price_usd"].value, profile, memory_bytes)


def counts(results: int, devices: Collection[str]) -> str:
    """`2418 results from 61 devices`."""
    return f"{numbers.counted(results, 'result')} from {numbers.counted(len(devices), 'device')}"


def names_of(profiles: Mapping[str, Profile]) -> Mapping[str, str]:
    """Slug -> name, of devices whose profile is not generic."""
    return {slug: profile.name for slug, profile in profiles.items() if not profile.generic}


def _of_memory(price: object, profile: Profile, memory_bytes: int | None) -> int | None:
    """A device sold with several memories has a price for each, in the same order.

    The kernel keeps a part, so a device reports less than it is sold with: the smallest that holds it.
    """
    if isinstance(price, int):
        return price
    sold = profile.facts["memory_bytes"].value if "memory_bytes" in profile.facts else ()
    if not isinstance(price, tuple) or not isinstance(sold, tuple) or memory_bytes is None:
        return None
    fitting = [usd for size, usd in sorted(zip(sold, price, strict=False)) if size >= memory_bytes]
    return fitting[0] if fitting else None


def gather(
    results: Iterable[Result],
    workloads: Mapping[str, Workload],
    profiles: Mapping[str, Profile],
    base_path: str = "/",
    standings: Mapping[str, Standing] | None = None,
) -> Site:
    """A site of few results, all of them held: to try a page with.

    Sorted by their files' proper names, whatever order the results come in; the same file twice is one.
    standings: by the id of a result; of one that is not named nothing is known.
    """
    entries = {entry.path: entry for entry in (entry_of(result, standings or {}) for result in results)}
    return of_entries([entries[path] for path in sorted(entries)], workloads, profiles, base_path)


def entry_of(result: Result, standings: Mapping[str, Standing]) -> Entry:
    """Where its file belongs below the site or the repository."""
    data = store.encode(result)
    digits = store.result_id(data)
    path = PurePosixPath(RESULTS, store.place_of(result, digits))
    return Entry(path, result, standings.get(digits, UNVOUCHED), digits)


def of_entries(
    entries: Sequence[Entry],
    workloads: Mapping[str, Workload],
    profiles: Mapping[str, Profile],
    base_path: str = "/",
    only: str | None = None,
) -> Site:
    """Of these entries, sorted by path, with their boards and lines."""
    boards = _by_workload(leaderboard.boards(entries))
    metered = [entry for entry in entries if entry.result.energy is not None]
    by_energy = _by_workload(leaderboard.boards(metered, ENERGY))
    return Site(
        entries=tuple(entries),
        boards=boards,
        by_energy=by_energy,
        workloads=workloads,
        lines=tuple(_lines(boards, by_energy, names_of(profiles))),
        profiles=profiles,
        base_path=base_path,
        measured=tuple(sorted(boards)),
        only=only,
    )


def _by_workload(boards: Iterable[Board]) -> dict[str, tuple[Board, ...]]:
    found: dict[str, list[Board]] = {}
    for board in boards:
        found.setdefault(str(board.asked["workload.name"]), []).append(board)
    return {name: tuple(of_one) for name, of_one in found.items()}


def _lines(
    boards: Mapping[str, Sequence[Board]],
    by_energy: Mapping[str, Sequence[Board]],
    device_names: Mapping[str, str],
) -> Iterator[Line]:
    for name in sorted(boards):
        anchors = {number: addresses.anchor_of(board) for number, board in enumerate(boards[name])}
        yield from lines_of(boards[name], by_energy.get(name, ()), anchors, device_names)


def workload_path(name: str) -> PurePosixPath:
    return PurePosixPath("workloads", name, "index.html")


def device_note(result: Result) -> str:
    """What tells this device from another of its name: kind, memory, cores, cooling, power."""
    device = result.device
    cores = numbers.counted(device.cpu.cores, "core")
    if device.cpu.online != device.cpu.cores:
        cores += f" ({device.cpu.online} online)"
    kind = "container" if device.virtual == "container" else _KINDS[device.kind]
    parts = [
        "" if device.kind == "board" and kind == "board" else kind,
        cores,
        numbers.gibibytes(device.memory_bytes) if device.memory_bytes else "",
        device.cooling or "",
        device.power_mode or "",
        f"{device.governor} governor" if device.governor else "",
    ]
    return ", ".join(part for part in parts if part)


def runtime(result: Result) -> str:
    """`LiteRT 2.0.2`, with the accelerator unless it is the processor."""
    sut = result.sut
    name = f"{sut.runtime.name} {sut.runtime.version}"
    return name if sut.accelerator == "cpu" else f"{name}, {sut.accelerator}"


def variant(result: Result) -> str:
    """`tflite-int8, 2 threads` of all streams together; the precision where the name does not say it."""
    precision = words.precision(result.variant.precision)
    parts = [result.variant.name]
    if precision not in result.variant.name:
        parts.append(precision)
    parts.append(numbers.counted(result.provenance.repeat.threads, "thread"))
    if result.sut.affinity is not None:
        parts.append("pinned")
    return ", ".join(parts)
