"""Who may sign: a strict reading of allowed_signers, and of the key that a signature names."""

from __future__ import annotations

import base64

import pytest

from edgebench.errors import ResultError
from edgebench.signers import Signer, key_of, parse


def wire(*strings: bytes) -> bytes:
    return b"".join(len(one).to_bytes(4, "big") + one for one in strings)


KEY = wire(b"ssh-ed25519", bytes(32))
WORDS = f"ssh-ed25519 {base64.b64encode(KEY).decode()}"
LINE = f'ada namespaces="edgebench" {WORDS}'


def armoured(data: bytes) -> bytes:
    text = base64.encodebytes(data).decode().strip()
    return f"-----BEGIN SSH SIGNATURE-----\n{text}\n-----END SSH SIGNATURE-----\n".encode()


def signature(key: bytes = KEY, namespace: bytes = b"edgebench", version: int = 1) -> bytes:
    head = b"SSHSIG" + version.to_bytes(4, "big")
    return armoured(head + wire(key, namespace, b"", b"sha512", wire(b"ssh-ed25519", bytes(64))))


class TestAllowedSigners:
    def test_a_line_is_a_name_and_a_key(self) -> None:
        (signer,) = parse(f"# comment\n\n{LINE}\n")
        assert (signer.name, signer.is_lab, signer.key) == ("ada", False, KEY)
        assert signer.line == LINE

    def test_a_lab_is_the_same_submitter_elsewhere(self) -> None:
        (signer,) = parse(LINE.replace("ada", "ada@lab"))
        assert (signer.principal, signer.name, signer.is_lab) == ("ada@lab", "ada", True)

    def test_a_name_may_have_two_keys(self) -> None:
        other = Signer("ada", wire(b"ssh-ed25519", bytes(31) + b"\1")).line
        assert [one.name for one in parse(f"{LINE}\n{other}\n")] == ["ada", "ada"]

    @pytest.mark.parametrize(
        ("line", "what"),
        [
            (f"{LINE} ada@my-laptop", "leave out the comment after the key: it names a user and a host"),
            (f"ada {WORDS}", "it is not four words with one space between"),
            (f'ada namespaces="file" {WORDS}', "it is not four words"),
            (f'ada cert-authority,namespaces="edgebench" {WORDS}', "it is not four words"),
            (LINE.replace("ada", "*"), "'*' is not a name of lower-case"),
            (LINE.replace("ada", "ada,bob"), "'ada,bob' is not a name"),
            (LINE.replace("ada", "ada@example.org"), "'ada@example.org' is not a name"),
            (LINE.replace("ada", "ada\x1b[31m"), r"'ada\\x1b\[31m' is not a name"),
            (LINE.replace("ssh-ed25519 ", "ssh-dss "), "'ssh-dss' is not a type of key"),
            (LINE.replace("ssh-ed25519 ", "ssh-rsa "), "the key is not of type ssh-rsa"),
            (LINE.replace("AAAA", "AA?A"), "it is not base64"),
            (LINE.replace("ada ", "ada  "), "it is not four words"),
        ],
    )
    def test_anything_else_is_refused_with_its_line(self, line: str, what: str) -> None:
        with pytest.raises(ResultError, match=f"results/allowed_signers: line 2: {what.replace('*', '[*]')}"):
            parse(f"# comment\n{line}\n", "results/allowed_signers")

    def test_one_key_is_one_submitter(self) -> None:
        with pytest.raises(ResultError, match="line 2: this is also the key of ada"):
            parse(f"{LINE}\n{LINE.replace('ada', 'bob')}")


class TestASignature:
    def test_names_its_key(self) -> None:
        assert key_of(signature()) == KEY
        assert key_of(signature().replace(b"\n", b"\r\n")) == KEY

    @pytest.mark.parametrize(
        ("data", "what"),
        [
            (b"", "it is not an SSH signature"),
            (b"\xff" * 200, "it is not an SSH signature"),
            (signature() + b"more", "it is not an SSH signature"),
            (armoured(b"SSHSIG"), "it is not an SSH signature of version 1"),
            (signature(version=2), "it is not an SSH signature of version 1"),
            (signature(namespace=b"git"), "it was made for 'git', not for 'edgebench'"),
            (armoured(b"SSHSIG\0\0\0\1\xff\xff\xff\xff"), "it was made for ''"),
            (b"A" * 9000, "9000 bytes are more than a signature has"),
        ],
        ids=["empty", "bytes", "more", "cut", "version", "namespace", "length", "large"],
    )
    def test_anything_else_is_refused(self, data: bytes, what: str) -> None:
        with pytest.raises(ValueError, match=what):
            key_of(data)
