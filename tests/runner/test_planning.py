"""Which cells a plan has, and what it says of those it leaves out."""

import sys
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from edgebench import paths
from edgebench.catalogue import load_catalogue
from edgebench.errors import PlanError, SourceError
from edgebench.harness import discover
from edgebench.harness.discover import Asked, Unusable, Usable
from edgebench.harness.environment import environment
from edgebench.harness.interpreter import Unbuilt
from edgebench.harness.protocol import Loaded
from edgebench.probes import device
from edgebench.runner import running, start
from edgebench.runner.planning import Candidate, plan
from edgebench.runner.settings import Settings, Where, check
from edgebench.runner.unchanged import require_unchanged

LOADED = Loaded("R", "1.0", None, "p", "p", "cpu", [], None, None, None, [], [], {})
STAND_IN = "onnx-fp32-synthetic"


def candidates(*usable):
    return [
        Candidate(
            file, Usable(paths.worker(), LOADED, 80) if name in usable else Unusable("not here", "install it")
        )
        for name, file in discover.shipped().items()
    ]


def planned(settings, harnesses, missing=()):
    def obtain(workload, variant):
        if variant.name in missing:
            raise SourceError(f"{variant.file} cannot be had", "try a mirror")
        return paths.worker()

    return plan(check(settings), load_catalogue(), harnesses, device.describe(), obtain, None)


def test_every_variant_meets_every_harness_that_takes_its_format():
    made = planned(Settings(workloads=("keyword-spotting",)), candidates("onnxruntime", "tflite"))
    assert [(cell.variant, cell.harness) for cell in made.cells] == [
        ("tflite-int8", "tflite"),
        ("tflite-dynamic", "tflite"),
        ("onnx-int8", "onnxruntime"),
    ]


def test_a_query_of_multi_stream_has_eight_samples_and_a_process_enough_of_them_for_p99():
    settings = Settings(workloads=("keyword-spotting",), scenarios=("multi-stream",), tier="standard")
    cell = planned(settings, candidates("tflite")).cells[0]
    assert (cell.samples_per_query, cell.min_queries) == (8, 662)


def test_a_stateful_model_is_not_asked_eight_samples_at_once():
    settings = Settings(workloads=("voice-activity",), scenarios=("multi-stream",), tier="standard")
    made = planned(settings, candidates("onnxruntime"))
    assert made.cells == []
    assert any("one chunk after the other" in one.reason for one in made.skipped)


def test_the_stand_in_runs_only_where_none_of_the_real_files_can_be_had():
    both = candidates("onnxruntime", "tflite")
    real = ("tflite-int8", "onnx-int8", "onnx-fp32", "onnx-int8-zoo")
    settings = Settings(workloads=("mobilenet-v2",))
    assert STAND_IN not in [cell.variant for cell in planned(settings, both, real[1:]).cells]
    assert [cell.variant for cell in planned(settings, both, real).cells] == [STAND_IN]


def test_the_stand_in_runs_when_it_is_asked_for():
    asked = Settings(workloads=("mobilenet-v2",), variants=(STAND_IN,))
    assert [cell.variant for cell in planned(asked, candidates("onnxruntime")).cells] == [STAND_IN]


def test_a_harness_that_does_not_run_here_is_skipped_with_its_reason_and_cure():
    made = planned(Settings(workloads=("yolov3-tiny",)), candidates("tflite"))
    assert made.cells == []
    assert made.skipped[0].harness == "onnxruntime"
    assert {(one.reason, one.hint) for one in made.skipped} == {("not here", "install it")}


def test_a_workload_that_no_harness_takes_is_said():
    made = planned(Settings(workloads=("face-detection",)), candidates("onnxruntime")[:1])
    assert [(one.workload, one.reason) for one in made.skipped] == [
        ("face-detection", "none of its variants is in a format of onnxruntime")
    ]


def test_one_thread_is_pinned_to_the_fastest_core_and_all_threads_are_not():
    made = planned(Settings(workloads=("yolov3-tiny",), threads=("1", "all")), candidates("onnxruntime"))
    here = device.describe().cpu
    assert [(cell.threads, cell.affinity) for cell in made.cells] == [
        (1, [here.cores_by_speed[0]]),
        (here.cores, []),
    ]


@pytest.mark.parametrize(
    ("tier", "processes", "queries", "seconds"),
    [("smoke", 1, 64, 6), ("standard", 5, 205, 12), ("reference", 10, 662, 60)],
)
def test_a_tier_sets_processes_queries_and_time(tier, processes, queries, seconds):
    (cell,) = planned(Settings(workloads=("yolov3-tiny",), tier=tier), candidates("onnxruntime")).cells
    assert (cell.processes, cell.min_queries, cell.min_ns) == (processes, queries, seconds * 10**9)
    assert cell.cap_ns == 10 * cell.min_ns


def test_rounds_interleave_the_cells_and_the_seed_orders_them():
    made = planned(
        Settings(workloads=("keyword-spotting",), tier="standard"), candidates("onnxruntime", "tflite")
    )
    order = running.schedule(made)
    assert [number for number, _ in order] == sorted([0, 1, 2, 3, 4] * 3)
    assert all({cell for n, cell in order if n == number} == {0, 1, 2} for number in range(5))
    assert order == running.schedule(made) != running.schedule(msgspec.structs.replace(made, seed=2))


def test_a_plan_that_changed_names_what_changed():
    made = planned(Settings(workloads=("yolov3-tiny",)), candidates("onnxruntime"))
    other = msgspec.structs.replace(made.cells[0], runtime_version="2.0")
    with pytest.raises(PlanError, match=r"runtime_version was 1\.0, is 2\.0"):
        require_unchanged(made, msgspec.structs.replace(made, cells=[other]))


def usable(version, **changes):
    loaded = structs.replace(LOADED, version=version, **changes)
    return Usable(Path(f"/environments/{version}/bin/python"), loaded, 80)


def two(*versions):
    """ONNX Runtime of these versions, as `--harness onnxruntime@1.0 --harness onnxruntime@2.0` finds it."""
    file = discover.shipped()["onnxruntime"]
    return [Candidate(file, usable(version), version) for version in versions]


YOLO = Settings(workloads=("yolov3-tiny",))


def test_two_versions_of_a_harness_are_two_cells_with_an_interpreter_each():
    made = planned(YOLO, two("1.0", "2.0"))
    assert [(cell.harness, cell.runtime_version) for cell in made.cells] == [
        ("onnxruntime", "1.0"),
        ("onnxruntime", "2.0"),
    ]
    assert len({cell.python for cell in made.cells}) == 2
    assert "onnxruntime 2.0, " in made.cells[1].title()


def test_a_harness_is_named_with_its_version_only_where_there_are_two():
    alone, both = planned(YOLO, two("1.0")), planned(YOLO, two("1.0", "2.0"))
    assert [alone.name_of(cell) for cell in alone.cells] == ["onnxruntime"]
    assert [both.name_of(cell) for cell in both.cells] == ["onnxruntime@1.0", "onnxruntime@2.0"]


def test_a_version_that_does_not_run_is_skipped_by_the_name_it_was_asked_for():
    file = discover.shipped()["onnxruntime"]
    (skipped,) = planned(YOLO, [Candidate(file, Unusable("no", "do"), "1.7"), *two("1.0")]).skipped
    assert skipped.harness == "onnxruntime@1.7"


def test_one_version_from_two_places_is_measured_once_and_the_second_is_told():
    made = planned(YOLO, [*two("1.0"), Candidate(discover.shipped()["onnxruntime"], usable("1.0"))])
    assert len(made.cells) == 1
    assert [one.reason for one in made.skipped] == ["R 1.0 is in this plan already, from another place"]


def test_two_builds_of_one_version_are_told_apart():
    file = discover.shipped()["onnxruntime"]
    builds = [Candidate(file, usable("1.0", build=build), build) for build in ("monday", "tuesday")]
    assert len(planned(YOLO, builds).cells) == 2


def test_a_preview_counts_the_cells_of_an_environment_that_is_not_made():
    asked = Asked(discover.shipped()["onnxruntime"], "1.30")
    unbuilt = Unbuilt(environment(asked, Path("/nowhere")), Unusable("not here", "install it"))
    (cell,) = planned(YOLO, [Candidate(asked.file, unbuilt, asked.pin)]).cells
    assert cell.runtime_version == "==1.30.*"


def test_a_plan_of_two_versions_goes_on_and_names_the_one_that_changed():
    made = planned(YOLO, two("1.0", "2.0"))
    require_unchanged(made, made)
    with pytest.raises(PlanError, match=r"onnxruntime 2\.0, .*: python was .*; .*: runtime_version was 2\.0"):
        require_unchanged(made, planned(YOLO, two("1.0", "2.1")))
    with pytest.raises(PlanError, match=r"onnxruntime 2\.0, .* cannot run now"):
        require_unchanged(made, planned(YOLO, two("1.0")))


def test_a_harness_nobody_named_is_never_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(discover, "probe", lambda file: Unusable("not here", "install it", installable=True))
    where = Where(str(tmp_path), str(tmp_path), str(tmp_path))
    assert start.preview(YOLO, where).environments == []
    named = structs.replace(YOLO, harnesses=("onnxruntime",))
    assert [one.harness for one in start.preview(named, where).environments] == ["onnxruntime"]


def test_paths_of_harnesses_and_wheels_are_found_again_from_another_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = Settings(harnesses=("mine.py", "mine.py@1.0", "onnxruntime@a.whl", "onnxruntime@1.30"))
    assert check(asked).harnesses == (
        f"{tmp_path}/mine.py",
        f"{tmp_path}/mine.py@1.0",
        f"onnxruntime@{tmp_path}/a.whl",
        "onnxruntime@1.30",
    )


def test_the_same_plan_goes_on():
    made = planned(Settings(workloads=("yolov3-tiny",)), candidates("onnxruntime"))
    require_unchanged(made, made)


def test_pinned_threads_get_a_core_each_or_the_plan_is_refused():
    here = device.describe().cpu
    asked = Settings(workloads=("yolov3-tiny",), threads=(str(here.cores),), pin=True)
    (cell,) = planned(asked, candidates("onnxruntime")).cells
    assert len(set(cell.affinity)) == here.cores
    with pytest.raises(PlanError, match="--pin"):
        planned(msgspec.structs.replace(asked, threads=("999",)), candidates("onnxruntime"))


def loads(settings):
    made = planned(settings, candidates("tflite"))
    return [(cell.scenario, cell.batch, cell.streams, cell.period_ns, cell.bound_ns) for cell in made.cells]


def asked(*scenarios, **changes):
    return check(
        Settings(
            workloads=("keyword-spotting",),
            variants=("tflite-int8",),
            scenarios=scenarios,
            tier="standard",
            **changes,
        )
    )


def test_an_option_of_the_load_goes_to_the_scenarios_that_have_it():
    settings = asked("single-stream", "offline", "server", "streams", bound_ns=7000, streams=2, batches=(4,))
    assert loads(settings) == [
        ("single-stream", 4, 1, None, None),
        ("offline", 4, 2, None, None),
        ("server", 1, 2, None, 7000),
        ("streams", 1, None, None, 7000),
    ]


def test_what_is_not_said_of_offline_is_found_by_its_pilot():
    assert loads(asked("offline")) == [("offline", None, None, None, None)]


def test_batches_and_a_period_are_of_single_stream():
    assert loads(asked("single-stream", batches=(1, 8))) == [
        ("single-stream", 1, 1, None, None),
        ("single-stream", 8, 1, None, None),
    ]
    assert loads(asked("single-stream", period_ns=5000)) == [("single-stream", 1, 1, 5000, None)]


@pytest.mark.parametrize(
    ("scenario", "option", "named"),
    [
        ("sustained", {"batches": (2,)}, "Sustained has no --batch"),
        ("single-stream", {"bound_ns": 1000}, "SingleStream has no --bound"),
        ("server", {"period_ns": 1000}, "Server has no --period"),
        ("streams", {"streams": 2}, "Streams has no --streams"),
        ("multi-stream", {"batches": (3,)}, "a query of MultiStream has 8 samples"),
        ("single-stream", {"batches": (2,), "period_ns": 1000}, "--period paces single samples"),
    ],
)
def test_an_option_that_no_scenario_has_is_refused(scenario, option, named):
    with pytest.raises(PlanError, match=named):
        asked(scenario, **option)


PIPELINE = Settings(workloads=("mobilenet-v2",), variants=("tflite-int8",), scope="pipeline")


def in_this_python(name="tflite"):
    return [Candidate(discover.shipped()[name], Usable(Path(sys.executable), LOADED, 80))]


def test_scope_pipeline_has_samples_of_its_own():
    (cell,) = planned(PIPELINE, in_this_python()).cells
    pipeline = load_catalogue().workloads["mobilenet-v2"].pipeline
    assert pipeline
    assert (cell.scope, cell.sample_set_sha256) == ("pipeline", pipeline.sha256)
    assert ", pipeline" in cell.title()


def test_scope_pipeline_needs_edgebench_in_the_harness_own_python():
    elsewhere = Candidate(discover.shipped()["tflite"], usable("1.0"))
    made = planned(PIPELINE, [elsewhere])
    assert made.cells == []
    reasons = {one.reason for one in made.skipped}
    assert reasons == {"scope pipeline runs edgebench's own code, which the harness's Python does not have"}


@pytest.mark.parametrize(
    ("workload", "harness", "reason"),
    [
        ("voice-activity", "onnxruntime", "one chunk after the other, and scope pipeline is of whole files"),
        ("anomaly-detection", "tflite", "names no encoded files"),
    ],
)
def test_a_workload_without_encoded_files_is_skipped_in_scope_pipeline(workload, harness, reason):
    asked = structs.replace(PIPELINE, workloads=(workload,), variants=())
    made = planned(asked, in_this_python(harness))
    assert made.cells == []
    assert all(reason in one.reason for one in made.skipped)


def test_scope_pipeline_has_no_batches():
    with pytest.raises(PlanError, match="--scope pipeline answers one file a query"):
        planned(structs.replace(PIPELINE, batches=(8,)), in_this_python())


def test_offline_of_scope_pipeline_looks_for_streams_only():
    asked = structs.replace(PIPELINE, scenarios=("offline",))
    (cell,) = planned(asked, in_this_python()).cells
    assert (cell.batch, cell.streams) == (1, None)


def test_an_environment_that_scope_pipeline_could_not_use_is_not_made(tmp_path, monkeypatch):
    monkeypatch.setattr(discover, "probe", lambda file: Unusable("not here", "install it", installable=True))
    where = Where(str(tmp_path), str(tmp_path), str(tmp_path))
    asked = structs.replace(PIPELINE, harnesses=("tflite@2.1",))
    assert start.preview(asked, where).environments == []


def test_a_setting_that_is_named_twice_is_one_cell():
    cores = device.describe().cpu.cores
    settings = asked("single-stream", threads=(str(cores + 1), str(cores + 1), "all", "all"))
    assert len(loads(settings)) == 2
