"""The content of a result's page, and the command that measures its cell again."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from edgebench import store
from edgebench.model.finding import Finding
from edgebench.model.result import Result
from edgebench.model.standing import UNVOUCHED, Standing, Withdrawal
from edgebench.publish import site
from edgebench.publish.result import details, facts
from edgebench.publish.result.details import Detail, Place
from edgebench.publish.wording.repeat import command
from tests.build import offline, paced, result, server, streams, sustained
from tests.publish.catalogue import PART, PI5, PROFILES, WORKLOADS, measured


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
    names = [fact.name for fact in facts.figures(offline())]
    assert names == ["Throughput", "Load", "First query", "Peak memory"]
    assert [fact.name for fact in facts.figures(sustained())][:2] == ["Last minute", "Latency p50"]
    assert next(facts.figures(server(found=False))).value == "bound < service time"


def test_what_was_tried_stands_behind_the_row() -> None:
    (tried,) = detail(server()).tables
    assert tried.heading == "What the search tried"
    assert detail(result()).tables == ()


def test_the_load_is_the_results_own_not_its_tiers() -> None:
    (load,) = [fact for fact in detail(sustained()).facts if fact[0] == "Load"]
    assert load == ("Load", "Sustained", "standard tier: at least 205 queries and 600\u00a0s a process")


def test_accelerator_precision_and_pin_are_said_where_they_were_asked_for() -> None:
    changes = {"accelerator": "GPU", "precision": "bf16", "pinned": True}
    asked = result(changes={f"provenance.repeat.{name}": value for name, value in changes.items()})
    assert command(asked).endswith("--accelerator GPU --precision bf16 --pin")


def detail(one: Result, standing: Standing = UNVOUCHED) -> Detail:
    """The content of its page."""
    names = {store.result_id(store.encode(one)): standing}
    made = site.gather([one], WORKLOADS, PROFILES, "/", names)
    (entry,) = made.entries
    return details.of_entry(entry, site.names_of(PROFILES), "MobileNetV2")


def place(one: Result, standing: Standing = UNVOUCHED) -> Place:
    made = site.gather([one], WORKLOADS, PROFILES, "/", {store.result_id(store.encode(one)): standing})
    (only,) = details.places(made.boards["mobilenet-v2"])
    return only


class TestThePageOfAResult:
    def test_it_opens_with_five_figures_of_which_the_first_is_what_it_is_judged_by(self) -> None:
        labels = [one.label for one in detail(result()).numbers]
        assert labels == ["Latency p90", "Throughput", "Energy a sample", "Answers", "Peak memory"]
        assert [one.label for one in detail(offline()).numbers][:2] == ["Throughput", "First query"]

    def test_a_figure_has_its_interval_and_a_missing_one_its_reason_and_cure(self) -> None:
        first, _, energy, *_ = detail(result()).numbers
        assert (first.value, first.note) == ("8.33\u00a0ms", "8.30–8.35, 95\u00a0% interval")
        assert (energy.value, energy.kind) == ("no meter", "missing")
        assert "--meter" in energy.note

    def test_an_accuracy_on_a_part_of_the_set_is_no_figure_of_its_own(self) -> None:
        accuracy = detail(measured(8.0, PI5, PART)).numbers[3]
        assert (accuracy.label, accuracy.value) == ("Answers", "target met")
        assert accuracy.note == "top-1 89.0\u00a0% on 200 samples, a part of the set, so it decides nothing"

    def test_its_title_names_precision_device_and_runtime(self) -> None:
        made = detail(measured(8.0, PI5))
        assert (made.workload, made.title) == ("MobileNetV2", "uint8 on Raspberry Pi 5 with LiteRT 2.0.2")

    def test_its_rank_is_among_how_many_or_why_it_has_none(self) -> None:
        assert place(measured(8.0, PI5)).rank == "rank 1 of 1"
        assert place(measured(8.0)).rank == "rank 1 of 1 virtual machines"
        assert place(measured(8.0, tier="smoke")).rank == "not ranked: preview, smoke tier"

    def test_a_withdrawn_one_says_when_who_and_why(self) -> None:
        one = result()
        day = datetime.date(2026, 11, 20)
        taken = Withdrawal(store.result_id(store.encode(one)), day, "wrong cooler", "someone")
        standing = Standing(withdrawn=taken)
        assert detail(one, standing).withdrawn == ("2026-11-20", "by someone: wrong cooler")
        assert place(one, standing).rank == "not ranked: withdrawn"

    def test_what_opens_the_page_is_not_told_twice(self) -> None:
        made = detail(result())
        opened = {one.label for one in made.numbers}
        assert not opened & {name for name, *_ in made.figures}

    def test_each_process_has_its_own_value(self) -> None:
        one = result()
        across = detail(one).processes
        assert across is not None
        assert len(across.values) == 5
        assert (across.value, across.low) == (
            one.summary.latency_p90_ns.value,
            one.summary.latency_p90_ns.low,
        )

    def test_of_one_search_there_is_no_value_a_process_and_it_says_why(self) -> None:
        made = detail(streams())
        assert made.processes is None
        assert made.processes_why.startswith("One search found it")

    def test_findings_are_sentences_and_the_worst_comes_first(self) -> None:
        both = [rule("virtual-machine", "info"), rule("timed-outputs-differ", "error")]
        made = detail(result(findings=both))
        assert [level for level, _ in made.findings] == ["error", "info"]

    def test_sessions_of_one_row_name_each_other(self) -> None:
        row = [measured(8.0, PI5, session=number) for number in (1, 2)]
        made = site.gather(row, WORKLOADS, PROFILES)
        (place,) = details.places(made.boards["mobilenet-v2"])
        assert {one.id for one in place.sessions} == {entry.path.stem[-16:] for entry in made.entries}


def rule(name: str, level: Any) -> Finding:
    return Finding(name, level, {})
