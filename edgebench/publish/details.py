"""What stands behind a row: how to repeat its result, every figure, what was noticed, what ran and where."""

from __future__ import annotations

import shlex
from typing import NamedTuple

from msgspec import Struct

from edgebench import checks, units
from edgebench.leaderboard import Row
from edgebench.metrics import METRICS, Metric, real_time_factor, stages
from edgebench.model.reason import Reason
from edgebench.model.result import Result
from edgebench.model.scenario import TIERS
from edgebench.publish import numbers, rows, site, words
from edgebench.publish.numbers import MEBIBYTES, PER_SECOND, PERCENT, SHARE
from edgebench.publish.site import Site
from edgebench.publish.words import Badge


class Fact(NamedTuple):
    """A line of the details."""

    name: str
    value: str
    note: str = ""


class Noticed(NamedTuple):
    """A finding in words, with its level as a word."""

    level: str
    text: str


class Details(Struct, frozen=True):
    """What stands behind a row: how to repeat it, every figure, what was noticed, the file."""

    anchor: str
    title: str
    subtitle: str
    command: str
    figures: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    findings: tuple[Noticed, ...]
    badges: tuple[Badge, ...]
    file: str
    file_name: str


def of_row(row: Row, of: Site) -> Details:
    """Of the result whose figures the row shows."""
    result, entry = row.result, row.entry
    return Details(
        anchor=site.anchor(entry),
        title=f"{of.device(result)}, {site.runtime(result)}, {result.variant.name}",
        subtitle=_measured(row),
        command=command(result),
        figures=(
            *(_figure(metric, result) for metric in METRICS.values()),
            *_stages(result),
            *_keeping_up(result),
        ),
        facts=(*_judgement(result), *_what_ran(result), *_where(result)),
        findings=tuple(Noticed(one.level, checks.render(one)) for one in result.findings),
        badges=words.badges(result),
        file=str(entry.path),
        file_name=entry.path.name,
    )


def command(result: Result) -> str:
    """What to type to measure this cell again."""
    repeat, tier = result.provenance.repeat, TIERS[result.load.tier]
    parts = ["edgebench", "run"]
    for option in ("workload", "variant", "harness", "scenario", "tier", "threads", "seed"):
        value = _harness(result) if option == "harness" else str(getattr(repeat, option))
        parts += [f"--{option}", value]
    parts += ["--scope", repeat.scope] if repeat.scope != "model" else []
    parts += ["--accelerator", repeat.accelerator] if repeat.accelerator != "cpu" else []
    parts += ["--precision", repeat.precision] if repeat.precision != "own" else []
    if len(result.processes) != tier.processes:
        parts += ["--repeats", str(len(result.processes))]
    if result.load.min_ns != tier.min_ns:
        parts += ["--duration", f"{result.load.min_ns / 1e9:g}"]
    return shlex.join([*parts, *(["--pin"] if repeat.pinned else [])])


def _harness(result: Result) -> str:
    """With the version that was asked for. Where an outsider's file lies no result says."""
    repeat = result.provenance.repeat
    name = repeat.harness if result.tool.harness_known else f"path/to/{repeat.harness}.py"
    return f"{name}@{repeat.runtime_version}" if repeat.runtime_version else name


def _measured(row: Row) -> str:
    load, processes = row.result.load, row.result.processes
    queries = sum(process.queries for process in processes)
    how_many = numbers.counted(queries, "query", "queries")
    parts = [
        f"{row.result.created[:10]}, {load.tier} tier",
        f"{how_many} in {numbers.counted(len(processes), 'process', 'processes')}",
    ]
    if len(row.sessions) > 1:
        parts.append(f"the middle of {len(row.sessions)} sessions, whose intervals the row spans")
    if noticed := len(row.result.findings):
        parts.append(numbers.counted(noticed, "finding"))
    return ", ".join(parts)


def _figure(metric: Metric, result: Result) -> Fact:
    """A figure of the summary with its interval, or the reason in a sentence."""
    estimate = metric.read(result)
    if estimate.value is None:
        return _missing_fact(metric.title, estimate.value_reason)
    if metric.unit == "ns":
        figure = numbers.time(estimate.value, estimate.low, estimate.high)
    else:
        unit = MEBIBYTES if metric.unit == "B" else PER_SECOND
        figure = numbers.figure(estimate.value, estimate.low, estimate.high, unit)
    return Fact(metric.title, figure.value, figure.interval or words.missing(estimate.low_reason))


def _stages(result: Result) -> list[Fact]:
    """Of scope pipeline: how a query's time is split, in the mean."""
    return [
        Fact(
            words.capital(one.name),
            numbers.time(one.mean_ns, None, None).value,
            f"{numbers.figure(one.share_ppm, None, None, PERCENT).value} of a query, in the mean",
        )
        for one in stages(result)
    ]


def _keeping_up(result: Result) -> list[Fact]:
    """Of a stateful model: how much of the sound's own time it takes."""
    if (factor := real_time_factor(result)) is None:
        return []
    bounds = (factor.low_ppm, factor.high_ppm)
    low, high = (None if bound is None else round(bound) for bound in bounds)
    figure = numbers.figure(round(factor.value_ppm), low, high, SHARE)
    why = words.missing(result.summary.throughput_mhz.low_reason)
    return [Fact("Real-time factor", figure.value, figure.interval or why)]


def _judgement(result: Result) -> list[Fact]:
    """Accuracy, agreement and the verdict, energy."""
    facts = [Fact("Answers", words.quality(result), _target(result))]
    if (measured := result.accuracy) is None:
        facts.append(_missing_fact("Accuracy", result.accuracy_reason))
    else:
        figure = words.accuracy(measured)
        whole = "the whole set" if measured.evidence == "full" else "a part of the set, so it decides nothing"
        facts.append(
            Fact(
                f"Accuracy, {words.metric(measured.metric)}",
                figure.value,
                f"{figure.interval or words.missing(measured.low_ppm_reason)}, on "
                f"{numbers.count(measured.data_set.samples)} samples of {measured.data_set.name}, {whole}",
            )
        )
        facts += [Fact(words.capital(name), value, "") for name, value in words.details(measured)]
    if (agreed := result.agreement) is None:
        facts.append(_missing_fact("Agreement", result.agreement_reason))
    else:
        by = f"{agreed.reference.runtime} {agreed.reference.version}"
        facts.append(
            Fact(
                "Agreement",
                f"{agreed.agree} of {agreed.samples}",
                f"with the stored answers of the same weights, by {by}",
            )
        )
    if result.energy is None:
        facts.append(_missing_fact("Energy of a sample", result.energy_reason))
    else:
        energy = rows.energy(result)
        interval = energy.aside or f"interval: {words.missing(result.energy.gross_u_nj_reason)}"
        facts.append(Fact("Energy of a sample", energy.text, f"{interval}, {energy.note}"))
    return facts


def _missing_fact(name: str, why: Reason | None) -> Fact:
    """The reason in the place of the value, then what it means and what fills it."""
    return Fact(name, words.missing(why), words.missing_sentence(why))


def _target(result: Result) -> str:
    by = {
        "full": "judged on the full data set",
        "agreement": "judged by agreement with stored answers of the same weights",
        "none": "nothing to judge them by",
    }
    return by[result.quality.evidence]


def _what_ran(result: Result) -> list[Fact]:
    sut, variant = result.sut, result.variant
    options = ", ".join(f"{name} {value}" for name, value in sorted(sut.options.items()))
    executed = sut.execution_precision or words.missing(sut.execution_precision_reason)
    file_names = ", ".join(f"{one.name} ({units.size(one.bytes)})" for one in variant.files)
    tensors = variant.precision
    return [
        Fact("Runtime", site.runtime(result), f"harness {sut.harness}, provider {sut.provider_used}"),
        Fact(
            "Threads",
            str(sut.threads),
            f"{sut.threads_effective_milli / 1000:.2f} took effect; options: {options or 'none'}",
        ),
        Fact("Model", variant.name, file_names),
        Fact(
            "Precision",
            words.precision(tensors),
            f"inputs {tensors.inputs}; executed in: {executed}",
        ),
    ]


def _where(result: Result) -> list[Fact]:
    device = result.device
    settings = [
        ("cooling", device.cooling or words.missing(device.cooling_reason)),
        ("power mode", device.power_mode or words.missing(device.power_mode_reason)),
        ("governor", device.governor or words.missing(device.governor_reason)),
    ]
    tier = TIERS[result.load.tier]
    return [
        Fact("Device", device.cpu.model, site.device_note(result)),
        Fact("System", device.os, device.kernel),
        Fact("Settings", "", "; ".join(f"{name}: {value}" for name, value in settings)),
        Fact(
            "Load",
            words.scenario(result.load.scenario),
            f"{tier.name} tier: at least {tier.min_queries} queries and {tier.min_ns // 10**9} s a process",
        ),
        Fact("Measured with", f"edgebench {result.tool.edgebench}", f"session {result.session.id}"),
    ]
