"""A catalogue of two workloads, and results on it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from msgspec import structs

from edgebench.model.quality import Accuracy, AccuracyData, Quality
from edgebench.model.result import Result
from edgebench.model.workload import (
    InputEncoding,
    QualityTarget,
    SampleSet,
    TensorPrecision,
    Variant,
    Workload,
)
from edgebench.probes.profile import Profile
from tests import build
from tests.build import digest, result

PI5: Mapping[str, Any] = {
    "device.slug": "pi5",
    "device.kind": "board",
    "device.virtual": "none",
    "device.cpu.model": "Cortex-A76",
    "device.cpu.cores": 4,
    "sut.threads": 4,
    "device.cpu.online": 4,
}
ONNX: Mapping[str, Any] = {
    "sut.harness": "onnxruntime",
    "sut.runtime.name": "ONNX Runtime",
    "sut.runtime.version": "1.24.1",
    "variant.name": "onnx-int8",
    "provenance.repeat.harness": "onnxruntime",
    "provenance.repeat.variant": "onnx-int8",
}
MEASURED: Mapping[str, Any] = {
    "accuracy": Accuracy(
        metric="top1",
        data_set=AccuracyData(name="imagenet-val", sha256=digest("data"), samples=50_000),
        evidence="full",
        value_ppm=710_000,
        low_ppm=706_000,
        low_ppm_reason=None,
        high_ppm=714_000,
        high_ppm_reason=None,
    ),
    "accuracy_reason": None,
    "quality": Quality(rule="full", reference_ppm=718_000, target_ppm=703_640, evidence="full", met="yes"),
}
PART: Mapping[str, Any] = {
    **MEASURED,
    "accuracy": structs.replace(
        MEASURED["accuracy"],
        data_set=AccuracyData(name="imagenet-sample", sha256=digest("part"), samples=200),
        evidence="subset",
        value_ppm=890_000,
    ),
}


def workload(name: str, title: str, *variants: str) -> Workload:
    return Workload(
        name=name,
        title=title,
        summary="Pictures of one thing each",
        task="image-classification",
        family=name,
        revision=1,
        inputs={"image": [224, 224, 3]},
        outputs_scope="class-scores",
        sample_set=SampleSet(generator="pictures", seed=1, samples=64, sha256=digest("sample set")),
        quality=QualityTarget(
            metric="top1",
            reference_ppm=718_000,
            target_ppm=703_640,
            source="98 % of what its authors publish",
            agreement_ppm=950_000,
        ),
        variant=[variant(each) for each in variants],
    )


def variant(name: str) -> Variant:
    return Variant(
        name=name,
        format="tflite",
        weights="pretrained",
        file=f"{name}.tflite",
        sha256=digest(name),
        bytes=1,
        licence="Apache-2.0",
        precision=TensorPrecision(inputs="int8", weights="int8", activations="int8"),
        input=InputEncoding(dtype="int8"),
    )


PROFILES = {"pi5": Profile("pi5", "Raspberry Pi 5", 1, "board")}
WORKLOADS = {
    "mobilenet-v2": workload("mobilenet-v2", "MobileNetV2", "tflite-int8", "onnx-int8", "onnx-fp32"),
    "squeezenet": workload("squeezenet", "SqueezeNet", "onnx-fp32"),
}


def measured(
    ms: float = 8.0, *changes: Mapping[str, Any], tier: str = "standard", session: int = 1
) -> Result:
    """On the virtual machine of `build.result`, unless a change says otherwise."""
    every: dict[str, Any] = {"session.id": f"{session:016x}"}
    for one in changes:
        every |= one
    return result(ms, every, tier)


def metered(ms: float = 8.0, *changes: Mapping[str, Any], session: int = 1, **asked: Any) -> Result:
    """The same with energy; `asked` are build.energy's."""
    every: dict[str, Any] = {"session.id": f"{session:016x}"}
    for one in changes:
        every |= one
    return build.metered(ms, every, **asked)


def files(*results: Result) -> list[tuple[PurePath, Result]]:
    return [(PurePath("anywhere", f"{place:03}.json"), one) for place, one in enumerate(results)]
