"""Throw-away SSH keys, and a folder of results that they sign. Needs ssh-keygen: Debian's openssh-client."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from edgebench import signatures, signers, store
from edgebench.model.result import Result

needs_ssh_keygen = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed (Debian: openssh-client)"
)


def make_key(folder: Path, name: str) -> Path:
    """A private key without a passphrase."""
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / name
    if not key.exists():
        asked = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "me@my-host", "-f", str(key)]
        subprocess.run(asked, check=True, timeout=60)
    return key


class Repository:
    """A folder of results; keys lie beside it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "results"
        self.keys = folder / "keys"
        self.root.mkdir(parents=True, exist_ok=True)

    def add(self, result: Result, signer: str | None = None, *, listed: bool = True) -> Path:
        """Saved, and signed by this principal, whom allowed_signers lists unless told otherwise."""
        path = store.save(result, self.root)
        if signer:
            signature = signatures.sign(path, make_key(self.keys, signer))
            if listed:
                self.allow(signer, signature)
        return path

    def allow(self, principal: str, signature: Path) -> None:
        lines = self.root / "allowed_signers"
        line = signers.Signer(principal, signers.key_of(signature.read_bytes())).line
        before = lines.read_text("ascii") if lines.exists() else "# who may sign\n"
        if line not in before:
            lines.write_text(f"{before}{line}\n", encoding="ascii")

    def withdraw(self, path: Path, reason: str = "The fan was unplugged.") -> None:
        with (self.root / "withdrawn.toml").open("a", encoding="utf-8") as file:
            file.write(
                f'[[withdrawn]]\nid = "{store.result_id(path.read_bytes())}"\ndate = 2026-11-21\n'
                f'reason = "{reason}"\nby = "ada"\n'
            )

    def signature(self, path: Path) -> Path:
        return self.root / "signatures" / f"{store.result_id(path.read_bytes())}.sig"
