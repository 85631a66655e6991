"""A whole site in a real Chromium: `make test-browser`. Left out of `make test`, which needs no browser.

site        built once by `edgebench publish` from made-up results, this repository's own and hostile ones
visit       opens a page of it, and records what none may do: log errors, break its policy, ask elsewhere
visits      the same for a fixture that many tests share

What is missing here (a browser, node's tools) skips with its reason.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks import corpus
from tests.browser import hostile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

ROOT = Path(__file__).parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
TOOLS = Path(__file__).parent / "node_modules"
NO_PLAYWRIGHT = "playwright is not installed (extra browser)"
BASE_PATH = "/edgebench/"
RESULTS = 360
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--hide-scrollbars")
SPY = """
window.trouble = [];
addEventListener("securitypolicyviolation", (event) => trouble.push(`policy: ${event.violatedDirective}`));
addEventListener("unhandledrejection", (event) => trouble.push(`rejected: ${event.reason}`));
"""


@dataclass
class Site:
    """folder: what was built. address: where it is served, with the slash at its end."""

    folder: Path
    address: str
    results: Path

    def pages(self) -> list[PurePosixPath]:
        return sorted(PurePosixPath(path.relative_to(self.folder)) for path in self.folder.rglob("*.html"))

    def file(self, pattern: str) -> Path:
        """The first of the results that fit it."""
        return next(iter(sorted(self.results.glob(pattern))))

    def kinds(self) -> list[PurePosixPath]:
        """Of each kind of page the largest: of a folder below the root, and of a folder below that."""
        largest: dict[tuple[str, int], PurePosixPath] = {}
        for page in sorted(self.pages(), key=lambda page: (self.folder / page).stat().st_size):
            largest[page.parts[0], len(page.parts)] = page
        return sorted(largest.values())


@dataclass
class Visit:
    """An open page and what it did that none may."""

    page: Page
    trouble: list[str] = field(default_factory=list)

    def listen(self, site: Site) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self._add(f"error: {error}"))
        self.page.on("request", lambda asked: self._asked(asked.url, site))

    def _said(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self._add(said.text)

    def _asked(self, url: str, site: Site) -> None:
        if not url.startswith((site.address, "data:", "about:", "blob:")):
            self._add(f"request elsewhere: {url}")

    def _add(self, one: str) -> None:
        self.trouble.append(one)

    def close(self) -> None:
        self.page.close()

    def all_trouble(self) -> list[str]:
        return [*self.trouble, *self.page.evaluate("window.trouble ?? []")]


class Zipped(http.server.SimpleHTTPRequestHandler):
    """Text is sent as a web server would, compressed, without which no page weight means anything."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class's name)
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.answer(404, Path(self.directory, "edgebench", "404.html").read_bytes(), "text/html")
            return
        self.answer(200, path.read_bytes(), self.guess_type(str(path)))

    def answer(self, status: int, data: bytes, kind: str) -> None:
        zipped = gzip.compress(data, 6, mtime=0)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(zipped)))
        self.send_header("Cache-Control", "public, max-age=600")
        self.end_headers()
        self.wfile.write(zipped)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root = tmp_path_factory.mktemp("site")
    results, folder = root / "results", root / "www" / "edgebench"
    results.mkdir()
    corpus.make(results, RESULTS, seed=1)
    shutil.copytree(ROOT / "results" / "vm-amd-epyc-2", results / "vm-amd-epyc-2", dirs_exist_ok=True)
    hostile.add(results)
    # --no-check: no hostile result would pass it, and a page must not depend on that.
    asked = ["publish", "--no-check", "--results", results, "--out", folder, "--base-path", BASE_PATH]
    environment = {**os.environ, "EDGEBENCH_CACHE": str(root / "cache")}
    command = [sys.executable, "-m", "edgebench", *map(str, asked)]
    subprocess.run(command, check=True, cwd=ROOT, timeout=300, env=environment)
    handler = functools.partial(Zipped, directory=str(root / "www"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(folder, f"http://127.0.0.1:{server.server_port}{BASE_PATH}", results)
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason=NO_PLAYWRIGHT)
    if CHROMIUM is None:
        pytest.skip("no Chromium here (Debian: chromium)")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


Open = Callable[..., Visit]
"""open(path, width=1280, theme="light", script=True, **more): the page, loaded and at rest."""


@pytest.fixture(scope="session")
def visits(site: Site, browser: Browser) -> Callable[[], AbstractContextManager[Open]]:
    """`with visits() as open:`; at its end every page is closed."""
    return functools.partial(_visits, site, browser)


@pytest.fixture
def visit(visits: Callable[[], AbstractContextManager[Open]]) -> Iterator[Open]:
    with visits() as opened:
        yield opened


@contextlib.contextmanager
def _visits(site: Site, browser: Browser) -> Iterator[Open]:
    with contextlib.ExitStack() as stack:
        contexts: dict[str, BrowserContext] = {}

        def opened(
            path: str | PurePosixPath,
            width: int = 1280,
            theme: Any = "light",
            *,
            script: bool = True,
            **more: Any,
        ) -> Visit:
            look = repr((width, theme, script, more))
            if look not in contexts:
                made = browser.new_context(
                    viewport={"width": width, "height": 900},
                    color_scheme=theme,
                    java_script_enabled=script,
                    **more,
                )
                stack.callback(made.close)
                made.add_init_script(SPY)
                contexts[look] = made
            found = Visit(contexts[look].new_page())
            found.listen(site)
            found.page.goto(site.address + str(path), wait_until="networkidle")
            return found

        yield opened


@pytest.fixture(scope="session")
def axe() -> str:
    path = TOOLS / "axe-core" / "axe.min.js"
    if not path.is_file():
        pytest.skip(f"axe-core is not installed: npm ci in {Path(__file__).parent.relative_to(ROOT)}")
    return path.read_text("utf-8")


def node(tool: str, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """A tool of package.json; skips where it is not installed."""
    program = TOOLS / ".bin" / tool
    if not program.exists():
        pytest.skip(f"{tool} is not installed: npm ci in {Path(__file__).parent.relative_to(ROOT)}")
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path, "CHROME_PATH": CHROMIUM or "", "NO_UPDATE_NOTIFIER": "1"}
    return subprocess.run(
        [str(program), *arguments], capture_output=True, text=True, env=environment, check=False, **more
    )
