"""Silero's voice activity detector for 16 kHz out of its TorchScript file, with its state outside.

The file keeps the state and the last 64 samples inside and holds a network for 8 kHz too. A class
around it calls the inner network: `input` [1, 576] (64 samples of context, 512 new ones) and
`state` [2, 1, 128] give the probability [1, 1] and the next state, as Silero's ONNX file has it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from edgebench.errors import RecipeError
from edgebench.model.workload import Option
from edgebench.recipes import torchscript_file
from edgebench.recipes.recipe import options_of

VERSION = 1
ROOT = "__torch__.vad.model.vad_annotator.VADRNNJITMerge"
PROGRAM = f"""\
class Network(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  both : {ROOT}
  def forward(self: __torch__.Network, input: Tensor, state: Tensor) -> Tuple[Tensor, Tensor]:
    return (self.both._model).forward(input, state)
"""
LARGEST = 1 << 26
"""Bytes of one entry: more is no voice activity detector."""


class NoOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """The file decides everything."""


def heavy() -> str | None:
    return None


def build(options: Mapping[str, Option], inputs: Sequence[Path], destination: Path) -> None:
    options_of(NoOptions, options, "silero-torchscript")
    if len(inputs) != 1:
        raise RecipeError(f"silero-torchscript reads one .jit, not {[path.name for path in inputs]}")
    try:
        entries = _entries(inputs[0])
        objects = entries.pop("data.pkl")
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise RecipeError(f"{inputs[0].name}: is not a TorchScript file: {error}") from error
    entries["data.pkl"] = torchscript_file.wrapped(objects, "both")
    entries["code/__torch__.py"] = PROGRAM.encode()
    torchscript_file.write_entries(entries, destination)


def _entries(path: Path) -> dict[str, bytes]:
    """Name to content, without the archive's folder and what PyTorch adds for debugging."""
    with zipfile.ZipFile(path) as archive:
        if any(entry.file_size > LARGEST for entry in archive.infolist()):
            raise RecipeError(f"{path.name}: is too large for Silero's file")
        return {
            name.partition("/")[2]: archive.read(name)
            for name in sorted(archive.namelist())
            if not name.endswith((".debug_pkl", "/.data/serialization_id"))
        }
