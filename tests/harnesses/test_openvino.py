"""OpenVINO: the precision it runs in, whose memory it reads, its devices, its own time and its streams."""

import subprocess
import sys
import threading
import time
from importlib.util import find_spec

import numpy
import pytest

from edgebench.errors import WorkerError
from edgebench.worker.conversation import import_harness
from tests.harnesses.loading import NOOP, answers, harness, in_this_process, loaded, pictures

if find_spec("openvino") is None:
    pytest.skip("openvino is not installed", allow_module_level=True)
openvino = import_harness(harness("openvino")).openvino  # imported as the harness does it
CPU_CAN = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


@pytest.fixture
def relu():
    return in_this_process("openvino", NOOP / "noop.onnx")


def array(value):
    return numpy.array([value], numpy.float32)


def test_a_model_runs_in_its_own_precision_unless_asked():
    assert loaded("openvino", NOOP / "noop.onnx").execution_precision == "fp32"


@pytest.mark.skipif("BF16" not in CPU_CAN, reason="this CPU has no bfloat16")
def test_bfloat16_runs_when_asked_and_is_what_the_compiled_model_reports():
    assert loaded("openvino", NOOP / "noop.onnx", precision="bf16").execution_precision == "bf16"


def test_a_precision_it_does_not_have_is_refused():
    with pytest.raises(WorkerError, match=r"ValueError.*runs precision own.* on this CPU, not fp8"):
        loaded("openvino", NOOP / "noop.onnx", precision="fp8")


def test_a_device_that_is_not_here_is_refused_naming_those_that_are():
    with pytest.raises(WorkerError, match=r"ValueError.*no device NPU\.7 here, only .*CPU"):
        loaded("openvino", NOOP / "noop.onnx", accelerator="NPU.7")


def test_it_tells_the_device_that_ran():
    answer = loaded("openvino", NOOP / "noop.onnx")
    assert (answer.provider, answer.provider_used, answer.accelerator) == ("CPU", "CPU", "cpu")
    assert answer.accelerators[0] == "cpu"


@pytest.mark.parametrize("model", ["noop.onnx", "noop.tflite"])
def test_both_formats_run(model, tmp_path):
    values = numpy.array([[-1.0], [2.0]], numpy.float32)
    assert answers("openvino", NOOP / model, values, tmp_path)[0].tolist() == [[0.0], [2.0]]


def test_a_network_answers_as_on_onnx_runtime(mobilenet, tmp_path):
    pytest.importorskip("onnxruntime")
    ours, theirs = (
        answers(name, mobilenet, pictures(2), tmp_path)[0] for name in ("openvino", "onnxruntime")
    )
    assert abs(ours - theirs).max() < 1e-5 * abs(theirs).max()


def test_each_call_reads_the_memory_it_was_given(relu):
    memory = array(2.0)
    handle = relu.prepare([memory])
    assert relu.predict(handle)[0].tolist() == [2.0]
    memory[0] = 3.0
    assert relu.predict(handle)[0].tolist() == [3.0]


def test_an_answer_stays_readable_until_its_own_sample_runs_again(relu):
    first, second = relu.prepare([array(2.0)]), relu.prepare([array(5.0)])
    answer = relu.predict(first)
    relu.predict(second)
    assert answer[0].tolist() == [2.0]


def test_an_open_batch_is_fitted_to_the_samples(tmp_path):
    onnx = pytest.importorskip("onnx")
    model = onnx.load(NOOP / "noop.onnx")
    for tensor in (*model.graph.input, *model.graph.output):
        tensor.type.tensor_type.shape.dim[0].dim_param = "batch"
    onnx.save(model, tmp_path / "open.onnx")
    assert loaded("openvino", tmp_path / "open.onnx").inputs[0].shape == [1]
    batches = numpy.array([[-1.0, 2.0, 3.0]], numpy.float32)
    assert answers("openvino", tmp_path / "open.onnx", batches, tmp_path)[0].tolist() == [[0.0, 2.0, 3.0]]


def test_an_output_of_unknown_size_is_read_after_each_call(tmp_path):
    onnx = pytest.importorskip("onnx")
    node = onnx.helper.make_node("NonZero", ["x"], ["y"])
    x = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [4])
    y = onnx.helper.make_tensor_value_info("y", onnx.TensorProto.INT64, [1, None])
    graph = onnx.helper.make_graph([node], "places", [x], [y])
    opset = [onnx.helper.make_opsetid("", 13)]
    onnx.save(onnx.helper.make_model(graph, opset_imports=opset, ir_version=7), tmp_path / "places.onnx")
    runtime = in_this_process("openvino", tmp_path / "places.onnx")
    memory = numpy.array([0, 1, 0, 2], numpy.float32)
    handle = runtime.prepare([memory])
    assert runtime.predict(handle)[0].tolist() == [[1, 3]]
    memory[:] = [4, 0, 0, 0]
    assert runtime.predict(handle)[0].tolist() == [[0]]


def test_a_sample_of_another_shape_is_refused(mobilenet):
    runtime = in_this_process("openvino", mobilenet)
    with pytest.raises(RuntimeError, match="shape"):
        runtime.prepare([numpy.zeros((1, 3, 160, 160), numpy.float32)])


def test_the_engines_own_time_lies_within_the_calls(mobilenet):
    runtime = in_this_process("openvino", mobilenet)
    handle = runtime.prepare([pictures(1)[0]])
    runtime.predict(handle)
    began = time.perf_counter_ns()
    runtime.predict(handle)
    assert 0 < runtime.engine_ns() < time.perf_counter_ns() - began


def test_two_streams_of_one_compiled_model_answer_their_own_samples(mobilenet):
    samples = pictures(2)
    alone = in_this_process("openvino", mobilenet)
    wanted = [alone.predict(alone.prepare([sample]))[0].copy() for sample in samples]
    runtime = in_this_process("openvino", mobilenet, streams=2)
    same = [[False], [False]]

    def run(i):
        stream = runtime.stream(i)
        handle = stream.prepare([samples[i]])
        same[i] = [abs(stream.predict(handle)[0] - wanted[i]).max() < 1e-4 for _ in range(5)]
        assert stream.engine_ns() > 0

    threads = [threading.Thread(target=run, args=(i,)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert same == [[True] * 5] * 2


def test_importing_it_reports_nothing_to_its_maker():
    script = f"""
import sys
seen = []
sys.addaudithook(lambda event, details: seen.append(event))
from edgebench.worker.conversation import import_harness
import_harness({str(harness("openvino"))!r}).Harness().load({str(NOOP / "noop.onnx")!r}, {{}})
print([event for event in seen if event.startswith(("socket.", "subprocess.", "os.fork"))])
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_an_operator_that_it_lacks_is_one_clear_error(tmp_path):
    onnx = pytest.importorskip("onnx")
    model = onnx.load(NOOP / "noop.onnx")
    model.graph.node[0].op_type = "Nonesuch"
    onnx.save(model, tmp_path / "odd.onnx")
    with pytest.raises(WorkerError, match="while loading the model"):
        loaded("openvino", tmp_path / "odd.onnx")
