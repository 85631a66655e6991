"""What pip says becomes one sentence: what is missing, for which Python, and what there is instead."""

import sys
from pathlib import Path

import pytest

from edgebench.errors import HarnessError
from edgebench.harness import install
from edgebench.harness.install import fault, nearest

NO_VERSION = """\
ERROR: Ignored the following versions that require a different python version: \
2.0 Requires-Python >=3.12; 2.1 Requires-Python >=3.13
ERROR: Could not find a version that satisfies the requirement x==2.* (from versions: 1.0, 1.1rc1, 1.1, 1.2)
ERROR: No matching distribution found for x==2.*
"""
NO_WHEEL = NO_VERSION.splitlines()[1].replace("1.0, 1.1rc1, 1.1, 1.2", "none")
OFFLINE = f"WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError'\n{NO_WHEEL}"


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        (NO_VERSION, "there is no x==2.* for Python 3.", "the nearest are 1.1, 1.2"),
        (NO_VERSION, "; 2.1 needs Python >=3.13", "the nearest"),
        (f"{OFFLINE}\n{NO_VERSION}".replace(NO_WHEEL, ""), "there is no x==2.*", "the nearest"),
        (NO_WHEEL, "the package index has no wheel of x==2.* for Python 3.", "another version"),
        (OFFLINE, "pip reaches no package index", "network"),
        ("/usr/bin/python3: No module named pip", "this Python has no pip", "ensurepip"),
        (
            "ERROR: a-1-cp39-cp39-any.whl is not a supported wheel on",
            "a-1-cp39-cp39-any.whl is not for",
            "tags",
        ),
        ("ERROR: Cannot install a<2 and a>=2 because these have conflicting dependencies.", "a<2", "header"),
        ("ERROR: Wheel 'x' located at /x.whl is invalid.", "pip could not install x==2.*: Wheel 'x'", ""),
        ("", "it did not say why", ""),
    ],
)
def test_a_failure_is_one_sentence_with_what_to_do(said, message, hint):
    error = fault(said, ["x==2.*"])
    assert isinstance(error, HarnessError)
    assert message in error.message
    assert hint in (error.hint or "")
    assert "\n" not in error.message


def test_a_full_disk_is_told_as_such():
    assert isinstance(fault("ERROR: [Errno 28] No space left on device", []), OSError)


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("x==2.*", ["1.1", "1.9", "2.2", "3.0", "9.0"]),
        ("x==0.1.0", ["1.1", "1.9", "9.0"]),
        ("x==99", ["3.0", "9.0"]),
        ("x", ["3.0", "9.0"]),
    ],
)
def test_the_nearest_versions_and_the_newest_are_named(wanted, near):
    assert nearest(wanted, ["1.1", "1.9", "2.2", "3.0", "9.0", "10.0rc1", "not-a-version"]) == near


def test_pip_is_led_nowhere_else(monkeypatch, tmp_path):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_INDEX_URL", "https://example.org/simple")
    passed = install._environment()
    assert "PYTHONPATH" not in passed
    assert "PIP_TARGET" not in passed
    assert (passed["PIP_INDEX_URL"], passed["PIP_USER"]) == ("https://example.org/simple", "0")


def test_the_pip_settings_of_this_interpreter_count(monkeypatch, tmp_path):
    monkeypatch.delenv("PIP_CONFIG_FILE", raising=False)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert "PIP_CONFIG_FILE" not in install._environment()
    (tmp_path / "pip.conf").write_text("[global]\n")
    assert install._environment()["PIP_CONFIG_FILE"] == str(tmp_path / "pip.conf")


def test_pip_that_is_not_done_in_time_is_stopped(monkeypatch, tmp_path):
    monkeypatch.setattr(install, "TIMEOUT_S", 0)
    with pytest.raises(HarnessError, match="pip was not done with x after 0 minutes"):
        install.install(Path(sys.executable), ["x"])
