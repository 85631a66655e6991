"""Templates and assets to bytes. Every value is escaped; a name a template misspells is an error."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from edgebench.errors import EdgebenchError
from edgebench.publish.site import DATA, Footer, Page


def render(pages: Iterable[Page], footer: Footer, site: Path) -> dict[PurePath, bytes]:
    """Every page and asset by its path in the site. site: the folder of templates and assets."""
    assets = {**_assets(site / "assets"), **_style(site / "styles"), **_scripts(site / "scripts")}
    addresses = {name: str(path) for name, (path, _) in assets.items()}
    environment = _environment(site)
    files: dict[PurePath, bytes] = dict(assets.values())
    for page in pages:
        data_files = {name: data_file(name, data) for name, data in page.data.items()}
        template = environment.get_template(page.template)
        text = template.render(
            page=page,
            view=page.view,
            root=page.to_root,
            assets=addresses,
            footer=footer,
            data=DATA,
            data_files={name: str(path) for name, path in data_files.items()},
        )
        files |= {data_files[name]: data for name, data in page.data.items()}
        files[page.path] = text.encode()
    return files


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
