"""Back from a result to the run that made it, and what stands against repeating it."""

from __future__ import annotations

import sys
from pathlib import Path, PurePath
from typing import Any

import pytest
from msgspec import structs

from edgebench import paths
from edgebench.catalogue import load_catalogue
from edgebench.checks.submission import said_twice
from edgebench.errors import PlanError, ResultError
from edgebench.harness import discover
from edgebench.harness.discover import Usable
from edgebench.model.entry import Entry
from edgebench.model.plan import Cell, Plan
from edgebench.model.reason import Reason
from edgebench.model.result import Repeat
from edgebench.model.scenario import SCENARIOS
from edgebench.probes import device
from edgebench.runner import repeating
from edgebench.runner.planning import Candidate, plan
from edgebench.runner.settings import Settings, check
from tests.build import Changes, process, result
from tests.runner.test_planning import LOADED

CATALOGUE = load_catalogue()
SHIPPED = discover.shipped()
HERE = device.describe()


def original(changes: Changes | None = None, **fields: Any) -> Entry:
    return Entry(PurePath("old.json"), result(8.0, changes, **fields))


def rebuilt(changes: Changes | None = None, **fields: Any) -> Settings:
    return repeating.settings(original(changes, **fields), "tflite")


def planned(settings: Settings) -> Plan:
    """What a machine would run on which LiteRT is there, and every file can be had."""
    runs = Usable(Path(sys.executable), LOADED, 80)
    candidates = [Candidate(SHIPPED["tflite"], runs)]
    return plan(settings, CATALOGUE, candidates, HERE, lambda workload, variant: paths.worker(), None)


def repeat_of(cell: Cell) -> dict[str, object]:
    """The fields that a result of this cell has to be repeated by, and says again elsewhere."""
    asked = {name: getattr(cell, name) for name in Repeat.__struct_fields__ if name in Cell.__struct_fields__}
    asked |= {"pinned": bool(cell.affinity), "runtime_version": None}
    again = {field: asked[name] for name, field in said_twice.SAID_TWICE.items() if name != "runtime_version"}
    again |= {"load.batch": cell.batch or 4, "load.min_queries": cell.min_queries, "load.cap_ns": cell.cap_ns}
    again |= {"sut.affinity": cell.affinity or None}
    if "streams" in SCENARIOS[cell.scenario].takes or cell.scenario == "streams":
        cell = structs.replace(cell, streams=cell.streams or 2)  # found by a pilot or a search
        again |= {"load.streams": cell.streams}
    again |= {"sut.threads": cell.threads_of_stream}
    return {**{f"provenance.repeat.{name}": value for name, value in asked.items()}, **again}


def test_a_result_of_a_tiers_own_lengths_leaves_them_to_the_tier() -> None:
    assert rebuilt() == Settings(
        workloads=("mobilenet-v2",),
        variants=("tflite-int8",),
        harnesses=("tflite",),
        tier="standard",
        threads=("2",),
        batches=(1,),
    )


ASKED = [
    Settings(),
    Settings(scenarios=("multi-stream",), tier="standard"),
    Settings(scenarios=("offline",)),
    Settings(scenarios=("offline",), batches=(8,), streams=2),
    Settings(scenarios=("server",), tier="standard", bound_ns=50_000_000),
    Settings(scenarios=("streams",), tier="standard", bound_ns=50_000_000),
    Settings(scenarios=("sustained",), tier="standard"),
    Settings(batches=(8,)),
    Settings(period_ns=100_000_000),
    Settings(scope="pipeline"),
    Settings(tier="reference"),
    Settings(threads=("1",)),
    Settings(threads=("3",)),
    Settings(threads=("1",), pin=True),
    Settings(accelerator="GPU"),
    Settings(precision="bf16"),
    Settings(processes=3),
    Settings(duration_ns=100_000_000),
    Settings(seed=7),
]


@pytest.mark.parametrize("asked", ASKED)
def test_what_was_asked_is_asked_again(asked: Settings) -> None:
    named = {"workloads": ("mobilenet-v2",), "variants": ("tflite-int8",), "harnesses": ("tflite",)}
    first = planned(check(structs.replace(asked, **named)))
    (cell,) = first.cells
    windows = [process([8.0], 2000)] * cell.processes
    again = original(repeat_of(cell), processes=windows, findings=[])
    repeating._require_consistent(again)
    (repeated,) = planned(repeating.settings(again, "tflite")).cells
    assert repeated == cell
    repeating.require_same_load(again, repeated)


def test_every_setting_that_decides_a_cell_is_among_those_tried() -> None:
    tried = {
        name
        for asked in ASKED
        for name in Settings.__struct_fields__
        if getattr(asked, name) != getattr(Settings(), name)
    }
    elsewhere = {"suite", "workloads", "variants", "harnesses", "accuracy", "samples", "meters", "ambient_mc"}
    assert tried | elsewhere == set(Settings.__struct_fields__)


def test_one_thread_that_was_not_pinned_is_not_pinned_again() -> None:
    one = {"provenance.repeat.threads": 1, "sut.threads": 1}
    assert (rebuilt(one).threads, rebuilt(one).pin) == (("all",), False)


def test_accuracy_that_was_not_asked_for_is_not_measured_now() -> None:
    assert rebuilt().accuracy == "yes"
    assert rebuilt({"accuracy_reason": Reason.NOT_ASKED}).accuracy == "no"


def test_as_many_labelled_samples_are_scored_as_were_of_a_part_of_a_set() -> None:
    scored: dict[str, object] = {
        "metric": "top1", "data_set": {"name": "a", "sha256": "0" * 64, "samples": 200}, "evidence": "subset",
        "value_ppm": 890_000, "low_ppm": 840_000, "low_ppm_reason": None, "high_ppm": 930_000,
        "high_ppm_reason": None, "details": {},
    }  # fmt: skip
    assert rebuilt({"accuracy": scored, "accuracy_reason": None}).samples == 200
    whole = {"accuracy": {**scored, "evidence": "full"}, "accuracy_reason": None}
    assert rebuilt(whole).samples is None


def test_a_version_is_asked_for_only_where_it_had_been() -> None:
    assert repeating.harness_of(original(), SHIPPED) == "tflite"
    pinned = original({"provenance.repeat.runtime_version": "2.0.2"})
    assert repeating.harness_of(pinned, SHIPPED) == "tflite@2.0.2"


@pytest.mark.parametrize(
    "text",
    ["", "1.0 --index-url x", "1.0@evil.py", "../evil.whl", "/tmp/x.whl", "1.0+evil.py", "1.0+evil.whl",
     "file:x", "-r x", "1.0; sh", "$(sh)", "9" * 199 + "x"],
)  # fmt: skip
def test_a_version_that_would_be_a_path_or_an_option_is_refused(text: str) -> None:
    with pytest.raises(
        ResultError, match=r"^old\.json: provenance\.repeat\.runtime_version .* is not a version"
    ):
        repeating.harness_of(original({"provenance.repeat.runtime_version": text}), SHIPPED)


@pytest.mark.parametrize("name", ["evil.py", "tflit", "path.to.x.py"])
def test_a_harness_that_is_not_shipped_is_not_looked_for(name: str) -> None:
    with pytest.raises(PlanError, match=rf"there is no harness {name} here") as refused:
        repeating.harness_of(original({"provenance.repeat.harness": name}), SHIPPED)
    assert refused.value.hint == f"name its file: --harness path/to/{name}.py"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("accelerator", "cpu; rm -rf /", "--accelerator 'cpu; rm -rf /' is not a name"),
        ("precision", "../../etc", "--precision '../../etc' is not a name"),
    ],
)
def test_a_name_that_is_none_is_refused(field: str, value: str, words: str) -> None:
    with pytest.raises(ResultError) as refused:
        rebuilt({f"provenance.repeat.{field}": value})
    assert refused.value.message == f"old.json: it cannot be repeated: {words}"


@pytest.mark.parametrize(("name", "value"), [("min_ns", 2**53 - 1), ("batch", 10**6), ("streams", 10**6)])
def test_more_than_a_run_may_be_asked_for_is_refused(name: str, value: int) -> None:
    greedy = original({f"provenance.repeat.{name}": value, f"load.{name}": value})
    with pytest.raises(ResultError, match=rf"provenance\.repeat\.{name} is {value}, above"):
        repeating.require_same_question(greedy, CATALOGUE)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"workload.revision": 99}, r"workload\.revision is 99 there and \d+ here"),
        ({"workload.sample_set.sha256": "0" * 64}, r"workload\.sample_set\.sha256 is 0{64} there and"),
        ({"variant.files.0.sha256": "0" * 64}, r"variant\.files is 0{64} there and"),
        ({"variant.files": []}, r"variant\.files is none there and"),
        (
            {"workload.name": "mobilnet-v2", "provenance.repeat.workload": "mobilnet-v2"},
            "no workload mobilnet-v2 here: did you mean mobilenet-v2",
        ),
        (
            {"variant.name": "tflite-int9", "provenance.repeat.variant": "tflite-int9"},
            "no variant tflite-int9 here: did you mean tflite-int8",
        ),
    ],
)
def test_another_question_is_refused_with_the_field_and_both_values(changes: Changes, words: str) -> None:
    with pytest.raises(PlanError, match=words) as refused:
        repeating.require_same_question(original(changes), CATALOGUE)
    assert refused.value.hint
    assert "edgebench run --workload" in refused.value.hint


def test_the_name_of_a_family_is_no_workload() -> None:
    family = {"workload.name": "wake-word", "provenance.repeat.workload": "wake-word"}
    with pytest.raises(PlanError, match="no workload wake-word here"):
        repeating.require_same_question(original(family), CATALOGUE)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("workload", "yolov3-tiny", "repeat.workload is yolov3-tiny, workload.name is mobilenet-v2"),
        ("scenario", "anything", "repeat.scenario is anything, load.scenario is single-stream"),
        ("processes", 32, "repeat.processes is 32, the number of processes is 5"),
        ("bound_ns", 7, "repeat.bound_ns is 7, load.bound_ns is None"),
        ("batch", 8, "repeat.batch is 8, load.batch is 1"),
        ("tier", "reference", "repeat.tier is reference, load.tier is standard"),
        ("threads", 64, "repeat.threads is 64, sut.threads is 2"),
        ("pinned", True, "repeat.pinned is True, sut.affinity is False"),
        ("runtime_version", "1.0", "repeat.runtime_version is 1.0, sut.runtime.version is 2.0.2"),
    ],
)
def test_a_file_that_asks_for_something_else_than_it_measured_is_refused(
    field: str, value: object, words: str
) -> None:
    with pytest.raises(ResultError) as refused:
        repeating.require_same_question(original({f"provenance.repeat.{field}": value}), CATALOGUE)
    assert refused.value.message == f"old.json: it contradicts itself: provenance.{words}"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "derived"}, "it is derived: there is no run to repeat"),
        (
            {"findings": [{"rule": "outputs-constant", "level": "error", "values": {}}]},
            "it failed the check outputs-constant: there is nothing to compare a repeat with",
        ),
    ],
)
def test_what_was_not_measured_or_is_not_believed_is_not_repeated(changes: Changes, words: str) -> None:
    with pytest.raises(PlanError) as refused:
        repeating.require_same_question(original(changes), CATALOGUE)
    assert refused.value.message == f"old.json: {words}"


def test_a_sound_result_of_the_shipped_catalogue_is_repeated() -> None:
    repeating.require_same_question(original(), CATALOGUE)


def test_a_cell_that_is_asked_anything_else_is_refused() -> None:
    (cell,) = planned(rebuilt()).cells
    other = structs.replace(cell, seed=2)
    with pytest.raises(PlanError, match=r"provenance\.repeat\.seed is 1 there and 2 here"):
        repeating.require_same_load(original(), other)


def test_a_harness_of_another_name_is_refused() -> None:
    with pytest.raises(PlanError, match=r"repeat\.harness is tflite there and onnxruntime here"):
        repeating.require_same_harness(original(), SHIPPED["onnxruntime"])


def test_what_is_known_to_differ_before_measuring_is_named() -> None:
    old = original().result
    made = structs.replace(planned(rebuilt()), worker_sha256="1" * 64)
    pi = structs.replace(HERE, slug="pi5", kernel="6.12.1")
    changed = repeating.changes(old, repeating.foreseen(old, made, pi, "5eed0002"))
    expected = {"device.slug", "device.unit", "device.kernel", "sut.runtime.version", "tool.worker_sha256"}
    assert expected <= set(changed)
    assert not {name for name in changed if name.startswith(("workload.", "variant.", "load."))}


def test_on_the_same_system_nothing_is_known_to_differ() -> None:
    made = planned(rebuilt())
    (cell,) = made.cells
    first = repeating.foreseen(original().result, made, HERE, "5eed0001")
    assert first.sut.runtime.name == cell.runtime
    assert repeating.changes(first, repeating.foreseen(first, made, HERE, "5eed0001")) == ()


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({}, ()),
        ({"quality.met": "undetermined"}, ()),
        ({"sut.packages": {"numpy": "2.3.0"}}, ("sut.packages",)),
        ({"device.kernel": "6.12", "tool.edgebench": "9.0"}, ("tool.edgebench", "device.kernel")),
        ({"tool.harness_sha256": "0" * 64}, ("tool.harness_sha256",)),
    ],
)
def test_a_repeat_has_the_system_of_its_original(changes: Changes, names: tuple[str, ...]) -> None:
    assert repeating.changes(result(), result(8.3, changes)) == names
