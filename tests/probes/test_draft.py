"""Every known device drafts its own profile as if it were unknown, and is recognised by it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from edgebench import paths
from edgebench.errors import CatalogueError
from edgebench.probes import device, draft, profile, state
from edgebench.probes.device import DeviceFacts
from edgebench.probes.state import State
from tests.probes import boards
from tests.probes.trees import Files, plant

TODAY = datetime.date(2026, 11, 21)
GENERIC = tuple(one for one in device.load_profiles(paths.devices()) if one.generic)


def unknown(root: Path, files: Files) -> tuple[DeviceFacts, State]:
    plant(root, files)
    return device.describe(root, profiles=GENERIC), state.read(root, wait=lambda: None)


@pytest.mark.parametrize("slug", sorted(boards.BY_SLUG))
def test_a_drafted_profile_loads_and_recognises_its_machine(tmp_path: Path, slug: str) -> None:
    seen, now = unknown(tmp_path / "device", boards.BY_SLUG[slug])
    folder = plant(tmp_path / "profiles", {"drafted.toml": draft.draft(seen, now, TODAY, "drafted")})
    for one in GENERIC:
        plant(folder, {f"{one.slug}.toml": (paths.devices() / f"{one.slug}.toml").read_text()})
    found = device.describe(tmp_path / "device", profiles=profile.load_profiles(folder))
    assert (found.slug, found.profile_revision, found.kind) == ("drafted", 1, seen.kind)


def test_a_draft_says_what_was_read_and_where(tmp_path: Path) -> None:
    seen, now = unknown(tmp_path, boards.ROCK_5B)
    drafted = profile.parse(draft.draft(seen, now, TODAY).encode(), Path("radxa-rock-5b.toml"))
    assert drafted.name == "Radxa ROCK 5B"
    assert drafted.recognise == profile.Recognise(compatible=("radxa,rock-5b",))
    assert drafted.shows == profile.Shows(("cooling_device",), None, ("bigcore0-thermal",))
    cpu = profile.Fact("Cortex-A76 + Cortex-A55, 8 cores", "this machine, /proc/cpuinfo", TODAY)
    assert drafted.facts["cpu"] == cpu
    assert drafted.facts["soc"].value == "rockchip,rk3588"
    assert drafted.facts["cpu_max_khz"].value == 2_400_000


@pytest.mark.parametrize(
    ("slug", "suggested"),
    [
        ("pi4", "raspberry-pi-4-model-b"),  # without its revision
        ("nuc10i3fnh", "nuc10i3fnh"),
        ("asus-prime-n100i-d-d4", "prime-n100i-d-d4"),
        ("jetson-orin-nano", "nvidia-jetson-orin-nano-engineering-refe"),
    ],
)
def test_the_slug_comes_from_the_machines_own_name(tmp_path: Path, slug: str, suggested: str) -> None:
    assert draft.suggested_slug(unknown(tmp_path, boards.BY_SLUG[slug])[0]) == suggested


@pytest.mark.parametrize(("slug", "secret"), [("pi4", "12345678"), ("nuc10i3fnh", "G6FN")])
def test_a_draft_holds_no_serial_number(tmp_path: Path, slug: str, secret: str) -> None:
    seen, now = unknown(tmp_path, boards.BY_SLUG[slug])
    assert any(secret in str(text) for text in boards.BY_SLUG[slug].values())
    assert secret not in draft.draft(seen, now, TODAY)


def test_a_name_in_quotes_is_still_toml(tmp_path: Path) -> None:
    seen, now = unknown(tmp_path, boards.box("Intel(R) N97", product_name='The "Box" \\ é'))
    assert (
        profile.parse(draft.draft(seen, now, TODAY, "box").encode(), Path("box.toml")).name
        == 'The "Box" \\ é'
    )


def test_a_machine_without_a_name_cannot_be_recognised_again(tmp_path: Path) -> None:
    seen, now = unknown(tmp_path, {})
    with pytest.raises(CatalogueError, match="neither a device tree nor"):
        draft.draft(seen, now, TODAY)
