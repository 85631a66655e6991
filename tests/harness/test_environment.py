"""Environments of real venvs and a real pip, from a folder of tiny wheels; nothing of the network."""

import errno
import subprocess
import sys
import threading

import pytest

from edgebench.errors import HarnessError, StorageError
from edgebench.harness import discover
from edgebench.harness import environment as environments
from edgebench.harness.discover import Asked
from edgebench.harness.environment import build, environment, specifier
from edgebench.harness.install import install
from edgebench.sources.progress import SILENT
from tests.harness import wheels


@pytest.fixture
def file(tmp_path, monkeypatch):
    wheels.use(monkeypatch, wheels.index(tmp_path / "index"))
    return discover.read(wheels.harness(tmp_path), shipped=False)


def made(file, pin, cache):
    wanted = environment(Asked(file, pin), cache)
    build(wanted, offline=False, progress=SILENT)
    return wanted


def version_in(wanted):
    """Of fakeruntime, as the environment's own interpreter imports it."""
    code = "import fakeruntime; print(fakeruntime.__version__)"
    done = subprocess.run([wanted.python, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("asked", "pinned"),
    [
        ("1.30", "==1.30.*"),
        ("2", "==2.*"),
        ("1.30.1", "==1.30.1"),
        ("2026.4.1.dev3", "==2026.4.1.dev3"),
        ("1.30rc1", "==1.30rc1"),
        ("1.30+mine", "==1.30+mine"),
    ],
)
def test_fewer_than_three_numbers_are_a_series(asked, pinned):
    assert specifier(asked) == pinned


@pytest.mark.parametrize(
    ("header", "pin", "requirements"),
    [
        ('["fakeruntime>=1", "numpy"]', "", ("fakeruntime>=1", "numpy")),
        ('["fakeruntime>=1", "numpy<2"]', "1.1", ("fakeruntime==1.1.*", "numpy<2")),
        ("[\"fakeruntime[fast]>=1; python_version > '3'\"]", "1.1.0", ("fakeruntime[fast]==1.1.0", "numpy")),
    ],
)
def test_the_version_asked_for_replaces_the_first_of_the_header(tmp_path, header, pin, requirements):
    file = discover.read(wheels.harness(tmp_path, f"dependencies = {header}"), shipped=False)
    wanted = environment(Asked(file, pin), tmp_path).requirements
    assert tuple(one.split(";")[0] for one in wanted) == requirements


@pytest.mark.parametrize("pin", ["../1.0", "1.0 --index-url=x", "-r", "latest", "1.*", "https://x/y"])
def test_what_is_neither_a_version_nor_a_wheel_is_refused(file, tmp_path, pin):
    with pytest.raises(HarnessError, match="neither a version nor the path of a wheel"):
        environment(Asked(file, pin), tmp_path)


def test_a_wheel_that_is_not_there_is_refused(file, tmp_path):
    with pytest.raises(HarnessError, match=r"nowhere\.whl: there is no such wheel"):
        environment(Asked(file, str(tmp_path / "nowhere.whl")), tmp_path)


def test_a_version_of_a_harness_that_names_no_runtime_is_refused(tmp_path):
    file = discover.read(wheels.harness(tmp_path, "dependencies = []"), shipped=False)
    with pytest.raises(HarnessError, match="names no runtime"):
        environment(Asked(file, "1.0"), tmp_path)


def test_the_version_asked_for_is_installed_and_the_newest_of_a_series(file, tmp_path):
    assert version_in(made(file, "1.0.0", tmp_path)) == "1.0.0"
    assert version_in(made(file, "1", tmp_path)) == "1.1.0"


def test_a_wheel_is_installed_and_one_built_again_is_another_environment(file, tmp_path):
    path = wheels.runtime(tmp_path / "built", "3.0.0", says="3.0.0 of monday")
    monday = made(file, str(path), tmp_path)
    assert version_in(monday) == "3.0.0 of monday"
    wheels.runtime(tmp_path / "built", "3.0.0", says="3.0.0 of tuesday")
    tuesday = environment(Asked(file, str(path)), tmp_path)
    assert tuesday.folder != monday.folder
    assert not tuesday.is_built()


def test_what_was_made_is_found_again_and_not_made_twice(file, tmp_path, monkeypatch):
    made(file, "1.0", tmp_path)
    monkeypatch.setenv("PIP_FIND_LINKS", "/nowhere")
    assert environment(Asked(file, "1.0"), tmp_path).is_built()
    made(file, "1.0", tmp_path)


def test_nothing_of_this_interpreter_is_seen_inside(file, tmp_path):
    wanted = made(file, "1.0", tmp_path)
    code = "import site, sys; print(site.ENABLE_USER_SITE, sys.prefix)"
    done = subprocess.run([wanted.python, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", str(wanted.folder)]


@pytest.mark.parametrize("lost", [environments.MARKER, "bin/python"])
def test_a_half_made_or_broken_environment_is_made_anew(file, tmp_path, lost):
    wanted = made(file, "1.0", tmp_path)
    (wanted.folder / lost).unlink()
    (wanted.folder / "rest").write_text("of an earlier try")
    assert not wanted.is_built()
    build(wanted, offline=False, progress=SILENT)
    assert version_in(wanted) == "1.0.0"
    assert not (wanted.folder / "rest").exists()


def test_a_version_that_is_not_there_names_the_nearest_and_leaves_nothing(file, tmp_path):
    wanted = environment(Asked(file, "1.7"), tmp_path)
    with pytest.raises(HarnessError, match=r"there is no fakeruntime==1\.7\.\* for Python 3") as caught:
        build(wanted, offline=False, progress=SILENT)
    assert caught.value.hint == "the nearest are 1.0.0, 1.1.0, 2.0.0"
    assert not wanted.folder.exists()


def test_a_version_for_other_pythons_says_for_which(file, tmp_path):
    later = "Requires-Python: >=3.99\n"
    wheels.wheel(tmp_path / "index", "fakeruntime", "5.0.0", {"fakeruntime.py": ""}, later)
    with pytest.raises(HarnessError, match=r"'fakeruntime' requires a different Python: .* not in '>=3\.99'"):
        made(file, "5.0.0", tmp_path)


def test_a_wheel_for_another_python_is_told(file, tmp_path):
    path = wheels.runtime(tmp_path, "3.0.0")
    other = path.rename(tmp_path / "fakeruntime-3.0.0-cp27-cp27m-any.whl")
    with pytest.raises(HarnessError, match=r"fakeruntime-3\.0\.0-cp27-cp27m-any\.whl is not for Python 3"):
        made(file, str(other), tmp_path)


def test_requirements_that_contradict_each_other_are_told(tmp_path, file):
    header = 'dependencies = ["fakeruntime", "numpy>0", "numpy<0"]'
    contradicting = discover.read(wheels.harness(tmp_path, header), shipped=False)
    with pytest.raises(HarnessError, match="numpy"):
        made(contradicting, "1.0", tmp_path)


def test_an_sdist_is_never_run(file, tmp_path):
    (tmp_path / "index" / "fakeruntime-4.0.0.tar.gz").write_bytes(b"")
    with pytest.raises(HarnessError, match=r"there is no fakeruntime==4\.0\.0"):
        made(file, "4.0.0", tmp_path)


def test_offline_nothing_is_made_and_the_command_for_later_is_told(file, tmp_path):
    wanted = environment(Asked(file, "1.0"), tmp_path)
    with pytest.raises(HarnessError, match="--offline is set") as caught:
        build(wanted, offline=True, progress=SILENT)
    assert str(caught.value.hint).endswith("fakeruntime.py@1.0")
    assert not wanted.folder.parent.exists()


def test_a_python_without_venv_says_what_to_install(file, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "venv", None)
    with pytest.raises(HarnessError, match="no module venv") as caught:
        made(file, "1.0", tmp_path)
    assert "python3-venv" in str(caught.value.hint)


def test_a_full_disk_is_told_with_what_to_do_and_leaves_nothing(file, tmp_path, monkeypatch):
    def full(python, requirements):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(environments, "install", full)
    with pytest.raises(StorageError, match="No space left on device") as caught:
        made(file, "1.0", tmp_path)
    assert "EDGEBENCH_CACHE" in str(caught.value.hint)
    assert [path.suffix for path in (tmp_path / "environments").iterdir()] == [".lock"]


def test_two_at_once_make_it_once(file, tmp_path, monkeypatch):
    installs = []

    def counted(python, requirements):
        installs.append(python)
        install(python, requirements)

    monkeypatch.setattr(environments, "install", counted)
    both = [threading.Thread(target=made, args=(file, "1.0", tmp_path)) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(installs) == 1
