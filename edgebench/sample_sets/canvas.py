"""Drawing with integers: the same pixels on every machine.

Places and lengths are in thousandths of the picture's shorter side, so that one scene can be
drawn at every resolution; colours are (red, green, blue) in 0..255.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

Colour = tuple[int, int, int]
Point = tuple[int, int]


class Canvas:
    """A picture under work: int64 [height, width, 3], cut to 0..255 when it is finished."""

    def __init__(self, height: int, width: int) -> None:
        import numpy

        self._unit = min(height, width)
        self._pixels = numpy.zeros((height, width, 3), numpy.int64)
        rows, columns = numpy.ogrid[:height, :width]
        # The middles of the pixels in thousandths of the shorter side.
        self._y, self._x = ((2 * axis + 1) * 500 // self._unit for axis in (rows, columns))

    def gradient(self, top: Colour, bottom: Colour, begin: int = 0, end: int = 1000) -> None:
        """From one colour to another, over the rows from `begin` to `end`."""
        import numpy

        first, last = numpy.array(top), numpy.array(bottom)
        inside = (self._y >= begin) & (self._y < end)
        colours = first + (last - first) * (self._y[:, :, None] - begin) // (end - begin)
        self._pixels = numpy.where(inside[:, :, None], colours, self._pixels)

    def stripes(self, colour: Colour, width: int, across: int, down: int) -> None:
        """Every second band of x * across + y * down is filled."""
        self._fill((self._x * across + self._y * down) // width % 2 == 0, colour)

    def squares(self, colour: Colour, side: int) -> None:
        """A chequered pattern."""
        self._fill((self._x // side + self._y // side) % 2 == 0, colour)

    def ellipse(self, middle: Point, radii: Point, colour: Colour, light: int = 0) -> None:
        """`light` is added at the top left and taken away at the bottom right, as on a ball."""
        x, y = self._x - middle[0], self._y - middle[1]
        across, down = max(1, radii[0]), max(1, radii[1])
        inside = (x * down) ** 2 + (y * across) ** 2 <= (across * down) ** 2
        self._fill(inside, colour, -light * (x * down + y * across) // (across * down))

    def rectangle(self, middle: Point, radii: Point, colour: Colour, light: int = 0) -> None:
        """`light` is added at the top and taken away at the bottom."""
        x, y = self._x - middle[0], self._y - middle[1]
        inside = (abs(x) <= radii[0]) & (abs(y) <= radii[1])
        self._fill(inside, colour, -light * y // max(1, radii[1]))

    def polygon(self, corners: Sequence[Point], colour: Colour) -> None:
        """The even-odd rule: a point is inside when a ray from it crosses an odd number of edges."""
        inside = (self._x + self._y) < 0
        for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
            if y0 == y1:
                continue
            between = (self._y >= min(y0, y1)) & (self._y < max(y0, y1))
            beyond = (x1 - x0) * (self._y - y0) - (self._x - x0) * (y1 - y0)
            inside = inside ^ (between & ((beyond > 0) == (y1 > y0)))
        self._fill(inside, colour)

    def grain(self, noise: Array) -> None:
        """Adds noise [height, width, 3]."""
        self._pixels = self._pixels + noise

    def soften(self) -> None:
        """Each pixel becomes the mean of 3x3: edges as a lens draws them."""
        import numpy

        padded = numpy.pad(self._pixels, ((1, 1), (1, 1), (0, 0)), "edge")
        rows = padded[:-2] + padded[1:-1] + padded[2:]
        self._pixels = (rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) // 9

    def finished(self) -> Array:
        """uint8 [height, width, RGB]."""
        import numpy

        return numpy.clip(self._pixels, 0, 255).astype(numpy.uint8)

    def _fill(self, inside: Array, colour: Colour, light: Array | int = 0) -> None:
        import numpy

        lit = numpy.broadcast_to(light, inside.shape)[inside]
        self._pixels[inside] = numpy.array(colour) + lit[:, None]
