"""A runtime of two versions as wheels of a few bytes, and a harness for it: real pip, real environments."""

import os
import zipfile
from pathlib import Path

import numpy
import pytest

from tests.harness.fakes import TEMPLATE


def wheel(folder: Path, package: str, version: str, members: dict[str, str], requires: str = "") -> Path:
    """A wheel for every Python, after PEP 427."""
    information = f"{package}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n{requires}"
    needed = {
        f"{information}/METADATA": metadata,
        f"{information}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in (*members, *needed)) + f"{information}/RECORD,,\n"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{package}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in {**members, **needed, f"{information}/RECORD": record}.items():
            archive.writestr(member, content)
    return path


def runtime(folder: Path, version: str, says: str = "") -> Path:
    """The package `fakeruntime`; it may call itself by another version than its wheel."""
    return wheel(folder, "fakeruntime", version, {"fakeruntime.py": f"__version__ = {says or version!r}\n"})


def index(folder: Path) -> dict[str, str]:
    """Variables that make this folder all that pip finds: fakeruntime 1.0.0, 1.1.0 and 2.0.0, and a numpy."""
    for version in ("1.0.0", "1.1.0", "2.0.0"):
        runtime(folder, version)
    # This interpreter's numpy: a wheel that only points to it, as the real one has 20 MB.
    here = Path(numpy.__file__).parents[1]
    wheel(folder, "numpy", numpy.__version__, {"numpy_of_this_interpreter.pth": f"{here}\n"})
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)}


def harness(folder: Path, header: str = 'dependencies = ["fakeruntime>=1", "numpy"]') -> Path:
    """A harness file for `fakeruntime`, its header as given."""
    text = TEMPLATE.substitute(
        title="A runtime that is not installed here.",
        at_import="import fakeruntime",
        predict="        return [numpy.maximum(handle[0], 0)]",
    )
    commented = "".join(f"# {line}\n" for line in header.splitlines())
    versioned = text.replace('"version": "0"', '"version": fakeruntime.__version__')
    path = folder / "fakeruntime.py"
    path.write_text(f"# /// script\n{commented}# ///\n{versioned}", encoding="utf-8")
    return path


def use(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    """Let this process's pip look only there."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
