"""How much CPU time the control groups around this process leave it."""

from __future__ import annotations

from pathlib import Path

from edgebench.probes import control_groups, tree


def read(root: Path = Path("/")) -> int | None:
    """Thousandths of a CPU, 1500 for one and a half; None = no limit."""
    limits = (
        limit
        for folder in control_groups.folders(root, "cpu")
        for limit in (_version_2(root, folder), _version_1(root, folder))
    )
    return min((limit for limit in limits if limit is not None), default=None)


def parse(quota: str, period: str) -> int | None:
    """Both in microseconds; no limit is `max` in version 2 and -1 in version 1."""
    if not (quota.isdecimal() and period.isdecimal() and int(period)):
        return None
    return int(quota) * 1000 // int(period)


def _version_2(root: Path, folder: str) -> int | None:
    quota, _, period = (tree.text(root, f"{folder}/cpu.max") or "").partition(" ")
    return parse(quota, period)


def _version_1(root: Path, folder: str) -> int | None:
    quota, period = (tree.text(root, f"{folder}/cpu.cfs_{name}_us") or "" for name in ("quota", "period"))
    return parse(quota, period)
