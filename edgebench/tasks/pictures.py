"""Encoded pictures to arrays: opened with limits, then cropped, stretched or letterboxed to a square."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from msgspec import Struct

from edgebench.errors import DataError

if TYPE_CHECKING:
    from PIL.Image import Image

    from edgebench.tasks.task import Array

MOST_PIXELS = 50_000_000
"""A picture beyond this is refused before it is decoded: a small file may unpack to gigabytes."""
FORMATS = ("JPEG", "PNG", "BMP", "PPM", "WEBP")


def opened(encoded: bytes, name: str) -> Image:
    """The picture in RGB, its pixels as stored (an EXIF rotation is not applied: labels know nothing of it).

    Raises DataError naming `name` when it is no picture, damaged or too large.
    """
    import PIL.Image

    # What Pillow raises for damaged bytes, SyntaxError among them; its own limit is above ours.
    damaged = (OSError, SyntaxError, ValueError, PIL.Image.DecompressionBombError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PIL.Image.DecompressionBombWarning)
            picture = PIL.Image.open(io.BytesIO(encoded), formats=FORMATS)
        width, height = picture.size
        if width * height <= MOST_PIXELS:
            return picture.convert("RGB")
    except damaged as error:
        raise DataError(f"{name}: is no picture that can be read") from error
    raise DataError(f"{name}: {width}x{height} pixels; at most {MOST_PIXELS:,} are read")


def unpacked(content: bytes, size: int, name: str) -> Array:
    """[size, size, RGB] uint8 out of a file of just that. Raises DataError naming one of another length."""
    import numpy

    if len(content) != size * size * 3:
        raise DataError(f"{name}: {len(content)} bytes, {size * size * 3} are expected")
    return numpy.frombuffer(content, numpy.uint8).reshape(size, size, 3)


def centre_crop(picture: Image, size: int, crop_ppm: int) -> Array:
    """The middle square, `crop_ppm` of the shorter side, resized to [size, size, RGB] uint8.

    Pillow's bilinear filter, which widens with the reduction. The square is cut from the
    original pixels first: 0.875 then gives MobileNetV2's reference accuracy (see the tests).
    """
    import numpy
    import PIL.Image

    width, height = picture.size
    side = max(1, min(width, height) * crop_ppm // 1_000_000)
    left, top = (width - side) // 2, (height - side) // 2
    square = picture.crop((left, top, left + side, top + side))
    return numpy.asarray(square.resize((size, size), PIL.Image.Resampling.BILINEAR))


def stretched(picture: Image, size: int) -> Array:
    """The whole picture as [size, size, RGB] uint8, whatever its proportions; the filter of `centre_crop`."""
    import numpy
    import PIL.Image

    return numpy.asarray(picture.resize((size, size), PIL.Image.Resampling.BILINEAR))


def middle(picture: Array, size: int) -> Array:
    """The middle [size, size, RGB] of a larger one; of an odd margin the larger part is right and below."""
    top, left = ((length - size) // 2 for length in picture.shape[:2])
    return picture[top : top + size, left : left + size]


class Stretch(Struct, frozen=True):
    """How a picture fills a square of `size` pixels, its proportions lost."""

    size: int
    picture_width: int
    picture_height: int

    def place(self, picture: Image, grey: int) -> Array:
        """The picture: [size, size, RGB] uint8. No grey is seen."""
        return stretched(picture, self.size)

    def to_picture(self, boxes: Array) -> Array:
        """[n, 4] x0, y0, x1, y1 in the square's pixels to the picture's own, cut at its borders."""
        import numpy

        borders = numpy.array([self.picture_width, self.picture_height] * 2)
        mapped: Array = numpy.clip(boxes * borders / self.size, 0, borders)
        return mapped


class Letterbox(Struct, frozen=True):
    """How a picture lies in the middle of a square of `size` pixels, its proportions kept exactly."""

    size: int
    picture_width: int
    picture_height: int

    @property
    def scale(self) -> float:
        """Pixels of the picture a pixel of the square."""
        return max(self.picture_width, self.picture_height) / self.size

    @property
    def left(self) -> float:
        return (self.size - self.picture_width / self.scale) / 2

    @property
    def top(self) -> float:
        return (self.size - self.picture_height / self.scale) / 2

    def place(self, picture: Image, grey: int) -> Array:
        """The picture on a grey square: [size, size, RGB] uint8.

        Bilinear between four neighbours and not smoothed first, as the tools do that these models
        were trained with (darknet, MediaPipe).
        """
        import numpy
        import PIL.Image

        placed = picture.transform(
            (self.size, self.size),
            PIL.Image.Transform.AFFINE,
            (self.scale, 0, -self.left * self.scale, 0, self.scale, -self.top * self.scale),
            PIL.Image.Resampling.BILINEAR,
            fillcolor=(grey, grey, grey),
        )
        return numpy.asarray(placed)

    def to_picture(self, boxes: Array) -> Array:
        """[n, 4] x0, y0, x1, y1 in the square's pixels to the picture's own, cut at its borders."""
        import numpy

        offset = numpy.array([self.left, self.top] * 2)
        borders = numpy.array([self.picture_width, self.picture_height] * 2)
        mapped: Array = numpy.clip((boxes - offset) * self.scale, 0, borders)
        return mapped
