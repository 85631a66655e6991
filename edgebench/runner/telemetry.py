"""What the device showed during one window: clock, temperature, throttling. Unavailable stays null."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from edgebench.harness.protocol import Rows
from edgebench.model.process import Series, Temperature, Throttle
from edgebench.model.reason import Reason
from edgebench.probes import clocks, temperature, throttle
from edgebench.probes.recorder import PERIOD_NS, Recorder


class Telemetry:
    """A context manager around the window; afterwards it answers what was seen."""

    def __init__(self, affinity: Sequence[int], root: Path = Path("/")) -> None:
        """affinity: the cores the worker is pinned to, which the recorder then leaves alone."""
        self._root = root
        self._clocks = clocks.current_paths(root, affinity or None)
        self._sensors = temperature.paths(root)
        others = os.sched_getaffinity(0) - set(affinity)
        self._recorder = Recorder([*self._clocks, *self._sensors], others or None)
        self.cpu_ns = 0

    def __enter__(self) -> Telemetry:
        self._throttled = throttle.read(self._root)
        self._recorder.start()
        return self

    def __exit__(self, *unused: object) -> None:
        self._recording = self._recorder.stop()
        self._throttled_after = throttle.read(self._root)
        self.cpu_ns = self._recording.cpu_ns

    def cut(self, began_ns: int, window_ns: int) -> None:
        """Keep what was read during the window, and the last reading before it."""
        recorded = self._recording
        both = list(zip(recorded.at_ns, recorded.rows, strict=True))
        before = [one for one in both if one[0] <= began_ns][-1:]
        within = [one for one in both if began_ns < one[0] <= began_ns + window_ns + PERIOD_NS]
        kept = before + within
        self._recording = recorded._replace(
            at_ns=tuple(at for at, _ in kept), rows=tuple(row for _, row in kept)
        )

    def series(self, rows: Rows, began_ns: int) -> Series:
        """The worker's rows, each with the fastest clock and the highest temperature last read."""
        n, split = len(rows.queries), len(self._clocks)
        at = [began_ns + (i + 1) * rows.period_ms * 1_000_000 for i in range(n)]
        khz = [self._latest(end, slice(0, split)) for end in at]
        heat = [self._latest(end, slice(split, None)) for end in at]
        return Series(
            period_ms=rows.period_ms,
            queries=rows.queries,
            p50_ns=rows.p50_ns,
            p90_ns=rows.p90_ns,
            max_ns=rows.max_ns,
            cpu_khz=khz if any(khz) else None,
            cpu_khz_reason=None if any(khz) else Reason.NO_SENSOR,
            temperature_mc=heat if _any_known(heat) else None,
            temperature_mc_reason=None if _any_known(heat) else Reason.NO_SENSOR,
            power_mw=None,
            power_mw_reason=Reason.NO_METER,
        )

    def temperature(self) -> Temperature | None:
        """The hottest sensor at both ends of the window."""
        hottest = [_largest(row[len(self._clocks) :]) for row in self._recording.rows]
        known = [value for value in hottest if value is not None]
        return Temperature(start=known[0], end=known[-1]) if known else None

    def throttle(self) -> Throttle:
        """Flags before and after."""
        source = self._throttled.source
        return Throttle(
            before=list(self._throttled.flags),
            after=list(self._throttled_after.flags),
            source=source,
            source_reason=Reason.NO_SENSOR if source is None else None,
        )

    def _latest(self, end_ns: int, columns: slice) -> int | None:
        value = None
        for at_ns, row in zip(self._recording.at_ns, self._recording.rows, strict=True):
            if end_ns - 2 * PERIOD_NS <= at_ns <= end_ns:
                value = _largest(row[columns])
        return value


def _largest(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return max(known) if known else None


def _any_known(values: Sequence[int | None]) -> bool:
    return any(value is not None for value in values)
