"""`edgebench list`: what there is, what is usable here, and why not."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from edgebench.cli.terminal import Json, document, table

app = typer.Typer(help="What there is, what is usable here, and why not.", no_args_is_help=True)


@app.command("workloads")
def workloads(json: Json = False) -> None:
    """The catalogue: workloads, their variants, and which are in the cache."""
    from edgebench import paths, units
    from edgebench.catalogue import load_catalogue
    from edgebench.sources.fetch import cached

    found = [
        (workload, variant, cached(variant, paths.cache()) is not None)
        for workload in load_catalogue().workloads.values()
        for variant in workload.variant
    ]
    _show(
        json,
        [
            {
                "workload": workload.name,
                "title": workload.title,
                "task": workload.task,
                "revision": workload.revision,
                "variant": variant.name,
                "format": variant.format,
                "weights": variant.weights,
                "bytes": variant.bytes,
                "sha256": variant.sha256,
                "licence": variant.licence,
                "in_cache": here,
                "scopes": ["model", "pipeline"] if workload.pipeline else ["model"],
                "bounds": workload.bound,
            }
            for workload, variant, here in found
        ],
        ["workload", "variant", "task", "weights", "size", "in cache", "licence"],
        [
            [
                workload.name,
                variant.name,
                workload.task,
                variant.weights,
                units.size(variant.bytes),
                "yes" if here else "no",
                variant.licence,
            ]
            for workload, variant, here in found
        ],
    )


@app.command("harnesses")
def harnesses(json: Json = False) -> None:
    """Harnesses, and whether their runtime runs a model: here, or in an environment made for it."""
    from edgebench import paths
    from edgebench.harness import discover
    from edgebench.runner.diagnosis import harness_facts

    facts = harness_facts(discover.shipped().values(), paths.cache())
    _show(
        json,
        facts,
        ["harness", "runtime", "formats", "accelerators", "usable"],
        [
            [
                one.harness,
                one.runtime_text(),
                ", ".join(one.formats),
                ", ".join(one.accelerators),
                one.verdict(),
            ]
            for one in facts
        ],
    )


@app.command("devices")
def devices(json: Json = False) -> None:
    """Device profiles, and which of them this machine is."""
    from edgebench import paths
    from edgebench.probes import device

    here = device.describe()
    known = device.load_profiles(paths.devices())
    _show(
        json,
        {
            "here": here.slug,
            "devices": [
                {"device": one.slug, "name": one.name, "kind": one.kind, "here": one.slug == here.profile}
                for one in known
            ],
        },
        ["device", "name", "kind", ""],
        [
            [one.slug, one.name, one.kind, f"this machine: {here.slug}" if one.slug == here.profile else ""]
            for one in known
        ],
    )


@app.command("meters")
def meters(json: Json = False) -> None:
    """Power meters: usable here or why not, boundary, rate, and whether ever tried on the real thing."""
    from edgebench.runner.diagnosis import meter_facts

    facts = meter_facts()
    _show(
        json,
        facts,
        ["meter", "driver", "boundary", "new value", "validated", "usable"],
        [
            [
                one.meter,
                one.title,
                one.boundary,
                one.rate,
                one.validated,
                one.verdict(),
            ]
            for one in facts
        ],
    )


@app.command("scenarios")
def scenarios(json: Json = False) -> None:
    """Scenarios: how queries arrive."""
    from edgebench.model.scenario import SCENARIOS
    from edgebench.publish.wording.scenarios import JUDGEMENTS

    known = list(SCENARIOS.values())
    rows = [[one.title, JUDGEMENTS[one.name].ranking, one.summary] for one in known]
    _show(json, known, ["scenario", "judged by", "summary"], rows)


@app.command("suites")
def suites(json: Json = False) -> None:
    """Suites: workloads that are run together."""
    from edgebench.catalogue import load_catalogue

    found = list(load_catalogue().suites.values())
    _show(
        json,
        found,
        ["suite", "summary", "workloads"],
        [[one.name, one.summary, ", ".join(entry.workload for entry in one.entries)] for one in found],
    )


def _show(json: bool, value: object, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if json:
        document(value)
    else:
        table(columns, rows, right=["size"])
