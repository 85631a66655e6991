"""One module a kind of page, found by its name; `site/pages/<name>.html` draws what it makes."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Protocol, cast

from edgebench.publish.site import Page, Site


class PageMaker(Protocol):
    """A module of this package. The first line of its docstring says what the page answers."""

    def pages(self, site: Site) -> Iterator[Page]:
        """Every page of this kind; pure."""
        ...


OF_WORKLOAD = frozenset({"workload"})
"""Made one workload at a time, from its results; the others from lines."""


def kinds_across() -> list[str]:
    """All but those of workloads, sorted."""
    return sorted({module.name for module in pkgutil.iter_modules(__path__)} - OF_WORKLOAD)


def of_kind(name: str, site: Site) -> Iterator[Page]:
    return _maker(name).pages(site)


def of_workload(site: Site) -> Iterator[Page]:
    """The pages of the one workload that this site holds the results of."""
    for name in sorted(OF_WORKLOAD):
        yield from _maker(name).pages(site)


def _maker(name: str) -> PageMaker:
    return cast("PageMaker", importlib.import_module(f"{__name__}.{name}"))
