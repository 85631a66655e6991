from __future__ import annotations

import pytest

from edgebench.model.result import PrecisionKey
from tests.build import rendered, seen

RULE = "precision-other-than-claimed"


def found(
    reported: str | None, activations: str, *, weights: str | None = None, asked: str = "own"
) -> dict[str, int | str] | None:
    changes = {
        "sut.execution_precision": reported,
        "sut.execution_precision_reason": None if reported else "not_reported",
        "variant.precision": PrecisionKey("uint8", weights or activations, activations),  # type: ignore[arg-type]  # any text of the table
        "provenance.repeat.precision": asked,
    }
    return seen(RULE, changes)


@pytest.mark.parametrize(
    ("reported", "activations"),
    [("fp32", "fp32"), ("FP32", "fp32"), ("int8", "uint8"), ("uint8", "int8"), ("bf16", "bf16")],
)
def test_the_models_own_precision_is_as_claimed(reported: str, activations: str) -> None:
    assert found(reported, activations) is None


@pytest.mark.parametrize("activations", ["fp32", "uint8", "int8"])
def test_a_runtime_that_reports_none_is_not_judged(activations: str) -> None:
    assert found(None, activations) is None


@pytest.mark.parametrize(
    ("reported", "activations"),
    [
        ("bf16", "fp32"),
        ("tf32", "fp32"),
        ("fp16", "fp32"),
        ("fp32", "fp16"),
        ("fp32", "int8"),
        ("bf16", "uint8"),
    ],
)
def test_any_other_is_found(reported: str, activations: str) -> None:
    assert found(reported, activations) == {
        "reported": reported,
        "runtime": "LiteRT",
        "tensors": activations,
    }


@pytest.mark.parametrize("reported", ["fp32", "int8"])
def test_int8_weights_beside_fp32_activations_may_compute_in_either(reported: str) -> None:
    assert found(reported, "fp32", weights="int8") is None
    assert found("bf16", "fp32", weights="int8") is not None


def test_a_mixed_model_claims_nothing() -> None:
    assert found("bf16", "mixed") is None


@pytest.mark.parametrize("activations", ["fp32", "uint8"])
def test_what_was_asked_for_is_the_claim(activations: str) -> None:
    assert found("bf16", activations, asked="bf16") is None
    due = {"asked": "bf16", "reported": "fp32", "runtime": "LiteRT"}
    assert found("fp32", activations, asked="bf16") == due


def test_an_int8_model_in_floating_point_is_told() -> None:
    assert rendered(RULE, tensors="uint8", reported="fp32", runtime="OpenVINO") == (
        "The model's activations are uint8, and OpenVINO says it computes in fp32. "
        "Operators for which it has no integer kernel ran in floating point, "
        "so the time is not what the quantised model could take on this device. "
        "Look at the fp32 variant, and at another format or runtime, beside it."
    )


def test_a_precision_that_nobody_asked_for_is_told() -> None:
    assert rendered(RULE, tensors="fp32", reported="bf16", runtime="OpenVINO") == (
        "The model's activations are fp32, and OpenVINO says it computes in bf16. "
        "Another precision takes another time and gives other answers, so this is not what the variant says. "
        "Ask for it with --precision if it is meant; if it is not, make the harness forbid it."
    )


def test_a_precision_that_was_asked_for_in_vain_is_told() -> None:
    assert rendered(RULE, asked="bf16", reported="fp32", runtime="OpenVINO") == (
        "--precision bf16 was asked for, and OpenVINO says it computes in fp32. "
        "The result is one of fp32, whatever its settings say. "
        "Leave --precision out, or run where the processor and the runtime have it "
        "(edgebench doctor shows the processor's instructions)."
    )
