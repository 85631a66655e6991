"""Real models on real data give the accuracies that are known for them, to the last picture."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy
import pytest

from edgebench.catalogue import load_catalogue
from edgebench.catalogue import variant as variant_named
from edgebench.model.workload import DataSet, InputEncoding, Recipe
from edgebench.recipes import recipe
from edgebench.sources.fetch import fetch
from edgebench.tasks import (
    anomaly_detection,
    face_detection,
    image_classification,
    keyword_spotting,
    object_detection,
)
from edgebench.tasks.encoding import encode
from edgebench.tasks.task import Example, Score, Task
from tests.tasks import shared_files
from tests.tasks.build import BLAZEFACE, YOLOV3_TINY, data_set, variant, workload

pytestmark = [pytest.mark.shared, pytest.mark.timeout(300)]

Predict = Callable[[Any], Sequence[Any]]
NHWC_BYTES = InputEncoding(dtype="uint8", layout="NHWC")
FEATURES = InputEncoding(dtype="int8", shape=[1, 49, 10, 1])


def tflite(path: Path) -> Predict:
    interpreter = importlib.import_module("ai_edge_litert.interpreter").Interpreter(str(path), num_threads=2)
    interpreter.allocate_tensors()
    (given,) = interpreter.get_input_details()

    def predict(tensor: Any) -> list[Any]:
        interpreter.set_tensor(given["index"], tensor)
        interpreter.invoke()
        return [interpreter.get_tensor(output["index"]) for output in interpreter.get_output_details()]

    return predict


def onnx(path: Path) -> Predict:
    onnxruntime = pytest.importorskip("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    (given,) = session.get_inputs()
    return lambda tensor: list(session.run(None, {given.name: tensor}))


def answers(task: Task, predict: Predict, encoding: InputEncoding, examples: Sequence[Example]) -> list[Any]:
    samples = [task.preprocess(example.path.read_bytes(), example) for example in examples]
    return [
        task.postprocess(predict(encode(sample, encoding)), example, sample)
        for example, sample in zip(examples, samples, strict=True)
    ]


def scored(task: Task, predict: Predict, encoding: InputEncoding, folder: Path, chosen: DataSet) -> Score:
    examples = task.examples(folder, chosen)
    found = answers(task, predict, encoding, examples)
    return task.score(list(zip(examples, found, strict=True)))


def classifier(size: int) -> image_classification.Task:
    chosen = workload("image-classification", [size, size, 3], size=size)
    return image_classification.Task(chosen, variant({"label_offset": 1}))


def test_mobilenet_v2_int8_is_right_on_178_of_200_pictures() -> None:
    predict = tflite(shared_files.model("mobilenet_v2_1.0_224_quant.tflite"))
    score = scored(
        classifier(224), predict, NHWC_BYTES, shared_files.data("imagenet-sample"), data_set()
    )  # fmt: skip
    assert score.value_ppm == pytest.approx(890_000, abs=5_000)
    assert score.samples == 200


def test_mobilenet_v2_int8_answers_alike_in_tflite_and_onnx() -> None:
    task = classifier(224)
    examples = task.examples(shared_files.data("imagenet-sample"), data_set())[::4]
    first, second = (
        answers(task, predict, NHWC_BYTES, examples)
        for predict in (
            tflite(shared_files.model("mobilenet_v2_1.0_224_quant.tflite")),
            onnx(shared_files.model("mobilenet_v2_1.0_224_quant.onnx")),
        )
    )
    assert sum(task.agrees(a[:1], b[:1]) for a, b in zip(first, second, strict=True)) >= 49


def test_the_renamed_onnx_file_answers_bit_for_bit_as_the_converted_one(tmp_path: Path) -> None:
    converted = shared_files.model("mobilenet_v1_0.25_128_quant.onnx")
    recipe.build(Recipe(name="canonical-onnx", version=1), [converted], tmp_path / "renamed.onnx")
    picture = numpy.random.RandomState(1).randint(0, 256, (1, 128, 128, 3)).astype(numpy.uint8)
    (before,), (after,) = onnx(converted)(picture), onnx(tmp_path / "renamed.onnx")(picture)
    assert before.tobytes() == after.tobytes()


def test_mobilenet_v1_quarter_is_right_on_102_of_200_pictures() -> None:
    predict = tflite(shared_files.model("mobilenet_v1_0.25_128_quant.tflite"))
    score = scored(
        classifier(128), predict, NHWC_BYTES, shared_files.data("imagenet-sample"), data_set()
    )  # fmt: skip
    assert score.value_ppm == pytest.approx(510_000, abs=5_000)


@pytest.mark.parametrize(
    ("file", "encoding", "right_ppm"),
    [
        ("kws_ref_model.tflite", FEATURES, 902_000),
        (
            "kws_ref_model_float32.tflite",
            InputEncoding(dtype="float32", shape=[1, 49, 10, 1], mean=[83.0], scale=[1 / 0.5847029]),
            900_000,
        ),
    ],
)
def test_the_keyword_models_reach_their_accuracy_on_the_official_1000(
    file: str, encoding: InputEncoding, right_ppm: int
) -> None:
    task = keyword_spotting.Task(workload("keyword-spotting", [49, 10]), variant())
    predict = tflite(shared_files.model(file))
    score = scored(task, predict, encoding, shared_files.data("mlperf-tiny/kws01"), data_set("full"))
    assert score.value_ppm == pytest.approx(right_ppm, abs=1_000)
    assert score.samples == 1000


def test_yolov3_tiny_built_from_its_weights_has_ap_0_228_on_50_pictures(tmp_path: Path) -> None:
    weights = shared_files.model("yolov3-tiny.weights")
    recipe.build(Recipe(name="darknet-yolov3-tiny", version=1), [weights], tmp_path / "yolov3-tiny.onnx")
    task = object_detection.Task(workload("object-detection", [416, 416, 3], size=416), variant(YOLOV3_TINY))
    encoding = InputEncoding(dtype="float32", layout="NCHW", scale=[255.0])
    predict = onnx(tmp_path / "yolov3-tiny.onnx")
    score = scored(task, predict, encoding, shared_files.data("tiny-coco"), data_set())
    assert score.value_ppm == pytest.approx(228_400, abs=1_000)
    assert score.samples == 50


def test_ssd_mobilenet_v1_has_ap_0_193_on_50_pictures() -> None:
    predict = tflite(shared_files.model("coco_ssd_mobilenet_v1_1.0_quant_2018_06_29.tflite"))
    chosen = workload(
        "object-detection", [300, 300, 3], size=300, fit="stretch", score_threshold_ppm=0, max_detections=10
    )
    task = object_detection.Task(chosen, variant({"decoder": "detections", "category_offset": 1}))
    score = scored(task, predict, NHWC_BYTES, shared_files.data("tiny-coco"), data_set())
    assert score.value_ppm == pytest.approx(193_400, abs=1_000)
    assert score.details["ap50_ppm"] == pytest.approx(326_200, abs=1_000)


def test_squeezenet_is_right_on_135_of_200_pictures_and_quantised_on_133(tmp_path: Path) -> None:
    (of,) = load_catalogue().find("squeezenet-1.0")
    for each, right_ppm in zip(of.variant, (675_000, 665_000), strict=True):
        model = fetch(
            each, cache=tmp_path, mirror=shared_files.mirror("compressed_SqueezeNet.net"), offline=True
        )
        task = image_classification.Task(of, each)
        score = scored(task, onnx(model), each.input, *shared_files.data_of(of))
        assert score.value_ppm == pytest.approx(right_ppm, abs=5_000)


@pytest.mark.parametrize(
    ("name", "variant_name", "right_ppm", "samples"),
    [
        ("image-classification-tiny", "tflite-int8", 850_000, 200),
        ("image-classification-tiny", "tflite-fp32", 855_000, 200),
        ("image-classification-tiny-large", "tflite-int8", 930_000, 200),
        ("image-classification-tiny-large", "tflite-fp32", 930_000, 200),
        ("visual-wake-words", "tflite-int8", 875_000, 40),
        ("visual-wake-words", "tflite-fp32", 875_000, 40),
    ],
)
def test_the_classifiers_of_mlperf_tiny_reach_their_accuracy(
    name: str, variant_name: str, right_ppm: int, samples: int
) -> None:
    (of,) = load_catalogue().find(name)
    each = variant_named(of, variant_name)
    task = image_classification.Task(of, each)
    score = scored(task, tflite(shared_files.model(each.file)), each.input, *shared_files.data_of(of))
    assert score.value_ppm == pytest.approx(right_ppm, abs=1_000_000 / samples)
    assert score.samples == samples


@pytest.mark.parametrize(("variant_name", "area_ppm"), [("tflite-int8", 859_500), ("tflite-fp32", 902_900)])
def test_the_autoencoders_of_mlperf_tiny_reach_their_area_under_the_curve(
    variant_name: str, area_ppm: int
) -> None:
    (of,) = load_catalogue().find("anomaly-detection")
    each = variant_named(of, variant_name)
    task = anomaly_detection.Task(of, each)
    predict = tflite(shared_files.model(each.file))
    folder, chosen = shared_files.data_of(of)
    found = []
    for example in task.examples(folder, chosen):
        windows = task.preprocess(example.path.read_bytes(), example)
        outputs = numpy.stack([predict(encode(window, each.input))[0] for window in windows])
        found.append((example, task.postprocess([outputs], example, windows)))
    score = task.score(found)
    assert score.value_ppm == pytest.approx(area_ppm, abs=3_000)
    assert score.samples == 248


def test_blazeface_finds_the_face_around_a_labelled_nose() -> None:
    picture = shared_files.data("tiny-coco") / "val2017" / "000000085329.jpg"
    predict = tflite(shared_files.model("face_detection_short_range.tflite"))
    task = face_detection.Task(workload("face-detection", [128, 128, 3], size=128), variant(BLAZEFACE))
    example = Example(picture.name, picture, face_detection.FacesLabel(640, 449))
    encoding = InputEncoding(dtype="float32", layout="NHWC", mean=[127.5], scale=[127.5])
    ((face,),) = answers(task, predict, encoding, [example])
    left, top, right, bottom = face.box
    assert left < 409 < right  # the nose lies at (409, 201)
    assert top < 201 < bottom
    assert 100 < right - left < 250
