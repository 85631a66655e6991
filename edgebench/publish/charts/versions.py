"""Time over versions of a runtime: small multiples by device, versions evenly spaced, one scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from edgebench.leaderboard import version_order
from edgebench.metrics import METRICS
from edgebench.publish import addresses
from edgebench.publish.charts.axis import Tick
from edgebench.publish.charts.linear_axis import LinearAxis, linear_axis
from edgebench.publish.line import Line
from edgebench.publish.runtime.versions import Series

LEAST_SPAN = (0.95, 1.05)
"""The scale never spans less, so that half a percent does not look large."""
MOST_LABELS = 4
"""Of versions below one small chart; of more the first and the last are named."""
WIDTH = 1000
LONGEST_LABEL = 14


class Point(Struct, frozen=True):
    """In percent, from the left and from the top. regressed: significantly slower than the one before."""

    x: str
    y: str
    box_from: str
    box_height: str
    regressed: bool


class Small(Struct, frozen=True):
    """One device. band, path: in a box of 1000 by 100. regressions: in words, as `9 ± 1 % slower in 1.31`."""

    device: str
    href: str
    note: str
    band: str
    path: str
    points: tuple[Point, ...]
    regressions: tuple[str, ...]
    finding: str


class VersionsChart(Struct, frozen=True):
    """All of one workload. one: where 1× lies, from the top."""

    ticks: tuple[Tick, ...]
    one: str
    versions: tuple[Tick, ...]
    smalls: tuple[Small, ...]


def chart(series: Sequence[Series]) -> VersionsChart:
    """series: of one workload and harness; at least one."""
    named = {step.line.runtime_version for one in series for step in one.steps}
    versions = sorted(named, key=lambda one: (version_order(one), one))  # 1.10 is as old as 1.10.0
    ends = [end for one in series for point in _relative(one) for end in point]
    axis = linear_axis([*ends, *LEAST_SPAN], from_zero=False, most=4)
    return VersionsChart(
        ticks=tuple(Tick(_down(axis, value), label) for value, label in _labels(axis)),
        one=_down(axis, 1),
        versions=tuple(_version_ticks(versions)),
        smalls=tuple(_small(one, versions, axis) for one in series),
    )


def _labels(axis: LinearAxis) -> list[tuple[float, str]]:
    count = round((axis.high - axis.low) / axis.step)
    values = [axis.low + place * axis.step for place in range(count + 1)]
    return [(value, f"{tick.label.rstrip('×')}×") for value, tick in zip(values, axis.ticks(), strict=True)]


def _relative(series: Series) -> list[tuple[float, float, float]]:
    """Time a sample of each version over that of the oldest: value, and the ends of its own interval."""
    first = _times(series.steps[0].line)[0]
    return [
        (value / first, low / first, high / first)
        for value, low, high in (_times(step.line) for step in series.steps)
    ]


def _times(line: Line) -> tuple[float, float, float]:
    """Of a rate its inverse, so that up is slower on every chart."""
    judged = line.judged
    value = judged.value or 1
    low, high = judged.low or value, judged.high or value
    if METRICS[line.metric].better == "lower":
        return value, low, high
    return 1 / value, 1 / high, 1 / low


def _version_ticks(versions: Sequence[str]) -> Iterable[Tick]:
    few = len(versions) <= MOST_LABELS
    for place, version in enumerate(versions):
        if few or place in {0, len(versions) - 1}:
            yield Tick(f"{_across(place, versions):.2f}%", _short(version))


def _short(version: str) -> str:
    """A long one is whole in the table."""
    return version if len(version) <= LONGEST_LABEL else f"{version[: LONGEST_LABEL - 1]}…"


def _across(place: int, versions: Sequence[str]) -> float:
    return 100 * (place + 0.5) / len(versions)


def _down(axis: LinearAxis, value: float) -> str:
    return f"{100 - axis.at(value):.2f}%"


def _small(series: Series, versions: Sequence[str], axis: LinearAxis) -> Small:
    newest, relative = series.newest, _relative(series)
    across = [_across(versions.index(step.line.runtime_version), versions) for step in series.steps]
    points = [(x, *(100 - axis.at(end) for end in ends)) for x, ends in zip(across, relative, strict=True)]
    regressions = tuple(f"{step.text} in {step.line.runtime_version}" for step in series.regressed)
    return Small(
        device=newest.device_name,
        href=addresses.result_of(newest.id),
        note=newest.variant,
        band=_path([(x, high) for x, _, _, high in points] + [(x, low) for x, _, low, _ in points[::-1]]),
        path=_path([(x, value) for x, value, _, _ in points]),
        points=tuple(
            Point(f"{x:.2f}%", f"{value:.2f}%", f"{high:.2f}%", f"{low - high:.2f}%", step.regressed)
            for (x, value, low, high), step in zip(points, series.steps, strict=True)
        ),
        regressions=regressions,
        finding=_finding(series, regressions),
    )


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x * WIDTH / 100:.1f} {y:.1f}" for x, y in points)


def _finding(series: Series, regressions: Sequence[str]) -> str:
    first, last = series.steps[0].line.runtime_version, series.newest.runtime_version
    what = ", ".join(regressions) or "no version significantly slower than the one before"
    return f"{series.newest.device_name}, {first} to {last}: {what}."
