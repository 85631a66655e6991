"""What `doctor --write-profile` writes, and when it writes nothing."""

import datetime
from pathlib import Path

import pytest

from edgebench import paths
from edgebench.errors import CatalogueError, StorageError
from edgebench.probes import device, profile, state
from edgebench.runner import profiling
from tests.probes import boards, trees

TODAY = datetime.date(2026, 11, 21)
UNKNOWN = boards.board("Acme One Rev 2.0", ["acme,one", "acme,soc"], ["0xd0b"] * 4)


@pytest.fixture
def seen(tmp_path):
    return device.describe(trees.plant(tmp_path / "root", UNKNOWN), machine="aarch64")


@pytest.fixture
def now(tmp_path, seen):
    return state.read(tmp_path / "root", wait=lambda: None)


def test_a_draft_takes_its_name_from_its_file(tmp_path, seen, now):
    written = profiling.save(seen, now, TODAY, tmp_path / "acme.toml")
    drafted = profile.parse(written.read_bytes(), written)
    assert (drafted.slug, drafted.name) == ("acme", "Acme One")


def test_without_a_file_it_is_named_after_the_machine(tmp_path, monkeypatch, seen, now):
    monkeypatch.chdir(tmp_path)
    assert profiling.save(seen, now, TODAY, None) == Path("acme-one.toml")


def test_what_is_there_is_never_overwritten(tmp_path, seen, now):
    trees.plant(tmp_path, {"acme.toml": "mine"})
    with pytest.raises(StorageError, match="is there already"):
        profiling.save(seen, now, TODAY, tmp_path / "acme.toml")
    assert (tmp_path / "acme.toml").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "complaint"), [("acme.txt", "ends in .toml"), ("Acme One.toml", "not the file's name")]
)
def test_a_name_that_no_profile_could_have_is_refused(tmp_path, seen, now, name, complaint):
    with pytest.raises(CatalogueError, match=complaint):
        profiling.save(seen, now, TODAY, tmp_path / name)
    assert not (tmp_path / name).exists()


def test_a_folder_that_is_not_there_is_told(tmp_path, seen, now):
    with pytest.raises(StorageError, match="cannot be written"):
        profiling.save(seen, now, TODAY, tmp_path / "nowhere" / "acme.toml")


@pytest.mark.parametrize(
    ("files", "machine", "known"),
    [
        (UNKNOWN, "aarch64", False),
        (trees.PI4, "aarch64", True),
        (trees.GUEST, "x86_64", True),  # every virtual machine shares the profile vm
        (trees.EMULATED, "aarch64", True),
    ],
)
def test_only_real_hardware_without_a_profile_is_unknown(tmp_path, files, machine, known):
    profiles = device.load_profiles(paths.devices())
    root = trees.plant(tmp_path / "it", files)
    assert profiling.is_known(device.describe(root, machine=machine, profiles=profiles)) is known
