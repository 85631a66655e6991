# /// script
# requires-python = ">=3.10"
# dependencies = ["torch>=2.6", "numpy"]
# ///
"""PyTorch: TorchScript and torch.export programs, on the CPU or on CUDA.

Both formats are programs. What is read here and refused before PyTorch sees it, and why: docs/decisions/0014.
"""

import io
import json
import re
import zipfile

import torch
from torch.export.passes import move_to_device_pass

GUARDS: list[torch.inference_mode] = []
PRECISIONS = {torch.float32: "fp32", torch.float16: "fp16", torch.bfloat16: "bf16", torch.float64: "fp64"}
PLAIN_ENTRY = re.compile(
    r"archive_format|archive_version|byteorder|version|\.data/\w+|\.format_version|\.storage_alignment"
    r"|models/model\.json|data/weights/model_weights_config\.json|data/constants/model_constants_config\.json"
    r"|data/weights/weight_\d+|data/constants/tensor_\d+|data/sample_inputs/model\.pt"
)
PLAIN_OPERATOR = re.compile(r"torch\.ops\.aten\.(?!from_file\b)\w+\.\w+|_operator\.getitem")
PLAIN_WORD = re.compile(r"[\w.:+-]*")


class Harness:
    """The module's forward, on tensors that share the samples' memory, without gradients."""

    formats = ("torchscript", "torch-export")

    def load(self, model_path, options):
        """Read, check, optimise; `options`: threads, accelerator (cpu, cuda), precision (own, tf32)."""
        self.accelerator = options.get("accelerator", "cpu")
        self.device = _device(self.accelerator)
        self.tf32 = _set_tf32(options.get("precision", "own"), self.device)
        torch.set_num_threads(options.get("threads", 1))
        if torch.get_num_interop_threads() != 1:  # a process may set it once
            torch.set_num_interop_threads(1)
        with zipfile.ZipFile(model_path) as archive:
            files = {name.partition("/")[2]: name for name in archive.namelist()}
            if len(files) != len(archive.namelist()):
                raise ValueError("the file holds two entries of one name")
            self.kind = "torch.export" if "archive_format" in files else "TorchScript"
            (_check_export if "archive_format" in files else _check_script)(archive, files)
        if self.kind == "torch.export":
            program = torch.export.load(model_path)
            tensors = [*program.state_dict.values()]
            self.inputs, self.outputs = _signature(program)
            program = move_to_device_pass(program, self.device)
            self.call = program.module().forward
        else:
            module = torch.jit.load(model_path, map_location=self.device).eval()
            tensors = [*module.parameters(), *module.buffers()]
            self.inputs, self.outputs = _script_signature(module.forward.schema)
            self.call = _optimised(module, self.device).forward  # calling the module itself costs 5 us more
        self.precision = _precision(tensors, self.tf32)

    def prepare(self, inputs):
        """Tensors over the memory of these arrays, in the order of forward's parameters."""
        if not torch.is_inference_mode_enabled():  # holds for one thread, as long as its guard lives
            GUARDS.append(torch.inference_mode())
            GUARDS[-1].__enter__()
        return [torch.from_numpy(array) for array in inputs]

    def predict(self, handle):
        """Every output in host memory. Copies to and from CUDA are timed; the copy back waits for it."""
        if self.accelerator == "cpu":
            return [tensor.numpy() for tensor in _flat(self.call(*handle))]
        outputs = self.call(*[tensor.to(self.device) for tensor in handle])
        return [tensor.cpu().numpy() for tensor in _flat(outputs)]

    def describe(self):
        """What really runs."""
        version, _, build = torch.__version__.partition("+")
        return {
            "runtime": "PyTorch",
            "version": version,
            "build": build or None,
            "provider": self.kind,
            "provider_used": f"{self.kind} on {self.device}",
            "accelerator": self.accelerator,
            "accelerators": _accelerators(),
            "execution_precision": self.precision,
            "operators_total": None,
            "operators_on_accelerator": None,
            "inputs": self.inputs,
            "outputs": self.outputs,
        }


def _accelerators():
    count = torch.cuda.device_count()
    return ["cpu", *(["cuda"] if count else []), *(f"cuda:{i}" for i in range(1, count))]


def _device(accelerator):
    if accelerator not in _accelerators():
        known = ", ".join(_accelerators())
        raise ValueError(f"PyTorch {torch.__version__} finds no {accelerator} here, only {known}")
    return torch.device(accelerator)


def _set_tf32(precision, device):
    """TF32 rounds fp32 to 10 bits on CUDA, and cuDNN does so unless told not to."""
    known = ("own",) if device.type == "cpu" else ("own", "tf32")
    if precision not in known:
        raise ValueError(f"PyTorch runs precision {' or '.join(known)} on {device}, not {precision}")
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision == "tf32"
    return precision == "tf32"


def _optimised(module, device):
    """Frozen; on the CPU in oneDNN's layouts too, which halves the time of MobileNetV2."""
    if device.type == "cpu":
        return torch.jit.optimize_for_inference(module)
    return torch.jit.freeze(module)


def _precision(tensors, tf32):
    """The one floating type the weights have; None where they have several or are quantised."""
    kinds = {tensor.dtype for tensor in tensors if tensor.is_floating_point() or tensor.is_quantized}
    if len(kinds) > 1:
        return None
    kind = PRECISIONS.get(*kinds) if kinds else None
    return "tf32" if tf32 and kind == "fp32" else kind


def _flat(outputs):
    """The tensors of a tensor, tuple, list or dictionary, in order."""
    if isinstance(outputs, torch.Tensor):
        return (outputs,)
    parts = outputs.values() if isinstance(outputs, dict) else outputs
    return [tensor for part in parts for tensor in _flat(part)]


def _signature(program):
    """Inputs and outputs as the program has them."""
    values = {node.name: node.meta.get("val") for node in program.graph.nodes}
    names = program.graph_signature
    return [[_tensor(name, values[name]) for name in of] for of in (names.user_inputs, names.user_outputs)]


def _script_signature(schema):
    """TorchScript tells the names of its inputs and how many outputs there are, and no shapes."""
    returned = schema.returns[0].type
    count = len(returned.elements()) if isinstance(returned, torch.TupleType) else 1
    names = [argument.name for argument in schema.arguments[1:]], [f"output_{i}" for i in range(count)]
    return [[{"name": name, "shape": None, "dtype": None} for name in of] for of in names]


def _tensor(name, value):
    return {"name": name, "shape": list(value.shape), "dtype": str(value.dtype).partition(".")[2]}


def _check_script(archive, files):
    """torch.jit.load runs TorchScript, never Python; two of its operators touch files.

    Their names alone are refused: between a name and its call may stand a bracket or a continued line.
    """
    if "constants.pkl" not in files:
        raise ValueError("the file is neither TorchScript nor torch.export")
    for name, entry in files.items():
        if name.startswith("code/") and name.endswith(".py"):
            found = re.search(rb"\b(save|from_file)\b", archive.read(entry))
            if found:
                raise ValueError(f"the TorchScript program names {found[1].decode()}, which touches files")


def _check_export(archive, files):
    """torch.export.load unpickles, evaluates and executes what a file says: only plain ones reach it."""
    odd = [name for name in files if not PLAIN_ENTRY.fullmatch(name)]
    if odd:
        raise ValueError(f"the torch.export file holds {odd[0]!r}, which may be code")
    for name in ("data/weights/model_weights_config.json", "data/constants/model_constants_config.json"):
        for payload in json.loads(archive.read(files[name]))["config"].values():
            if payload["use_pickle"] or not re.fullmatch(r"(weight|tensor)_\d+", payload["path_name"]):
                raise ValueError(f"{name} of the torch.export file names a pickled object")
    torch.load(io.BytesIO(archive.read(files["data/sample_inputs/model.pt"])), weights_only=True)
    program = json.loads(archive.read(files["models/model.json"]))
    if program["guards_code"] or program["range_constraints"]:
        raise ValueError("the torch.export program has guards, which are executed; export fixed shapes")
    for node in program["graph_module"]["graph"]["nodes"]:
        if not PLAIN_OPERATOR.fullmatch(node["target"]):
            raise ValueError(f"the torch.export program calls {node['target']!r}, not an operator of aten")
    for word in _words(program):
        if not PLAIN_WORD.fullmatch(word):
            raise ValueError(f"the torch.export program holds {word[:40]!r}, which may be code")


def _words(value):
    """Every name and text that may end in the Python source PyTorch makes of the program."""
    if isinstance(value, dict):
        for key, part in value.items():
            nested = key in {"in_spec", "out_spec", "context"} and isinstance(part, str)  # JSON within JSON
            if key != "metadata":  # where each node came from, for people
                yield from (key, *_words(json.loads(part) if nested else part))
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)
    elif isinstance(value, str):
        yield value
