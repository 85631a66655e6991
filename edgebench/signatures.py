"""Signatures beside results: results/signatures/<id>.sig, made and verified by ssh-keygen.

A detached SSH signature of the file's bytes in the namespace `edgebench` (ssh-keygen(1), -Y sign and verify;
Debian's openssh-client). It says who, not that a number is true; what follows: edgebench/trust.py.
ssh-keygen is started with argument lists and a time limit, and sees copies of what was read and held to its
limits here, never a file of the repository.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from edgebench import signers, store
from edgebench.errors import ResultError, StorageError
from edgebench.result_reader import decode
from edgebench.signers import NAMESPACE, Signer

FOLDER = "signatures"
ALLOWED_SIGNERS = "allowed_signers"
SUFFIX = ".sig"
PROGRAM = "ssh-keygen"
INSTALL = f"{PROGRAM} is not installed (Debian and Ubuntu: openssh-client)"
_VERIFY_S = 10
_SIGN_S = 300
"""A person types a passphrase or touches a key."""
_NAME = re.compile(r"[0-9a-f]{64}\.sig")


def found(root: Path) -> dict[str, Path]:
    """Signature files below a folder of results, by the id that they are named after; others are left out."""
    return {file.stem: file for file in _listed(root) if _is_named(file)}


def strays(root: Path) -> list[Path]:
    """What lies in the folder of signatures and is named after no id."""
    return [file for file in _listed(root) if not _is_named(file)]


def _listed(root: Path) -> list[Path]:
    folder = root / FOLDER
    if not folder.is_dir() or folder.is_symlink():
        return []
    return sorted(file for file in folder.iterdir() if not _is_partial(file))


def _is_partial(file: Path) -> bool:
    """What `sign` leaves where it is killed while it writes (store.write_new)."""
    return file.name.startswith(".") and file.suffix == ".partial"


def _is_named(file: Path) -> bool:
    return bool(_NAME.fullmatch(file.name))


def allowed(root: Path) -> tuple[Signer, ...]:
    """Who may sign results below this folder; nobody without the file. Raises ResultError."""
    path = root / ALLOWED_SIGNERS
    if not os.path.lexists(path):
        return ()
    try:
        text = store.read_bytes(path).decode()
    except UnicodeDecodeError as error:
        raise ResultError(f"{path}: byte {error.start} is not UTF-8", "Write plain lines.") from error
    return signers.parse(text, str(path))


class Unproven(NamedTuple):
    """Why a signature does not count, in a sentence without its stop.

    wrong: it never will. unlisted: it will when its key is listed. unchecked: not on this machine.
    """

    why: str
    kind: Literal["wrong", "unlisted", "unchecked"]


def signer_of(data: bytes, signature: Path, known: Mapping[bytes, Signer]) -> Signer | Unproven:
    """Who signed these bytes, or why that is not known; known: allowed signers by their keys."""
    try:
        content = store.read_bytes(signature)
        key = signers.key_of(content)
    except ResultError as error:
        return Unproven(error.message.removeprefix(f"{signature}: "), "wrong")
    except ValueError as error:
        return Unproven(str(error), "wrong")
    signer = known.get(key)
    try:
        verified = _verified(data, content, signer)
    except ResultError as error:
        return Unproven(error.message, "unchecked")
    if not verified:
        whose = f"{signer.principal}'s" if signer else "a signature"
        return Unproven(f"it is not {whose} of these bytes", "wrong")
    return signer or Unproven(f"{ALLOWED_SIGNERS} does not list its key", "unlisted")


def sign(file: Path, key: Path, root: Path | None = None) -> Path:
    """Sign a result file with an SSH key; the signature's path below `root`, by default the file's own.

    key: a private key, or a public one whose private half ssh-agent holds. ssh-keygen may ask for its
    passphrase on the terminal. The same signature twice is one file.
    Raises ResultError for a file that is no result, that another key has signed or beside which a damaged
    signature lies, without ssh-keygen and where it fails, and StorageError.
    """
    data = store.read_bytes(file)
    decode(data, str(file))
    target = (root or store.root_of(file)) / FOLDER / f"{store.result_id(data)}{SUFFIX}"
    signature = _signed(data, key)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(target):
            store.write_new(target, signature)
    except OSError as error:
        raise StorageError(
            f"{target}: not saved: {error.strerror}", "Check the folder and its permissions."
        ) from error
    if _key_in(target) != signers.key_of(signature):
        raise ResultError(
            f"{file}: another key has signed it already: {target}", "A result has one signature."
        )
    return target


def _key_in(signature: Path) -> bytes:
    try:
        return signers.key_of(store.read_bytes(signature))
    except ValueError as error:
        raise ResultError(f"{signature}: {error}", "Move that file away, then sign again.") from None


def _signed(data: bytes, key: Path) -> bytes:
    finished = _run(["-Y", "sign", "-n", NAMESPACE, "-f", str(key)], data, _SIGN_S, quiet=False)
    try:
        signers.key_of(finished.stdout)
    except ValueError:
        raise ResultError(
            f"{key}: {PROGRAM} did not sign with it",
            f"It says why: {PROGRAM} -Y sign -n {NAMESPACE} -f {key}",
        ) from None
    return finished.stdout


def _verified(data: bytes, signature: bytes, signer: Signer | None) -> bool:
    """signer: None for whoever holds the key that the signature names."""
    with tempfile.TemporaryDirectory(prefix="edgebench-") as folder:
        lines, own = Path(folder, "allowed_signers"), Path(folder, "signature")
        own.write_bytes(signature)
        arguments = ["-n", NAMESPACE, "-s", str(own)]
        if signer is None:
            return _run(["-Y", "check-novalidate", *arguments], data, _VERIFY_S, quiet=True).returncode == 0
        lines.write_text(f"{signer.line}\n", encoding="ascii")
        arguments = ["-Y", "verify", "-f", str(lines), "-I", signer.principal, *arguments]
        return _run(arguments, data, _VERIFY_S, quiet=True).returncode == 0


def _run(
    arguments: Sequence[str], data: bytes, limit_s: int, *, quiet: bool
) -> subprocess.CompletedProcess[bytes]:
    """quiet: what ssh-keygen says to a person is not shown."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise ResultError(INSTALL, "Install it, then try again.")
    try:
        return subprocess.run(
            [program, *arguments],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else None,
            timeout=limit_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ResultError(f"{PROGRAM} did not end within {limit_s} s", "Try again.") from None
