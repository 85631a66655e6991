"""Options of workloads, variants and data sets as typed structs: one wrong key is one clear error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from edgebench.errors import CatalogueError
from edgebench.model.workload import Option, Variant, Workload

Options = TypeVar("Options", bound=msgspec.Struct)


def of_workload(kind: type[Options], workload: Workload) -> Options:
    return read(kind, workload.options, f"workload {workload.name}: options")


def of_variant(kind: type[Options], workload: Workload, variant: Variant) -> Options:
    return read(kind, variant.options, f"workload {workload.name}: options of variant {variant.name}")


def read(kind: type[Options], options: Mapping[str, Option], where: str) -> Options:
    """`options` as the struct `kind`. Raises CatalogueError naming the place and the key."""
    try:
        return msgspec.convert(dict(options), kind)
    except msgspec.ValidationError as error:
        known = ", ".join(kind.__struct_encode_fields__) or "none"
        raise CatalogueError(f"{where}: {error}", f"the options there are: {known}") from None


def check_square_picture(workload: Workload, size: int) -> None:
    """The one input is a picture [size, size, 3], so that samples and sample sets have one shape."""
    if list(workload.inputs.values()) != [[size, size, 3]]:
        raise CatalogueError(
            f"workload {workload.name}: inputs are {workload.inputs}, its option size is {size}",
            f"say: [inputs] image = [{size}, {size}, 3]",
        )
