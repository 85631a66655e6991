"""This interpreter if the runtime runs here and no version was asked for, else an environment of its own."""

import sys
from pathlib import Path

import pytest

from edgebench.harness import discover, interpreter
from edgebench.harness.discover import Asked, Unusable, Usable
from edgebench.harness.interpreter import Unbuilt, look, make
from edgebench.sources.progress import SILENT
from tests.harness import wheels
from tests.harness.fakes import fake


@pytest.fixture
def file(tmp_path, monkeypatch):
    wheels.use(monkeypatch, wheels.index(tmp_path / "index"))
    return discover.read(wheels.harness(tmp_path), shipped=False)


def made(asked, cache, *, offline=False):
    found = look(asked, cache)
    assert isinstance(found, Unbuilt)
    return make(found, offline=offline, progress=SILENT)


def test_a_runtime_that_runs_here_runs_here(tmp_path):
    found = look(Asked(discover.read(fake("answers_nan", tmp_path), shipped=False)), tmp_path)
    assert isinstance(found, Usable)
    assert (found.python, interpreter.place(found)) == (Path(sys.executable), "here")


def test_one_that_does_not_gets_an_environment_from_its_header_and_has_it_from_then_on(file, tmp_path):
    first = made(Asked(file), tmp_path)
    again = look(Asked(file), tmp_path)
    assert isinstance(first, Usable)
    assert isinstance(again, Usable)
    assert (again.loaded.version, again.python) == ("2.0.0", first.python)
    assert interpreter.place(again) == "environment"


def test_a_version_is_never_that_of_this_interpreter(file, tmp_path):
    found = made(Asked(file, "1.0"), tmp_path)
    assert isinstance(found, Usable)
    assert found.loaded.version == "1.0.0"


def test_before_it_is_made_its_version_is_known_as_it_was_asked_for(file, tmp_path):
    path = wheels.runtime(tmp_path / "built", "3.0.0")
    for pin, version in [("", ">=1"), ("1.0", "==1.0.*"), (str(path), path.name)]:
        found = look(Asked(file, pin), tmp_path)
        assert isinstance(found, Unbuilt)
        assert found.version == version
        assert not found.environment.folder.exists()


def test_an_environment_that_cannot_be_made_is_a_reason(file, tmp_path):
    found = made(Asked(file, "1.0"), tmp_path, offline=True)
    assert isinstance(found, Unusable)
    assert "--offline is set" in found.reason


def test_a_harness_whose_own_answer_is_wrong_gets_no_environment(tmp_path):
    path = fake("returns_nothing", tmp_path)
    path.write_text('# /// script\n# dependencies = ["fakeruntime"]\n# ///\n' + path.read_text())
    found = look(Asked(discover.read(path, shipped=False)), tmp_path)
    assert isinstance(found, Unusable)
    assert found.reason == "predict returned no outputs"


@pytest.mark.parametrize("pin", ["", "1.0"])
def test_a_python_that_the_header_excludes_gets_no_environment(tmp_path, pin):
    header = 'requires-python = "<3.5"\ndependencies = ["fakeruntime"]'
    found = look(Asked(discover.read(wheels.harness(tmp_path, header), shipped=False), pin), tmp_path)
    assert isinstance(found, Unusable)
    assert "needs Python <3.5" in found.reason


def test_what_pythonpath_leads_to_does_not_reach_an_environment(file, tmp_path, monkeypatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "fakeruntime.py").write_text('__version__ = "9.0.0"\n')
    monkeypatch.setenv("PYTHONPATH", str(elsewhere))
    found = made(Asked(file, "1.0"), tmp_path)
    assert isinstance(found, Usable)
    assert found.loaded.version == "1.0.0"


def test_a_runtime_that_calls_itself_another_version_is_refused(file, tmp_path):
    wheels.runtime(tmp_path / "index", "3.0.0", says="9.0.0")
    found = made(Asked(file, "3.0.0"), tmp_path)
    assert isinstance(found, Unusable)
    assert "runs fake 9.0.0, not the version asked for" in found.reason
