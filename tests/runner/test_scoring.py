"""What accuracy mode makes of answers."""

from edgebench.catalogue import load_catalogue, variant
from edgebench.runner.scoring import evidence_of, stored_answers

WORKLOAD = load_catalogue().workloads["mobilenet-v2"]


def test_the_same_weights_in_another_format_are_judged_by_the_same_answers():
    first, second = (variant(WORKLOAD, name) for name in ("tflite-int8", "onnx-int8"))
    assert stored_answers(WORKLOAD, first) is stored_answers(WORKLOAD, second) is not None


def test_other_weights_have_no_stored_answers():
    assert stored_answers(WORKLOAD, variant(WORKLOAD, "onnx-fp32")) is None


def test_a_full_set_that_was_cut_short_is_evidence_of_a_subset_only():
    (kws01,) = load_catalogue().workloads["keyword-spotting"].data_set
    assert [evidence_of(kws01, examples) for examples in (1000, 999)] == ["full", "subset"]
