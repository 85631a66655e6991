// A Detail from a result file, as edgebench/publish/result/details.py makes it: the same texts for the figures, the title, the
// tags and the badges (a test holds the two together). `words` is the site's data file of that name.

import { distributionOf, powerOf, processesOf, traceOf } from "./detail_charts.js";
import { read } from "./estimate.js";
import { isShort } from "./floors.js";
import { counted, figure, PERCENT, SHARE, text, unitOf } from "./numbers.js";

const NO_BREAK = "\u00a0";
const MOST_FOLD = 100;
const BARE_HARDWARE = ["none", "container"];

export function detailOf(result, words, { id, name }) {
  const metric = words.scenarios[result.load.scenario].judged_by;
  const distribution = distributionOf(result);
  const processes = processesOf(result, metric, words);
  return {
    path: `results/${result.device.slug}/${result.workload.name}/${name}`,
    workload: words.workloads[result.workload.name] ?? result.workload.name,
    title: titleOf(result, words),
    board: "",
    created: result.created.slice(0, 10),
    tags: tagsOf(result, words),
    badges: badgesOf(result, words),
    numbers: numbersOf(result, metric, words),
    command: `edgebench repeat ${name}`,
    tool: `edgebench ${result.tool.edgebench}`,
    figures: figuresOf(result, metric, words),
    facts: factsOf(result, words, id),
    distribution,
    distribution_why: result.load.scenario === "offline" ? words.offline : reason("not_reported", words)[1],
    processes,
    processes_why: reason(read(result, metric).value_reason ?? read(result, metric).low_reason, words)[1],
    power: powerOf(result, words),
    trace: traceOf(result, words),
    findings: result.findings.map((one) => [one.level, findingText(one, words)]),
  };
}

/** Of the tables that a ranking keeps apart: board, class and tier. As edgebench/publish/result/places.py. */
export function tableKey({ load, workload, ...result }) {
  const offline = load.scenario === "offline";
  const asked = [offline ? null : load.batch, offline ? null : load.samples_per_query, load.bound_ns, load.period_ns, load.percentile_ppm];
  const parts = [load.scenario, `r${workload.revision}`, load.scope, ...asked.map((one) => String(one ?? "")), workload.sample_set.sha256.slice(0, 8)];
  return `${parts.filter(Boolean).join("-")} ${deviceClass(result.device)} ${load.tier}`;
}

/** Why it would not be ranked: the first reason that holds, by its name in edgebench/unranked.py; or null. */
export function whyUnranked(result, words) {
  const { quality, variant, workload } = result;
  const metric = words.scenarios[result.load.scenario].judged_by;
  const tier = words.tiers[result.load.tier];
  const reasons = {
    imported: result.kind === "imported",
    derived: result.kind === "derived",
    emulated: deviceClass(result.device) === "emulated",
    synthetic: variant.weights === "synthetic",
    "user-weights": variant.weights === "user",
    open: workload.division !== "closed",
    "failed-check": result.findings.some(({ level }) => level === "error"),
    tuned: isTuned(result),
    smoke: !tier.ranked,
    "cut-short": isShort(result, words),
    "no-value": read(result, metric).value === null,
    "target-not-met": quality.met === "no",
    undetermined: quality.met !== "yes",
  };
  return Object.keys(reasons).find((why) => reasons[why]) ?? null;
}

function titleOf(result, words) {
  const device = words.devices[result.device.slug] || result.device.cpu.model || result.device.slug;
  return `${precisionOf(result.variant.precision)} on ${device} with ${runtimeOf(result)}`;
}

function runtimeOf({ sut }) {
  const name = `${sut.runtime.name} ${sut.runtime.version}`;
  return sut.accelerator === "cpu" ? name : `${name}, ${sut.accelerator}`;
}

function precisionOf({ weights, activations }) {
  return weights === activations ? weights : `${weights} weights, ${activations} activations`;
}

function tagsOf(result, words) {
  const { load } = result;
  const scenario = words.scenarios[load.scenario];
  const streams = counted(load.streams ?? 1, "stream");
  return [
    scenario.title,
    load.scope === "pipeline" && "from encoded input to decoded answer",
    load.bound_ns !== null && `p99 within ${exact(load.bound_ns)}`,
    scenario.samples_per_query > 1 && `${load.samples_per_query} samples a query`,
    load.batch > 1 && load.scenario !== "offline" && `batch ${load.batch}`,
    load.period_ns !== null && `every ${exact(load.period_ns)}`,
    load.scenario === "offline" && `batch ${load.batch} × ${streams}`,
    load.scenario === "server" && load.streams > 1 && streams,
    `${load.tier} tier`,
    `${result.workload.division} division`,
    result.variant.name,
  ].filter(Boolean);
}

/** What was asked for, with every digit. */
function exact(nanoseconds) {
  const { divisor, symbol } = unitOf(nanoseconds, "ns");
  return `${nanoseconds / divisor}${NO_BREAK}${symbol}`;
}

function badgesOf(result, words) {
  const holds = {
    virtual: deviceClass(result.device) === "vm",
    emulated: deviceClass(result.device) === "emulated",
    imported: result.kind === "imported",
    derived: result.kind === "derived",
    synthetic: result.variant.weights === "synthetic",
    "own weights": result.variant.weights === "user",
    open: result.workload.division === "open",
    smoke: result.load.tier === "smoke",
    "failed a check": result.findings.some(({ level }) => level === "error"),
    "below target": result.quality.met === "no",
    "self-reported": true,
  };
  const seen = new Set(result.findings.map(badgeOf(words)));
  return Object.entries(words.badges).filter(([word]) => holds[word] ?? seen.has(word));
}

/** Of a rise in latency with a fall of the clock by more than a tenth, the clock's. */
function badgeOf(words) {
  return ({ rule, values }) => {
    const fell = rule === "latency-rose" && values["last-khz"] * 100 < values["first-khz"] * 90;
    return words.badge_of_rule[fell ? "clock-dropped" : rule];
  };
}

function numbersOf(result, metric, words) {
  const other = metric === "throughput_mhz" ? "latency_p50_ns" : "throughput_mhz";
  const second = read(result, other).value_reason === "not_applicable" ? "first_query_ns" : other;
  const interval = read(result, metric).low === null ? "" : `95${NO_BREAK}% interval`;
  return [number(result, metric, words, interval), number(result, second, words, ""), energyOf(result, words), accuracyOf(result, words), number(result, "peak_memory_bytes", words, "of the worker process")];
}

function number(result, name, words, note) {
  const [title, quantity] = words.metrics[name];
  const estimate = read(result, name);
  if (estimate.value === null) return [title, ...reason(estimate.value_reason, words), "missing"];
  const { value, interval } = figureOf(estimate, quantity, words);
  return [title, value, [interval, note].filter(Boolean).join(", "), ""];
}

/** A reason stands in the place of an interval that is missing or says nothing. */
function figureOf({ value, low, high, low_reason: why }, quantity, words) {
  const made = figure(value, low, high, unitOf(value, quantity));
  if (low === null || high === null) return { ...made, interval: cell(why, words) };
  return high <= MOST_FOLD * low ? made : { ...made, interval: cell("too_wide", words) };
}

function cell(why, words) {
  return (words.reasons[why] ?? words.reasons.unknown)[0];
}

function reason(why, words) {
  return words.reasons[why] ?? words.reasons.unknown;
}

function energyOf(result, words) {
  const title = "Energy a sample";
  const { energy } = result;
  const meter = energy?.meters[energy.primary];
  if (!meter) return [title, ...reason(result.energy_reason, words), "missing"];
  const value = energy.gross_per_sample_nj;
  const half = energy.gross_u_nj === null ? null : (energy.coverage_factor_milli * energy.gross_u_nj) / 1000;
  const ends = half === null ? { low: null, high: null } : { low: Math.max(0, Math.round(value - half)), high: Math.round(value + half) };
  const shown = figureOf({ value, ...ends, low_reason: energy.gross_u_nj_reason }, "nJ", words);
  const repeats = figure(energy.repeatability_nj, null, null, unitOf(value, "nJ")).value;
  const note = half === null ? `gross, repeatability only: ± ${repeats} (standard); ${cell(energy.gross_u_nj_reason, words)}` : `${shown.interval}, gross`;
  const boundary = meter.validated === "emulated-only" ? `${meter.boundary}, meter emulated-only` : meter.boundary;
  const net = energy.net_per_sample_nj === null ? cell(energy.net_per_sample_nj_reason, words) : text(energy.net_per_sample_nj, "nJ");
  return [title, shown.value, `${note}; ${boundary}; net of idling: ${net}`, ""];
}

function accuracyOf(result, words) {
  const { accuracy, quality } = result;
  const kind = { yes: "good", no: "bad" }[quality.met] ?? "";
  if (!accuracy) return ["Answers", qualityOf(result), `accuracy: ${cell(result.accuracy_reason, words)}`, kind];
  const [name, percent] = words.accuracies[accuracy.metric] ?? [accuracy.metric, true];
  const unit = percent ? PERCENT : SHARE;
  const { value, interval } = figure(accuracy.value_ppm, accuracy.low_ppm, accuracy.high_ppm, unit);
  if (accuracy.evidence !== "full") {
    const part = `${name} ${value} on ${counted(accuracy.data_set.samples, "sample")}`;
    return ["Answers", qualityOf(result), `${part}, a part of the set, so it decides nothing`, kind];
  }
  const target = figure(quality.target_ppm, null, null, unit).value;
  return [`Accuracy, ${name}`, value, `${qualityOf(result)}, target ${target}; ${interval || cell(accuracy.low_ppm_reason, words)}`, kind];
}

function qualityOf({ quality, agreement }) {
  if (quality.met === "undetermined") return "not decided";
  if (quality.evidence === "agreement" && agreement) {
    const agreed = `${agreement.agree} of ${agreement.samples} agree`;
    return quality.met === "yes" ? agreed : `only ${agreed}`;
  }
  return quality.met === "yes" ? "target met" : "below target";
}

function figuresOf(result, judged, words) {
  const said = new Set([judged, "throughput_mhz", "peak_memory_bytes"]);
  return Object.entries(words.metrics)
    .filter(([name]) => !said.has(name) && read(result, name).value_reason !== "not_applicable")
    .map(([name]) => number(result, name, words, "").slice(0, 3));
}

function factsOf(result, words, id) {
  const { device, sut, variant } = result;
  const about = [counted(device.cpu.cores, "core"), device.memory_bytes && text(device.memory_bytes, "B"), device.cooling, device.power_mode, device.governor && `${device.governor} governor`];
  return [
    ["Id", id],
    ["Runtime", runtimeOf(result), `harness ${sut.harness}, provider ${sut.provider_used}`],
    ["Threads", String(result.provenance.repeat.threads)],
    ["Model", variant.name, variant.files.map((one) => `${one.name} (${text(one.bytes, "B")})`).join(", ")],
    ["Precision", precisionOf(variant.precision), `inputs ${variant.precision.inputs}; executed in: ${sut.execution_precision ?? cell(sut.execution_precision_reason, words)}`],
    ["Device", device.cpu.model, about.filter(Boolean).join(", ")],
    ["System", device.os, device.kernel],
    ["Measured with", `edgebench ${result.tool.edgebench}`, `session ${result.session.id}`],
  ];
}

/** The prose of a finding is made by edgebench; here stand its rule and what it saw. */
function findingText({ rule, values }, words) {
  const seen = Object.entries(values).map(([name, value]) => `${name} ${value}`).join(", ");
  return [words.rules[rule] ?? `${rule}: this site does not know that rule.`, seen && `Seen: ${seen}.`].filter(Boolean).join(" ");
}

function deviceClass(device) {
  if (device.emulated !== "none") return "emulated";
  return !BARE_HARDWARE.includes(device.virtual) || device.kind === "vm" ? "vm" : "physical";
}

function isTuned({ provenance, sut, device }) {
  const { threads } = provenance.repeat;
  return !((sut.affinity === null && threads === device.cpu.cores) || (threads === 1 && sut.affinity?.length === 1));
}
