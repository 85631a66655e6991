// What the charts of a result show, as edgebench/publish/result/ has it: distribution.py, details.py and power.py.

import { isMean, read } from "./estimate.js";
import { atRank, below, percentile, pooled } from "./log_histogram.js";
import { counted, text } from "./numbers.js";

const MOST_BARS = 64;
const LEAST_BARS = 8;
const MOST_STEPS = 120;
const MOST_ROWS = 64;
const FEWEST_ROWS = 3;
const DIGITS = 4;
const MINUTE_MS = 60_000;
const PERCENTILES = [["p50", "latency_p50_ns", 500_000], ["p90", "latency_p90_ns", 900_000], ["p99", "latency_p99_ns", 990_000]];

/** As edgebench/publish/result/distribution.py; null where there is nothing to draw. */
export function distributionOf(result) {
  if (result.load.scenario === "offline" || isMean(result)) return null;
  const histograms = result.processes.map((one) => one.latency);
  const table = pooled(histograms);
  const shown = PERCENTILES.flatMap(([name, metric]) => {
    const { value, low, high } = read(result, metric);
    return value === null ? [] : [[name, value, low, high]];
  });
  const [first, width, bars] = barsOf(table, shown.map(([, value, , high]) => high ?? value));
  const edges = Array.from({ length: bars + 1 }, (_, place) => below(table, first + place * width));
  const counts = edges.slice(1).map((edge, place) => edge - edges[place]);
  const highest = Math.max(1, ...counts);
  const total = table.at(-1).upTo;
  const beyond = [
    edges[0] && `${many(edges[0])} below ${text(first, "ns")}, fastest ${text(Math.min(...histograms.map((one) => one.min_ns)), "ns")}`,
    total > edges.at(-1) && `${many(total - edges.at(-1))} above ${text(first + bars * width, "ns")}, slowest ${text(Math.max(...histograms.map((one) => one.max_ns)), "ns")}`,
  ];
  return [first, width, counts.map((count) => Math.ceil((count * 1000) / highest)), shown, toldOf(result, total), beyond.filter(Boolean).join("; ")];
}

function barsOf(table, ends) {
  const total = table.at(-1).upTo;
  const [fewest, most] = [1_000, 990_000].map((ppm) => atRank(table, Math.min(Math.floor((total * ppm) / 1e6), total - 1)));
  const reach = most.upper + 2 * (most.upper - fewest.lower);
  const high = Math.max(most.upper, ...ends.filter((end) => end <= reach));
  const room = Math.floor((high - fewest.lower) / 8);
  const first = Math.max(fewest.lower - room, table[0].lower);
  const last = Math.min(high + room, table.at(-1).upper) + 1;
  const widest = most.upper - most.lower + 1;
  const width = Math.max(1, Math.ceil((last - first) / MOST_BARS), Math.min(widest, Math.floor((last - first) / LEAST_BARS)));
  return [first, width, Math.max(1, Math.ceil((last - first) / width))];
}

function toldOf({ processes }, total) {
  const among = counted(processes.length, "process", "processes");
  const most = Math.max(...processes.map((one) => one.calls_per_clock));
  if (most > 1) return `Timed in groups of ${many(most)}: ${many(total)} in ${among}.`;
  return `${counted(total, "query", "queries")} in ${among}.`;
}

/** A value a process of what the result is judged by. */
export function processesOf(result, metric, words) {
  const { value, low, high, low_reason: why } = read(result, metric);
  const ppm = PERCENTILES.find(([, name]) => name === metric)?.[2];
  const of = {
    throughput_mhz: (one) => (one.samples * 1e12) / one.window_ns,
    last_minute_mhz: lastMinute,
  };
  const each = ppm ? (one) => percentile(pooled([one.latency]), ppm) : of[metric];
  if (value === null || why === "one_search" || !each) return null;
  const [title, quantity] = words.metrics[metric];
  return [title, quantity, result.processes.map((one) => Math.floor(each(one) + 0.5)), value, low, high];
}

function lastMinute(process) {
  return rateMhz(process, -1 - Math.ceil(MINUTE_MS / process.series.period_ms), -1);
}

/** Samples a second of some rows, as edgebench/sustained.py. */
function rateMhz({ series, samples, queries }, first, end) {
  const rows = series.queries.slice(first, end);
  return (rows.reduce((a, b) => a + b, 0) * (samples / queries) * 1e6) / (Math.max(1, rows.length) * series.period_ms);
}

function firstMinute(process) {
  return rateMhz(process, 0, Math.ceil(MINUTE_MS / process.series.period_ms));
}

/** As edgebench/publish/result/traced.py: of the process in the middle by how much it slowed down. */
export function traceOf(result, words) {
  if (result.load.scenario !== "sustained") return null;
  const slower = (one) => (1e6 * firstMinute(one)) / Math.max(1, lastMinute(one));
  const known = result.summary.last_over_first_minute_ppm.value !== null;
  const { processes } = result;
  const { series } = known ? processes.toSorted((a, b) => slower(a) - slower(b))[Math.floor(processes.length / 2)] : processes[0];
  if (series.p90_ns.filter((one) => one !== null).length < FEWEST_ROWS) return null;
  const together = Math.ceil(series.p90_ns.length / MOST_ROWS);
  const largest = (values) => Math.max(...values);
  const course = (name, pick) => courseOf(series[name], words.reasons[series[`${name}_reason`] ?? "unknown"][0], words.reasons.unknown[0], together, pick);
  return [together * series.period_ms, [course("p90_ns", largest), course("cpu_khz", (values) => Math.min(...values)), course("temperature_mc", largest), course("power_mw", largest)]];
}

function courseOf(values, why, few, together, pick) {
  if (!values) return why;
  const rows = Array.from({ length: Math.ceil(values.length / together) }, (_, row) => values.slice(row * together, (row + 1) * together).filter((one) => one !== null));
  const picked = rows.map((row) => (row.length ? pick(row) : null));
  const known = picked.filter((one) => one !== null);
  if (known.length < FEWEST_ROWS) return few;
  const scale = 10 ** Math.max(0, String(Math.max(...known.map(Math.abs))).length - DIGITS);
  return [scale, picked.map((one) => (one === null ? null : Math.floor((one + Math.floor(scale / 2)) / scale)))];
}

/** As edgebench/publish/result/power.py: of the process whose power is the middle one. */
export function powerOf({ energy }, words) {
  const meter = energy?.meters[energy.primary];
  const windows = (energy?.windows ?? []).filter((one) => one.meter === energy.primary);
  if (!meter || !windows.length) return null;
  const lasts = (one) => Math.max(1, one.ended_us - one.began_us);
  const watts = (some) => Math.round((some.reduce((sum, one) => sum + one.gross_uj, 0) * 1e6) / some.reduce((sum, one) => sum + lasts(one), 0));
  const one = windows.toSorted((a, b) => watts([a]) - watts([b]) || a.process - b.process)[Math.floor(windows.length / 2)];
  if (one.bins_uj.length < 2) return null;
  const together = Math.ceil(one.bins_uj.length / MOST_STEPS);
  const idle = windows.flatMap((each) => [each.idle_before_mw, each.idle_after_mw]).filter((mw) => mw !== null);
  const told = `Process ${one.process + 1} of ${windows.length}, ${text(lasts(one) * 1000, "ns")}. The scale starts at zero. Meter: ${meter.model}.`;
  const mean = idle.length ? `idle ${text(Math.round((1000 * idle.reduce((a, b) => a + b, 0)) / idle.length), "uW")}` : "";
  return [`Power of ${words.boundaries[meter.boundary]}`, told, together * one.period_ms, stepsOf(one, together, lasts(one)), one.idle_before_mw, one.idle_after_mw, text(watts([one]), "uW"), mean];
}

/** What is left of less than half a step is not drawn. */
function stepsOf({ bins_uj: bins, period_ms: period }, together, lastsUs) {
  const step = together * period * 1000;
  const steps = [];
  for (let place = 0; place < bins.length; place += together) {
    const us = Math.min(step, lastsUs - (place / together) * step);
    const uj = bins.slice(place, place + together).reduce((a, b) => a + b, 0);
    if (us >= Math.floor(step / 2) || !steps.length) steps.push(Math.round((1000 * uj) / Math.max(1, us)));
  }
  return steps;
}

/** `12 418`. */
function many(count) {
  return counted(count, "", "").trim();
}
