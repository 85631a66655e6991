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


def all_pages(site: Site) -> Iterator[Page]:
    """In the order of their modules' names."""
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        maker = cast("PageMaker", importlib.import_module(f"{__name__}.{name}"))
        yield from maker.pages(site)
