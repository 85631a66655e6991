"""The steps of a build, from batches over parts to the files of the site."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePath, PurePosixPath

from msgspec import Struct, structs

from edgebench import __version__, parallel, paths, store
from edgebench.model.entry import Entry
from edgebench.model.result import Result
from edgebench.model.standing import Standing
from edgebench.model.workload import Workload
from edgebench.probes import profile
from edgebench.publish import pages
from edgebench.publish import site as of_site
from edgebench.publish.building import (
    across,
    batches,
    cache,
    downloads,
    feed,
    folder,
    parts,
    search_index,
    shards,
)
from edgebench.publish.building.batches import Found, LeftOut, Made
from edgebench.publish.building.downloads import File
from edgebench.publish.building.options import Options
from edgebench.publish.building.parts import Digest, Drawn
from edgebench.publish.building.render import Renderer, data_file, finished
from edgebench.publish.site import Missing, Site

MANY = 1000
"""Results that are worth a process on every core."""


class Built(Struct, frozen=True):
    """pages: their paths in the site. fresh: how many folders of results were read again."""

    pages: tuple[str, ...]
    results: int
    left_out: tuple[LeftOut, ...]
    fresh: int
    not_made: tuple[Missing, ...] = ()


class Stock(Struct, frozen=True):
    """What a site is made of. batches: folders of results, in the order of the downloads. keys: theirs, where
    they may be kept. copies: the result files, by their paths in the site.
    """

    batches: tuple[str, ...]
    keys: Mapping[str, str]
    copies: Mapping[PurePath, bytes | Path]
    code: str = ""


class Building:
    """One build. work: a folder for what it makes on the way, which may hold what an earlier one made."""

    def __init__(self, work: Path, workloads: Mapping[str, Workload], options: Options) -> None:
        self._work = work
        self._workloads = workloads
        self._options = options
        self._profiles = {each.slug: each for each in profile.load_profiles(paths.devices())}
        self._processes = parallel.Processes(1)

    def of_results(self, results: Iterable[Result], known: Mapping[str, Standing], out: Path) -> Built:
        """Few results that are held already; none is checked."""
        order = self._order(Path(), {}, {})
        entries = {entry.path: entry for entry in (of_site.entry_of(one, known) for one in results)}
        by_folder: dict[str, list[Entry]] = {}
        for path in sorted(entries):
            by_folder.setdefault(str(path.parent.relative_to(of_site.RESULTS)), []).append(entries[path])
        for name, found in by_folder.items():
            batches.write(batches.place(self._work, name), found, order)
        copies = {path: store.encode(one.result) for path, one in entries.items()}
        return self._built(Stock(_in_order(by_folder), {}, copies), out, fresh=len(by_folder))

    def of_files(
        self, root: Path, found: Sequence[Found], known: Mapping[Path, Standing], out: Path
    ) -> Built:
        """Those of a folder of results, as `batches.scan` found them."""
        is_much = sum(len(one.files) for one in found) >= MANY
        with parallel.Processes(len(os.sched_getaffinity(0)) if is_much else 1) as self._processes:
            code = cache.key(cache.of_code(), self._workloads, downloads.not_made())
            told = _by_folder(root, known)
            keys = {
                one.folder: cache.key(code, self._options.checked, one, told.get(one.folder, []))
                for one in found
            }
            fresh = self._make_batches(root, found, keys, known)
            copies = {} if self._options.source else dict(_copies(root, found, self._work))
            return self._built(Stock(_in_order(keys), keys, copies, code), out, fresh=fresh)

    def _make_batches(
        self, root: Path, found: Sequence[Found], keys: Mapping[str, str], known: Mapping[Path, Standing]
    ) -> int:
        """Those that are not there yet; returns how many."""
        places = {one.folder: batches.place(self._work, one.folder) for one in found}
        stale = [one for one in found if not cache.holds(places[one.folder], keys[one.folder])]
        stale.sort(key=lambda one: (-len(one.files), one.folder))
        make = partial(batches.make, order=self._order(root, keys, known))
        self._processes.prepare(make)
        if len(stale) == 1:  # done before they have started
            make(Path(stale[0].folder))
        else:
            self._each(make, [one.folder for one in stale], chunk=4)
        cache.keep_only(self._work / "batches", {place.name for place in places.values()})
        return len(stale)

    def _order(self, root: Path, keys: Mapping[str, str], known: Mapping[Path, Standing]) -> batches.Order:
        return batches.Order(
            root, self._work, self._workloads, self._profiles, keys, known, self._options.checked
        )

    def _each(self, function: Callable[[Path], None], names: Sequence[str], chunk: int) -> None:
        """Of each of these, in as many processes as there are."""
        for _ in self._processes.in_order(function, list(map(Path, names)), chunk):
            pass

    def _built(self, stock: Stock, out: Path, *, fresh: int) -> Built:
        places = {name: batches.place(self._work, name) for name in stock.batches}
        made = {name: batches.made(place) for name, place in places.items()}
        results = sum(len(one.ids) for one in made.values())
        rows = sum(one.rows for one in made.values())
        by_workload: dict[str, list[str]] = {name: [] for name in sorted(self._workloads)}
        for name, one in made.items():
            if one.workload is not None:
                by_workload.setdefault(one.workload, []).append(name)
        folders = {name: parts.place(self._work, name) for name in sorted(by_workload)}
        with folder.replacing(out) as new, batches.without_collector():
            being_made = self._parts(stock, by_workload)  # by the processes, meanwhile:
            ready = downloads.assemble(list(places.values()), rows, self._work / "downloads")
            site = Site(
                workloads=self._workloads,
                lines=(),
                profiles=self._profiles,
                base_path=self._options.base_path,
                commit=self._options.commit,
                results=results,
                measured=tuple(name for name in folders if by_workload[name]),
                id_digits=shards.digits_for(results),
                downloads=downloads.told(ready),
                not_made=downloads.not_made(),
            )
            new.add(_of_downloads(ready, site))
            new.add(self._details(made))
            new.add(shards.lists_of_ids({name: one.ids for name, one in made.items()}, site.id_digits))
            new.add(stock.copies.items())
            for _ in being_made:
                pass
            cache.keep_only(self._work / "parts", set(by_workload))
            drawn = self._drawn(site, tuple(folders.values()))
            new.add(_places(folders.values()))
            new.add(self._finished(drawn, site, [parts.digest(one) for one in folders.values()]))
        left_out = tuple(file for one in made.values() for file in one.left_out)
        return Built(tuple(one.path for one in drawn), results, left_out, fresh, site.not_made)

    def _details(self, made: Mapping[str, Made]) -> Iterator[tuple[PurePath, Path]]:
        """What the pages of results read of their files. made: batches by name."""
        for name, one in made.items():
            yield from shards.details_of(name, batches.place(self._work, name), len(one.ids))

    def _parts(self, stock: Stock, by_workload: Mapping[str, Sequence[str]]) -> Iterator[None]:
        """One by one, as those are made that are not there yet."""
        options = self._options
        keys = {
            name: cache.key(
                stock.code, [stock.keys[one] for one in found], options.base_path, bool(options.source)
            )
            for name, found in by_workload.items()
            if stock.code
        }
        order = parts.Order(
            work=self._work,
            workloads=self._workloads,
            profiles=self._profiles,
            batches={name: tuple(found) for name, found in by_workload.items()},
            keys=keys,
            base_path=options.base_path,
            linked=bool(options.source),
            layouts=options.layouts,
        )
        stale = [
            name for name in by_workload if not cache.holds(parts.place(self._work, name), keys.get(name, ""))
        ]
        stale.sort(key=lambda name: (-len(by_workload[name]), name))
        return self._processes.in_order(partial(parts.make, order=order), list(map(Path, stale)), chunk=1)

    def _drawn(self, site: Site, folders: tuple[Path, ...]) -> list[Drawn]:
        """All pages: those of the parts, then those across workloads. site: without lines."""
        options = self._options
        drawing = across.Drawing(self._work, site, folders, options.layouts, bool(options.source))
        self._each(drawing, pages.kinds_across(), chunk=1)
        return [*(one for each in folders for one in parts.drawn(each)), *across.drawn(self._work)]

    def _finished(
        self, drawn: Sequence[Drawn], site: Site, digests: Sequence[Digest]
    ) -> Iterator[tuple[PurePath, bytes]]:
        """Every page, its data, the assets, the search index and the feed. digests: of the parts."""
        options = self._options
        newest = structs.replace(site, lines=tuple(line for one in digests for line in one.newest))
        index = search_index.index(drawn)
        at = data_file(search_index.NAME, index)
        commit = f", commit {options.commit[:7]}" if options.commit else ""
        late = {
            "counts": of_site.counts(site.results, {slug for one in digests for slug in one.devices}),
            "made_with": f"edgebench {__version__}{commit}",
            "search": str(at),
            "source": options.source.rstrip("/") + "/",
        }
        files: dict[PurePath, bytes] = {**Renderer(options.layouts).assets, at: index}
        files[feed.PATH] = feed.feed(newest, options.base_url)
        for one in drawn:
            for path, data in one.files.items():
                files[PurePosixPath(path)] = finished(data, late) if path == one.path else data
        yield from files.items()


def _by_folder(root: Path, known: Mapping[Path, Standing]) -> dict[str, list[tuple[str, Standing]]]:
    """What is known beside the files of each folder."""
    told: dict[str, list[tuple[str, Standing]]] = {}
    for path in sorted(known):
        told.setdefault(path.parent.relative_to(root).as_posix(), []).append((path.name, known[path]))
    return told


def _in_order(folders: Iterable[str]) -> tuple[str, ...]:
    """As `edgebench export` reads them."""
    return tuple(sorted(folders, key=lambda name: PurePosixPath(name).parts))


def _copies(root: Path, found: Sequence[Found], work: Path) -> Iterator[tuple[PurePath, Path]]:
    for one in found:
        left_out = {each.path for each in batches.made(batches.place(work, one.folder)).left_out}
        for file in one.files:
            path = PurePosixPath(one.folder, file.name)
            if str(path) not in left_out:
                yield of_site.RESULTS / path, root / path


def _places(folders: Iterable[Path]) -> Iterator[tuple[PurePath, bytes]]:
    """What the pages of results read of rankings. folders: of the parts."""
    for one in folders:
        yield from ((PurePosixPath(path), data) for path, data in parts.places(one).items())


def _of_downloads(ready: Sequence[File], site: Site) -> Iterator[tuple[PurePath, bytes | Path]]:
    yield from ((one.path, one.made) for one in ready)
    yield downloads.SUMS, downloads.sums(site.downloads)
