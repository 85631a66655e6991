"""How long a plan will take: the windows, and what lies around them. docs/overhead.md has the grounds."""

from __future__ import annotations

from msgspec import Struct

from edgebench.model.plan import Cell, Plan
from edgebench.runner.choosing import most_windows_ns

WINDOW_OVER_FLOOR = 1.1
"""Queries are fixed after warm-up with a tenth in reserve."""
BEYOND_WINDOW_S = 1.2
"""Of a process: start, imports, load, warm-up and audit, with LiteRT or ONNX Runtime on a quiet machine."""
DEARER_S = {"openvino": 1.9, "torch": 3.5}
"""OpenVINO compiles when it loads; PyTorch's import alone takes two seconds."""
RECORDER_S = 0.6
"""Starting the recorder of a meter, and its last word."""
PER_CELL_S = 0.2
"""Assembling and saving a result."""


class Duration(Struct, frozen=True):
    """Seconds in timed windows of the result, in a pilot or search, and in everything around both."""

    timed_s: float
    search_s: float
    rest_s: float

    @property
    def whole_s(self) -> float:
        return self.timed_s + self.search_s + self.rest_s


def expected(plan: Plan) -> Duration:
    """Of measuring alone: accuracy, downloads and cooling come on top. A slow model needs longer windows."""
    if plan.accuracy == "only":
        return Duration(0, 0, 0)
    timed_s = sum(cell.processes * _window_s(cell.min_ns) for cell in plan.cells)
    searches = {i: most_windows_ns(cell) for i, cell in enumerate(plan.cells)}
    search_s = sum(_window_s(window) for windows in searches.values() for window in windows)
    processes = [(cell, cell.processes + len(searches[i])) for i, cell in enumerate(plan.cells)]
    rest_s = sum(count * _beyond_s(cell) + PER_CELL_S for cell, count in processes)
    rest_s += sum(cell.processes * _metered_s(cell) for cell in plan.cells)
    return Duration(timed_s, search_s, rest_s)


def _window_s(least_ns: int) -> float:
    return WINDOW_OVER_FLOOR * least_ns / 1e9


def _metered_s(cell: Cell) -> float:
    """Idling before and after a window, where there is a meter."""
    return 2 * cell.idle_ns / 1e9 + RECORDER_S if cell.idle_ns else 0


def _beyond_s(cell: Cell) -> float:
    return DEARER_S.get(cell.harness, BEYOND_WINDOW_S)
