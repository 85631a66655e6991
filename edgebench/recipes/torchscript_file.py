"""Writing TorchScript files without PyTorch, so that their bytes depend on nothing but their content.

PyTorch's own writer puts random numbers, source paths and counted names into a file, and other words
in every version. The format itself is a stored zip of the program's text, an index of objects in
pickle's notation, and the tensors' bytes (torch/csrc/jit/docs/serialization.md in PyTorch's sources).
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from edgebench.errors import RecipeError

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

FORMAT_VERSION = b"10\n"
"""What the operators mean; PyTorch 1.12 and newer read it."""
OLDEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can name."""


def write(program: str, objects: bytes, tensors: Mapping[str, Array], destination: Path) -> None:
    """program: the text of module __torch__; objects: the pickled root; tensors: by their number in it."""
    little_endian = {
        f"data/{number}": array.astype(array.dtype.newbyteorder("<")).tobytes()
        for number, array in tensors.items()
    }
    write_entries(
        {
            **little_endian,
            "data.pkl": objects,
            "code/__torch__.py": program.encode(),
            "constants.pkl": b"\x80\x02).",
            "version": FORMAT_VERSION,
            "byteorder": b"little",
        },
        destination,
    )


def write_entries(entries: Mapping[str, bytes], destination: Path) -> None:
    """A stored zip of these entries, in their order, below one folder."""
    with zipfile.ZipFile(destination, "w") as archive:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(f"archive/{name}", OLDEST)
            entry.create_system = 3  # else another byte on Windows
            archive.writestr(entry, content)


def network(attributes: Mapping[str, Array]) -> bytes:
    """The pickled root: a __torch__.Network with `training` and these tensors."""
    parts = [_object("Network"), b"}(", _text("training"), b"\x89"]
    for number, (name, array) in enumerate(attributes.items()):
        parts += [_text(name), _tensor(str(number), array)]
    return b"".join([b"\x80\x02", *parts, b"ub."])


def wrapped(inner: bytes, attribute: str) -> bytes:
    """The pickled root: a __torch__.Network that holds the root of another file as `attribute`."""
    if inner[:2] != b"\x80\x02" or inner[-1:] != b".":
        raise RecipeError("the index of its objects is not one that PyTorch writes")
    outer = [_object("Network"), b"}(", _text("training"), b"\x89", _text(attribute)]
    return b"".join([b"\x80\x02", *outer, inner[2:-1], b"ub."])


def _object(name: str) -> bytes:
    """A new object of this class of the program; its state follows."""
    return f"c__torch__\n{name}\n".encode() + b")\x81"


def _tensor(number: str, array: Array) -> bytes:
    """A call of torch._utils._rebuild_tensor_v2 over all of storage `number`."""
    if array.dtype.name != "float32":
        raise RecipeError(f"a weight is {array.dtype.name}; only float32 is written")
    strides = [math.prod(array.shape[place + 1 :]) for place in range(array.ndim)]
    return b"".join([
        b"ctorch._utils\n_rebuild_tensor_v2\n(",
        b"(", _text("storage"), b"ctorch\nFloatStorage\n",
        _text(number), _text("cpu"), _integer(array.size), b"tQ",
        _integer(0), _integers(array.shape), _integers(strides),
        b"\x89", b"ccollections\nOrderedDict\n)R", b"tR",
    ])  # fmt: skip


def _text(text: str) -> bytes:
    return b"X" + len(text.encode()).to_bytes(4, "little") + text.encode()


def _integer(value: int) -> bytes:
    return b"J" + value.to_bytes(4, "little")


def _integers(values: Sequence[int]) -> bytes:
    return b"(" + b"".join(map(_integer, values)) + b"t"
