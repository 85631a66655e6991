"""Small artefacts with true hashes, and wheels that hold them."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from edgebench.model.workload import Artefact, FileSource, HttpsSource, PypiSource, Source

CONTENT = bytes(range(256)) * 1024
"""256 KiB: more than one piece of every copy loop."""
OTHER = CONTENT[::-1]


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def pinned_file(*source: Source, content: bytes = CONTENT, file: str = "model.onnx") -> Artefact:
    """An artefact whose pin is the content's."""
    return Artefact(
        file=file, sha256=digest(content), bytes=len(content), licence="CC0-1.0", source=list(source)
    )


def on_this_machine(path: Path, content: bytes = CONTENT) -> FileSource:
    path.write_bytes(content)
    return FileSource(str(path))


def at(url: str) -> HttpsSource:
    return HttpsSource(url)


def wheel(
    folder: Path, members: dict[str, bytes], name: str = "tiny_model-1.0-py3-none-any.whl"
) -> PypiSource:
    """A wheel in `folder` that pip accepts, and the source of its first member."""
    information = "tiny_model-1.0.dist-info"
    needed = {
        f"{information}/METADATA": b"Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n",
        f"{information}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{information}/RECORD": b"",
    }
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in {**members, **needed}.items():
            archive.writestr(member, content)
    return PypiSource("tiny-model==1.0", name, digest((folder / name).read_bytes()), next(iter(members)))
