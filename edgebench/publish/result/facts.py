"""What ran, where, and every figure, in words: the lines of a result's facts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from edgebench import missing, units
from edgebench.metrics import METRICS, Metric, judged_by, real_time_factor, stages
from edgebench.model.reason import Reason
from edgebench.model.result import Result
from edgebench.model.standing import Standing
from edgebench.publish import site
from edgebench.publish.wording import energy, numbers, scenarios, words


class Fact(NamedTuple):
    """A line of the details."""

    name: str
    value: str
    note: str = ""


def figures(result: Result, but: Collection[str] = ()) -> Iterator[Fact]:
    """Every figure that the scenario has, what it is judged by first; not those with a title in `but`."""
    judged = judged_by(result.load.scenario)
    for metric in (judged, *(one for one in METRICS.values() if one is not judged)):
        if metric.title not in but and metric.read(result).value_reason is not Reason.NOT_APPLICABLE:
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


def standing(standing: Standing) -> list[Fact]:
    """Who vouches for it; first of all, where it was withdrawn, when and why."""
    withdrawn = [Fact("Withdrawn", *words.withdrawal(standing.withdrawn))] if standing.withdrawn else []
    return [*withdrawn, Fact("Trust", *words.trust(standing))]


def judgement(result: Result) -> list[Fact]:
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


def metered(result: Result) -> list[Fact]:
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


def what_ran(result: Result) -> list[Fact]:
    """Runtime, threads, model, precision; of an imported result what its tool did not tell."""
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


def where(result: Result) -> list[Fact]:
    """Device, system, its settings, the load, and what measured."""
    device = result.device
    unknown = {
        "cooling": device.cooling_reason,
        "power mode": device.power_mode_reason,
        "governor": device.governor_reason,
    }
    settings = "; ".join(f"{name}: {words.missing(why)}" for name, why in unknown.items() if why)
    return [
        Fact("Device", device.cpu.model, site.device_note(result)),
        Fact("System", device.os, device.kernel),
        *([Fact("Settings", "", settings)] if settings else []),
        Fact(
            "Load",
            words.scenario(result.load.scenario),
            f"{result.load.tier} tier: {scenarios.told(result)}",
        ),
        Fact("Measured with", f"edgebench {result.tool.edgebench}", f"session {result.session.id}"),
    ]
