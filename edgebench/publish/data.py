"""The download: one row a result with the summary in columns, for those who draw their own tables."""

from __future__ import annotations

import json

from edgebench import energy_figures, store
from edgebench.comparison import device_class
from edgebench.metrics import METRICS, judged_by
from edgebench.model.entry import Entry
from edgebench.model.result import LICENCE, LICENCE_URL
from edgebench.publish.site import Site
from edgebench.unranked import why_entry_unranked


def summaries(site: Site) -> bytes:
    """JSON: licence, names of the columns, rows. Missing is null; the result's file says why."""
    table = [_row(entry, site) for entry in site.entries]
    columns = list(table[0]) if table else []
    document = {
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "about": "One row a result. Units are in the names: ns, mHz (thousandths of a hertz), bytes, ppm, "
        "nJ. "
        "`judged_by` names the column that the scenario ranks by; `load_streams` is what ran, `streams` what "
        "was found.",
        "columns": columns,
        "rows": [[row[name] for name in columns] for row in table],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _row(entry: Entry, site: Site) -> dict[str, object]:
    result = entry.result
    why, measured = why_entry_unranked(entry), result.accuracy
    withdrawn = entry.standing.withdrawn
    row: dict[str, object] = {
        "id": store.result_id(site.files[entry.path]),
        "file": str(entry.path),
        "created": result.created,
        "kind": result.kind,
        "workload": result.workload.name,
        "revision": result.workload.revision,
        "division": result.workload.division,
        "scenario": result.load.scenario,
        "scope": result.load.scope,
        "tier": result.load.tier,
        "batch": result.load.batch,
        "samples_per_query": result.load.samples_per_query,
        "load_streams": result.load.streams,
        "bound_ns": result.load.bound_ns,
        "period_ns": result.load.period_ns,
        "variant": result.variant.name,
        "weights": result.variant.weights,
        "device": result.device.slug,
        "processor": result.device.cpu.model,
        "class": device_class(result),
        "harness": result.sut.harness,
        "runtime": result.sut.runtime.name,
        "runtime_version": result.sut.runtime.version,
        "threads": result.provenance.repeat.threads,
        "processes": len(result.processes),
        "not_ranked": why.value if why else None,
        "trust": entry.standing.trust.value,
        "signer": entry.standing.signer,
        "withdrawn": withdrawn.reason if withdrawn else None,
    }
    row["judged_by"] = judged_by(result.load.scenario).name
    for metric in METRICS.values():
        estimate = metric.read(result)
        row[metric.name] = estimate.value
        row[f"{metric.name}_low"], row[f"{metric.name}_high"] = estimate.low, estimate.high
    energy = energy_figures.sound(result)
    found, meter = energy_figures.gross(result), energy_figures.primary(energy) if energy else None
    row["energy_per_sample_nj"] = found.value
    row["energy_per_sample_nj_low"], row["energy_per_sample_nj_high"] = found.low, found.high
    row["energy_boundary"] = meter.boundary if meter else None
    row["energy_boundary_includes"] = " ".join(sorted(meter.boundary_includes)) if meter else None
    row["meter"] = meter.driver if meter else None
    row["accuracy_metric"] = measured.metric if measured else None
    row["accuracy_ppm"] = measured.value_ppm if measured else None
    row["accuracy_samples"] = measured.data_set.samples if measured else None
    row["quality_met"] = result.quality.met
    row["findings"] = " ".join(sorted({finding.rule for finding in result.findings}))
    return row
