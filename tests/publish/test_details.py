"""The command that measures a result's cell again."""

from __future__ import annotations

import pytest

from edgebench.model.result import Result
from edgebench.publish import site
from edgebench.publish.details import Details, command, of_row
from tests.build import offline, paced, result, server, streams, sustained
from tests.publish.catalogue import WORKLOADS


def test_a_tiers_own_result_needs_no_more_than_its_names() -> None:
    assert command(result()) == (
        "edgebench run --workload mobilenet-v2 --variant tflite-int8 --harness tflite "
        "--scenario single-stream --tier standard --threads 2 --seed 1"
    )


def test_what_differs_from_the_tier_is_said() -> None:
    changed = result(changes={"load.min_ns": 1_500_000_000})
    assert command(changed).endswith("--seed 1 --duration 1.5")
    assert command(result(processes=result().processes[:3])).endswith("--seed 1 --repeats 3")


def test_one_thread_that_was_not_pinned_is_all_there_are() -> None:
    one = result(changes={"sut.threads": 1})
    assert " --threads all " in command(one)
    pinned = result(changes={"sut.threads": 1, "sut.affinity": [0], "provenance.repeat.pinned": True})
    assert " --threads 1 " in command(pinned)


def test_a_version_that_was_asked_for_is_said() -> None:
    asked = result(changes={"provenance.repeat.runtime_version": "2.3.0"})
    assert " --harness tflite@2.3.0 " in command(asked)


def test_an_outsiders_harness_is_a_file_of_theirs() -> None:
    assert " --harness path/to/tflite.py " in command(result(changes={"tool.harness_known": False}))


@pytest.mark.parametrize(
    ("one", "asked"),
    [
        (offline(), ""),
        (
            offline(changes={"provenance.repeat.batch": 4, "provenance.repeat.streams": 1}),
            " --batch 4 --streams 1",
        ),
        (server(), " --bound 33"),
        (server(changes={"provenance.repeat.streams": 2}), " --streams 2 --bound 33"),
        (streams(changes={"provenance.repeat.bound_ns": 40_000}), " --bound 0.04"),
        (sustained(), ""),
        (paced(), " --period 20"),
        (result(changes={"provenance.repeat.batch": 8}), " --batch 8"),
        (result(changes={"provenance.repeat.scope": "pipeline"}), " --scope pipeline"),
    ],
)
def test_of_the_load_only_what_was_asked_for_is_said(one: Result, asked: str) -> None:
    scenario = one.load.scenario
    assert command(one).endswith(f" --scenario {scenario} --tier standard --threads 2 --seed 1{asked}")


def test_every_option_of_the_command_is_one_that_run_takes() -> None:
    from typer.main import get_command

    from edgebench.cli.main import app

    asked = {
        "accelerator": "GPU",
        "precision": "bf16",
        "pinned": True,
        "batch": 8,
        "streams": 2,
        "period_ns": 1,
    }
    changes = {f"provenance.repeat.{name}": value for name, value in asked.items()} | {"load.min_ns": 1}
    options = {part for part in command(server(changes=changes)).split() if part.startswith("--")}
    run = get_command(app).get_command(None, "run")  # type: ignore[attr-defined]  # a group has commands
    assert options <= {name for option in run.params for name in option.opts}


def test_figures_begin_with_what_it_is_judged_by_and_leave_out_what_has_no_meaning() -> None:
    names = [fact.name for fact in of(offline()).figures]
    assert names == ["Throughput", "Load", "First query", "Peak memory"]
    assert [fact.name for fact in of(sustained()).figures][:2] == ["Last minute", "Latency p50"]
    assert of(server(found=False)).figures[0].value == "bound < service time"


def test_what_was_tried_stands_behind_the_row() -> None:
    (tried,) = of(server()).tables
    assert tried.heading == "What the search tried"
    assert of(result()).tables == ()


def test_the_load_is_the_results_own_not_its_tiers() -> None:
    (load,) = [fact for fact in of(sustained()).facts if fact.name == "Load"]
    assert (load.value, load.note) == (
        "Sustained",
        "standard tier: at least 205 queries and 600\u00a0s a process",
    )


def of(one: Result) -> Details:
    made = site.gather([one], WORKLOADS, {}, "/", None)
    return of_row(made.boards["mobilenet-v2"][0].rows[0], made)


def test_accelerator_precision_and_pin_are_said_where_they_were_asked_for() -> None:
    changes = {"accelerator": "GPU", "precision": "bf16", "pinned": True}
    asked = result(changes={f"provenance.repeat.{name}": value for name, value in changes.items()})
    assert command(asked).endswith("--accelerator GPU --precision bf16 --pin")
