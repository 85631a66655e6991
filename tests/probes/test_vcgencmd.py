from __future__ import annotations

from pathlib import Path

import pytest

from edgebench.probes import vcgencmd
from tests.probes.trees import plant


@pytest.mark.parametrize(
    ("bits", "flags"),
    [
        (0x0, ()),
        (0x1, ("under_voltage",)),
        (0x2, ("frequency_capped",)),
        (0x4, ("throttled",)),
        (0x80008, ("soft_temperature_limit", "soft_temperature_limit_since_boot")),
    ],
)
def test_each_bit_of_the_firmware_has_a_name(bits: int, flags: tuple[str, ...]) -> None:
    assert vcgencmd.flags(bits) == flags


def test_the_answer_is_hex_and_an_error_message_is_none() -> None:
    assert vcgencmd.parse("throttled=0x50005\n") == 0x50005
    assert vcgencmd.parse("VCHI initialization failed\n") is None
    assert vcgencmd.parse("throttled=?") is None


def test_elsewhere_nobody_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert vcgencmd.ask() is None


@pytest.mark.parametrize(("code", "answer"), [(0, "throttled=0x0\n"), (1, None)])
def test_the_tool_is_asked_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int, answer: str | None
) -> None:
    tool = tmp_path / "vcgencmd"
    tool.write_text(f'#!/bin/sh\n[ "$1" = get_throttled ] && echo throttled=0x0\nexit {code}\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert vcgencmd.ask() == answer


@pytest.mark.parametrize(
    ("files", "closed", "why"),
    [
        ((), "", "no_device"),
        (("dev/vcio",), "vcio", "no_access"),
        (("dev/vchiq",), "vchiq", "no_access"),
        (("dev/vcio",), "", "not_installed"),
        (("dev/vcio", "usr/bin/vcgencmd"), "", None),
    ],
)
def test_what_hinders_is_told(tmp_path: Path, files: tuple[str, ...], closed: str, why: str | None) -> None:
    root = plant(tmp_path, dict.fromkeys(files, ""))
    assert vcgencmd.hindrance(root, lambda path: path.name != closed) == why
