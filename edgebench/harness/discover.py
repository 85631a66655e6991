"""Harness files: which there are, what they need, and whether their runtime runs here.

A harness is found by its file name; nothing of it is imported on the host: its header and
class are read, and the worker runs it.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import platform
import re
import shlex
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import msgspec
from msgspec import Struct
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from edgebench import paths
from edgebench.errors import HarnessError, WorkerError, meant
from edgebench.harness import protocol
from edgebench.harness.header import header
from edgebench.harness.session import WorkerSession
from edgebench.model.workload import Format

PROBE_TIMEOUT_S = 60.0
LARGEST_BYTES = 1 << 18
"""A harness is a page of Python; what is larger is none."""
FORMATS = get_args(Format)
_NOOP = Path(__file__).parent / "noop"


class HarnessFile(Struct, frozen=True):
    """One runtime's adapter, as its file says."""

    name: str
    path: Path
    title: str
    formats: tuple[str, ...]
    dependencies: tuple[str, ...]
    """Of its script header (PEP 723); the first is the runtime, the one that a version asked for replaces."""
    requires_python: str
    sha256: str
    shipped: bool


class Asked(Struct, frozen=True):
    """A harness as it was asked for: `onnxruntime`, `onnxruntime@1.30`, `onnxruntime@path/to.whl`."""

    file: HarnessFile
    pin: str = ""
    """A version, or the path of a wheel; empty: whatever runs here."""

    @property
    def name(self) -> str:
        """For a person: `onnxruntime@1.30`."""
        return "@".join(filter(None, (self.file.name, Path(self.pin).name)))

    @property
    def argument(self) -> str:
        """What --harness takes for it, quoted for a shell."""
        named = self.file.name if self.file.shipped else str(self.file.path)
        return shlex.quote("@".join(filter(None, (named, self.pin))))


class Usable(Struct, frozen=True):
    """The runtime ran a model here."""

    python: Path
    loaded: protocol.Loaded
    floor_ns: int


class Unusable(Struct, frozen=True):
    """It did not, and what would help."""

    reason: str
    hint: str
    installable: bool = False
    """The runtime, not the harness, failed: another installation of it may run."""


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


def asked(text: str) -> Asked:
    """What `--harness` was given. Raises HarnessError."""
    name, pin = split(text)
    return Asked(named(name), pin)


def split(text: str) -> tuple[str, str]:
    """(`onnxruntime`, `1.30`) of `onnxruntime@1.30`. The path of a harness file may hold an @ itself.

    Raises HarnessError.
    """
    if text.endswith("@"):
        raise HarnessError(f"--harness {text!r}: no version follows the @", "like onnxruntime@1.30")
    if text.endswith(".py"):
        return text, ""
    if ".py@" in text:
        name, pin = text.split(".py@", 1)
        return f"{name}.py", pin
    name, _, pin = text.partition("@")
    return name, pin


def read(path: Path, *, shipped: bool) -> HarnessFile:
    """What the file says about itself, without running it. Raises HarnessError."""
    try:
        text = _bytes(path)
        tree = ast.parse(text)
        title = (ast.get_docstring(tree) or path.stem).splitlines()[0]
        formats = _formats(tree, path)
        said = header(text.decode("utf-8", "replace"), path)
    except (OSError, SyntaxError, ValueError) as error:
        raise HarnessError(f"{path}: not a readable harness: {error}", "see harnesses/tflite.py") from error
    except (RecursionError, MemoryError) as error:  # what Python's parser answers to endless nesting
        raise HarnessError(f"{path}: not a readable harness: it is nested too deeply") from error
    name = path.stem.replace("_", "-")
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,63}", name):
        raise HarnessError(
            f"{path}: the name of a harness is lower-case letters, digits and dashes", "rename the file"
        )
    return HarnessFile(
        name=name,
        path=path.resolve(),
        title=title,
        formats=formats,
        dependencies=said.dependencies,
        requires_python=said.requires_python,
        sha256=hashlib.sha256(text).hexdigest(),
        shipped=shipped,
    )


def misfit(harness: HarnessFile) -> Unusable | None:
    """Why this Python is not one that the harness's header accepts; None when it is."""
    if SpecifierSet(harness.requires_python).contains(platform.python_version(), prereleases=True):
        return None
    return Unusable(
        f"needs Python {harness.requires_python}; this is {platform.python_version()}",
        "run edgebench under such a Python",
    )


def probe(
    harness: HarnessFile, python: Path | None = None, options: Mapping[str, str] | None = None
) -> Usable | Unusable:
    """Run the smallest model there is: an import is no proof (tflite-runtime with numpy 2 imports fine).

    python: the interpreter of an environment made for it; None: this one. options: accelerator,
    precision, when others than the harness's own are asked for.
    """
    smallest = [_NOOP / f"noop.{format_}" for format_ in harness.formats]
    model = next(filter(Path.is_file, smallest), None)
    if model is None:
        return Unusable(f"there is no smallest model in format {harness.formats[0]} to try it with", "")
    where = python or Path(sys.executable)
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            WorkerSession(where, paths.worker(), harness.path) as session,
        ):
            load = protocol.Load(str(model), {"threads": 1, **(options or {})}, [])
            loaded = session.ask(load, protocol.Loaded, PROBE_TIMEOUT_S)
            wrong = _wrong_answer(harness, session, Path(folder)) or _nonsense(harness, loaded)
            return wrong or Usable(where, loaded, session.hello.floor_ns)
    except WorkerError as error:
        mend = _mend(harness, python, missing="ModuleNotFoundError" in error.message)
        return Unusable(error.message, mend, installable=bool(harness.dependencies))
    except (OSError, ValueError, IndexError) as error:
        return Unusable(f"its answer cannot be read: {error}", _other_version(harness))


def _wrong_answer(harness: HarnessFile, session: WorkerSession, folder: Path) -> Unusable | None:
    import numpy

    samples = folder / "in.npy"
    numpy.save(samples, numpy.array([[-1.0], [2.0]], "float32"))
    request = protocol.Predict([str(samples)], str(folder))
    predicted = session.ask(request, protocol.Predicted, PROBE_TIMEOUT_S)
    if not predicted.outputs:
        return Unusable("predict returned no outputs", "return every output, as an array in a list")
    answer = numpy.load(predicted.outputs[0], allow_pickle=False).ravel().tolist()
    if answer == [0.0, 2.0]:
        return None
    return Unusable(f"answered {answer} to relu(-1), relu(2)", _other_version(harness))


def _nonsense(harness: HarnessFile, loaded: protocol.Loaded) -> Unusable | None:
    """What no result could hold, found before anything is measured."""
    fault = _fault(loaded)
    return Unusable(f"describe() {fault}", f"correct it in {harness.path}") if fault else None


def _fault(loaded: protocol.Loaded) -> str | None:
    for name in ("runtime", "version"):
        if not getattr(loaded, name).strip():
            return f"says no {name}"
    texts = {name: getattr(loaded, name) for name in loaded.__struct_fields__}
    texts |= {"accelerators": "".join(loaded.accelerators)}
    for name, text in texts.items():
        if isinstance(text, str) and not text.isprintable():
            return f"says {name} {text[:40]!a}, which does not print"
    for name in ("inputs", "outputs"):
        if not getattr(loaded, name):
            return f"says the model has no {name}"
    return None


def _mend(harness: HarnessFile, python: Path | None, *, missing: bool) -> str:
    """The command that may mend a runtime. An extra would not replace one that is there."""
    if python is not None:
        return f"{_other_version(harness)}; or remove {python.parents[1]}, and it is made anew"
    if not harness.dependencies:
        return f"install its runtime, or name it in the script header of {harness.path}"
    if missing and harness.shipped and (extra := _extra(harness.dependencies[0])):
        return shlex.join([sys.executable, "-m", "pip", "install", f"edgebench[{extra}]"])
    return f"edgebench prepare --harness {Asked(harness).argument}"


def _other_version(harness: HarnessFile) -> str:
    return f"try another version of its runtime: --harness {Asked(harness).argument}@VERSION"


def _extra(dependency: str) -> str | None:
    """The extra of edgebench, as installed, that brings this package."""
    try:
        about = importlib.metadata.metadata("edgebench")
    except importlib.metadata.PackageNotFoundError:  # a checkout that is not installed
        return None
    wanted = canonicalize_name(Requirement(dependency).name)
    for line in about.get_all("Requires-Dist") or []:
        brought = Requirement(line)
        if brought.marker is None or canonicalize_name(brought.name) != wanted:
            continue
        for extra in about.get_all("Provides-Extra") or []:
            if brought.marker.evaluate({"extra": extra}):
                return str(extra)
    return None


def _bytes(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise ValueError("it is no plain file")
    with path.open("rb") as file:
        text = file.read(LARGEST_BYTES + 1)
    if len(text) > LARGEST_BYTES:
        raise ValueError(f"it has more than {LARGEST_BYTES >> 10} KiB")
    return text


def _formats(tree: ast.Module, path: Path) -> tuple[str, ...]:
    """Of `formats = (...)` in the class Harness."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == "Harness":
            for line in node.body:
                if isinstance(line, ast.Assign) and any(
                    isinstance(target, ast.Name) and target.id == "formats" for target in line.targets
                ):
                    try:
                        formats = msgspec.convert(ast.literal_eval(line.value), tuple[str, ...])
                    except (ValueError, msgspec.ValidationError):
                        break
                    if formats and set(formats) <= set(FORMATS):
                        return formats
    raise HarnessError(
        f'{path}: no class Harness with formats = ("onnx",) or the like',
        f"formats are {', '.join(FORMATS)}; see harnesses/tflite.py",
    )
