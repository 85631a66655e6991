"""What stands behind a row: how to repeat its result, every figure, what was noticed, what ran and where."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct

from edgebench import checks, missing, units
from edgebench.metrics import METRICS, Metric, judged_by, real_time_factor, stages
from edgebench.model.reason import Reason
from edgebench.model.result import Repeat, Result
from edgebench.model.scenario import SCENARIOS, TIERS, Scenario, least_ns
from edgebench.model.standing import Standing
from edgebench.publish import energy, numbers, scenarios, site, words
from edgebench.publish.scenarios import Listing
from edgebench.publish.site import Site
from edgebench.publish.words import Badge
from edgebench.ranking import Row
from edgebench.units import MILLISECONDS, SECONDS


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
    """What stands behind a row: how to repeat it, every figure, what was tried and noticed, the file.

    tables: what a search tried, and where the uncertainty of the energy comes from.
    """

    anchor: str
    title: str
    subtitle: str
    command: str
    figures: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    tables: tuple[Listing, ...]
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
        figures=tuple(_figures(result)),
        facts=(
            *_standing(entry.standing),
            *_judgement(result),
            *_energy(result),
            *_what_ran(result),
            *_where(result),
        ),
        tables=tuple(one for one in (scenarios.tried(result), energy.budget(result)) if one),
        findings=tuple(Noticed(one.level, checks.render(one)) for one in result.findings),
        badges=words.badges(result, entry.standing),
        file=str(entry.path),
        file_name=entry.path.name,
    )


def command(result: Result) -> str:
    """What to type to measure this cell again; of an imported one, to measure the like with edgebench."""
    repeat, tier, scenario = (
        result.provenance.repeat,
        TIERS[result.load.tier],
        SCENARIOS[result.load.scenario],
    )
    parts = ["edgebench", "run"]
    if result.imported is not None:
        like = {"workload": repeat.workload, "variant": repeat.variant, "scenario": repeat.scenario}
        return shlex.join([*parts, *(part for name, value in like.items() for part in (f"--{name}", value))])
    said = {"harness": _harness(result), "threads": repeat.threads_option}
    for option in ("workload", "variant", "harness", "scenario", "tier", "threads", "seed"):
        parts += [f"--{option}", said.get(option) or str(getattr(repeat, option))]
    parts += [part for option in _load_options(repeat, scenario) for part in option]
    parts += ["--accelerator", repeat.accelerator] if repeat.accelerator != "cpu" else []
    parts += ["--precision", repeat.precision] if repeat.precision != "own" else []
    if len(result.processes) != tier.processes:
        parts += ["--repeats", str(len(result.processes))]
    if result.load.min_ns != least_ns(scenario, tier):
        parts += ["--duration", units.exact(result.load.min_ns, SECONDS).number]
    return shlex.join([*parts, *(["--pin"] if repeat.pinned else [])])


def _load_options(repeat: Repeat, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """What of the load was asked for beside what the scenario has by itself."""
    if repeat.scope != "model":
        yield "--scope", repeat.scope
    for option, count in (("--batch", repeat.batch), ("--streams", repeat.streams)):
        if count is not None and (count > 1 or scenario.name == "offline"):
            yield option, str(count)
    for option, nanoseconds in (("--period", repeat.period_ns), ("--bound", repeat.bound_ns)):
        if nanoseconds is not None:
            yield option, units.exact(nanoseconds, MILLISECONDS).number


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


def _figures(result: Result) -> Iterator[Fact]:
    """Every figure that the scenario has, what it is judged by first."""
    judged = judged_by(result.load.scenario)
    for metric in (judged, *(one for one in METRICS.values() if one is not judged)):
        if metric.read(result).value_reason is not Reason.NOT_APPLICABLE:
            yield _figure(metric, result)
    yield from _stages(result)
    yield from _keeping_up(result)
    if stopped := scenarios.early_stopping(result):
        yield Fact("Early stopping", *stopped)


def _figure(metric: Metric, result: Result) -> Fact:
    """A figure of the summary with its interval, or the reason in a sentence."""
    estimate = metric.read(result)
    if estimate.value is None:
        return _missing_fact(metric.title, estimate.value_reason)
    return Fact(metric.title, *numbers.typeset(metric.figure(estimate)))


def _stages(result: Result) -> Iterator[Fact]:
    """Of scope pipeline: how a query's time is split, in the mean."""
    for one in stages(result):
        share = f"{units.share(one.share_ppm)} of a query, in the mean"
        yield Fact(words.capital(one.name), numbers.duration(one.mean_ns), share)


def _keeping_up(result: Result) -> list[Fact]:
    """Of a stateful model: how much of the sound's own time it takes."""
    if (factor := real_time_factor(result)) is None:
        return []
    figure = numbers.typeset(factor.figure)
    why = words.missing(result.summary.throughput_mhz.low_reason)
    return [Fact("Real-time factor", figure.value, figure.interval or why)]


def _standing(standing: Standing) -> list[Fact]:
    """Who vouches for it; first of all, where it was withdrawn, when and why."""
    withdrawn = [Fact("Withdrawn", *words.withdrawal(standing.withdrawn))] if standing.withdrawn else []
    return [*withdrawn, Fact("Trust", *words.trust(standing))]


def _judgement(result: Result) -> list[Fact]:
    """Accuracy, agreement and the verdict."""
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
    return facts


def _energy(result: Result) -> list[Fact]:
    """With its boundary, its meter and what follows from it; or the reason why there is none."""
    told = [Fact(*one) for one in energy.told(result)]
    return told or [_missing_fact("Energy a sample", result.energy_reason)]


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
        Fact("Runtime", site.runtime(result), _through(result)),
        Fact(
            "Threads",
            str(result.provenance.repeat.threads),
            f"{_effective(result)}; options: {options or 'none'}",
        ),
        Fact("Model", variant.name, file_names),
        Fact(
            "Precision",
            words.precision(tensors),
            f"inputs {tensors.inputs}; executed in: {executed}",
        ),
        *([Fact("Missing", "", ", ".join(result.imported.missing))] if result.imported else []),
    ]


def _through(result: Result) -> str:
    """The harness, or the tool that measured in its place, and the runtime's provider."""
    provider = result.sut.provider_used
    if result.imported is None:
        return f"harness {result.sut.harness}, provider {provider}"
    version = f" {result.imported.version}" if result.imported.version else ""
    return f"imported from {result.imported.tool}{version}" + (f", provider {provider}" if provider else "")


def _effective(result: Result) -> str:
    if missing.is_missing(result, "sut.threads_effective_milli"):
        return "how many took effect is not known"
    return f"{result.sut.threads_effective_milli / 1000:.2f} took effect"


def _where(result: Result) -> list[Fact]:
    device = result.device
    settings = [
        ("cooling", device.cooling or words.missing(device.cooling_reason)),
        ("power mode", device.power_mode or words.missing(device.power_mode_reason)),
        ("governor", device.governor or words.missing(device.governor_reason)),
    ]
    return [
        Fact("Device", device.cpu.model, site.device_note(result)),
        Fact("System", device.os, device.kernel),
        Fact("Settings", "", "; ".join(f"{name}: {value}" for name, value in settings)),
        Fact(
            "Load",
            words.scenario(result.load.scenario),
            f"{result.load.tier} tier: {scenarios.told(result)}",
        ),
        Fact("Measured with", f"edgebench {result.tool.edgebench}", f"session {result.session.id}"),
    ]
