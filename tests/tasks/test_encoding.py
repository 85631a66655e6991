"""What reaches the model: mean, scale, layout, channels, dtype, batch."""

from __future__ import annotations

import numpy
import pytest

from edgebench.errors import CatalogueError
from edgebench.model.workload import InputEncoding
from edgebench.tasks.encoding import encode, encode_clip

PICTURE = numpy.arange(2 * 4 * 3, dtype=numpy.uint8).reshape(2, 4, 3)


def test_bytes_that_need_no_change_are_copied_as_they_are() -> None:
    encoded = encode(PICTURE, InputEncoding(dtype="uint8", layout="NHWC"))
    assert (encoded.dtype.name, encoded.shape) == ("uint8", (1, 2, 4, 3))
    assert encoded.tobytes() == PICTURE.tobytes()
    assert not numpy.shares_memory(encoded, PICTURE)


def test_nchw_puts_the_channels_first_in_contiguous_memory() -> None:
    encoded = encode(PICTURE, InputEncoding(dtype="uint8", layout="NCHW"))
    assert encoded.shape == (1, 3, 2, 4)
    assert encoded.flags.c_contiguous
    assert encoded[0, 0].tolist() == [[0, 3, 6, 9], [12, 15, 18, 21]]


def test_bgr_turns_the_channels_round_before_mean_and_scale_belong_to_them() -> None:
    encoding = InputEncoding(dtype="float32", channels="BGR", mean=[2.0, 1.0, 0.0], scale=[1.0, 1.0, 2.0])
    encoded = encode(PICTURE, encoding)
    assert encoded[0, 0, 1].tolist() == [3.0, 3.0, 1.5]


def test_float32_is_sample_minus_mean_over_scale() -> None:
    encoded = encode(
        numpy.array([[0, 255]], numpy.uint8), InputEncoding(dtype="float32", mean=[127.5], scale=[127.5])
    )
    assert encoded.dtype == numpy.float32
    assert encoded.tolist() == [[[-1.0, 1.0]]]


def test_integers_are_rounded_half_to_even_and_saturate() -> None:
    sample = numpy.array([[1, 3, 5, 255]], numpy.uint8)
    encoded = encode(sample, InputEncoding(dtype="int8", mean=[0.0], scale=[2.0]))
    assert encoded.tolist() == [[[0, 2, 2, 127]]]


def test_uint8_becomes_int8_by_taking_128() -> None:
    encoded = encode(numpy.array([[0, 128, 255]], numpy.uint8), InputEncoding(dtype="int8", mean=[128.0]))
    assert encoded.tolist() == [[[-128, 0, 127]]]


def test_the_shape_of_the_input_is_taken_on() -> None:
    features = numpy.zeros((49, 10), numpy.int8)
    assert encode(features, InputEncoding(dtype="int8", shape=[1, 49, 10, 1])).shape == (1, 49, 10, 1)


@pytest.mark.parametrize(
    ("encoding", "message"),
    [
        (InputEncoding(dtype="uint8", shape=[1, 5, 5, 3]), r"does not fill an input of \[1, 5, 5, 3\]"),
        (InputEncoding(dtype="float32", mean=[1.0, 2.0]), "mean has 2 numbers for 3 channels"),
        (InputEncoding(dtype="float32", scale=[0.0]), "scale is a divisor and has a 0"),
    ],
)
def test_an_encoding_that_does_not_fit_is_refused(encoding: InputEncoding, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        encode(PICTURE, encoding)


def test_a_chunk_begins_with_the_end_of_the_one_before_and_the_first_with_zeros() -> None:
    clip = numpy.array([[1, 2, 3], [4, 5, 6]], numpy.int16)
    encoded = encode_clip(clip, InputEncoding(dtype="float32", context=2, shape=[1, 5]))
    assert encoded.tolist() == [[[0, 0, 1, 2, 3]], [[2, 3, 4, 5, 6]]]


def test_a_clip_without_context_is_its_chunks_stacked() -> None:
    clip = numpy.array([[1, 2], [3, 4], [5, 6]], numpy.int8)
    assert encode_clip(clip, InputEncoding(dtype="int8")).tolist() == [[[1, 2]], [[3, 4]], [[5, 6]]]
