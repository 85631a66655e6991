"""results/allowed_signers -> who may sign; a signature -> the key it names. Pure; ssh-keygen does the rest.

A line is `NAME namespaces="edgebench" KEYTYPE KEY`, and nothing of ssh-keygen(1), ALLOWED SIGNERS, beyond:

- NAME is a handle by choice, in lower case; `NAME@lab` is the same submitter measuring in a lab that the
  maintainers know. Patterns and cert-authority would let a line name people who are not in it.
- The namespace confines a key to results. A comment is refused: it is its owner's user and host name.
- A key has one line; a name may have several, so that keys can change.

The format of a signature: PROTOCOL.sshsig of OpenSSH.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from msgspec import Struct

from edgebench.errors import ResultError

NAMESPACE = "edgebench"
KEY_TYPES = (
    "ssh-ed25519",
    "sk-ssh-ed25519@openssh.com",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ecdsa-sha2-nistp256@openssh.com",
    "ssh-rsa",
)
LARGEST_SIGNATURE_BYTES = 8 * 1024
"""RSA of 16,384 bits, the most that ssh-keygen makes, takes 6 KiB."""
_LAB = "@lab"
_PRINCIPAL = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}(@lab)?")
_ARMOUR = re.compile(
    r"-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n?", re.ASCII
)
_HOW = f'Write a line as: NAME namespaces="{NAMESPACE}" KEYTYPE KEY. edgebench sign prints it.'


class Signer(Struct, frozen=True):
    """A line of allowed_signers. key: the public key in SSH's wire format."""

    principal: str
    key: bytes

    @property
    def name(self) -> str:
        """The submitter: the same in a lab and out of it."""
        return self.principal.removesuffix(_LAB)

    @property
    def is_lab(self) -> bool:
        return self.principal.endswith(_LAB)

    @property
    def line(self) -> str:
        """As it stands in the file."""
        return f'{self.principal} namespaces="{NAMESPACE}" {key_words(self.key)}'


def parse(text: str, name: str = "allowed_signers") -> tuple[Signer, ...]:
    """The signers of a file, called `name` in errors. Raises ResultError naming the line."""
    signers: dict[bytes, Signer] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            signer = _signer(line)
        except ValueError as error:
            raise ResultError(f"{name}: line {number}: {error}", _HOW) from error
        if signer.key in signers:
            raise ResultError(
                f"{name}: line {number}: this is also the key of {signers[signer.key].principal}",
                "One key is one submitter: keep one of the lines.",
            )
        signers[signer.key] = signer
    return tuple(signers.values())


def key_of(signature: bytes) -> bytes:
    """The public key that a detached signature says it was made with. Raises ValueError in one sentence."""
    if len(signature) > LARGEST_SIGNATURE_BYTES:
        raise ValueError(f"{len(signature)} bytes are more than a signature has")
    armour = _ARMOUR.fullmatch(signature.decode("ascii", errors="replace").replace("\r\n", "\n"))
    if armour is None:
        raise ValueError("it is not an SSH signature")
    data = _decoded(armour[1].replace("\n", ""))
    if data[:10] != b"SSHSIG\x00\x00\x00\x01":
        raise ValueError("it is not an SSH signature of version 1")
    key, namespace, *_ = [*_strings(data[10:]), b"", b""]
    if namespace != NAMESPACE.encode():
        raise ValueError(
            f"it was made for {namespace.decode(errors='replace')[:40]!a}, not for {NAMESPACE!r}"
        )
    return key


def key_words(key: bytes) -> str:
    """`ssh-ed25519 AAAA...`."""
    return f"{next(_strings(key)).decode()} {base64.b64encode(key).decode()}"


def _signer(line: str) -> Signer:
    words = line.split(" ")
    if len(words) > 4 and words[2] in KEY_TYPES:
        raise ValueError("leave out the comment after the key: it names a user and a host")
    if len(words) != 4 or words[1] != f'namespaces="{NAMESPACE}"':
        raise ValueError("it is not four words with one space between")
    principal, _, kind, encoded = words
    if not _PRINCIPAL.fullmatch(principal):
        raise ValueError(f"{principal[:60]!a} is not a name of lower-case letters, digits, dots and dashes")
    if kind not in KEY_TYPES:
        raise ValueError(f"{kind[:60]!a} is not a type of key: {', '.join(KEY_TYPES)}")
    key = _decoded(encoded)
    if next(_strings(key), b"") != kind.encode():
        raise ValueError(f"the key is not of type {kind}")
    return Signer(principal, key)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("it is not base64") from None


def _strings(data: bytes) -> Iterator[bytes]:
    """The length-prefixed strings of SSH's wire format; ends before one that is cut short."""
    while len(data) >= 4 and 4 + (length := int.from_bytes(data[:4], "big")) <= len(data):
        yield data[4 : 4 + length]
        data = data[4 + length :]
