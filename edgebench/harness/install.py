"""Put wheels into an environment with the host's own pip, and say in one sentence why that failed.

pip knows the user's index, proxy and certificates. Only wheels: an sdist would run its setup code.
"""

from __future__ import annotations

import bisect
import errno
import os
import platform
import re
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version

from edgebench.errors import HarnessError

TIMEOUT_S = 3600
"""A runtime can be gigabytes on a slow line."""
_DIVERTING = ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")
"""Variables that would let pip find packages, or put them, outside the environment."""


_FAULTS = (
    ("No module named pip", "this Python has no pip", "install it: python -m ensurepip"),
    ("Retrying.*onnection", "pip reaches no package index", "check the network, or set PIP_INDEX_URL"),
    (
        r"ERROR: (\S+\.whl) is not a supported wheel",
        "{what} is not for {here}",
        "name a wheel whose tags fit this machine",
    ),
    (
        "ERROR: (Package '[^\n]+ requires a different Python: [^\n]+)",
        "{what}",
        "run edgebench under such a Python, or try an older version",
    ),
    (
        "ERROR: (Cannot install [^\n]+ conflicting dependencies)",
        "{what}",
        "what the harness's header asks for must fit together",
    ),
)
"""What pip says, what that means, what to do."""


def install(python: Path, requirements: Sequence[str]) -> None:
    """Install these, and what they need, for the interpreter `python`.

    requirements: names with versions, and paths of wheels. Raises HarnessError; OSError on a full disk.
    """
    command = [
        sys.executable, "-m", "pip", "--python", str(python), "install",
        "--quiet", "--no-input", "--disable-pip-version-check", "--only-binary=:all:", "--", *requirements,
    ]  # fmt: skip
    try:
        # In the environment's folder: `python -m` imports from the working folder first.
        ended = subprocess.run(
            command,
            cwd=python.parent,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise HarnessError(
            f"pip was not done with {', '.join(requirements)} after {TIMEOUT_S // 60} minutes",
            "check the network, then try again",
        ) from None
    if ended.returncode:
        raise fault(ended.stderr.decode(errors="replace"), requirements)


def fault(text: str, requirements: Sequence[str]) -> Exception:
    """What pip's many lines say, in one sentence; a full disk is an OSError like everywhere else."""
    if "No space left" in text or "Errno 28]" in text:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    found = re.search(r"satisfies the requirement (.+?) \(from versions: (.+?)\)", text)
    if found and found[2] != "none":
        return _no_such_version(found[1], found[2], _other_pythons(text))
    for pattern, message, hint in _FAULTS:
        if said := re.search(pattern, text, re.DOTALL):
            what = said[1].rpartition("/")[2] if said.groups() else ""
            return HarnessError(message.format(what=what, here=_here()), hint)
    if found:
        return _no_such_version(found[1], found[2], _other_pythons(text))
    lines = [line.removeprefix("ERROR:").strip() for line in text.splitlines() if line.startswith("ERROR:")]
    last = "".join(filter(str.isprintable, lines[-1]))[:200] if lines else "it did not say why"
    return HarnessError(f"pip could not install {', '.join(requirements)}: {last}")


def nearest(wanted: str, versions: Sequence[str]) -> list[str]:
    """Of these versions the two before and the two after the wanted one, and the newest; in order."""
    known = sorted(filter(None, map(_version, versions)))
    try:
        numbers = [spec.version for spec in Requirement(wanted).specifier]
        place = bisect.bisect(known, Version(numbers[0].removesuffix(".*")))
    except (InvalidRequirement, InvalidVersion, IndexError):
        place = len(known)
    near = [*known[max(0, place - 2) : place + 2], *known[-1:]]
    return [str(version) for version in sorted(set(near))]


def _no_such_version(wanted: str, versions: str, other_pythons: str) -> HarnessError:
    if versions == "none":
        return HarnessError(
            f"the package index has no wheel of {wanted} for {_here()}{other_pythons}",
            "try another version, or run edgebench under a Python that it has wheels for",
        )
    near = ", ".join(nearest(wanted, versions.split(", ")))
    return HarnessError(f"there is no {wanted} for {_here()}{other_pythons}", f"the nearest are {near}")


def _here() -> str:
    return f"Python {platform.python_version()} on {sysconfig.get_platform()}"


def _other_pythons(text: str) -> str:
    """`; 1.32.0 needs Python >=3.12`: the newest of the versions that pip passed over for its Python."""
    found = re.search(r"require a different python version: (.+)", text)
    passed = re.findall(r"(\S+) Requires-Python ([^;]+)", found[1]) if found else []
    return f"; {passed[-1][0]} needs Python {passed[-1][1].strip()}" if passed else ""


def _version(text: str) -> Version | None:
    try:
        version = Version(text)
    except InvalidVersion:
        return None
    return None if version.is_prerelease else version


def _environment() -> dict[str, str]:
    """This process's, without what leads pip elsewhere, with the settings of this interpreter's own pip.conf.

    pip, told to work for another interpreter, reads that one's pip.conf instead.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _DIVERTING}
    kept["PIP_USER"] = "0"
    settings = Path(sys.prefix) / "pip.conf"
    if settings.is_file():
        kept.setdefault("PIP_CONFIG_FILE", str(settings))
    return kept
