"""The files to download, as the page of data lists them."""

from __future__ import annotations

from msgspec import Struct


class Download(Struct, frozen=True):
    """address: from the site's root. rows: None of a file that is no table. what: a sentence."""

    name: str
    address: str
    bytes: int
    rows: int | None
    sha256: str
    what: str
