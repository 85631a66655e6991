"""Pictures of drawn things: a background, a thing or two, some clutter, grain. uint8 [height, width, RGB].

They are no photographs, yet a classifier gives many different answers to them and a detector
finds some of the things, so that a wrong preprocessing, a broken kernel or another model shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from edgebench.sample_sets.canvas import Canvas, Colour, Point
from edgebench.sample_sets.dice import Dice

if TYPE_CHECKING:
    from edgebench.tasks.task import Array

    Thing = Callable[[Canvas, Dice, Point, int], None]

BLACK, WHITE, GREY = (20, 20, 24), (245, 245, 240), (128, 128, 128)
RED, YELLOW, GREEN = (205, 25, 30), (245, 205, 40), (40, 160, 60)
BLUE, BROWN, ORANGE = (40, 90, 200), (110, 70, 35), (240, 130, 25)
"""Colours that the things are known by."""

QUARTER_CIRCLE = ((1000, 0), (966, 259), (866, 500), (707, 707), (500, 866), (259, 966), (0, 1000))
HALF_CIRCLE = (*QUARTER_CIRCLE, *((-across, up) for across, up in reversed(QUARTER_CIRCLE)))
"""Cosine and sine in thousandths, every 15 degrees."""


def samples(seed: int, count: int, shape: Sequence[int]) -> list[Array]:
    """`count` pictures of `shape` [height, width, 3]; picture i does not depend on `count`."""
    height, width, _ = shape
    sizes = (220, 330)
    return [
        scene(Dice(seed, number), THINGS[number % len(THINGS)], sizes, height, width)
        for number in range(count)
    ]


def scene(dice: Dice, thing: Thing, sizes: tuple[int, int], height: int, width: int) -> Array:
    """The thing near the middle, its radius at least the first of `sizes` and below the second."""
    canvas = Canvas(height, width)
    _background(canvas, dice)
    for _ in range(dice.roll(0, 4)):
        _clutter(canvas, dice)
    thing(canvas, dice, (dice.roll(380, 620), dice.roll(400, 600)), dice.roll(*sizes))
    canvas.soften()
    canvas.grain(dice.noise((height, width, 3), dice.roll(2, 14)))
    return canvas.finished()


def _background(canvas: Canvas, dice: Dice) -> None:
    kind = dice.roll(0, 5)
    if kind <= 2:  # sky and ground
        horizon = dice.roll(550, 850)
        canvas.gradient((90, 150, 225), (200, 220, 240), 0, horizon)
        canvas.gradient(dice.colour(60, 150), dice.colour(60, 150), horizon, 1000)
        return
    canvas.gradient(dice.colour(), dice.colour())
    if kind == 3:
        canvas.stripes(dice.colour(), dice.roll(30, 300), dice.roll(-3, 4), dice.roll(1, 4))
    else:
        canvas.squares(dice.colour(), dice.roll(30, 200))


def _clutter(canvas: Canvas, dice: Dice) -> None:
    middle = (dice.roll(0, 1000), dice.roll(0, 1000))
    radii = (dice.roll(20, 160), dice.roll(20, 160))
    kind = dice.roll(0, 3)
    if kind == 0:
        canvas.ellipse(middle, radii, dice.colour(), 40)
    elif kind == 1:
        canvas.rectangle(middle, radii, dice.colour(), 30)
    else:
        corners = [(middle[0] + dice.roll(-160, 160), middle[1] + dice.roll(-160, 160)) for _ in range(4)]
        canvas.polygon(corners, dice.colour())


def _octagon(middle: Point, radius: int) -> list[Point]:
    """414 / 1000 is the tangent of 22.5 degrees."""
    (x, y), short = middle, radius * 414 // 1000
    return [
        (x - short, y - radius), (x + short, y - radius), (x + radius, y - short), (x + radius, y + short),
        (x + short, y + radius), (x - short, y + radius), (x - radius, y + short), (x - radius, y - short),
    ]  # fmt: skip


def stop_sign(canvas: Canvas, dice: Dice, middle: Point, radius: int) -> None:
    x, y = middle
    canvas.rectangle((x, y + 2 * radius), (radius // 14, radius * 2), GREY)
    canvas.polygon(_octagon(middle, radius), WHITE)
    canvas.polygon(_octagon(middle, radius * 92 // 100), RED)
    _letters(canvas, middle, radius * 70 // 100, "STOP")


LETTERS = {
    "S": ("111", "100", "111", "001", "111"),
    "T": ("111", "010", "010", "010", "010"),
    "O": ("111", "101", "101", "101", "111"),
    "P": ("111", "101", "111", "100", "100"),
}


def _letters(canvas: Canvas, middle: Point, half_width: int, word: str) -> None:
    """White letters of 3x5 squares, one column between two."""
    cell = 2 * half_width // (4 * len(word) - 1)
    for place, letter in enumerate(word):
        for row, line in enumerate(LETTERS[letter]):
            for column, mark in enumerate(line):
                if mark == "1":
                    x = middle[0] - half_width + (place * 4 + column) * cell + cell // 2
                    y = middle[1] + (row - 2) * cell * 3 // 2
                    canvas.rectangle((x, y), (cell // 2, cell * 3 // 4), WHITE)


def clock(canvas: Canvas, dice: Dice, middle: Point, radius: int) -> None:
    x, y = middle
    canvas.ellipse(middle, (radius, radius), BLACK, 30)
    canvas.ellipse(middle, (radius * 88 // 100, radius * 88 // 100), WHITE)
    for across, down in ((0, 76), (38, 66), (66, 38), (76, 0)):
        for left, up in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
            mark = (x + left * across * radius // 100, y + up * down * radius // 100)
            canvas.ellipse(mark, (radius * 5 // 100, radius * 5 // 100), BLACK)
    for length in (65, 45):
        tip = (x + dice.roll(-length, length + 1) * radius // 100, y - length * radius // 140)
        canvas.polygon([(x - 8, y), (x + 8, y), (tip[0] + 4, tip[1]), (tip[0] - 4, tip[1])], BLACK)
    canvas.ellipse(middle, (radius * 6 // 100, radius * 6 // 100), BLACK)


def traffic_light(canvas: Canvas, dice: Dice, middle: Point, radius: int) -> None:
    x, y = middle
    canvas.rectangle((x, y + 2 * radius), (radius // 10, radius * 3 // 2), GREY)
    canvas.rectangle(middle, (radius * 4 // 10, radius * 11 // 10), BLACK)
    lit = dice.roll(0, 3)
    for place, colour in enumerate((RED, YELLOW, GREEN)):
        shown = colour if place == lit else (colour[0] // 4, colour[1] // 4, colour[2] // 4)
        lamp = (x, y + (place - 1) * radius * 68 // 100)
        canvas.ellipse(lamp, (radius * 27 // 100, radius * 27 // 100), shown, 30)


def ball(canvas: Canvas, dice: Dice, middle: Point, radius: int) -> None:
    canvas.ellipse(middle, (radius, radius), (ORANGE, WHITE, YELLOW, RED)[dice.roll(0, 4)], 70)
    thin = radius * 5 // 100
    canvas.rectangle(middle, (radius, thin), BLACK)
    canvas.rectangle(middle, (thin, radius), BLACK)


def kite(canvas: Canvas, dice: Dice, middle: Point, radius: int) -> None:
    x, y = middle
    top, bottom, lean = y - radius, y + radius * 3 // 2, dice.roll(-60, 60)
    canvas.polygon([(x, top), (x, y), (x - radius * 8 // 10, y)], dice.colour(100))
    canvas.polygon([(x, top), (x + radius * 8 // 10, y), (x, y)], dice.colour(100))
    canvas.polygon([(x - radius * 8 // 10, y), (x, y), (x + lean, bottom)], dice.colour(60, 200))
    canvas.polygon([(x, y), (x + radius * 8 // 10, y), (x + lean, bottom)], dice.colour(60, 200))


def doughnut(canvas: Canvas, dice: Dice, middle: Point, radius: int) -> None:
    canvas.ellipse(middle, (radius, radius * 9 // 10), (190, 130, 70), 40)
    canvas.ellipse(middle, (radius * 9 // 10, radius * 8 // 10), dice.colour(90), 30)
    for _ in range(30):
        speck = (
            middle[0] + dice.roll(-radius, radius) * 6 // 10,
            middle[1] + dice.roll(-radius, radius) * 6 // 10,
        )
        canvas.rectangle(speck, (8, 4), dice.colour())
    canvas.ellipse(middle, (radius * 3 // 10, radius * 3 // 10), (110, 70, 40), -40)


def screen(canvas: Canvas, dice: Dice, middle: Point, radius: int) -> None:
    x, y = middle
    canvas.rectangle((x, y + radius), (radius // 8, radius // 3), BLACK)
    canvas.rectangle((x, y + radius * 13 // 10), (radius // 2, radius // 20), BLACK)
    canvas.rectangle(middle, (radius * 13 // 10, radius * 8 // 10), BLACK)
    canvas.rectangle(middle, (radius * 12 // 10, radius * 7 // 10), dice.colour(40, 200), 50)
    canvas.rectangle((x - radius // 2, y - radius // 5), (radius // 3, radius // 4), dice.colour(), 20)


def umbrella(canvas: Canvas, dice: Dice, middle: Point, radius: int) -> None:
    """Half ellipses over each other, every second one in another colour."""
    x, y = middle
    canvas.rectangle((x, y + radius * 5 // 10), (radius // 30 + 2, radius * 8 // 10), BROWN)
    colours = (dice.colour(), dice.colour(120))
    for step in range(4):
        wide = radius * (12 - 4 * step) // 10
        rim = [(x + wide * across // 1000, y - radius * up // 1200) for across, up in HALF_CIRCLE]
        canvas.polygon(rim, colours[step % 2])


def face(canvas: Canvas, dice: Dice, middle: Point, radius: int) -> None:
    """Hair, head, eyes, nose and mouth, with a body below."""
    x, y = middle
    skin = ((235, 190, 160), (200, 150, 115), (140, 95, 70))[dice.roll(0, 3)]
    dark = (skin[0] * 7 // 10, skin[1] * 6 // 10, skin[2] * 6 // 10)
    hair = ((50, 35, 25), (25, 22, 22), (150, 110, 60))[dice.roll(0, 3)]

    def part(across: int, down: int, wide: int, high: int, colour: Colour, light: int = 0) -> None:
        canvas.ellipse(
            (x + across * radius // 100, y + down * radius // 100),
            (wide * radius // 100, high * radius // 100),
            colour,
            light,
        )

    part(0, 190, 150, 95, dice.colour(), 30)
    canvas.rectangle((x, y + radius), (radius * 3 // 10, radius * 4 // 10), dark)
    part(0, -18, 84, 100, hair)
    part(0, 5, 70, 92, skin, 18)
    part(0, -72, 62, 38, hair)
    for side in (-1, 1):
        part(side * 30, -30, 19, 5, hair)
        part(side * 30, -12, 16, 9, dark)
        part(side * 30, -11, 14, 7, WHITE)
        part(side * 30, -11, 7, 7, (45, 35, 30))
        part(side * 8, 25, 6, 5, dark)
    part(0, 10, 6, 22, (skin[0] * 9 // 10, skin[1] * 9 // 10, skin[2] * 9 // 10), 10)
    part(0, 52, 28, 8, (170, 70, 70))
    part(0, 50, 25, 2, (90, 30, 30))


def bottle(canvas: Canvas, dice: Dice, middle: Point, radius: int) -> None:
    x, y = middle
    glass = dice.colour(20, 140)
    canvas.rectangle((x, y - radius), (radius * 12 // 100, radius * 4 // 10), glass)
    canvas.ellipse((x, y - radius * 3 // 10), (radius * 38 // 100, radius * 4 // 10), glass, 40)
    canvas.rectangle((x, y + radius * 5 // 10), (radius * 38 // 100, radius * 8 // 10), glass, 10)
    canvas.rectangle((x, y + radius * 4 // 10), (radius * 38 // 100, radius * 3 // 10), WHITE)
    canvas.rectangle((x, y + radius * 4 // 10), (radius * 3 // 10, radius // 10), dice.colour())
    canvas.rectangle((x, y - radius * 14 // 10), (radius * 14 // 100, radius // 10), RED)


def flower(canvas: Canvas, dice: Dice, middle: Point, radius: int) -> None:
    x, y = middle
    canvas.rectangle((x, y + radius), (radius // 16, radius * 12 // 10), GREEN)
    petal = dice.colour(120)
    for across, down in ((0, 10), (7, 7), (10, 0), (7, -7)):
        for sign in (-1, 1):
            place = (x + sign * across * radius * 6 // 100, y + sign * down * radius * 6 // 100)
            canvas.ellipse(place, (radius * 3 // 10, radius * 3 // 10), petal, 40)
    canvas.ellipse(middle, (radius * 35 // 100, radius * 35 // 100), BROWN, 40)


def car(canvas: Canvas, dice: Dice, middle: Point, radius: int) -> None:
    x, y = middle
    paint = dice.colour(30, 230)
    wide, high = radius * 14 // 10, radius * 35 // 100
    roof = y - high * 2
    canvas.polygon(
        [
            (x - wide * 6 // 10, y),
            (x - wide * 4 // 10, roof),
            (x + wide * 3 // 10, roof),
            (x + wide * 6 // 10, y),
        ],
        paint,
    )
    canvas.polygon(
        [
            (x - wide * 5 // 10, y - high // 4), (x - wide * 36 // 100, roof + high // 4),
            (x + wide * 26 // 100, roof + high // 4), (x + wide * 5 // 10, y - high // 4),
        ],
        (60, 75, 90),
    )  # fmt: skip
    canvas.rectangle((x, y - high * 8 // 10), (wide // 40, high), paint)
    canvas.rectangle((x, y + high // 2), (wide, high * 8 // 10), paint, 40)
    canvas.ellipse((x + wide * 92 // 100, y + high // 3), (wide // 14, high // 4), WHITE)
    for side in (-1, 1):
        wheel = (x + side * wide * 6 // 10, y + high * 12 // 10)
        canvas.ellipse(wheel, (high * 8 // 10, high * 8 // 10), BLACK)
        canvas.ellipse(wheel, (high * 4 // 10, high * 4 // 10), GREY, 40)


THINGS: tuple[Thing, ...] = (
    stop_sign, clock, face, traffic_light, ball, kite, doughnut, screen, umbrella, bottle, flower, car,
)  # fmt: skip
