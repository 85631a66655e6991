"""Harness files: which there are, what they need, and whether their runtime runs here.

A harness is found by its file name; nothing of it is imported on the host: its header and
class are read, and the worker runs it.
"""

from __future__ import annotations

import ast
import hashlib
import re
import shlex
import sys
import tempfile
from pathlib import Path

import msgspec
from msgspec import Struct

from edgebench import paths
from edgebench.errors import HarnessError, WorkerError, meant
from edgebench.harness import protocol
from edgebench.harness.session import WorkerSession

PROBE_TIMEOUT_S = 60.0
_HEADER = re.compile(r"(?m)^# /// script\n((?:#.*\n)+?)# ///$")


class HarnessFile(Struct, frozen=True):
    """One runtime's adapter, as its file says."""

    name: str
    path: Path
    title: str
    formats: tuple[str, ...]
    dependencies: tuple[str, ...]
    sha256: str
    shipped: bool


class Usable(Struct, frozen=True):
    """The runtime ran a model here."""

    python: Path
    loaded: protocol.Loaded
    floor_ns: int


class Unusable(Struct, frozen=True):
    """It did not, and what would help."""

    reason: str
    hint: str


def shipped() -> dict[str, HarnessFile]:
    """Every harness of this installation by name."""
    folder = paths.shipped("harnesses")
    files = (read(path, shipped=True) for path in sorted(folder.glob("*.py")))
    return {file.name: file for file in files}


def named(name: str) -> HarnessFile:
    """A shipped harness, or one by path. Raises HarnessError naming the nearest."""
    if name.endswith(".py"):
        return read(Path(name), shipped=False)
    known = shipped()
    if name in known:
        return known[name]
    raise HarnessError(
        f"unknown harness {name!r}{meant(name, known)}",
        f"there are {', '.join(known)}; or give the path of a harness file",
    )


def read(path: Path, *, shipped: bool) -> HarnessFile:
    """What the file says about itself, without running it. Raises HarnessError."""
    try:
        text = path.read_bytes()
        tree = ast.parse(text)
    except (OSError, SyntaxError, ValueError) as error:
        raise HarnessError(f"{path}: not a readable harness: {error}", "see harnesses/tflite.py") from error
    title = (ast.get_docstring(tree) or path.stem).splitlines()[0]
    name = path.stem.replace("_", "-")
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,63}", name):
        raise HarnessError(
            f"{path}: the name of a harness is lower-case letters, digits and dashes", "rename the file"
        )
    return HarnessFile(
        name=name,
        path=path.resolve(),
        title=title,
        formats=_formats(tree, path),
        dependencies=_dependencies(text.decode("utf-8", "replace"), path),
        sha256=hashlib.sha256(text).hexdigest(),
        shipped=shipped,
    )


def probe(harness: HarnessFile) -> Usable | Unusable:
    """Run the smallest model there is: an import is no proof (tflite-runtime with numpy 2 imports fine)."""
    import numpy

    model = Path(__file__).parent / "noop" / f"noop.{harness.formats[0]}"
    python = Path(sys.executable)
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            WorkerSession(python, paths.worker(), harness.path) as session,
        ):
            load = protocol.Load(str(model), {"threads": 1}, [])
            loaded = session.ask(load, protocol.Loaded, PROBE_TIMEOUT_S)
            samples = Path(folder, "in.npy")
            numpy.save(samples, numpy.array([[-1.0], [2.0]], "float32"))
            request = protocol.Predict([str(samples)], folder)
            predicted = session.ask(request, protocol.Predicted, PROBE_TIMEOUT_S)
            if not predicted.outputs:
                return Unusable("predict returned no outputs", "return every output, as an array in a list")
            answer = numpy.load(predicted.outputs[0], allow_pickle=False).ravel().tolist()
    except WorkerError as error:
        return Unusable(error.message, _mend(harness, error))
    except (OSError, ValueError, IndexError) as error:
        return Unusable(f"its answer cannot be read: {error}", _mend(harness, None))
    if answer != [0.0, 2.0]:
        return Unusable(f"answered {answer} to relu(-1), relu(2)", _mend(harness, None))
    return Usable(python, loaded, session.hello.floor_ns)


def _mend(harness: HarnessFile, error: WorkerError | None) -> str:
    if error is not None and "ModuleNotFoundError" in error.message:
        return shlex.join([sys.executable, "-m", "pip", "install", *harness.dependencies])
    return f"try another version of {', '.join(harness.dependencies) or 'its runtime'}"


def _formats(tree: ast.Module, path: Path) -> tuple[str, ...]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == "Harness":
            for line in node.body:
                if isinstance(line, ast.Assign) and any(
                    isinstance(target, ast.Name) and target.id == "formats" for target in line.targets
                ):
                    try:
                        return msgspec.convert(ast.literal_eval(line.value), tuple[str, ...])
                    except (ValueError, msgspec.ValidationError):
                        break
    raise HarnessError(
        f'{path}: no class Harness with formats = ("onnx",) or the like', "see harnesses/tflite.py"
    )


def _dependencies(text: str, path: Path) -> tuple[str, ...]:
    """The PEP 723 header's."""
    found = _HEADER.search(text)
    if found is None:
        return ()
    body = "".join(line[2:] if line.startswith("# ") else line[1:] for line in found[1].splitlines(True))
    try:
        header = msgspec.toml.decode(body, type=dict[str, object])
        return msgspec.convert(header.get("dependencies", []), tuple[str, ...])
    except (msgspec.MsgspecError, ValueError) as error:
        raise HarnessError(f"{path}: the script header is not TOML: {error}") from error
