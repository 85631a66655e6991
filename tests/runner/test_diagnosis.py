"""What doctor says of harnesses: usable and where, or what is wrong and the command that mends it."""

import sys
from pathlib import Path

import pytest

from edgebench.harness import discover, interpreter
from edgebench.harness.discover import Asked, Unusable, Usable
from edgebench.harness.environment import environment
from edgebench.harness.interpreter import Unbuilt
from edgebench.harness.protocol import Loaded
from edgebench.probes import device, state
from edgebench.runner.diagnosis import harness_facts, problems
from edgebench.runner.remedies import Trouble

LOADED = Loaded("LiteRT", "2.3.0", None, "p", "p", "cpu", ["cpu"], None, None, None, [], [], {})
FILE = discover.shipped()["tflite"]


@pytest.fixture
def fact(monkeypatch):
    """What is said of a harness that was found so."""

    def told(found):
        monkeypatch.setattr(interpreter, "look", lambda asked, cache: found)
        (one,) = harness_facts([FILE], Path("/nowhere"))
        return one

    return told


def test_a_harness_that_runs_here_says_its_runtime_and_accelerators(fact):
    one = fact(Usable(Path(sys.executable), LOADED, 80))
    assert (one.usable, one.where, one.accelerators) == (True, "here", ["cpu"])
    assert (one.runtime_text(), one.verdict()) == ("LiteRT 2.3.0", "yes")


def test_one_that_runs_in_its_environment_says_so(fact):
    one = fact(Usable(Path("/environments/tflite-1/bin/python"), LOADED, 80))
    assert (one.usable, one.where) == (True, "environment")
    assert one.verdict() == "yes, in an environment of its own"


def test_one_whose_environment_is_not_made_says_what_is_wrong_here_and_the_command(fact):
    here = Unusable("no module", "edgebench prepare --harness tflite", installable=True)
    one = fact(Unbuilt(environment(Asked(FILE), Path("/nowhere")), here))
    assert (one.usable, one.where, one.runtime_text()) == (False, None, FILE.title)
    assert one.verdict() == "no: no module\nedgebench prepare --harness tflite"


def test_a_harness_that_does_not_run_comes_first_with_its_command(fact):
    one = fact(Unusable("no module", "pip install 'edgebench[tflite]'", installable=False))
    first = next(problems(device.describe(), state.read(wait=lambda: None), [one]))
    assert first == Trouble("harness tflite does not run: no module", "pip install 'edgebench[tflite]'")
