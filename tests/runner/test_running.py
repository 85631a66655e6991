"""A session with a real worker and a real runtime: rounds, drops, and kills at the worst moments."""

import contextlib
import dataclasses
import itertools
import sys
from pathlib import Path

import msgspec
import pytest

from edgebench import store
from edgebench.catalogue import load_catalogue
from edgebench.harness import discover
from edgebench.model.plan import Cell, Plan
from edgebench.model.reason import Reason
from edgebench.probes import device
from edgebench.runner import cooling, measuring, running
from edgebench.runner import journal as journals
from edgebench.runner.assembling import Surroundings
from edgebench.runner.journal import ProcessDone, Saved, Started, Tried
from edgebench.runner.measuring import Timeouts
from edgebench.runner.running import Conductor
from edgebench.runner.settings import Settings, Where

onnx = pytest.importorskip("onnx")
CATALOGUE = load_catalogue()
SPOTTING = CATALOGUE.workloads["keyword-spotting"]
assert SPOTTING.pipeline
SOUNDS = SPOTTING.pipeline
FILES = discover.shipped()


class Silent:
    """An observer that remembers what was dropped."""

    def __init__(self):
        self.dropped_cells = []

    def dropped(self, skipped):
        self.dropped_cells.append(skipped)

    def planned(self, plan): ...
    def choosing(self, cell, rate_uhz): ...
    def could_not(self, cell, reason): ...
    def cooled(self, cooled): ...
    def measuring(self, cell, number, total): ...
    def scoring(self, cell): ...
    def not_scored(self, cell, trouble): ...
    def no_energy(self, what, says, hint):
        pass

    def saved(self, path, result): ...


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """Features to twelve scores: the mean of each, shifted; small enough to load in milliseconds."""
    helper, kinds = onnx.helper, onnx.TensorProto
    given = helper.make_tensor_value_info("x", kinds.INT8, [1, 49, 10, 1])
    scores = helper.make_tensor_value_info("y", kinds.FLOAT, [1, 12])
    weights = helper.make_tensor("w", kinds.FLOAT, [490, 12], [(i * 7 % 23) - 11 for i in range(490 * 12)])
    nodes = [
        helper.make_node("Cast", ["x"], ["f"], to=kinds.FLOAT),
        helper.make_node("Flatten", ["f"], ["v"]),
        helper.make_node("MatMul", ["v", "w"], ["y"]),
    ]
    graph = helper.make_graph(nodes, "tiny", [given], [scores], [weights])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    made.ir_version = 7
    path = tmp_path_factory.mktemp("model") / "tiny.onnx"
    path.write_bytes(made.SerializeToString())
    return path


def cell(harness="onnxruntime", path=None, **changes):
    file = FILES["onnxruntime"]
    made = Cell(
        workload="keyword-spotting",
        revision=SPOTTING.revision,
        variant="onnx-int8",
        variant_sha256="0" * 64,
        sample_set_sha256=SPOTTING.sample_set.sha256,
        harness=harness,
        harness_path=str(path or file.path),
        harness_sha256=file.sha256,
        python=sys.executable,
        runtime="ONNX Runtime",
        runtime_version="1",
        version_asked_for=False,
        scenario="single-stream",
        scope="model",
        samples_per_query=1,
        batch=1,
        streams=1,
        period_ns=None,
        bound_ns=None,
        tier="standard",
        threads=1,
        affinity=[],
        accelerator="cpu",
        precision="own",
        processes=2,
        min_queries=64,
        min_ns=20_000_000,
        cap_ns=200_000_000,
        seed=1,
    )
    return msgspec.structs.replace(made, **changes)


def started(folder, *cells, accuracy="yes"):
    plan = Plan("0.1.0", "0" * 64, 1, None, "vm", {}, 1, accuracy, None, list(cells), [])
    where = Where(str(folder / "results"), str(folder), str(folder))
    return journals.start(folder, plan, Settings(), where)


def conducted(journal, model, observer=None, timeouts=None, catalogue=CATALOGUE):
    around = Surroundings(
        device.describe(), "0" * 8, None, 1, "0" * 64, frozenset({FILES["onnxruntime"].sha256})
    )
    with contextlib.closing(journal):
        conductor = Conductor(
            journal,
            catalogue,
            around,
            lambda workload, variant: model,
            observer or Silent(),
            timeouts or Timeouts(),
        )
        return conductor.run()


def test_a_cell_is_as_many_fresh_processes_as_planned_and_one_file(tmp_path, model):
    report = conducted(started(tmp_path, cell()), model)
    (outcome,) = report.outcomes
    assert len(outcome.result.processes) == 2
    assert store.found(tmp_path / "results") == [outcome.path]


def test_a_version_that_was_asked_for_is_kept_for_whoever_repeats_it(tmp_path, model):
    cells = [cell(version_asked_for=True, runtime_version="1.30.0"), cell(threads=2)]
    found = conducted(started(tmp_path, *cells), model).outcomes
    assert [one.result.provenance.repeat.runtime_version for one in found] == ["1.30.0", None]


def test_processes_of_the_cells_alternate(tmp_path, model):
    journal = started(tmp_path, cell(), cell(threads=2))
    conducted(journal, model)
    rounds = [entry.cell for entry in journal.of(ProcessDone)]
    assert [set(rounds[:2]), set(rounds[2:])] == [{0, 1}, {0, 1}]


def test_a_model_that_cannot_be_loaded_is_skipped_also_when_only_its_accuracy_was_asked_for(tmp_path, model):
    journal = started(tmp_path, cell(), accuracy="only")
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"not a model")
    report = conducted(journal, broken)
    assert report.outcomes == []
    assert report.skipped[0].reason.startswith("InvalidProtobuf while loading the model")


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_kill_while_a_cell_is_closed_leaves_the_same_bytes_once(tmp_path, model, lost):
    journal = started(tmp_path, cell())
    (outcome,) = conducted(journal, model).outcomes
    expected = outcome.path.read_bytes()
    lines = (journal.folder / "journal.jsonl").read_bytes().splitlines(keepends=True)
    assert isinstance(journal.entries[-1], Saved)
    if lost > 1:
        (journal.folder / "journal.jsonl").write_bytes(b"".join(lines[: 1 - lost]))
    (again,) = conducted(journals.reopen(journal.folder), model).outcomes
    assert again.path.read_bytes() == expected
    assert store.found(tmp_path / "results") == [again.path]


def test_a_kill_between_processes_measures_only_the_missing_one(tmp_path, model):
    journal = started(tmp_path, cell())
    conducted(journal, model)
    first = journal.of(ProcessDone)[0]
    lines = (journal.folder / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (journal.folder / "journal.jsonl").write_bytes(b"".join(lines[:2]) + lines[2][:100])
    again = journals.reopen(journal.folder)
    (outcome,) = conducted(again, model).outcomes
    assert outcome.result.processes[0] == first.measured.process
    assert (len(outcome.result.processes), outcome.result.session.resumed) == (2, 1)


def test_a_harness_that_hangs_drops_its_cell_and_the_rest_goes_on(tmp_path, model):
    hanging = tmp_path / "hanging.py"
    text = Path(FILES["onnxruntime"].path).read_text(encoding="utf-8")
    hanging.write_text(
        text.replace("        self.run(handle[0])", "        import time\n        time.sleep(99)")
    )
    observer = Silent()
    limits = Timeouts(load_s=20, prepare_s=20, predict_s=2, beyond_cap_s=1)
    journal = started(tmp_path, cell("hanging", hanging), cell())
    report = conducted(journal, model, observer, limits)
    assert [one.cell.harness for one in report.outcomes] == ["onnxruntime"]
    (dropped,) = observer.dropped_cells
    assert "no answer within" in dropped.reason


def test_an_interpreter_that_is_gone_drops_its_cell_and_the_rest_goes_on(tmp_path, model):
    report = conducted(started(tmp_path, cell(python="/gone/bin/python"), cell()), model)
    assert [one.cell.python for one in report.outcomes] == [sys.executable]
    assert "/gone/bin/python cannot be started" in report.skipped[0].reason


def test_a_file_of_one_sample_a_call_says_so_where_a_batch_was_asked_for(tmp_path, model):
    batched = cell(batch=4, samples_per_query=4)
    (skipped,) = conducted(started(tmp_path, batched, cell()), model).skipped
    assert "Got: 4 Expected: 1" in skipped.reason
    assert skipped.hint == "its file may take one sample a call only: leave --batch out"


def test_a_dropped_cell_of_two_versions_says_which(tmp_path, model):
    broken = tmp_path / "broken.py"
    broken.write_text("raise RuntimeError('unsupported operator Foo')")
    journal = started(tmp_path, cell(path=broken, runtime_version="2"), cell())
    (skipped,) = conducted(journal, model).skipped
    assert (skipped.harness, skipped.variant) == ("onnxruntime@2", "onnx-int8")


def test_answers_that_are_no_numbers_cost_a_cell_its_score_and_the_plan_nothing(tmp_path, model):
    rubbish = tmp_path / "rubbish.py"
    text = Path(FILES["onnxruntime"].path).read_text(encoding="utf-8")
    returned = "return handle[1] or handle[0].copy_outputs_to_cpu()"
    assert returned in text
    rubbish.write_text(text.replace(returned, "return [numpy.full((1, 12), numpy.nan, 'float32')]"))
    report = conducted(started(tmp_path, cell("rubbish", rubbish), cell()), model)
    first, second = (outcome.result for outcome in report.outcomes)
    assert first.agreement_reason is Reason.FAILED
    assert second.agreement is not None


def test_a_result_that_would_not_be_one_drops_its_cell_only(tmp_path, model):
    report = conducted(started(tmp_path, cell(), cell("bad/name")), model)
    assert [one.cell.harness for one in report.outcomes] == ["onnxruntime"]
    assert len(report.skipped) == 1


def test_a_process_waits_until_the_device_is_about_as_cool_as_at_the_start(tmp_path, model, monkeypatch):
    waits: list[float] = []
    seen, clock_ns = iter([40_000, 47_000, 45_000, 43_000, 41_000]), itertools.count(0, 10**9).__next__
    monkeypatch.setattr(running, "_hottest_mc", lambda: next(seen))
    monkeypatch.setattr(cooling.wait, "__defaults__", (clock_ns, waits.append))
    conducted(started(tmp_path, cell(processes=2), accuracy="no"), model)
    assert waits == [1.0, 1.0]  # 47, 45, then 43 is cool enough; the second process begins at 41


def test_cooling_is_held_against_the_start_of_the_session_even_after_a_resume(tmp_path, model, monkeypatch):
    monkeypatch.setattr(running, "_hottest_mc", lambda: 40_000)
    journal = started(tmp_path, cell(processes=1), accuracy="no")
    journal.append(Started("boot", 1, 55_000))
    conducted(journal, model)
    assert [one.temperature_mc for one in journal.of(Started)] == [55_000, 40_000]


def test_a_search_that_was_interrupted_goes_on_where_it_stopped(tmp_path, model):
    asked = cell(scenario="offline", batch=None, streams=1, processes=1, samples_per_query=1)
    whole = conducted(started(tmp_path / "a", asked, accuracy="no"), model).outcomes[0].result
    journal = started(tmp_path / "b", asked, accuracy="no")
    window = whole.processes[0]
    for trouble in ("", "no batch of two"):
        journal.append(Tried(0, None if trouble else window, trouble))
    (outcome,) = conducted(journal, model).outcomes
    assert [(one.batch, one.queries) for one in outcome.result.points] == [(1, window.queries)]
    assert len(journal.of(Tried)) == 2


def test_where_only_accuracy_was_asked_for_nothing_is_searched(tmp_path, model):
    asked = cell(scenario="server", bound_ns=10**9, min_queries=1)
    journal = started(tmp_path, asked, accuracy="only")
    (outcome,) = conducted(journal, model).outcomes
    assert outcome.scored.agreement is not None
    assert journal.of(Tried) == []


def in_pipeline(**changes):
    return cell(scope="pipeline", sample_set_sha256=SOUNDS.sha256, **changes)


def test_a_query_of_scope_pipeline_is_a_wav_file_and_its_stages_fit_its_latency(tmp_path, model):
    (outcome,) = conducted(started(tmp_path, in_pipeline()), model).outcomes
    result = outcome.result
    assert (result.load.scope, result.workload.sample_set.name) == ("pipeline", "voices-1-wav")
    assert result.workload.sample_set.sha256 == SOUNDS.sha256
    assert result.resources.input_bytes_per_sample == 44 + 2 * 16_000
    assert (result.audit.timed_outputs_differ, result.audit.constant_outputs) == (0, False)
    for one in result.processes:
        spent = (one.stages.preprocess_ns, one.stages.inference_ns, one.stages.postprocess_ns)
        assert min(spent) > 0
        assert one.latency.sum_ns * 9 // 10 < sum(spent) <= one.latency.sum_ns
    assert result.agreement is not None  # of the sample set of scope model, as everywhere


@pytest.mark.parametrize("changes", [{"streams": 2}, {"period_ns": 10_000_000}])
def test_scope_pipeline_in_another_load(tmp_path, model, changes):
    if "streams" in changes:
        changes |= {"scenario": "offline", "min_queries": 64}
    (outcome,) = conducted(started(tmp_path, in_pipeline(processes=1, **changes)), model).outcomes
    (process,) = outcome.result.processes
    assert process.stages.preprocess_ns > process.stages.postprocess_ns > 0


def test_an_outsiders_harness_that_converts_in_prepare_answers_every_file(tmp_path, model):
    converting = tmp_path / "converting.py"
    text = Path(FILES["onnxruntime"].path).read_text(encoding="utf-8")
    line = "        binding = self.session.io_binding()"
    assert line in text
    converting.write_text(text.replace(line, "        inputs = [array.copy() for array in inputs]\n" + line))
    cells = [in_pipeline(), in_pipeline(harness="converting", path=converting)]
    found = [one.result.audit for one in conducted(started(tmp_path, *cells), model).outcomes]
    assert [(one.timed_outputs_differ, one.constant_outputs) for one in found] == [(0, False)] * 2


def test_files_that_are_encoded_otherwise_here_cost_their_cell_only(tmp_path, model):
    other = msgspec.structs.replace(SOUNDS, sha256="0" * 64)
    workload = msgspec.structs.replace(SPOTTING, pipeline=other)
    catalogue = dataclasses.replace(CATALOGUE, workloads={"keyword-spotting": workload})
    observer = Silent()
    report = conducted(started(tmp_path, in_pipeline(), cell()), model, observer, None, catalogue)
    assert [one.cell.scope for one in report.outcomes] == ["model"]
    (dropped,) = observer.dropped_cells
    assert "the samples encoded here have sha256" in dropped.reason


def test_each_process_of_server_has_arrivals_of_its_own(tmp_path, model, monkeypatch):
    seeds: list[int] = []
    measure = measuring.measure

    def noted(*asked):
        seeds.append(asked[-2])
        return measure(*asked)

    monkeypatch.setattr("edgebench.runner.measuring.measure", noted)
    asked = cell(scenario="server", bound_ns=10**10, processes=2, min_queries=662, seed=7)
    conducted(started(tmp_path, asked, accuracy="no"), model)
    assert seeds[0] == 7
    assert seeds[-2:] == [8, 9]
