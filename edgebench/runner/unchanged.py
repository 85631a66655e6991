"""Whether an interrupted plan can go on: what `--resume` must find as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import msgspec

from edgebench.errors import PlanError
from edgebench.model.plan import Cell, Plan


def identity(plan: Plan) -> str:
    """The plan's sha256: what `--resume` must find unchanged."""
    return hashlib.sha256(msgspec.json.encode(plan, order="sorted")).hexdigest()


def require_unchanged(old: Plan, new: Plan) -> None:
    """Raise PlanError naming what changed since the plan was interrupted."""
    before, now = (msgspec.to_builtins(one) for one in (old, new))
    changed = [
        f"{key} was {_short(before[key])}, is {_short(now[key])}"
        for key in before
        if _differs(key, before, now)
    ]
    known, present = _numbered(old.cells), _numbered(new.cells)
    for key, a in known.items():
        b = present.get(key)
        if b is None:
            changed.append(f"{a.title()} cannot run now")
            continue
        changed += [
            f"{a.title()}: {field} was {_short(getattr(a, field))}, is {_short(getattr(b, field))}"
            for field in Cell.__struct_fields__
            if getattr(a, field) != getattr(b, field)
        ]
    changed += [f"{cell.title()} was not in it" for key, cell in present.items() if key not in known]
    if changed:
        raise PlanError(
            f"the interrupted plan cannot go on: {'; '.join(changed[:3])}",
            "put that back, or start anew: edgebench run",
        )


def _numbered(cells: Sequence[Cell]) -> dict[tuple[object, ...], Cell]:
    """Cells by name; those of two versions of one harness by their place, which the settings decide."""
    found: dict[tuple[object, ...], Cell] = {}
    for cell in cells:
        name = cell.workload, cell.variant, cell.harness, cell.threads, cell.scenario, cell.batch
        found[(*name, sum(key[:-1] == name for key in found))] = cell
    return found


def _differs(key: str, before: Mapping[str, object], now: Mapping[str, object]) -> bool:
    return key not in ("cells", "skipped") and before[key] != now[key]


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 24 else text[:12] + "…"
