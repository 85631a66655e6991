"""The sentence of a comparison: how many times faster, with how much less energy, and what cannot be said.

site/scripts/compare_words.js says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
            told += _faster(device, devices[baseline], shared, place, baseline)
            if energy := _energy(device, devices[baseline], shared, place, baseline):
                told.append(Phrase(f" {energy}"))
    return tuple(told)


def _faster(
    device: Device, base: Device, shared: Sequence[Shared], place: int, baseline: int
) -> tuple[Phrase, ...]:
    """Over the workloads asked one query after the other, where they share any."""
    both = [row for row in shared if row.ratios[place]]
    told_of = [row for row in both if row.first.single] or both
    found = [ratio for row in told_of if (ratio := row.ratios[place])]
    if not found:
        return phrase.of(f"{device.name} and {base.name} cannot be compared: {_why(device, base)}.")
    better, worse = _better(found), _worse(found)
    level = len(found) - len(better) - len(worse)
    parts = [(better, "faster"), (worse, "slower")]
    told = [(f"{_times(ratios)} {way}", len(ratios)) for ratios, way in parts if ratios]
    limits = "".join(f" {one}" for one in _limits(told_of, len(both), place, baseline))
    if not told:
        apart = f"{device.name} and {base.name} are not told apart"
        return phrase.of("", apart, f" on {_rankings(len(found))}.{limits}")
    (first, count), *rest = told
    where = _rankings(count) if count == len(found) else f"{count} of {_rankings(len(found))}"
    more = "".join(f", {text} on {number}" for text, number in rest)
    more += f", not told apart on {level}" if level else ""
    return phrase.of(f"{device.name} is ", first, f" than {base.name} on {where}{more}.{limits}")


def _limits(told_of: Sequence[Shared], shared: int, place: int, baseline: int) -> Iterator[str]:
    """Sentences on what a range of ratios does not say."""
    tested = sum(ratio.tested for row in told_of if (ratio := row.ratios[place]))
    if not tested:
        yield "None of these ratios is tested: that takes three sessions a side."
    elif tested < len(told_of):
        yield f"{tested} of these ratios {'is' if tested == 1 else 'are'} tested."
    if others := shared - len(told_of):
        yield f"{units.counted(others, 'ranking')} of other scenarios {'is' if others == 1 else 'are'} below."
    pairs = [(row.candidates[place], row.candidates[baseline]) for row in told_of]
    if other := sum(bool(a and b and a.variant != b.variant) for a, b in pairs):
        yield f"On {other} of them the variants differ: each device runs its fastest that meets the target."


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
    low, high = (two_digits(end) for end in (min(ratios), max(ratios)))
    return f"{low} times" if low == high else f"{low} to {high} times"


def two_digits(ratio: float) -> str:
    """Two significant digits, three from 1 to 2: 0.21, 1.43, 2.1, 12."""
    place = next((place for limit, place in ((0.1, -3), (2, -2), (10, -1)) if ratio < limit), 0)
    return units.decimal(ratio, place)


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
