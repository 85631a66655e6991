"""Encoded pictures to arrays, and boxes back to the picture."""

from __future__ import annotations

import struct
import zlib

import numpy
import PIL.Image
import pytest

from edgebench.errors import DataError
from edgebench.tasks import pictures
from edgebench.tasks.pictures import Letterbox, Stretch, middle
from tests.tasks.build import png


def png_of_claimed_size(width: int, height: int) -> bytes:
    """Only a header: what unpacking would cost is known before it is done."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


@pytest.mark.parametrize("side", [10_000, 30_000])
def test_a_picture_that_unpacks_to_gigabytes_is_refused_unread(side: int) -> None:
    with pytest.raises(DataError, match=r"bomb\.png"):
        pictures.opened(png_of_claimed_size(side, side), "bomb.png")


@pytest.mark.parametrize("encoded", [b"", b"GIF89a", b"no picture at all", png()[:45]])
def test_bytes_that_are_no_whole_picture_are_refused_with_their_name(encoded: bytes) -> None:
    with pytest.raises(DataError, match=r"^cat\.jpg: is no picture that can be read"):
        pictures.opened(encoded, "cat.jpg")


def test_a_crop_of_875_thousandths_keeps_the_middle_of_the_shorter_side() -> None:
    wide = PIL.Image.new("RGB", (32, 16), (0, 0, 0))
    wide.paste((255, 255, 255), (9, 1, 23, 15))  # 14 pixels, 0.875 of 16
    assert pictures.centre_crop(wide, 14, 875_000).min() == 255
    assert pictures.centre_crop(wide, 16, 1_000_000).min() == 0


def test_a_letterboxed_picture_keeps_its_proportions_on_grey() -> None:
    placed = Letterbox(8, 16, 8).place(PIL.Image.new("RGB", (16, 8), (200, 0, 0)), 127)
    assert placed.shape == (8, 8, 3)
    assert [row[0].tolist() for row in placed] == [[127] * 3] * 2 + [[200, 0, 0]] * 4 + [[127] * 3] * 2


def test_a_letterboxed_picture_is_sampled_at_the_middle_of_each_pixel() -> None:
    stripes = numpy.zeros((4, 4, 3), numpy.uint8)
    stripes[:, 2:] = 100
    halved = Letterbox(2, 4, 4).place(PIL.Image.fromarray(stripes), 0)
    assert halved[:, :, 0].tolist() == [[0, 100], [0, 100]]


def test_boxes_return_to_the_pixels_of_the_picture_and_end_at_its_borders() -> None:
    letterbox = Letterbox(416, 640, 480)
    assert (letterbox.left, letterbox.top) == (0, 52)
    boxes = letterbox.to_picture(numpy.array([[0, 52, 416, 364], [104, 104, 208, 208], [-9, 0, 999, 416]]))
    assert boxes.tolist() == pytest.approx(
        numpy.array([[0, 0, 640, 480], [160, 80, 320, 240], [0, 0, 640, 480]])
    )


def test_a_picture_that_fills_the_square_is_not_touched() -> None:
    noise = numpy.random.RandomState(1).randint(0, 256, (16, 16, 3)).astype(numpy.uint8)
    assert Letterbox(16, 16, 16).place(PIL.Image.fromarray(noise), 0).tobytes() == noise.tobytes()


def test_a_stretched_picture_fills_the_square_whatever_its_proportions() -> None:
    halves = numpy.zeros((2, 8, 3), numpy.uint8)
    halves[:, 4:] = 200
    placed = Stretch(4, 8, 2).place(PIL.Image.fromarray(halves), 127)
    assert placed.shape == (4, 4, 3)
    assert placed[:, :, 0].tolist() == [[0, 25, 175, 200]] * 4


def test_boxes_in_a_stretched_square_go_back_to_the_picture_cut_at_its_borders() -> None:
    boxes = numpy.array([[0, 0, 150, 150], [-3, 75, 400, 300]])
    assert Stretch(300, 640, 480).to_picture(boxes).tolist() == [[0, 0, 320, 240], [0, 120, 640, 480]]


def test_the_middle_of_an_odd_margin_lies_left_and_above() -> None:
    picture = numpy.arange(5 * 5 * 3).reshape(5, 5, 3)
    assert middle(picture, 2).tobytes() == picture[1:3, 1:3].tobytes()
    assert middle(numpy.zeros((256, 256, 3)), 227).shape == (227, 227, 3)
