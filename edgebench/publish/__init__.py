"""Results to a static site: pages that are whole without script, and their data.

building/       steps.py calls the rest: a batch is a folder of results, a part a workload; files at the end
site.py line.py what pages are made from: results on their boards, the catalogue; a row of a board in small
pages/          one module a kind of page: view-models, pure; site/pages/<name>.html draws them
boards/ finder/ compare/ device/ runtime/ result/ methods/ what the page of that name is made of
apart.py coverage.py families.py citation.py   what several pages ask
charts/         coordinates; site/layouts/charts/<name>.html draws them
wording/        numbers, words and sentences as they read here and in the terminal
addresses.py    of a device and of a result
server.py       shows a finished site on this computer

Many results never lie in memory together: a process reads one batch, or makes one part, and leaves files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath

import msgspec
from msgspec import structs

from edgebench import paths, standing
from edgebench.model.result import Result
from edgebench.model.standing import Standing
from edgebench.model.workload import Workload
from edgebench.publish.building import batches, cache, folder, steps
from edgebench.publish.building.batches import LeftOut
from edgebench.publish.building.options import Options
from edgebench.publish.building.steps import Built
from edgebench.publish.server import Served, serve
from edgebench.publish.site import Download, Page, Site

__all__ = [
    "Built",
    "Download",
    "LeftOut",
    "Options",
    "Page",
    "Served",
    "Site",
    "build",
    "build_folder",
    "serve",
]


def build(
    results: Sequence[tuple[PurePath, Result]],
    workloads: Mapping[str, Workload],
    out: Path,
    *,
    base_path: str = "/",
    commit: str | None = None,
    layouts: Path | None = None,
    standings: Mapping[str, Standing] | None = None,
) -> tuple[str, ...]:
    """Write the site of these results into the folder `out`; the paths of its pages in it.

    The same results make the same bytes, in whatever order and folder they lie. base_path: where
    the site will stand on its server; only the page for missing addresses needs it, all other
    links are relative. layouts: the folder of templates and assets, the shipped one by default.
    standings: what is known of a result beside its file, by id.
    Raises EdgebenchError when `out` holds anything but a former site, or cannot be written;
    what was there before is then untouched.
    """
    options = Options(base_path=base_path, commit=commit, layouts=layouts or paths.shipped("site"))
    folder.refuse_foreign(out)
    folder.refuse_unwritable(out)
    with folder.told_of(out), cache.folder_for(None) as work:
        whole = steps.Building(work, workloads, options)
        return whole.of_results([result for _, result in results], standings or {}, out).pages


def build_folder(
    results: Path, workloads: Mapping[str, Workload], out: Path, options: Options | None = None
) -> Built:
    """The same of the files in a folder of results, on every core, with what an earlier build left.

    A file that cannot be shown is left out with its reason.
    """
    chosen = options or Options()
    folder.refuse_foreign(out)
    folder.refuse_unwritable(out)
    with batches.without_collector():
        return _of_folder(results, workloads, out, chosen)


def _of_folder(results: Path, workloads: Mapping[str, Workload], out: Path, options: Options) -> Built:
    found, passed_over = batches.scan(results)
    known: dict[Path, Standing] = {}
    if standing.is_root(results):
        files = [results / one.folder / file.name for one in found for file in one.files]
        known = standing.of_folder(results, files)
    with folder.told_of(out), cache.folder_for(results if options.cache else None) as work:
        building = steps.Building(work, workloads, options)
        try:
            built = building.of_files(results, found, known, out)
        except (msgspec.DecodeError, FileNotFoundError, FileExistsError, NotADirectoryError):
            # Something broke what an earlier build left.
            cache.empty(work)
            built = building.of_files(results, found, known, out)
    return structs.replace(built, left_out=(*passed_over, *built.left_out))
