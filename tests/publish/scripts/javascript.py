"""Runs the site's modules outside of a page: by node, else in a Chromium without a window."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from edgebench import paths

NODE = shutil.which("node")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NEITHER = "neither node nor chromium here"


def answers(module: str, expression: str, given: Any, folder: Path) -> Any:
    """What `expression` makes of each of `given`, named `it`; the module's exports are in scope.

    module: of site/scripts, without imports of its own.
    """
    source = (paths.shipped("site") / "scripts" / module).read_text("utf-8")
    names = ", ".join(re.findall(r"^export (?:async )?(?:function|const) (\w+)", source, re.MULTILINE))
    plain = re.sub(r"^export ", "", source, flags=re.MULTILINE)
    given = json.dumps(json.dumps(given))
    answer = f"const {{{names}}} = module; const found = JSON.parse({given}).map((it) => {expression});"
    script = f"const module = (() => {{ {plain}\nreturn {{{names}}}; }})();\n{answer}\n"
    said = _by_node(script, folder) if NODE else _by_browser(script, folder)
    return json.loads(said)


def _by_node(script: str, folder: Path) -> str:
    file = folder / "asked.mjs"
    file.write_text(script + "console.log(JSON.stringify(found));\n", "utf-8")
    return _output([str(NODE), str(file)])


def _by_browser(script: str, folder: Path) -> str:
    file = folder / "asked.html"
    file.write_text(
        f'<meta charset="utf-8"><pre></pre><script>"use strict";{script}'
        'document.querySelector("pre").textContent = JSON.stringify(found)</script>',
        "utf-8",
    )
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    dumped = _output([str(BROWSER), *flags, "--dump-dom", file.as_uri()])
    found = re.search(r"<pre>(.*?)</pre>", dumped, re.DOTALL)
    assert found, dumped
    return html.unescape(found[1])


def _output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=True).stdout
