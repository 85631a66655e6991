"""The address of a device: the folder of the repository that its results lie in."""

from __future__ import annotations

from pathlib import PurePosixPath

from edgebench.publish.line import Line


def slug_of(line: Line) -> str:
    """`pi5`, `vm-amd-epyc-2`: the first folder below results/. One page a slug."""
    return PurePosixPath(line.path).parts[1]


def page_of(slug: str) -> PurePosixPath:
    return PurePosixPath("devices", slug, "index.html")
