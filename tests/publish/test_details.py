"""The command that measures a result's cell again."""

from __future__ import annotations

from edgebench.publish.details import command
from tests.build import result


def test_a_tiers_own_result_needs_no_more_than_its_names() -> None:
    assert command(result()) == (
        "edgebench run --workload mobilenet-v2 --variant tflite-int8 --harness tflite "
        "--scenario single-stream --tier standard --threads 2 --seed 1"
    )


def test_what_differs_from_the_tier_is_said() -> None:
    changed = result(changes={"load.min_ns": 1_500_000_000})
    assert command(changed).endswith("--seed 1 --duration 1.5")
    assert command(result(processes=result().processes[:3])).endswith("--seed 1 --repeats 3")


def test_a_version_that_was_asked_for_is_said() -> None:
    asked = result(changes={"provenance.repeat.runtime_version": "2.3.0"})
    assert " --harness tflite@2.3.0 " in command(asked)


def test_an_outsiders_harness_is_a_file_of_theirs() -> None:
    assert " --harness path/to/tflite.py " in command(result(changes={"tool.harness_known": False}))


def test_accelerator_precision_and_pin_are_said_where_they_were_asked_for() -> None:
    changes = {"accelerator": "GPU", "precision": "bf16", "pinned": True}
    asked = result(changes={f"provenance.repeat.{name}": value for name, value in changes.items()})
    assert command(asked).endswith("--accelerator GPU --precision bf16 --pin")
