"""LiteRT: what `reset` forgets, and that it keeps what was prepared."""

from __future__ import annotations

from importlib.util import find_spec

import numpy
import pytest

from tests.harnesses.loading import NOOP, in_this_process
from tests.tasks import shared_files

if find_spec("ai_edge_litert") is None:
    pytest.skip("ai-edge-litert is not installed", allow_module_level=True)


def test_a_handle_stays_good_over_a_reset():
    harness = in_this_process("tflite", NOOP / "noop.tflite")
    handle = harness.prepare([numpy.array([2.0], numpy.float32)])
    harness.reset()
    assert harness.predict(handle)[0].tolist() == [2.0]


@pytest.mark.shared
def test_a_reset_forgets_what_a_wake_word_model_has_heard():
    harness = in_this_process("tflite", shared_files.model("hey_jarvis.tflite"))
    handle = harness.prepare([numpy.full((1, 3, 40), 100, numpy.int8)])
    heard = [harness.predict(handle)[0].tolist() for _ in range(40)]
    harness.reset()
    assert [harness.predict(handle)[0].tolist() for _ in range(40)] == heard
    assert len({answer[0][0] for answer in heard}) > 1  # it does hear: the same input, answered otherwise
