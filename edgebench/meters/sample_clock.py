"""Losses that a meter's own counter cannot show, seen against the host's clock.

A meter that sends so many samples a second can come late and catch up, but once samples are lost it
stays behind for good. So the least delay of each second is compared with that of the second before.
"""

from __future__ import annotations

import math

SECOND_NS = 1_000_000_000


class SampleClock:
    """Follows the delay between a sample's place in the meter's own time and its arrival."""

    def __init__(self, period_ns: int, step: int, notice_ns: int) -> None:
        """period_ns: between samples. step: so many are lost at a time. notice_ns: less is mere delay."""
        self._period_ns = period_ns
        self._step = step
        self._notice_ns = notice_ns
        self._began_ns: int | None = None
        self._least_ns = math.inf
        self._before_ns = math.inf

    def lost(self, index: int, at_ns: int) -> int:
        """Samples that are missing before sample number `index`, which arrived at `at_ns`.

        The caller adds them to its numbering. Found within two seconds, a multiple of `step`.
        """
        if self._began_ns is None:
            self._began_ns = at_ns
        self._least_ns = min(self._least_ns, at_ns - index * self._period_ns)
        if at_ns - self._began_ns < SECOND_NS:
            return 0
        behind_ns = self._least_ns - self._before_ns  # -inf the first time
        lost = 0
        if behind_ns >= self._notice_ns:
            lost = self._step * round(behind_ns / (self._step * self._period_ns))
        self._before_ns = self._least_ns - lost * self._period_ns
        self._began_ns, self._least_ns = at_ns, math.inf
        return lost
