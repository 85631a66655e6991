"""Drawing with integers, pixel by pixel."""

from __future__ import annotations

import numpy

from edgebench.sample_sets.canvas import Canvas

INK = (9, 9, 9)


def drawn(canvas: Canvas) -> list[str]:
    """One character a pixel: `#` where something is."""
    return ["".join("#" if pixel.any() else "." for pixel in row) for row in canvas.finished()]


def test_a_rectangle_reaches_from_its_middle_to_both_sides() -> None:
    canvas = Canvas(4, 4)
    canvas.rectangle((500, 500), (250, 250), INK)
    assert drawn(canvas) == ["....", ".##.", ".##.", "...."]


def test_an_ellipse_is_round() -> None:
    canvas = Canvas(6, 6)
    canvas.ellipse((500, 500), (500, 500), INK)
    assert drawn(canvas) == [".####.", "######", "######", "######", "######", ".####."]


def test_a_polygon_is_filled_by_the_even_odd_rule() -> None:
    canvas = Canvas(4, 4)
    canvas.polygon([(0, 0), (1000, 0), (0, 1000)], INK)
    assert drawn(canvas) == ["###.", "##..", "#...", "...."]


def test_lengths_are_thousandths_of_the_shorter_side() -> None:
    canvas = Canvas(2, 4)
    canvas.rectangle((1500, 500), (500, 500), INK)
    assert drawn(canvas) == ["..##", "..##"]


def test_a_gradient_goes_from_one_colour_to_the_other() -> None:
    canvas = Canvas(4, 1)
    canvas.gradient((0, 0, 0), (200, 100, 0), 0, 4000)
    assert canvas.finished()[:, 0].tolist() == [[25, 12, 0], [75, 37, 0], [125, 62, 0], [175, 87, 0]]


def test_colours_beyond_a_byte_are_cut_when_the_picture_is_finished() -> None:
    canvas = Canvas(1, 2)
    canvas.grain(numpy.array([[[-5, 300, 7], [0, 0, 0]]]))
    assert canvas.finished().tolist() == [[[0, 255, 7], [0, 0, 0]]]


def test_softening_takes_the_mean_of_nine() -> None:
    canvas = Canvas(3, 3)
    canvas.rectangle((500, 500), (10, 10), (90, 0, 18))
    canvas.soften()
    assert canvas.finished()[1, 1].tolist() == [10, 0, 2]
