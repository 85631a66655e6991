"""A TFLite file as ONNX, by tf2onnx: the same weights and the same NHWC input for another runtime.

It needs TensorFlow, in an environment of its own. tf2onnx names tensors anew in every run, so the
recipe ends as canonical-onnx does: the same bytes from every conversion.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from edgebench import paths
from edgebench.errors import RecipeError
from edgebench.model.workload import Option
from edgebench.recipes import canonical_onnx
from edgebench.recipes.recipe import options_of

VERSION = 1
HEAVY = "downloads TensorFlow into an environment of its own: about 1.5 GB"
OPSET = "13"
REQUIREMENTS = ("tf2onnx==1.17.0", "tensorflow-cpu==2.21.0", "onnx==1.23.2")


class NoOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """The opset belongs to the recipe's version."""


def heavy() -> str | None:
    return None if _ready(_environment()).is_file() else HEAVY


def build(options: Mapping[str, Option], inputs: Sequence[Path], destination: Path) -> None:
    options_of(NoOptions, options, "tflite-to-onnx")
    if len(inputs) != 1:
        raise RecipeError(f"tflite-to-onnx reads one .tflite, not {[path.name for path in inputs]}")
    with tempfile.TemporaryDirectory(dir=destination.parent) as folder:
        converted = _converted(inputs[0], Path(folder) / "converted.onnx")
        canonical_onnx.build({}, [converted], destination)


def _converted(source: Path, destination: Path) -> Path:
    files = ["--tflite", str(source), "--output", str(destination)]
    command = [str(_python(_made_environment())), "-m", "tf2onnx.convert", "--opset", OPSET, *files]
    _run(command, f"tf2onnx cannot convert {source.name}")
    return destination


def environment_name() -> str:
    """The folder below environments/ in the cache: another version of anything is another folder."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return f"{'-'.join(REQUIREMENTS).replace('==', '-')}-python{version}"


def _environment() -> Path:
    return paths.cache() / "environments" / environment_name()


def _made_environment() -> Path:
    """An environment with TensorFlow, made once; a half-made one is begun again."""
    folder = _environment()
    if not _ready(folder).is_file():
        shutil.rmtree(folder, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(folder)], "an environment for TensorFlow cannot be made")
        install = [str(_python(folder)), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        _run([*install, "--only-binary=:all:", *REQUIREMENTS], "TensorFlow cannot be installed")
        _ready(folder).touch()
    return folder


def _ready(folder: Path) -> Path:
    return folder / "ready"


def _python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _run(command: Sequence[str], failure: str) -> None:
    """Raises RecipeError with the last line that the command wrote."""
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(
        command, env=os.environ | quiet, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise RecipeError(f"{failure}: {lines[-1].strip() if lines else f'exit status {done.returncode}'}")
