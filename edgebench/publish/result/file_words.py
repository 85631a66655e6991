"""The words and rules that the page for a reader's own file needs, so that each still has one home."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from edgebench import checks, json_guard, result_reader, statistics, store
from edgebench.metrics import METRICS, judged_by
from edgebench.model.quantity import LARGEST
from edgebench.model.reason import TEXT, Reason
from edgebench.model.result import FORMAT, LICENCE
from edgebench.model.scenario import CAP_FACTOR, SCENARIOS, TIERS, least_ns, least_queries
from edgebench.publish import site as of_site
from edgebench.publish.result import distribution
from edgebench.publish.site import Site
from edgebench.publish.wording import scenarios, words
from edgebench.publish.wording.boundaries import BOUNDARIES
from edgebench.units import PERCENT

_PROSE = {"description", "title"}


def of_site_words(site: Site) -> bytes:
    """JSON: names, reasons, badges, scenarios, tiers and rules by what stands for them in a file."""
    document = {
        "format": FORMAT,
        "licence": LICENCE,
        "largest": LARGEST,
        "largest_bytes": result_reader.LARGEST_BYTES,
        "deepest": json_guard.DEEPEST,
        "cap_factor": CAP_FACTOR,
        "devices": dict(of_site.names_of(site.profiles)),
        "workloads": {name: site.short_title(name) for name in site.workload_names()},
        "reasons": {why.value: [TEXT[why].cell, words.missing_sentence(why)] for why in Reason},
        "badges": {badge.word: badge.kind for badge in words.BADGES.values()},
        "badge_of_rule": words.BADGE_OF_RULE,
        "unranked": {why.value: text.heading for why, text in words.UNRANKED.items()},
        "metrics": {one.name: [one.title, one.unit, one.better] for one in METRICS.values()},
        "scenarios": {name: _scenario(name) for name in SCENARIOS},
        "tiers": {name: _tier(name) for name in TIERS},
        "accuracies": _accuracies(site),
        "offline": distribution.OFFLINE,
        "boundaries": {name: text.of for name, text in BOUNDARIES.items()},
        "shapes": {name: words.shape(name).css for name in sorted({line.harness for line in site.lines})},
        "rules": {name: _first_line(rule) for name, rule in checks.measurement_rules().items()},
        "checks": {name: _first_line(rule) for name, rule in checks.submission_rules().items()},
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def schema() -> bytes:
    """The JSON Schema of a result file without its prose."""
    return json.dumps(_bare(json.loads(store.schema())), separators=(",", ":")).encode()


def _scenario(name: Any) -> dict[str, object]:
    one = SCENARIOS[name]
    return {
        "title": one.title,
        "judged_by": judged_by(name).name,
        "percentile_ppm": one.percentile_ppm,
        "ranking": scenarios.JUDGEMENTS[name].ranking,
        "samples_per_query": one.samples_per_query,
        "resolves": statistics.fewest_for(one.percentile_ppm) if one.percentile_ppm else 1,
    }


def _tier(name: Any) -> dict[str, object]:
    """The floors of each scenario of one sample a query, by its name: queries and ns of a process."""
    one = TIERS[name]
    return {
        "processes": one.processes,
        "ranked": one.ranked,
        "floors": {
            each.name: [least_queries(each, one, each.samples_per_query), least_ns(each, one)]
            for each in SCENARIOS.values()
        },
    }


def _accuracies(site: Site) -> Mapping[str, list[object]]:
    """Name of a metric, and whether it is a percentage."""
    names = {known.quality.metric for known in site.workloads.values()}
    names |= {line.accuracy_metric for line in site.lines if line.accuracy_metric}
    return {name: [words.metric(name), words.accuracy_unit(name) == PERCENT] for name in sorted(names)}


def _first_line(rule: Any) -> str:
    return (rule.__doc__ or "").partition("\n")[0]


def _bare(part: Any, inside: str = "") -> Any:
    """Names of fields are kept, whatever they are."""
    if isinstance(part, list):
        return [_bare(one) for one in part]
    if not isinstance(part, dict):
        return part
    named = inside in {"properties", "$defs"}
    return {key: _bare(one, "" if named else key) for key, one in part.items() if named or key not in _PROSE}
