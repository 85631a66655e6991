"""Harness files are read without being run; one that no result could come from is refused with its reason."""

import importlib.metadata
from pathlib import Path

import pytest

from edgebench.errors import HarnessError
from edgebench.harness import discover
from edgebench.harness.discover import Unusable, Usable
from tests.harness import wheels
from tests.harness.fakes import fake


def written(folder, text):
    path = folder / "mine.py"
    path.write_text(text)
    return path


def changed(folder, old, new):
    """A harness that works but for this."""
    text = fake("answers_nan", folder).read_text()
    assert old in text
    return discover.read(written(folder, text.replace(old, new)), shipped=False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("class Harness:\n    formats = ()\n", "no class Harness with formats"),
        ('class Harness:\n    formats = ("caffe",)\n', "no class Harness with formats"),
        ("class Harness:\n    formats = (name,)\n", "no class Harness with formats"),
        ("x" + ".a" * 100_000, "nested too deeply"),
        ("-" * 100_000 + "1", "nested too deeply"),
        ("#" * 300_000, "more than 256 KiB"),
        ("def", "not a readable harness"),
    ],
)
def test_what_is_no_harness_is_refused_by_its_name(tmp_path, text, words):
    with pytest.raises(HarnessError, match=words) as caught:
        discover.read(written(tmp_path, text), shipped=False)
    assert caught.value.message.startswith(str(tmp_path / "mine.py"))


def test_a_folder_is_no_harness(tmp_path):
    (tmp_path / "mine.py").mkdir()
    with pytest.raises(HarnessError, match="no plain file"):
        discover.read(tmp_path / "mine.py", shipped=False)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("dependencies = [", "script header is wrong"),
        ("dependencies = " + "[" * 10_000, "nested too deeply"),
        ('dependencies = "numpy"', "script header is wrong"),
        ('dependencies = ["--index-url=x"]', "script header is wrong"),
        ('requires-python = "three"', "script header is wrong"),
        ('dependencies = ["x @ https://example.org/x.whl"]', "is an address"),
    ],
)
def test_a_header_that_is_wrong_is_refused(tmp_path, header, words):
    with pytest.raises(HarnessError, match=words):
        discover.read(wheels.harness(tmp_path, header), shipped=False)


def test_a_header_says_packages_and_pythons(tmp_path):
    header = 'requires-python = ">=3.9"\ndependencies = ["fakeruntime>=1", "numpy<2"]\n[tool.other]\nx = 1'
    file = discover.read(wheels.harness(tmp_path, header), shipped=False)
    assert (file.requires_python, file.dependencies) == (">=3.9", ("fakeruntime>=1", "numpy<2"))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("onnxruntime", ("onnxruntime", "")),
        ("onnxruntime@1.30", ("onnxruntime", "1.30")),
        ("onnxruntime@a@b/mine.whl", ("onnxruntime", "a@b/mine.whl")),
        ("a@b/mine.py", ("a@b/mine.py", "")),
        ("a@b/mine.py@2", ("a@b/mine.py", "2")),
    ],
)
def test_what_stands_after_the_at_sign_is_the_version(text, parts):
    assert discover.split(text) == parts


def test_an_at_sign_with_nothing_after_it_is_refused():
    with pytest.raises(HarnessError, match="no version follows"):
        discover.asked("onnxruntime@")


@pytest.mark.parametrize(
    ("header", "reason"),
    [(">=3.9", None), ("", None), ("<3.5", "needs Python <3.5; this is 3.")],
)
def test_a_python_that_the_header_excludes_is_told(tmp_path, header, reason):
    file = discover.read(wheels.harness(tmp_path, f'requires-python = "{header}"'), shipped=False)
    told = discover.misfit(file)
    assert told is None if reason is None else told is not None and told.reason.startswith(reason)


def test_a_runtime_that_answers_rightly_is_usable(tmp_path):
    probed = discover.probe(discover.read(fake("answers_nan", tmp_path), shipped=False))
    assert isinstance(probed, Usable)
    assert probed.loaded.runtime == "fake"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"version": "0"', r'"version": "1\x1b[2J"', r"describe() says version '1\x1b[2J', which does not"),
        ('"version": "0"', '"version": ""', "describe() says no version"),
        ('"runtime": "fake"', '"runtime": " "', "describe() says no runtime"),
        ('"accelerators": []', r'"accelerators": ["\x07"]', "describe() says accelerators"),
        ('"inputs": [{"name": "x", "shape": [1], "dtype": "float32"}]', '"inputs": []', "has no inputs"),
    ],
)
def test_a_description_no_result_could_hold_is_refused_before_anything_is_measured(tmp_path, old, new, words):
    probed = discover.probe(changed(tmp_path, old, new))
    assert isinstance(probed, Unusable)
    assert words in probed.reason
    assert not probed.installable


def test_a_format_without_a_smallest_model_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(discover, "_NOOP", tmp_path)
    probed = discover.probe(changed(tmp_path, '("onnx",)', '("torch-export",)'))
    assert isinstance(probed, Unusable)
    assert "no smallest model in format torch-export" in probed.reason


def test_a_wrong_answer_is_the_harnesss_fault_and_a_crash_may_be_the_installations(tmp_path):
    wrong = discover.probe(discover.read(fake("returns_nothing", tmp_path), shipped=False))
    crash = discover.probe(discover.read(wheels.harness(tmp_path), shipped=False))
    assert isinstance(wrong, Unusable)
    assert isinstance(crash, Unusable)
    assert (wrong.installable, crash.installable) == (False, True)


def test_a_missing_runtime_is_mended_by_an_environment(tmp_path):
    probed = discover.probe(discover.read(wheels.harness(tmp_path), shipped=False))
    assert isinstance(probed, Unusable)
    assert "No module named 'fakeruntime'" in probed.reason
    assert probed.hint == f"edgebench prepare --harness {tmp_path}/fakeruntime.py"


def test_a_missing_runtime_of_no_named_package_is_for_the_user_to_install(tmp_path):
    probed = discover.probe(discover.read(wheels.harness(tmp_path, "dependencies = []"), shipped=False))
    assert isinstance(probed, Unusable)
    assert probed.hint.startswith("install its runtime, or name it in the script header")
    assert not probed.installable


class Installed:
    """edgebench's metadata, as if it were installed."""

    def get_all(self, name):
        return {
            "Requires-Dist": ["numpy>=1.26", 'onnx>=1.17; extra == "onnx"', 'onnxruntime; extra == "onnx"'],
            "Provides-Extra": ["tflite", "onnx"],
        }[name]


def test_a_missing_runtime_that_edgebench_has_an_extra_for_is_mended_by_it(monkeypatch):
    monkeypatch.setattr(importlib.metadata, "metadata", lambda name: Installed())
    onnx, tflite = (discover.shipped()[name] for name in ("onnxruntime", "tflite"))
    assert discover._mend(onnx, None, missing=True).endswith("-m pip install 'edgebench[onnx]'")
    assert discover._mend(onnx, None, missing=False) == "edgebench prepare --harness onnxruntime"
    assert discover._mend(tflite, None, missing=True) == "edgebench prepare --harness tflite"


def test_an_environment_that_no_longer_works_can_be_made_anew():
    python = Path("/cache/environments/tflite-1/bin/python")
    hint = discover._mend(discover.shipped()["tflite"], python, missing=True)
    assert "remove /cache/environments/tflite-1, and it is made anew" in hint
