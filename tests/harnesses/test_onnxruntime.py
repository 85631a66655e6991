"""What ONNX Runtime's harness says of a run that this machine has no accelerator for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from edgebench.worker.conversation import import_harness
from tests.harnesses import loading


@pytest.fixture
def on_cuda(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The harness, loaded for CUDA in this precision over a session that stands in for one."""
    pytest.importorskip("onnxruntime")
    module = import_harness(loading.harness("onnxruntime"))
    providers = ["CUDAExecutionProvider", "CPUExecutionProvider"]
    parts = [
        SimpleNamespace(ep_name=name, get_nodes=lambda count=count: [None] * count)
        for name, count in zip(providers, (12, 52), strict=True)
    ]
    session = SimpleNamespace(
        get_providers=lambda: providers,
        run_with_iobinding=None,
        get_inputs=list,
        get_outputs=list,
        get_provider_graph_assignment_info=lambda: parts,
    )
    monkeypatch.setattr(module.onnxruntime, "get_available_providers", lambda: providers)
    monkeypatch.setattr(module.onnxruntime, "InferenceSession", lambda *path, **settings: session)

    def load(precision: str) -> Any:
        harness = module.Harness()
        harness.load("model.onnx", {"threads": 1, "accelerator": "cuda", "precision": precision})
        return harness

    return load


@pytest.mark.parametrize(("precision", "executed"), [("own", None), ("tf32", "tf32")])
def test_tf32_on_cuda_is_another_cell_than_the_models_own_precision(on_cuda, precision, executed):
    assert on_cuda(precision).describe()["execution_precision"] == executed


def test_operators_that_stayed_on_the_cpu_are_told(on_cuda):
    described = on_cuda("own").describe()
    assert (described["operators_on_accelerator"], described["operators_total"]) == (12, 64)


def test_a_model_on_the_cpu_has_operators_and_no_accelerator():
    pytest.importorskip("onnxruntime")
    described = loading.in_this_process("onnxruntime", loading.NOOP / "noop.onnx").describe()
    assert (described["operators_on_accelerator"], described["operators_total"]) == (None, 1)
