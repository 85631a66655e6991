"""Titles of workloads where there is little room: without resolution and origin, if that tells them apart."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from edgebench.model.workload import Workload
from edgebench.publish.wording import words

BREAK = "\u200b"
"""Where a word may go on in the next line, without a hyphen."""


def short(workloads: Iterable[Workload]) -> Mapping[str, str]:
    """Name -> `MobileNetV2 1.0` of `MobileNetV2 1.0, 224x224`."""
    return _short(tuple((one.name, one.title) for one in workloads))


@functools.lru_cache(maxsize=8)
def _short(of: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Kept, because the details of every result ask for it."""
    cut = {name: re.split(r",| \(", title)[0] for name, title in of}
    counts = Counter(cut.values())
    return {name: cut[name] if counts[cut[name]] == 1 else title for name, title in of}


def shortest(workloads: Iterable[Workload]) -> Mapping[str, str]:
    """For the head of a narrow column: `Keyword spotting`, of a task with one workload; else as `short`."""
    known = list(workloads)
    tasks = Counter(one.task for one in known)
    cut = short(known)
    return {one.name: words.title(one.task) if tasks[one.task] == 1 else cut[one.name] for one in known}


def breakable(title: str) -> str:
    """For the head of a narrow column: `MobileNet` may break before `Net`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", BREAK, title)
