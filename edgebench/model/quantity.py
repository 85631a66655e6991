"""The scalar types of every stored field: integers with bounds, short printable strings.

A result file holds no floats, and no integer a double cannot hold exactly
(RESULT_FORMAT: |int| < 2^53). The unit is in the field's name; the type says the range.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

LARGEST = 2**53 - 1

Signed = Annotated[int, Meta(ge=-LARGEST, le=LARGEST)]
Count = Annotated[int, Meta(ge=0, le=LARGEST)]
Positive = Annotated[int, Meta(ge=1, le=LARGEST)]
Ppm = Annotated[int, Meta(ge=0, le=1_000_000)]
"""A share in parts per million."""

Text = Annotated[str, Meta(max_length=200)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9.-]{0,63}$")]
"""A name that is also a folder or part of a file name; never `..`, `/` or a leading dot."""
Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_.-]{0,63}$")]
"""A name of a figure, its unit in it: `top5_ppm`."""
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._+-]{0,199}$")]
Minute = Annotated[str, Meta(pattern=r"^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\dZ$")]
"""A time no finer than a minute: `2026-11-21T10:07Z`."""
