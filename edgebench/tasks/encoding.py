"""From a task's sample to the tensor a model takes, as the variant's `input` says."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from edgebench.errors import CatalogueError
from edgebench.model.workload import InputEncoding

if TYPE_CHECKING:
    from edgebench.tasks.task import Array


def encode(sample: Array, encoding: InputEncoding) -> Array:
    """(sample - mean) / scale with channels, layout, dtype and batch dimension of the model's input.

    sample: without a batch dimension; a picture is [height, width, RGB]. mean and scale belong
    to the channels in the order of `encoding.channels`. The arithmetic is float32; integers are
    rounded half to even and saturate. Returns a new C-contiguous array. Raises CatalogueError
    when the sample does not fit the encoding.
    """
    import numpy

    if encoding.channels == "BGR":
        sample = sample[..., ::-1]
    values = _scaled(sample, encoding)
    if encoding.layout == "NCHW":
        values = numpy.moveaxis(values, -1, 0)
    shape = encoding.shape or [1, *values.shape]
    if math.prod(shape) != values.size:
        raise CatalogueError(f"a sample of shape {list(sample.shape)} does not fill an input of {shape}")
    return numpy.array(values, order="C").reshape(shape)


def encode_clip(clip: Array, encoding: InputEncoding) -> Array:
    """Every chunk of a clip [chunks, ...] as the model's input, stacked.

    With `encoding.context`, chunks are flat and each begins with the last values of the one before.
    """
    import numpy

    if encoding.context:
        before = numpy.zeros_like(clip[:1, -encoding.context :])
        tails = numpy.concatenate([before, clip[:-1, -encoding.context :]])
        clip = numpy.concatenate([tails, clip], axis=1)
    return numpy.stack([encode(chunk, encoding) for chunk in clip])


def _scaled(sample: Array, encoding: InputEncoding) -> Array:
    import numpy

    dtype = numpy.dtype(encoding.dtype)
    if not any(encoding.mean) and all(scale == 1 for scale in encoding.scale) and sample.dtype == dtype:
        return sample
    for name, numbers in (("mean", encoding.mean), ("scale", encoding.scale)):
        if len(numbers) not in {1, sample.shape[-1]}:
            raise CatalogueError(f"input.{name} has {len(numbers)} numbers for {sample.shape[-1]} channels")
    if not all(encoding.scale):
        raise CatalogueError("input.scale is a divisor and has a 0")
    mean, scale = (numpy.array(numbers, numpy.float32) for numbers in (encoding.mean, encoding.scale))
    values: Array = (sample.astype(numpy.float32) - mean) / scale
    if dtype.kind == "f":
        return values
    limits = numpy.iinfo(dtype)
    rounded: Array = numpy.clip(numpy.rint(values), limits.min, limits.max).astype(dtype)
    return rounded
