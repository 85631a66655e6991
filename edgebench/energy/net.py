"""What inference takes beyond idling."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from edgebench.energy.budget import Budget
from edgebench.energy.stated import is_gain
from edgebench.energy.window import WindowEnergy
from edgebench.model.reason import Reason

RESOLVED = 3
"""A net energy below so many of its standard uncertainties is not told."""


def net_nj(windows: Sequence[WindowEnergy], found: Budget) -> float | Reason:
    """Per sample; or why it is not told."""
    each, drifts, scatters = [], [], []
    for one in windows:
        if one.idle_before_nw is None or one.idle_after_nw is None:
            return one.idle_reason or Reason.UNKNOWN
        seconds = one.span.ns / 1e9
        idle_nj = (one.idle_before_nw + one.idle_after_nw) / 2 * seconds
        each.append((one.gross_nj - idle_nj) / one.samples)
        scatters.append(one.idle_u_nw * seconds / one.samples)
        drifts.append((one.idle_after_nw - one.idle_before_nw) / 2 * seconds / one.samples)
    net = statistics.fmean(each)
    idle_nj = math.hypot(*scatters) / len(scatters)
    resolved = net >= RESOLVED * math.hypot(_u_nj(net, drifts, found), idle_nj)
    return net if resolved else Reason.NOT_RESOLVED


def _u_nj(net: float, drifts: Sequence[float], found: Budget) -> float:
    """An offset is in both energies and falls out; a gain is a share of their difference.

    Idling changed by half its difference, and that may be so in every process.
    """
    gains = [term.u_nj * net / found.gross_nj for term in found.terms if is_gain(term)]
    return math.hypot(found.random_u_nj, *gains, statistics.fmean(abs(drift) for drift in drifts))
