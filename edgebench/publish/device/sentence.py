"""The sentence that opens a device's page: which runtime wins, and whether the device holds its speed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from edgebench.publish.charts import burst
from edgebench.publish.device.matrix import ONE_AFTER_THE_OTHER, Contest
from edgebench.publish.line import Line
from edgebench.publish.site import Site
from edgebench.publish.wording import numbers, phrase
from edgebench.publish.wording.phrase import Phrase


def of_device(lines: Sequence[Line], found: Sequence[Contest], site: Site) -> tuple[Phrase, ...]:
    """Two sentences."""
    return (*winner(found), Phrase(" "), *holds(lines, site))


def winner(found: Sequence[Contest]) -> tuple[Phrase, ...]:
    """Over the workloads asked one query after the other, where there are any."""
    scenario = [one for one in found if one.first.scenario == ONE_AFTER_THE_OTHER] or list(found)
    if not scenario:
        return phrase.of("Nothing measured here is ranked yet: every result says why.")
    contested = [one for one in scenario if len(one.best) > 1]
    runtimes = {line.harness: line.runtime for one in scenario for line in one.best}
    if not contested:
        return phrase.of(f"No workload has a second runtime yet: {_measured(runtimes, scenario)}.")
    wins = Counter(harness for one in contested for harness in one.level)
    most = max(wins.values())
    best = sorted((name for name, count in wins.items() if count == most), key=runtimes.__getitem__)
    if len(best) > 2:
        where = f"{_workloads(contested)} measured with more than one"
        return phrase.of(
            "No runtime leads: ", f"{len(best)} tie", f" over the {where}: {_counts(contested, runtimes)}."
        )
    alone = sum(one.level == {best[0]} for one in contested)
    leads = _leads([runtimes[harness] for harness in best], alone=alone == most)
    share = f"{most} of {numbers.count(len(contested))}"
    noun = "workload" if len(contested) == 1 else "workloads"
    return phrase.of(
        f"{leads} in ", share, f" {noun} measured with more than one runtime: {_counts(contested, runtimes)}."
    )


def _counts(contested: Sequence[Contest], runtimes: Mapping[str, str]) -> str:
    """`LiteRT in 2, OpenVINO in 2, ONNX Runtime in none`: of the workloads with more than one."""
    found = Counter(line.harness for one in contested for line in one.best)
    return ", ".join(
        f"{runtimes[name]} in {found[name] or 'none'}" for name in sorted(runtimes, key=runtimes.__getitem__)
    )


def _measured(runtimes: Mapping[str, str], scenario: Sequence[Contest]) -> str:
    return f"{' and '.join(sorted(set(runtimes.values())))}, on {_workloads(scenario)}"


def _leads(best: Sequence[str], *, alone: bool) -> str:
    if len(best) == 2:
        return f"{best[0]} and {best[1]} each are the fastest, or tie for it,"
    return f"{best[0]} is the fastest" if alone else f"{best[0]} is the fastest or ties for it"


def _workloads(found: Sequence[Contest]) -> str:
    return numbers.counted(len({one.first.workload for one in found}), "workload")


def sustained(lines: Sequence[Line]) -> list[Line]:
    """Of each workload the line that slows down most, that first."""
    worst: dict[str, Line] = {}
    measured = [line for line in lines if line.slowdown_ppm.value is not None and not line.withdrawn]
    for line in sorted(measured, key=lambda line: (-(line.slowdown_ppm.value or 0), line.path)):
        worst.setdefault(line.workload, line)
    return list(worst.values())


def holds(lines: Sequence[Line], site: Site) -> tuple[Phrase, ...]:
    found = sustained(lines)
    if not found:
        return phrase.of("Whether it holds its speed over ten minutes is not measured yet.")
    slow = [line for line in found if burst.slows(line)]
    noun = "workload" if len(found) == 1 else "workloads"
    kept = f"{len(found) - len(slow)} of {len(found)}"
    if not slow:
        return phrase.of("Over ten minutes it keeps its speed in ", kept, f" {noun}.")
    first = f" {noun}; {site.short_title(slow[0].workload)} then takes "
    rest = len(slow) - 1
    more = f", and {rest} more slow{'s' if rest == 1 else ''} down." if rest else "."
    longer = f"{burst.by(slow[0])} longer"
    return phrase.of("Over ten minutes it keeps its speed in ", kept, first, longer, more)
