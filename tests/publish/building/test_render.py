"""Templates and data to files: where they lie and what a template is told."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from msgspec import Struct

from edgebench.publish.building import render
from edgebench.publish.site import Page


class _Nothing(Struct, frozen=True):
    """A view of nothing."""


def _site(folder: Path, template: str) -> Path:
    for name in ("assets", "styles", "scripts", "pages", "layouts"):
        (folder / name).mkdir()
    (folder / "styles" / "base.css").write_text("body{}")
    (folder / "pages" / "one.html").write_text(template)
    return folder


def _page(**more: object) -> Page:
    view = _Nothing()
    return Page(PurePosixPath("a/index.html"), "one.html", "One", "One page", "", view, **more)  # type: ignore[arg-type]


class TestDataOfAPage:
    def test_lies_at_an_address_that_holds_its_hash_and_the_template_is_told_it(self, tmp_path: Path) -> None:
        site = _site(tmp_path, "<p data-rows='{{ root }}{{ data_files[\"rows\"] }}'>")
        files = render.Renderer(site).files(_page(data={"rows": b"{}"}))
        address = "data/rows.44136fa355b3.json"
        assert files[PurePosixPath(address)] == b"{}"
        assert files[PurePosixPath("a/index.html")] == f"<p data-rows='../{address}'>".encode()

    def test_with_or_without_the_ending_in_its_name_is_the_same_file(self) -> None:
        assert render.data_file("rows.json", b"") == render.data_file("rows", b"")
