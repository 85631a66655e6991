"""PyTorch: both of its formats, whose memory it reads, and the programs that it does not let in."""

from __future__ import annotations

import io
import json
import pickle
import re
import threading
import zipfile
from importlib.util import find_spec

import numpy
import pytest

from edgebench.errors import WorkerError
from edgebench.model.workload import Recipe
from edgebench.recipes import recipe, torchscript_file
from tests.harnesses.loading import NOOP, answers, in_this_process, loaded, pictures

if find_spec("torch") is None:
    pytest.skip("torch is not installed", allow_module_level=True)
pytestmark = [
    pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning"),  # in favour of torch.export
    pytest.mark.timeout(300),  # importing torch takes seconds, in each worker anew
]


@pytest.fixture(scope="module")
def network(mobilenet, tmp_path_factory):
    """MobileNetV2 with made-up weights, as TorchScript."""
    path = tmp_path_factory.mktemp("models") / "mobilenet.torchscript"
    recipe.build(Recipe(name="onnx-to-torchscript", version=1), [mobilenet], path)
    return path


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """y = relu(convolution(x)), x [1, 1, 4, 4], as torch.export writes it."""
    import torch

    layers = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.ReLU())
    path = tmp_path_factory.mktemp("models") / "convolution.pt2"
    torch.export.save(torch.export.export(layers, (torch.zeros(1, 1, 4, 4),)), path)
    return path


def changed(source, folder, name, change):
    """The archive with one entry changed, or added where it is not there."""
    path = folder / "changed.pt2"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        root = old.namelist()[0].partition("/")[0]
        entries = {entry: old.read(entry) for entry in old.namelist()}
        entries[f"{root}/{name}"] = change(entries.get(f"{root}/{name}", b""))
        for entry, content in entries.items():
            new.writestr(entry, content)
    return path


def refuses(path, because):
    with pytest.raises(ValueError, match=because):
        in_this_process("torch", path)


def test_torchscript_runs(tmp_path):
    values = numpy.array([[-1.0], [2.0]], numpy.float32)
    assert answers("torch", NOOP / "noop.torchscript", values, tmp_path)[0].tolist() == [[0.0], [2.0]]


def test_a_network_answers_as_on_onnx_runtime(mobilenet, network, tmp_path):
    pytest.importorskip("onnxruntime")
    ours = answers("torch", network, pictures(2), tmp_path)[0]
    theirs = answers("onnxruntime", mobilenet, pictures(2), tmp_path)[0]
    assert abs(ours - theirs).max() < 1e-5 * abs(theirs).max()


def test_the_precision_is_that_of_the_weights(network):
    answer = loaded("torch", network)
    assert (answer.provider, answer.accelerator, answer.accelerators[0]) == ("TorchScript", "cpu", "cpu")
    assert answer.execution_precision == "fp32"


def test_torch_export_runs_and_tells_its_tensors(exported, tmp_path):
    import torch

    values = pictures(1)[:, :, :1, :4, :4].copy()
    answer = loaded("torch", exported)
    (given,), (returned,) = answer.inputs, answer.outputs
    assert (answer.provider, given.shape, returned.shape) == ("torch.export", [1, 1, 4, 4], [1, 2, 2, 2])
    wanted = torch.export.load(exported).module()(torch.from_numpy(values[0])).detach().numpy()
    assert abs(answers("torch", exported, values, tmp_path)[0][0] - wanted).max() < 1e-6


def test_each_call_reads_the_memory_it_was_given():
    runtime = in_this_process("torch", NOOP / "noop.torchscript")
    memory = numpy.array([2.0], numpy.float32)
    handle = runtime.prepare([memory])
    assert runtime.predict(handle)[0].tolist() == [2.0]
    memory[0] = 3.0
    assert runtime.predict(handle)[0].tolist() == [3.0]


def test_gradients_are_off_in_the_thread_that_prepares():
    import torch

    runtime, seen = in_this_process("torch", NOOP / "noop.torchscript"), []

    def run():
        runtime.prepare([numpy.array([2.0], numpy.float32)])
        seen.append(torch.is_inference_mode_enabled())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [True]


def test_an_accelerator_that_is_not_here_is_refused_naming_those_that_are():
    with pytest.raises(ValueError, match="finds no cuda:7 here, only cpu"):
        in_this_process("torch", NOOP / "noop.torchscript", accelerator="cuda:7")


@pytest.mark.parametrize("precision", ["bf16", "tf32"])
def test_a_precision_the_cpu_does_not_have_is_refused(precision):
    with pytest.raises(ValueError, match=f"runs precision own on cpu, not {precision}"):
        in_this_process("torch", NOOP / "noop.torchscript", precision=precision)


@pytest.mark.parametrize(
    "call",
    [
        'torch.save(x, "taken")',
        'torch.from_file("taken", True, 1)',
        'torch.save\\\n(x, "taken")',
        '(torch.save)(x, "taken")',
        'ops.aten.save\\\n(x, "taken")',
    ],
)
def test_a_script_that_touches_files_is_refused(call, tmp_path):
    text = zipfile.ZipFile(NOOP / "noop.torchscript").read("archive/code/__torch__.py").decode()
    text = text.replace("    return", f"    _0 = {call}\n    return")
    torchscript_file.write(text, torchscript_file.network({}), {}, tmp_path / "odd.torchscript")
    refuses(tmp_path / "odd.torchscript", "touches files")


def test_a_file_of_neither_format_is_refused(tmp_path):
    import torch

    torch.save({"weight": torch.zeros(1)}, tmp_path / "weights.pt")
    with pytest.raises(WorkerError, match=r"ValueError.* neither TorchScript nor torch\.export"):
        loaded("torch", tmp_path / "weights.pt")


@pytest.mark.parametrize("name", ["data/aotinductor/model/code.so", "data/weights/model.pt", "extra/a.py"])
def test_an_export_with_more_than_tensors_and_a_graph_is_refused(name, exported, tmp_path):
    refuses(changed(exported, tmp_path, name, lambda _: b"x"), f"holds '{re.escape(name)}'")


def test_an_export_with_a_pickled_weight_is_refused(exported, tmp_path):
    config = "data/weights/model_weights_config.json"
    pickled = changed(
        exported, tmp_path, config, lambda old: old.replace(b'"use_pickle": false', b'"use_pickle": true')
    )
    refuses(pickled, "names a pickled object")


def test_an_export_whose_sample_inputs_are_objects_is_refused(exported, tmp_path):
    import torch

    objects = io.BytesIO()
    torch.save(((threading.Event,), {}), objects)
    bad = changed(exported, tmp_path, "data/sample_inputs/model.pt", lambda _: objects.getvalue())
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        in_this_process("torch", bad)


@pytest.mark.parametrize(
    ("key", "value", "because"),
    [
        (["guards_code"], ["print(1)"], "has guards"),
        (["graph_module", "graph", "nodes", 0, "target"], "torch.os.system", "calls 'torch.os.system'"),
        (
            ["graph_module", "graph", "nodes", 0, "target"],
            "torch.ops.aten.from_file.default",
            "calls 'torch.ops.aten.from_file.default'",
        ),
        (["graph_module", "graph", "nodes", 0, "inputs", 0, "name"], "a=print()", "which may be code"),
        (["graph_module", "graph", "inputs", 0, "as_tensor", "name"], "a=print()", "which may be code"),
    ],
)
def test_an_export_that_says_what_python_would_execute_is_refused(key, value, because, exported, tmp_path):
    def change(old):
        program = part = json.loads(old)
        for step in key[:-1]:
            part = part[step]
        part[key[-1]] = value
        return json.dumps(program).encode()

    refuses(changed(exported, tmp_path, "models/model.json", change), because)
