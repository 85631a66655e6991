"""Runs the site's modules in node, which has no page: what they compute, without a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

from edgebench import paths

NODE = shutil.which("node")


def run(module: str, body: str, *given: Any) -> Any:
    """What `body` returns; it may wait, and sees the names of `module` and the values as `given[0]`, ..."""
    assert NODE is not None
    address = (paths.shipped("site") / "scripts" / module).as_uri()
    text = (
        f"import * as own from {json.dumps(address)};\n"
        "import { readFileSync } from 'node:fs';\n"
        "const given = JSON.parse(readFileSync(0, 'utf8'));\n"
        f"const answer = await (async () => {{ {body} }})();\n"
        "process.stdout.write(JSON.stringify(answer ?? null));"
    )
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", text],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
