"""`edgebench --help` answers at once: what only some commands need is imported by those commands."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {
    "PIL", "ai_edge_litert", "faster_coco_eval", "jinja2", "numpy", "onnx", "onnxruntime", "openvino",
    "pandas", "plotly", "requests", "psutil", "pycocotools", "scipy", "torch",
}  # fmt: skip

HELP_THEN_MODULES = """
import sys
from edgebench.cli.main import app

app(["--help"], standalone_mode=False)
print("modules:", *sys.modules)
"""


def modules_after_help() -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", HELP_THEN_MODULES], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    last = done.stdout.splitlines()[-1]
    assert last.startswith("modules: "), f"--help ended the process or printed after it: {last}"
    return set(last.split()[1:])


def test_help_imports_nothing_heavy() -> None:
    modules = modules_after_help()
    assert "edgebench.cli.main" in modules
    assert sorted(modules & HEAVY) == []
