"""A real worker process, and runtimes that fail in every way: each becomes one clear error."""

import os
import sys
from pathlib import Path

import numpy
import pytest

from edgebench import paths
from edgebench.errors import WorkerError
from edgebench.harness import protocol
from edgebench.harness.session import WorkerSession
from tests.harness.fakes import fake

NOOP = Path(paths.__file__).parent / "harness" / "noop" / "noop.onnx"


def session(harness):
    return WorkerSession(Path(sys.executable), paths.worker(), harness)


def prepared(harness, tmp_path):
    """A worker with the no-op model loaded and two samples prepared."""
    numpy.save(tmp_path / "samples.npy", numpy.array([[-1.0, 1.0], [2.0, 1.0]], "float32"))
    worker = session(harness)
    worker.ask(protocol.Load(str(NOOP), {"threads": 1}, []), protocol.Loaded, 60)
    worker.ask(protocol.Prepare([str(tmp_path / "samples.npy")]), protocol.Prepared, 60)
    return worker


def predict(harness, tmp_path, timeout_s=60.0):
    with prepared(harness, tmp_path) as worker:
        request = protocol.Predict([str(tmp_path / "samples.npy")], str(tmp_path))
        return worker.ask(request, protocol.Predicted, timeout_s)


def test_a_runtime_that_segfaults_is_an_error_naming_the_signal(tmp_path):
    with pytest.raises(WorkerError, match="killed by SIGSEGV while predicting"):
        predict(fake("segfaults", tmp_path), tmp_path)


def test_a_runtime_killed_for_memory_says_what_to_do(tmp_path):
    with pytest.raises(WorkerError, match="killed by SIGKILL") as caught:
        predict(fake("runs_out_of_memory", tmp_path), tmp_path)
    assert "memory" in str(caught.value.hint)


def test_a_runtime_that_exits_is_an_error_naming_the_status(tmp_path):
    with pytest.raises(WorkerError, match="ended with status 7"):
        predict(fake("exits", tmp_path), tmp_path)


def test_an_exception_is_told_in_one_line_with_its_traceback_kept(tmp_path):
    with pytest.raises(
        WorkerError, match=r"RuntimeError while predicting: unsupported operator Foo second line$"
    ) as caught:
        predict(fake("raises", tmp_path), tmp_path)
    assert "Traceback" in caught.value.last_words


def test_a_first_line_that_only_leads_to_the_last_is_told_with_it(tmp_path):
    with pytest.raises(WorkerError, match=r"Exception from core\.cpp:84: … no RESOURCE$"):
        predict(fake("raises_in_layers", tmp_path), tmp_path)


def test_a_message_of_pages_is_cut(tmp_path):
    with pytest.raises(WorkerError, match=r"RuntimeError while predicting: (page ){59}page…$"):
        predict(fake("raises_pages", tmp_path), tmp_path)


def test_a_runtime_that_hangs_is_stopped_after_its_time(tmp_path):
    with pytest.raises(WorkerError, match="no answer within 1 s while predicting"):
        predict(fake("hangs", tmp_path), tmp_path, timeout_s=1)


def test_a_worker_leaves_no_process_behind(tmp_path):
    with prepared(fake("hangs", tmp_path), tmp_path) as worker:
        pid = worker._process.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_rubbish_on_stdout_does_not_reach_the_channel(tmp_path):
    assert predict(fake("prints_rubbish", tmp_path), tmp_path).nonfinite == 0


def test_outputs_that_are_nan_are_counted_not_hidden(tmp_path):
    assert predict(fake("answers_nan", tmp_path), tmp_path).nonfinite == 2


def test_a_runtime_that_returns_nothing_answers_without_outputs(tmp_path):
    assert predict(fake("returns_nothing", tmp_path), tmp_path).outputs == []


def test_outputs_keep_the_shape_the_runtime_gave_them_not_the_one_it_declares(tmp_path):
    (path,) = predict(fake("wrong_shape", tmp_path), tmp_path).outputs
    assert numpy.load(path).shape == (2, 2, 3)  # two samples


def test_a_harness_that_cannot_be_imported_names_the_module(tmp_path):
    harness = tmp_path / "missing.py"
    harness.write_text("import no_such_runtime\n")
    with session(harness) as worker, pytest.raises(WorkerError, match="no_such_runtime"):
        worker.ask(protocol.Load(str(NOOP), {"threads": 1}, []), protocol.Loaded, 60)


def test_a_malformed_answer_is_an_error_naming_the_place(tmp_path):
    harness = tmp_path / "describes_badly.py"
    text = fake("answers_nan", tmp_path).read_text().replace('"runtime": "fake"', '"runtime": 7')
    harness.write_text(text)
    with session(harness) as worker, pytest.raises(WorkerError, match=r"malformed.*runtime"):
        worker.ask(protocol.Load(str(NOOP), {"threads": 1}, []), protocol.Loaded, 60)


def test_an_interpreter_that_is_no_python_is_an_error(tmp_path):
    with pytest.raises(WorkerError, match="while starting"):
        WorkerSession(Path("/bin/false"), paths.worker(), fake("exits", tmp_path))


def test_an_interpreter_that_is_gone_is_an_error_naming_it(tmp_path):
    with pytest.raises(WorkerError, match=r"bin/python cannot be started: No such file") as caught:
        WorkerSession(tmp_path / "bin/python", paths.worker(), fake("exits", tmp_path))
    assert "run" in str(caught.value.hint)
