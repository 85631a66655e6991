"""The folder of the site: replaced whole, with nothing lost that was not made here, however a build ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePath

import pytest

from edgebench import paths
from edgebench.errors import EdgebenchError
from edgebench.publish.building import folder

SITE = {PurePath("index.html"): b"front", PurePath("data/a.json"): b"{}", PurePath("data/b.json"): b"[]"}
KILLED = """
import os, sys
from pathlib import Path, PurePath
from edgebench.publish.building import folder

def kill(*_):
    os.kill(os.getpid(), 9)

if sys.argv[2] == "filling":
    files = (kill() if number else (PurePath("index.html"), b"new") for number in range(2))
else:  # the old site is away, and the new one not yet in its place
    files = [(PurePath("index.html"), b"new")]
    rename = Path.rename
    Path.rename = lambda self, target: kill() if self.name == "new" else rename(self, target)
with folder.replacing(Path(sys.argv[1])) as site:
    site.add(files)
"""


def replace(out: Path, files: Iterable[tuple[PurePath, bytes]]) -> None:
    with folder.replacing(out) as site:
        site.add(files)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    replace(tmp_path / "site", SITE.items())
    return tmp_path / "site"


def _names(of: Path) -> set[str]:
    return {str(path.relative_to(of)) for path in of.rglob("*") if path.is_file()} - {folder.MARKER}


def _killed(out: Path, when: str) -> None:
    command = [sys.executable, "-c", KILLED, str(out), when]
    ended = subprocess.run(command, cwd=paths.importable(), capture_output=True, check=False)
    assert ended.returncode == -9, ended.stderr


class TestWhatWasNotMadeHere:
    @pytest.mark.parametrize("name", ["thesis.txt", "CNAME", ".git/config", "data/mine.json", "new/a/b.txt"])
    def test_is_named_and_stays(self, out: Path, name: str) -> None:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("years of work")
        with pytest.raises(EdgebenchError, match=f"holds {name}, which edgebench did not put there"):
            replace(out, SITE.items())
        assert (out / name).read_text() == "years of work"

    def test_is_a_link_too_wherever_it_leads(self, out: Path, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        (out / "link").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(EdgebenchError, match="holds link, which"):
            replace(out, SITE.items())

    def test_is_refused_before_anything_is_built(self, out: Path) -> None:
        (out / "thesis.txt").touch()
        with pytest.raises(EdgebenchError, match=r"thesis\.txt"):
            folder.refuse_foreign(out)

    def test_cannot_be_told_where_the_list_is_broken(self, out: Path) -> None:
        (out / folder.MARKER).write_text("{")
        with pytest.raises(EdgebenchError, match="does not list"):
            replace(out, SITE.items())

    def test_is_not_what_was_made_by_an_earlier_build_or_changed_since(self, out: Path) -> None:
        (out / "index.html").write_text("changed by hand")
        (out / "data/a.json").unlink()
        replace(out, [(PurePath("index.html"), b"new")])
        assert _names(out) == {"index.html"}
        assert (out / "index.html").read_bytes() == b"new"


class TestABuildThatWasKilled:
    @pytest.mark.parametrize("when", ["filling", "swapping"])
    def test_leaves_nothing_after_the_next(self, out: Path, when: str) -> None:
        _killed(out, when)
        assert len(list(out.parent.iterdir())) == 2 - (when == "swapping")
        replace(out, SITE.items())
        assert [path.name for path in out.parent.iterdir()] == ["site"]
        assert _names(out) == set(map(str, SITE))

    def test_or_interrupted_half_way_leaves_the_old_site(
        self, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(self: Path, target: Path) -> Path:
            if self.name == "new":
                raise KeyboardInterrupt
            return rename(self, target)

        rename = Path.rename
        monkeypatch.setattr(Path, "rename", interrupted)
        with pytest.raises(KeyboardInterrupt):
            replace(out, [(PurePath("index.html"), b"new")])
        assert [path.name for path in out.parent.iterdir()] == ["site"]
        assert _names(out) == set(map(str, SITE))

    def test_half_way_through_the_swap_gives_the_old_site_back_to_one_that_fails(self, out: Path) -> None:
        _killed(out, "swapping")
        with pytest.raises(ZeroDivisionError):
            replace(out, ((path, data * (1 // 0)) for path, data in SITE.items()))
        assert _names(out) == set(map(str, SITE))

    def test_is_told_from_one_that_still_runs_and_from_that_of_another_site(self, out: Path) -> None:
        other, beside = out.parent / "site-b", []
        for path in (other, out):
            beside.append(folder.beside(path))
            beside[-1].__enter__()
        replace(out, SITE.items())
        replace(other, SITE.items())
        assert len([path for path in out.parent.iterdir() if path.name.startswith(".")]) == 2
        for one in beside:
            one.__exit__(None, None, None)


class TestAPlaceThatCannotBeWritten:
    def test_is_told_before_the_build(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(EdgebenchError, match="the site cannot be written there: above it is a"):
            folder.refuse_unwritable(tmp_path / "file/site")
        with pytest.raises(EdgebenchError, match="/proc/site: the site cannot be written there: "):
            folder.refuse_unwritable(Path("/proc/site"))

    def test_is_a_mount_point_which_cannot_be_replaced(self) -> None:
        with pytest.raises(EdgebenchError, match="/proc: is a mount point"):
            folder.refuse_foreign(Path("/proc"))

    def test_is_where_the_user_stands(self, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(out / "data")
        for name in (out, Path(), Path("..")):
            with pytest.raises(EdgebenchError, match="is the working folder or holds it"):
                folder.refuse_foreign(name)
