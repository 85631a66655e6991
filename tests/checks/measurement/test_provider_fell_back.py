from __future__ import annotations

import pytest

from tests.build import Changes, rendered, seen

RULE = "provider-fell-back"
ON_GPU: Changes = {"provenance.repeat.accelerator": "GPU", "sut.accelerator": "GPU"}


def providers(asked: str, used: str) -> dict[str, int | str] | None:
    return seen(RULE, {"sut.provider": asked, "sut.provider_used": used})


def operators(on_accelerator: int | None, total: int | None) -> Changes:
    return {
        "sut.operators_total": total,
        "sut.operators_total_reason": None if total else "not_reported",
        "sut.operators_on_accelerator": on_accelerator,
        "sut.operators_on_accelerator_reason": "not_reported" if on_accelerator is None else None,
    }


@pytest.mark.parametrize(
    ("asked", "used"),
    [
        ("CPUExecutionProvider", "CPUExecutionProvider"),
        ("CUDAExecutionProvider", "CUDAExecutionProvider,CPUExecutionProvider"),
        ("GPU", "GPU.0"),
        ("GPU.1", "GPU.1"),
        ("TorchScript", "TorchScript on cuda:0"),
        ("default", "XNNPACK"),
    ],
)
def test_a_provider_that_ran_was_not_left(asked: str, used: str) -> None:
    assert providers(asked, used) is None


@pytest.mark.parametrize(
    ("asked", "used"),
    [
        ("CUDAExecutionProvider", "CPUExecutionProvider"),
        ("GPU", "CPU"),
        ("GPU.1", "GPU.0"),
        ("GPU.1", "GPU.10"),
        ("XNNPACK", "default"),
    ],
)
def test_another_provider_than_was_asked_for_is_found(asked: str, used: str) -> None:
    assert providers(asked, used) == {"asked": asked, "used": used}


@pytest.mark.parametrize(("asked", "used"), [("cpu", "cpu"), ("GPU", "GPU.0"), ("cuda", "cuda:1")])
def test_an_accelerator_that_ran_was_not_left(asked: str, used: str) -> None:
    assert seen(RULE, {"provenance.repeat.accelerator": asked, "sut.accelerator": used}) is None


@pytest.mark.parametrize(("asked", "used"), [("cuda", "cpu"), ("NPU", "GPU.0"), ("cuda:1", "cuda")])
def test_another_accelerator_than_was_asked_for_is_found(asked: str, used: str) -> None:
    changes = {"provenance.repeat.accelerator": asked, "sut.accelerator": used}
    assert seen(RULE, changes) == {"asked": asked, "used": used}


def test_a_tenth_of_the_operators_may_stay_on_the_cpu() -> None:
    assert seen(RULE, {**ON_GPU, **operators(90, 100)}) is None
    found = {"accelerator": "GPU", "on-accelerator": 89, "operators": 100}
    assert seen(RULE, {**ON_GPU, **operators(89, 100)}) == found


@pytest.mark.parametrize(("on_accelerator", "total"), [(None, None), (None, 64), (3, None)])
def test_operators_that_are_not_counted_are_not_judged(on_accelerator: int | None, total: int | None) -> None:
    assert seen(RULE, {**ON_GPU, **operators(on_accelerator, total)}) is None


def test_on_the_cpu_no_operator_is_missed_on_an_accelerator() -> None:
    assert seen(RULE, operators(0, 64)) is None


def test_what_ran_instead_is_told() -> None:
    assert rendered(RULE, asked="CUDAExecutionProvider", used="CPUExecutionProvider") == (
        "CUDAExecutionProvider was asked for and CPUExecutionProvider ran. "
        "The result is one of CPUExecutionProvider, not of CUDAExecutionProvider. "
        "Mend the runtime's installation or its driver (edgebench doctor shows what it can use here), "
        "or run without --accelerator."
    )


def test_how_many_operators_of_how_many_is_told() -> None:
    assert rendered(RULE, accelerator="GPU", on_accelerator=12, operators=64) == (
        "12 of 64 operators ran on GPU. "
        "What is left ran on the CPU, and the time holds the way between the two. "
        "Choose a variant whose operators the accelerator has (another precision or format), "
        "or run without --accelerator."
    )


def test_both_are_told_in_one_finding() -> None:
    found = seen(RULE, {"provenance.repeat.accelerator": "GPU", **operators(0, 64)})
    assert found == {
        "asked": "GPU",
        "used": "cpu",
        "accelerator": "GPU",
        "on-accelerator": 0,
        "operators": 64,
    }
    told = {name.replace("-", "_"): value for name, value in found.items()}
    assert rendered(RULE, **told).startswith(
        "GPU was asked for and cpu ran, and 0 of 64 operators ran on GPU. "
    )
