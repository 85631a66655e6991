"""Drafting a profile of this machine: what `edgebench doctor --write-profile` calls."""

from __future__ import annotations

import datetime
from pathlib import Path

from msgspec import Struct

from edgebench import paths
from edgebench.errors import CatalogueError, StorageError
from edgebench.probes import device, draft, profile, state
from edgebench.probes.device import DeviceFacts
from edgebench.probes.state import State


class Outcome(Struct, frozen=True):
    """profile: the one this machine has, or the one that was written. written: null for a known machine."""

    profile: str
    recognised_by: str
    written: str | None


def write_profile(file: Path | None) -> Outcome:
    """Draft this machine's profile into the file; None = one named after it, in the working folder.

    Writes nothing for a machine that has a profile, or that a profile stands for on purpose (vm).
    Raises CatalogueError when it cannot be recognised again, StorageError when the file is there.
    """
    seen = device.describe()
    if is_known(seen):
        return Outcome(seen.profile, seen.recognised_by, None)
    now = state.read(cpus=device.own_affinity())
    written = save(seen, now, datetime.datetime.now(datetime.timezone.utc).date(), file)
    return Outcome(written.stem, seen.recognised_by, str(written))


def is_known(seen: DeviceFacts) -> bool:
    """Whether a profile would add nothing: a known board, a virtual machine, an emulated one."""
    generic = {one.slug for one in device.load_profiles(paths.devices()) if one.generic}
    return seen.profile not in generic or seen.kind == "vm" or seen.emulated != "none"


def save(seen: DeviceFacts, now: State, today: datetime.date, file: Path | None) -> Path:
    """Write the draft, after reading it back as a profile."""
    path = file or Path(f"{draft.suggested_slug(seen)}.toml")
    if path.suffix != ".toml":
        raise CatalogueError(
            f"{path}: a profile's name ends in .toml", f"name it {path.stem or 'device'}.toml"
        )
    text = draft.draft(seen, now, today, path.stem)
    profile.parse(text.encode(), path)
    try:
        with path.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError as error:
        raise StorageError(f"{path} is there already", "remove it, or name another file") from error
    except OSError as error:
        raise StorageError(f"{path}: cannot be written: {error.strerror}", "name another file") from error
    return path
