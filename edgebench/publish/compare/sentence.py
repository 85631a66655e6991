"""The sentence of a comparison: how many times faster, with how much less energy, and what cannot be said.

site/scripts/compare_words.js says the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from edgebench import units
from edgebench.publish.apart import Apart
from edgebench.publish.compare.candidates import Device
from edgebench.publish.compare.ratios import Shared
from edgebench.publish.wording import phrase
from edgebench.publish.wording.phrase import Phrase

CANNOT = "Energy cannot be compared"


def sentence(devices: Sequence[Device], shared: Sequence[Shared], baseline: int) -> tuple[Phrase, ...]:
    """Of each device against the baseline."""
    told: list[Phrase] = []
    for place, device in enumerate(devices):
        if place != baseline:
            told += [Phrase(" ")] if told else []
            told += _faster(device, devices[baseline], shared, place)
            if energy := _energy(device, devices[baseline], shared, place, baseline):
                told.append(Phrase(f" {energy}"))
    return tuple(told)


def _faster(device: Device, base: Device, shared: Sequence[Shared], place: int) -> tuple[Phrase, ...]:
    """Over the workloads asked one query after the other, where they share any."""
    single = [ratio for row in shared if row.first.single and (ratio := row.ratios[place])]
    found = single or [ratio for row in shared if (ratio := row.ratios[place])]
    if not found:
        return phrase.of(f"{device.name} and {base.name} cannot be compared: {_why(device, base)}.")
    better, worse = _better(found), _worse(found)
    level = len(found) - len(better) - len(worse)
    parts = [(better, "faster"), (worse, "slower")]
    told = [(f"{_times(ratios)} {way}", len(ratios)) for ratios, way in parts if ratios]
    if not told:
        return phrase.of(
            "", f"{device.name} and {base.name} are not told apart", f" on {_rankings(len(found))}."
        )
    (first, count), *rest = told
    where = _rankings(count) if count == len(found) else f"{count} of {_rankings(len(found))}"
    more = "".join(f", {text} on {number}" for text, number in rest)
    more += f", not told apart on {level}" if level else ""
    return phrase.of(f"{device.name} is ", first, f" than {base.name} on {where}{more}.")


def _why(device: Device, base: Device) -> str:
    if device.kind != base.kind:
        return f"{device.kind} and {base.kind} are ranked apart"
    return "they share no ranking"


def _better(found: Sequence[Apart]) -> list[float]:
    return [ratio.better for ratio in found if ratio.differs and ratio.better > 1]


def _worse(found: Sequence[Apart]) -> list[float]:
    return [1 / ratio.better for ratio in found if ratio.differs and ratio.better < 1]


def _rankings(count: int) -> str:
    return units.counted(count, "shared ranking")


def _times(ratios: Sequence[float]) -> str:
    """`2.1 to 3.4 times`."""
    low, high = (_two_digits(end) for end in (min(ratios), max(ratios)))
    return f"{low} times" if low == high else f"{low} to {high} times"


def _two_digits(ratio: float) -> str:
    """Two significant digits, three below 2: 1.43, 2.1, 12."""
    return units.decimal(ratio, (-2 if ratio < 2 else -1) if ratio < 10 else 0)


def _energy(device: Device, base: Device, shared: Sequence[Shared], place: int, baseline: int) -> str:
    """Empty where nothing of theirs is compared."""
    both = [row for row in shared if row.ratios[place]]
    found = [ratio for row in both if (ratio := row.energies[place])]
    if not found:
        return _no_energy(device, base, both, place, baseline) if both else ""
    less, more = len(_better(found)), len(_worse(found))
    level = len(found) - less - more
    counts = ((less, "less"), (more, "more"), (level, "not told apart"))
    told = ", ".join(f"{word} on {count}" for count, word in counts if count)
    return f"Its energy, in {_rankings(len(found))} with one boundary: {told}."


def _no_energy(device: Device, base: Device, both: Sequence[Shared], place: int, baseline: int) -> str:
    mine, others = (
        sorted({one.boundary for row in both if (one := row.candidates[at]) and one.boundary})
        for at in (place, baseline)
    )
    if missing := [one.name for one, found in ((device, mine), (base, others)) if not found]:
        return f"{CANNOT}: no meter on {' and '.join(missing)}."
    if mine != others:
        return f"{CANNOT}: measured at {', '.join(mine)} and at {', '.join(others)}."
    return f"{CANNOT}: no ranking has the energy of both."
