"""Which cells a plan has, and what it says of those it leaves out."""

import msgspec
import pytest

from edgebench import paths
from edgebench.catalogue import load_catalogue
from edgebench.errors import PlanError, SourceError
from edgebench.harness import discover
from edgebench.harness.discover import Unusable, Usable
from edgebench.harness.protocol import Loaded
from edgebench.probes import device
from edgebench.runner import running
from edgebench.runner.planning import Candidate, compare, plan
from edgebench.runner.settings import Settings, check

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
    assert [(one.harness, one.reason, one.hint) for one in made.skipped] == [
        ("onnxruntime", "not here", "install it")
    ]


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
        compare(made, msgspec.structs.replace(made, cells=[other]))


def test_the_same_plan_goes_on():
    made = planned(Settings(workloads=("yolov3-tiny",)), candidates("onnxruntime"))
    compare(made, made)


def test_pinned_threads_get_a_core_each_or_the_plan_is_refused():
    here = device.describe().cpu
    asked = Settings(workloads=("yolov3-tiny",), threads=(str(here.cores),), pin=True)
    (cell,) = planned(asked, candidates("onnxruntime")).cells
    assert len(set(cell.affinity)) == here.cores
    with pytest.raises(PlanError, match="--pin"):
        planned(msgspec.structs.replace(asked, threads=("999",)), candidates("onnxruntime"))
