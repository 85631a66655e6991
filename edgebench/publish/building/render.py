"""Templates and assets to bytes. Every value is escaped; a name a template misspells is an error.

Beside its own view a template is given

    root        the way back to the site's root
    assets      name -> address from the root, with a hash of the content in it
    data_files  name -> address from the root, of the page's data
    source      what stands before the path of a result file (`results/...`)
    search      address of the search index, from the root
    footer      counts, and what made the site
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from edgebench.errors import EdgebenchError
from edgebench.publish.site import Footer, Page

LATE = {name: f"\ue000{name}\ue001" for name in ("counts", "made_with", "search", "source")}
"""What changes with every result, or with every commit, is put in last, so that a page of a workload that did
not change need not be drawn again. No text of a result holds these characters: they do not print."""
_LATE = re.compile("|".join(LATE.values()).encode())


class Renderer:
    """Draws pages with the templates and assets of one folder. linked: result files lie elsewhere."""

    def __init__(self, site: Path, *, linked: bool = False) -> None:
        found = {**_assets(site / "assets"), **_style(site / "styles"), **_scripts(site / "scripts")}
        self.assets: dict[PurePath, bytes] = dict(found.values())
        self._addresses = {name: str(path) for name, (path, _) in found.items()}
        self._environment = _environment(site)
        self._linked = linked

    def files(self, page: Page) -> dict[PurePath, bytes]:
        """The page and its data by their paths, with what is put in late still to come."""
        data_files = {name: data_file(name, data) for name, data in page.data.items()}
        text = self._environment.get_template(page.template).render(
            page=page,
            view=page.view,
            root=page.to_root,
            assets=self._addresses,
            data_files={name: str(path) for name, path in data_files.items()},
            source=LATE["source"] if self._linked else page.to_root,
            search=LATE["search"],
            footer=Footer(LATE["counts"], LATE["made_with"]),
        )
        files: dict[PurePath, bytes] = {page.path: text.encode()}
        return files | {data_files[name]: data for name, data in page.data.items()}


def finished(page: bytes, late: Mapping[str, str]) -> bytes:
    """The page with what is put in late."""
    texts = {LATE[name].encode(): escape(text).encode() for name, text in late.items()}
    return _LATE.sub(lambda found: texts[found[0]], page)


def data_file(name: str, data: bytes) -> PurePosixPath:
    """Where a page's data of this name lies: the address holds a hash of the bytes, as an asset's does."""
    return PurePosixPath("data", f"{name.removesuffix('.json')}.{_digest(data)}.json")


def _environment(site: Path) -> Any:
    try:
        import jinja2
    except ImportError as error:
        raise EdgebenchError(
            "publish needs jinja2, which is not installed", "Add it with: pip install 'edgebench[site]'"
        ) from error
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader([site / "pages", site / "layouts"]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _assets(folder: Path) -> dict[str, tuple[PurePosixPath, bytes]]:
    """Name -> (address, bytes). The address holds a hash of the bytes, so that it can be kept for ever."""
    found = {}
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        found[path.name] = PurePosixPath("assets", f"{path.stem}.{_digest(data)}{path.suffix}"), data
    return found


def _style(folder: Path) -> dict[str, tuple[PurePosixPath, bytes]]:
    """One stylesheet: base.css, which the others build on, then they by name."""
    parts = sorted(folder.glob("*.css"), key=lambda path: (path.name != "base.css", path.name))
    data = b"\n".join(path.read_bytes() for path in parts)
    return {"style.css": (PurePosixPath("assets", f"style.{_digest(data)}.css"), data)}


def _scripts(folder: Path) -> dict[str, tuple[PurePosixPath, bytes]]:
    """Modules import each other by name, so the hash of them all is in the name of their folder."""
    found = {path.name: path.read_bytes() for path in sorted(folder.glob("*.js"))}
    digest = _digest(b"\0".join(found.values()))
    return {name: (PurePosixPath("assets", f"scripts-{digest}", name), data) for name, data in found.items()}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]
