"""Results to a static site: pages that are whole without script, and their data.

batches.py     a folder of result files: read, checked, each one's detail and row of the table
parts.py       a workload, from its batches: ranked, its page drawn, its lines kept
site.py        what every other page is made from: lines, the catalogue, the profiles
pages/         one module a kind of page: view-models, pure; site/pages/<name>.html draws them
render.py      templates and assets to bytes
shards.py      details of results, by the first digits of their ids
downloads.py   CSV, JSON lines, Parquet; feed.py the newest; search_index.py what the search box knows
cache.py       what an earlier build made
folder.py      puts everything in place, all or nothing
server.py      shows it on this computer

Many results never lie in memory together: a process reads one batch, or makes one part, and leaves files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath

from edgebench import paths, standing
from edgebench.model.result import Result
from edgebench.model.standing import Standing
from edgebench.model.workload import Workload
from edgebench.publish import batches, building, cache, folder
from edgebench.publish.batches import LeftOut
from edgebench.publish.building import Built, Options
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
    with folder.told_of(out), cache.folder_for(None) as work:
        whole = building.Building(work, workloads, options)
        return whole.of_results([result for _, result in results], standings or {}, out).pages


def build_folder(
    results: Path, workloads: Mapping[str, Workload], out: Path, options: Options | None = None
) -> Built:
    """The same of the files in a folder of results, on every core, with what an earlier build left.

    A file that cannot be shown is left out with its reason.
    """
    chosen = options or Options()
    folder.refuse_foreign(out)
    found = batches.scan(results)
    files = [results / one.folder / file.name for one in found for file in one.files]
    known = standing.of_folder(results, files)
    with folder.told_of(out), cache.folder_for(results if chosen.cache else None) as work:
        return building.Building(work, workloads, chosen).of_files(results, found, known, out)
