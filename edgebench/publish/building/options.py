"""What the user chose about a build, refused where it cannot be what it says."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct, field

from edgebench import paths
from edgebench.errors import EdgebenchError

_ADDRESS = re.compile(r"https?://[A-Za-z0-9\[][A-Za-z0-9\]:._-]*(/[A-Za-z0-9/._~%:@!$&()*+,;=-]*)?")
"""Of a folder: without a password, which would stand on every page, and without query and fragment."""
_PATH = re.compile(r"/([A-Za-z0-9._~%-]+/)*")
_UP = {".", ".."}


class Options(Struct, frozen=True, kw_only=True):
    """base_path: where the site will stand on its server. base_url: the same with its server, for the feed.

    source: address of the folder that holds `results/`; without it the files are copied into the site.
    checked: whether each file is held against every rule of a submission, or was before it came here.
    cache: whether to use and keep what a build makes.
    Raises EdgebenchError for an address that is none.
    """

    base_path: str = "/"
    base_url: str = ""
    source: str = ""
    commit: str | None = None
    layouts: Path = field(default_factory=lambda: paths.shipped("site"))
    checked: bool = True
    cache: bool = True

    def __post_init__(self) -> None:
        for option, address in (("--source", self.source), ("--base-url", self.base_url)):
            if address and (not _ADDRESS.fullmatch(address) or _UP & set(address.split("/"))):
                raise EdgebenchError(
                    f"{option} {address}: is no address of a folder on the web",
                    "Give https://server/folder, without a name, a query or a fragment.",
                )
        if not _PATH.fullmatch(self.base_path) or _UP & set(self.base_path.split("/")):
            raise EdgebenchError(
                f"--base-path {self.base_path}: is no path on a server", "Give one like /bench/, or none."
            )
