"""The files of the site: valid HTML, whole links, and light."""

from __future__ import annotations

import gzip
import json
import os
import re
import urllib.parse
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

from tests.browser.conftest import BASE_PATH, Site, node

HERE = Path(__file__).parent
HEAVIEST_PAGE, HEAVIEST_SCRIPT, HEAVIEST_SHARD = 60_000, 30_000, 100_000
"""Bytes, compressed."""
BY_SCRIPT = {"result", "compare", "find"}
"""Pages whose script reads what follows the `#`."""
IMPORT = re.compile(r'^(?:import|export|\}) ?[^;]*?from "\./([^"]+)"', re.MULTILINE)
"""Static imports; `import(...)` loads later."""


class Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.addresses: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if name := given.get("id"):
            self.ids.add(name)
        self.addresses += [value for name in ("href", "src") if (value := given.get(name))]

        if tag == "script" and (script := given.get("src")):
            self.scripts.append(script)


def zipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


def test_html_is_valid(site: Site, tmp_path: Path) -> None:
    pages = [str(site.folder / page) for page in site.kinds()]
    told = tmp_path / "found.json"  # not stdout: at 64 KiB a pipe ends with the process
    node("html-validate", "--config", str(HERE / ".htmlvalidate.json"), "--formatter", f"json={told}", *pages)
    found = {
        f"{Path(one['filePath']).relative_to(site.folder)}: {message['ruleId']}: {message['message']}"
        for one in json.loads(told.read_text("utf-8"))
        for message in one["messages"]
    }
    assert sorted(found) == []


def test_every_link_within_the_site_leads_somewhere(site: Site) -> None:
    read = {page: Links((site.folder / page).read_text("utf-8")) for page in site.pages()}
    broken = [
        f"{page} -> {address}"
        for page, links in read.items()
        for address in links.addresses
        if not leads(address, page, site, read)
    ]
    assert sorted(set(broken)) == []


def leads(address: str, page: PurePosixPath, site: Site, read: Mapping[PurePosixPath, Links]) -> bool:
    """To a file, and to an element of it unless a script reads what follows the `#`."""
    split = urllib.parse.urlsplit(address)
    if split.scheme or split.netloc:
        return True
    path = urllib.parse.unquote(split.path)
    above = "" if path.startswith(BASE_PATH) else page.parent if path else page
    target = PurePosixPath(os.path.normpath(PurePosixPath(above, path.removeprefix(BASE_PATH))))
    target = target / "index.html" if (site.folder / target).is_dir() else target
    if not (site.folder / target).is_file():
        return False
    by_script = not split.fragment or set(split.fragment) & set("=<>&") or target.parts[0] in BY_SCRIPT
    return bool(by_script) or target not in read or split.fragment in read[target].ids


def test_pages_scripts_and_shards_are_light(site: Site) -> None:
    heavy = {str(page): size for page in site.pages() if (size := zipped(site.folder / page)) > HEAVIEST_PAGE}
    data = site.folder / "data"
    heavy |= {
        str(path.relative_to(site.folder)): size
        for path in data.rglob("*.json")
        if (size := zipped(path)) > HEAVIEST_SHARD
    }
    assert heavy == {}


def test_what_a_page_loads_of_script_at_first_is_light(site: Site) -> None:
    for page in site.kinds():
        entries = Links((site.folder / page).read_text("utf-8")).scripts
        waiting = [Path(site.folder, page.parent, one.removeprefix(BASE_PATH)).resolve() for one in entries]
        modules: set[Path] = set()
        while waiting:
            one = waiting.pop()
            modules.add(one)
            waiting += {one.parent / name for name in IMPORT.findall(one.read_text("utf-8"))} - modules
        assert sum(map(zipped, modules)) <= HEAVIEST_SCRIPT, (page, sorted(one.name for one in modules))
