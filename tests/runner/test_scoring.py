"""Which stored answers a variant is judged by."""

from edgebench.catalogue import load_catalogue, variant
from edgebench.runner.scoring import stored_answers

WORKLOAD = load_catalogue().workloads["mobilenet-v2"]


def test_the_same_weights_in_another_format_are_judged_by_the_same_answers():
    first, second = (variant(WORKLOAD, name) for name in ("tflite-int8", "onnx-int8"))
    assert stored_answers(WORKLOAD, first) is stored_answers(WORKLOAD, second) is not None


def test_other_weights_have_no_stored_answers():
    assert stored_answers(WORKLOAD, variant(WORKLOAD, "onnx-fp32")) is None
