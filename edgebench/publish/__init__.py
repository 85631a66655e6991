"""Results to a static site: pages that are whole without script, and their data.

site.py       what every page is made from
pages/        one module a kind of page: view-models, pure; site/pages/<name>.html draws them
render.py     templates and assets to bytes
folder.py     puts the bytes in place, all or nothing
server.py     shows them on this computer
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath, PurePosixPath

from edgebench import paths
from edgebench.model.result import Result
from edgebench.model.standing import Standing
from edgebench.model.workload import Workload
from edgebench.publish import data, folder, pages, site
from edgebench.publish.server import Served, serve
from edgebench.publish.site import Page, Site

__all__ = ["Page", "Served", "Site", "build", "serve"]


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
    from edgebench.probes import profile
    from edgebench.publish import render

    folder.refuse_foreign(out)
    profiles = profile.load_profiles(paths.devices())
    gathered = site.gather(
        (result for _, result in results),
        workloads,
        {each.slug: each for each in profiles},
        base_path,
        commit,
        standings,
    )
    made = tuple(pages.all_pages(gathered))
    files = dict(gathered.files)
    files |= render.render(made, gathered.footer(), layouts or paths.shipped("site"))
    files[PurePosixPath(site.DATA)] = data.summaries(gathered)
    folder.replace(out, files)
    return tuple(str(page.path) for page in made)
