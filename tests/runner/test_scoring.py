"""What accuracy mode makes of answers."""

from types import SimpleNamespace
from typing import Any

from edgebench.catalogue import load_catalogue, variant
from edgebench.model.reason import Reason
from edgebench.runner import scoring
from edgebench.runner.measuring import USUAL
from edgebench.runner.scoring import Labelled, evidence_of, stored_answers
from edgebench.tasks.task import Score

WORKLOAD = load_catalogue().workloads["mobilenet-v2"]


def test_the_same_weights_in_another_format_are_judged_by_the_same_answers():
    first, second = (variant(WORKLOAD, name) for name in ("tflite-int8", "onnx-int8"))
    assert stored_answers(WORKLOAD, first) is stored_answers(WORKLOAD, second) is not None


def test_other_weights_have_no_stored_answers():
    assert stored_answers(WORKLOAD, variant(WORKLOAD, "onnx-fp32")) is None


def test_a_full_set_that_was_cut_short_is_evidence_of_a_subset_only():
    (kws01,) = load_catalogue().workloads["keyword-spotting"].data_set
    assert [evidence_of(kws01, examples) for examples in (1000, 999)] == ["full", "subset"]


def test_a_score_of_too_few_samples_for_an_interval_says_so(tmp_path):
    (tmp_path / WORKLOAD.data_set[0].folder).mkdir()
    score = Score("top1", 500_000, None, None, 2, {})
    task = SimpleNamespace(examples=lambda folder, data_set: [1, 2], score=lambda answers: score)
    scorer: Any = SimpleNamespace(task=task, answers=lambda examples, hashed, timeouts: examples)
    accuracy = scoring._accuracy(scorer, WORKLOAD, Labelled(tmp_path, None), USUAL)
    assert accuracy is not None
    assert accuracy.low_ppm_reason is accuracy.high_ppm_reason is Reason.TOO_FEW_SAMPLES
