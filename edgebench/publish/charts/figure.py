"""The same chart for plotly.js: a figure as plain data. Colours are named, and taken from the page's theme.

A test holds every figure against plotly.py's own schema; plotly.py itself is not needed to make one.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from edgebench import units
from edgebench.publish import site
from edgebench.publish.charts.choices import Dimension, Plotted, Reading
from edgebench.publish.charts.pareto import front
from edgebench.publish.site import Site
from edgebench.publish.wording import numbers, words

_SYMBOLS = {
    "tflite": "circle",
    "onnx": "square",
    "openvino": "diamond",
    "torch": "triangle-down",
    "tensorrt": "triangle-up",
}
_OTHER_SYMBOL = "pentagon"


def of_pair(found: Sequence[Plotted], x: Dimension, y: Dimension, of: Site) -> dict[str, Any]:
    """Points by runtime with error bars both ways, and the line of what nothing beats."""
    line = front(found, x, y)
    on_line = {id(one.row) for one in line}
    return {
        "data": [*_line(line, x, y), *_points(found, on_line, x, y, of)],
        "layout": {
            "xaxis": _axis(x),
            "yaxis": _axis(y),
            "hovermode": "closest",
            "showlegend": False,
            "margin": {"l": 56, "r": 12, "t": 14, "b": 48},
        },
    }


def _axis(of: Dimension) -> dict[str, Any]:
    symbol = of.unit.symbol if of.unit else "nJ"
    title = f"{of.title}, {symbol}" if symbol else of.title
    return {"type": "log" if of.log else "linear", "title": {"text": html.escape(title)}}


def _line(line: Sequence[Plotted], x: Dimension, y: Dimension) -> list[dict[str, Any]]:
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [_scaled(a.x.value, x), _scaled(b.x.value, x), _scaled(b.x.value, x)],
            "y": [_scaled(a.y.value, y), _scaled(a.y.value, y), _scaled(b.y.value, y)],
            "line": {"width": 2, "dash": "solid" if y.is_better(b.row, a.row) else "dash"},
            "hoverinfo": "skip",
            "meta": "accent",
        }
        for a, b in pairwise(line)
    ]


def _points(
    found: Sequence[Plotted], on_line: set[int], x: Dimension, y: Dimension, of: Site
) -> list[dict[str, Any]]:
    by_runtime: dict[tuple[str, str], list[Plotted]] = {}
    for one in found:
        sut = one.row.result.sut
        by_runtime.setdefault((sut.runtime.name, words.shape(sut.harness).css), []).append(one)
    return [_trace(name, css, by_runtime[name, css], on_line, (x, y), of) for name, css in sorted(by_runtime)]


def _trace(
    name: str,
    css: str,
    points: Sequence[Plotted],
    on_line: set[int],
    axes: tuple[Dimension, Dimension],
    of: Site,
) -> dict[str, Any]:
    x, y = axes
    symbol = _SYMBOLS.get(css, _OTHER_SYMBOL)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": html.escape(name),
        "x": [_scaled(one.x.value, x) for one in points],
        "y": [_scaled(one.y.value, y) for one in points],
        "error_x": _bars([one.x for one in points], x),
        "error_y": _bars([one.y for one in points], y),
        "marker": {
            "size": 10,
            "symbol": [symbol if id(one.row) in on_line else f"{symbol}-open" for one in points],
        },
        "text": [_said(one, x, y, of) for one in points],
        "hoverinfo": "text",
        "meta": css,
    }


def _bars(readings: Sequence[Reading], of: Dimension) -> dict[str, Any]:
    up = [_scaled((one.high or one.value) - one.value, of) for one in readings]
    down = [_scaled(one.value - (one.low or one.value), of) for one in readings]
    return {"type": "data", "symmetric": False, "array": up, "arrayminus": down, "thickness": 1.5, "width": 0}


def _scaled(value: float, of: Dimension) -> float:
    """In the axis' unit, to six digits."""
    return float(f"{value / (of.unit.divisor if of.unit else 1):.6g}")


def _said(one: Plotted, x: Dimension, y: Dimension, of: Site) -> str:
    """Lines of a tooltip; names are escaped, since plotly reads some markup."""
    result = one.row.result
    lines = [of.device(result), f"{site.runtime(result)}, {site.variant(result)}"]
    lines += [f"{axis.title}: {_text(reading, axis)}" for axis, reading in ((x, one.x), (y, one.y))]
    return "<br>".join(map(html.escape, lines))


def _text(reading: Reading, of: Dimension) -> str:
    unit = of.unit or units.unit_of(reading.value, "nJ")
    figure = numbers.figure(reading.value, reading.low, reading.high, unit)
    return f"{figure.value} ({figure.interval})" if figure.interval else figure.value
