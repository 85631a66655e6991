"""Templates and assets to bytes. Every value is escaped; a name a template misspells is an error."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from edgebench.errors import EdgebenchError
from edgebench.publish.site import DATA, Footer, Page


def render(pages: Iterable[Page], footer: Footer, site: Path) -> dict[PurePath, bytes]:
    """Every page and asset by its path in the site. `site` holds layouts/, pages/ and assets/."""
    assets = _assets(site / "assets")
    addresses = {name: str(path) for name, (path, _) in assets.items()}
    environment = _environment(site)
    files: dict[PurePath, bytes] = dict(assets.values())
    for page in pages:
        template = environment.get_template(page.template)
        text = template.render(
            page=page, view=page.view, root=page.to_root, assets=addresses, footer=footer, data=DATA
        )
        files[page.path] = text.encode()
    return files


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
        digest = hashlib.sha256(data).hexdigest()[:12]
        found[path.name] = PurePosixPath("assets", f"{path.stem}.{digest}{path.suffix}"), data
    return found
