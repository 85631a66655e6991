"""Addresses that lines give: of a device, by the folder of the repository it lies in, and of a result."""

from __future__ import annotations

from pathlib import PurePosixPath

from edgebench.publish.line import Line


def slug_of(line: Line) -> str:
    """`pi5`, `vm-amd-epyc-2`: the first folder below results/. One page a slug."""
    return PurePosixPath(line.path).parts[1]


def page_of(slug: str) -> PurePosixPath:
    return PurePosixPath("devices", slug, "index.html")


def short(result_id: str) -> str:
    """Its first 16 digits, which also name its file."""
    return result_id[:16]


def result_of(result_id: str) -> str:
    """The page that shows one result, from the site's root."""
    return f"result/index.html#{short(result_id)}"
