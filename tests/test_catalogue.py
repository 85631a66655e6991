"""What the catalogue refuses, and in which words."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from edgebench import paths
from edgebench.catalogue import (
    Catalogue,
    catalogue_revision,
    load_catalogue,
    load_workload,
    variant,
)
from edgebench.errors import CatalogueError
from edgebench.toml_reader import LARGEST_BYTES

SHIPPED = paths.shipped("workloads")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped catalogue to break."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "workloads"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def broken(folder: Path, old: str, new: str, name: str = "mobilenet-v2") -> CatalogueError:
    """The error after `old` was replaced, wherever it stands, in one workload."""
    path = folder / f"{name}.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(CatalogueError) as failure:
        load_catalogue(folder)
    assert str(folder / name) in failure.value.message or "suites.toml" in failure.value.message
    return failure.value


def said(error: CatalogueError) -> str:
    """The message without the folder it was tried in."""
    return error.message.rpartition("/workloads/")[2]


def test_a_workload_is_found_by_name(catalogue: Catalogue) -> None:
    (found,) = catalogue.find("mobilenet-v2")
    assert (found.name, variant(found, "tflite-int8").format) == ("mobilenet-v2", "tflite")


def test_a_family_stands_for_its_workloads_and_a_workload_comes_first(catalogue: Catalogue) -> None:
    assert [one.name for one in catalogue.find("wake-word")] == [
        "wake-word-alexa",
        "wake-word-hey-jarvis",
        "wake-word-hey-mycroft",
    ]
    assert [one.name for one in catalogue.find("mobilenet-v2")] == ["mobilenet-v2"]


def test_an_unknown_workload_gets_the_nearest_name(catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueError) as failure:
        catalogue.find("mobilenet-v2", "mobilnet-v2")
    assert failure.value.message == 'unknown workload "mobilnet-v2": did you mean mobilenet-v2?'
    assert failure.value.hint == "edgebench list workloads"


def test_an_unknown_name_like_no_other_gets_all_of_them(catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueError, match='unknown suite "zzz"; there are quick, all'):
        catalogue.suite("zzz")


def test_an_unknown_variant_gets_the_nearest_name(catalogue: Catalogue) -> None:
    (found,) = catalogue.find("mobilenet-v2")
    with pytest.raises(CatalogueError, match='unknown variant of mobilenet-v2 "tflite-int"'):
        variant(found, "tflite-int")


def test_a_suite_keeps_its_order_and_choice_of_variants(catalogue: Catalogue) -> None:
    chosen = [
        (workload.name, [each.name for each in variants]) for workload, variants in catalogue.suite("quick")
    ]
    assert chosen[0] == ("yolov3-tiny", ["onnx-fp32"])
    assert chosen[3] == ("keyword-spotting", ["tflite-int8", "onnx-int8"])


def test_the_revision_is_in_the_suites_file(folder: Path) -> None:
    text = (folder / "suites.toml").read_text("utf-8")
    (folder / "suites.toml").write_text(re.sub(r"(?m)^revision = \d+", "revision = 7", text), "utf-8")
    assert catalogue_revision(folder) == load_catalogue(folder).revision == 7


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "7aad0c74c5e3c06e5eb3c827e13304fdd68a83da6087d92ee169c24ff9fd4776",
            "7aad",
            (
                'mobilenet-v2.toml: variant "tflite-int8": sha256: '
                'expected a string of 64 hex digits (0-9, a-f), got "7aad"'
            ),
        ),
        (
            "bytes = 3610798",
            "bytes = 1.5",
            'mobilenet-v2.toml: variant "tflite-int8": bytes: expected int, got float',
        ),
        (
            "bytes = 3610798",
            "bytes = 0",
            'mobilenet-v2.toml: variant "tflite-int8": bytes: expected int >= 1, got 0',
        ),
        (
            'format = "tflite"',
            'format = "pt"',
            'mobilenet-v2.toml: variant "tflite-int8": format: invalid enum value \'pt\', got "pt"',
        ),
        ("macs = 300774272", "macs = true", "mobilenet-v2.toml: macs: expected int | null, got bool"),
        (
            "size = 224",
            "size = { of = 1 }",
            "mobilenet-v2.toml: options.size: expected bool | int | float | str | array, got object",
        ),
        (
            "image = [224, 224, 3]",
            'image = [224, "x", 3]',
            "mobilenet-v2.toml: inputs.image[1]: expected int, got str",
        ),
        ('task = "image-classification"\n', "", 'mobilenet-v2.toml: "task" is missing'),
        (
            'file = "mobilenet_v2_1.0_224_quant.tflite"',
            'file = "../../etc/passwd"',
            (
                'mobilenet-v2.toml: variant "tflite-int8": file: expected a file name of letters, '
                'digits and . _ + -, without folders, got "../../etc/passwd"'
            ),
        ),
        (
            'name = "mobilenet-v2"',
            'name = "mobilenet-v3"',
            'mobilenet-v2.toml: name: "mobilenet-v3" is not the file\'s name',
        ),
        (
            'name = "onnx-int8-zoo"',
            'name = "onnx-fp32"',
            'mobilenet-v2.toml: variant "onnx-fp32" is there twice',
        ),
        (
            'same_weights_as = "tflite-int8"',
            'same_weights_as = "tflite"',
            'mobilenet-v2.toml: variant "onnx-int8": same_weights_as: there is no other variant "tflite"',
        ),
        (
            'stand_in_for = ["tflite-int8", ',
            'stand_in_for = ["tflite-int4", ',
            (
                'mobilenet-v2.toml: variant "onnx-fp32-synthetic": stand_in_for: '
                'there is no other variant "tflite-int4"'
            ),
        ),
        (
            'task = "image-classification"',
            'task = "image.classification"',
            'mobilenet-v2.toml: task: there is no task "image.classification"',
        ),
        (
            'task = "image-classification"',
            'task = "boxes"',
            'mobilenet-v2.toml: task: there is no task "boxes"',
        ),
        (
            'generator = "pictures"',
            'generator = "a.b"',
            'mobilenet-v2.toml: sample_set.generator: there is no generator "a.b"',
        ),
        (
            'name = "tflite-to-onnx"',
            'name = "a.b"',
            'mobilenet-v2.toml: variant "onnx-int8": recipe: there is no recipe "a.b"',
        ),
        (
            "samples = 32",
            "samples = 33",
            "mobilenet-v2.toml: answers of tflite-int8: 32 rows; the sample set has 33 samples",
        ),
        (
            'measure = "top1"',
            'measure = "iou50"',
            'mobilenet-v2.toml: answers of tflite-int8: measure: "iou50" is not the task\'s, "top1"',
        ),
        (
            "target_ppm = 703640",
            "target_ppm = 803640",
            "mobilenet-v2.toml: quality.target_ppm: 803640 is above the reference, 718000",
        ),
        (
            'folder = "imagenet-sample"',
            'folder = "imagenet/../../private"',
            (
                'mobilenet-v2.toml: data_set "imagenet-sample": folder: '
                '"imagenet/../../private" leaves the folder of data sets'
            ),
        ),
        (
            "scale = [58.395, 57.12, 57.375]",
            "scale = [58.395, nan, 57.375]",
            (
                'mobilenet-v2.toml: variant "onnx-fp32": input.scale: '
                "expected one finite number, or one a channel, got [58.395, nan, 57.375]"
            ),
        ),
        (
            "scale = [58.395, 57.12, 57.375]",
            "scale = [0, 57.12, 57.375]",
            'mobilenet-v2.toml: variant "onnx-fp32": input.scale: 0 cannot be divided by',
        ),
        (
            'title = "MobileNetV2 1.0, 224x224"',
            r'title = "Mobile\u001b[2JNet"',
            r"mobilenet-v2.toml: title: 'Mobile\x1b[2JNet' has a line break or control character",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_place(folder: Path, old: str, new: str, message: str) -> None:
    assert said(broken(folder, old, new)) == message


def test_a_misspelt_key_gets_the_nearest_one(folder: Path) -> None:
    error = broken(folder, "agreement_ppm =", "agrement_ppm =")
    assert said(error) == 'mobilenet-v2.toml: quality: unknown key "agrement_ppm"'
    assert error.hint == 'did you mean "agreement_ppm"?'


@pytest.mark.parametrize(
    "source", ['kind = "file"\npath = "/home/me/model.tflite"', 'kind = "https"\nurl = "http://x/model"']
)
def test_sources_are_https_or_pypi(folder: Path, source: str) -> None:
    path = folder / "mobilenet-v1-0.25-128.toml"
    head = path.read_text("utf-8").split("[[variant.source]]")[0]
    path.write_text(f"{head}[[variant.source]]\n{source}\n", "utf-8")
    with pytest.raises(CatalogueError, match=r'variant "tflite-int8": source'):
        load_workload(path)


def test_a_full_data_set_says_how_many_it_has(folder: Path) -> None:
    error = broken(folder, "examples = 1000\n", "", "keyword-spotting")
    assert said(error) == 'keyword-spotting.toml: data_set "kws01": examples: a full set says how many it has'


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            'generator = "voices"',
            'generator = "noises"',
            'pipeline.generator: there is no generator "noises"',
        ),
        ("shape = [1, 16000]", "shape = [16000]", "pipeline.shape: [16000] is neither a picture's"),
        ('encoding = "wav"', 'encoding = "jpeg"', "pipeline.shape: [1, 16000] is neither a picture's"),
        ("[1, 16000]", "[1, 600000]", "pipeline.shape: 64 samples of [1, 600000] are more than 64 MiB"),
        ('encoding = "wav"', 'encoding = "mp3"', "pipeline.encoding: invalid enum value 'mp3'"),
        ('task = "keyword-spotting"', 'task = "anomaly-detection"', "several samples, not one query"),
        ("macs =", "chunk_ns = 1\nmacs =", "pipeline: a workload with chunk_ns is asked chunk after chunk"),
    ],
)
def test_a_pipeline_that_could_not_be_run_is_refused(folder: Path, old: str, new: str, problem: str) -> None:
    assert problem in said(broken(folder, old, new, "keyword-spotting"))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("chunk_ns = 32000000\n", "", "state: only a workload with chunk_ns has any"),
        ("state_shapes = { state =", "state_shapes = { stat =", 'state_shapes: no state enters by "stat"'),
    ],
)
def test_a_state_that_would_be_ignored_is_refused(folder: Path, old: str, new: str, problem: str) -> None:
    assert said(broken(folder, old, new, "voice-activity")).endswith(problem)


def test_an_artefact_nobody_can_get_is_refused(folder: Path) -> None:
    path = folder / "yolov3-tiny.toml"
    path.write_text(path.read_text("utf-8").split("[[variant.recipe]]")[0], "utf-8")
    with pytest.raises(
        CatalogueError, match='variant "onnx-fp32": source: there is neither a source nor a recipe'
    ):
        load_workload(path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'workload = "yolov3-tiny"',
            'workload = "yolo3-tiny"',
            'suites.toml: unknown workload "yolo3-tiny": did you mean yolov3-tiny?',
        ),
        (
            'workload = "wake-word-alexa"',
            'workload = "wake-word"',
            'suites.toml: unknown workload "wake-word": did you mean wake-word-alexa?',
        ),
        (
            '"onnx-fp32-synthetic"]',
            '"onnx-synthetic"]',
            (
                'suites.toml: unknown variant of mobilenet-v2 "onnx-synthetic": '
                "did you mean onnx-fp32-synthetic?"
            ),
        ),
        ('name = "all"', 'name = "quick"', 'suites.toml: suite "quick" is there twice'),
    ],
)
def test_a_suite_names_what_there_is(folder: Path, old: str, new: str, message: str) -> None:
    assert said(broken(folder, old, new, "suites")) == message


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'name = "x"\n[options\n', r"it is not TOML: .*\(at line 2, column 9\)"),
        (b'name = "a"\nname = "b"\n', r"it is not TOML: .*\(at line 2"),
        (b"name = " + b"[" * 10_000, "nested too deeply"),
        (b"[options]\nx = " + b"{a=" * 10_000, "nested too deeply"),
        (b'name = "a\x00b"\n', r"it is not TOML: .*\(at line 1"),
        (b"\x00" * 100, "it is not TOML"),
        (b'name = "\xff"\n', r"it is not UTF-8 \(at line 1\)"),
        (b"revision = " + b"9" * 5000, "it is not TOML"),
        (b"revision = " + b"9" * 100, "revision"),
        (b"a." * 100_000 + b"a = 1", "line 1 has more than 200 dots"),
        (b"a." * 200 + b"a = 1", 'unknown key "a"'),
        (b"# " + b"x" * LARGEST_BYTES, "larger than 256 KiB"),
        (b"", '"name" is missing'),
        (b"name = 1979-05-27\n", "name: expected str"),
    ],
)
def test_hostile_files_are_refused_in_one_sentence(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    with pytest.raises(CatalogueError, match=problem) as failure:
        load_workload(path)
    assert failure.value.message.startswith(f"{path}: ")
    assert len(failure.value.message) < len(str(path)) + 200


def test_a_folder_or_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="there is no such folder of workloads"):
        load_catalogue(tmp_path / "nowhere")
    with pytest.raises(CatalogueError, match="it cannot be read"):
        load_workload(tmp_path / "x.toml")
