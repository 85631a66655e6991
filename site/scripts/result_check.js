// Checks of a result that the browser can make, under the names of their rules in edgebench/checks/submission/. What is
// not here, only `edgebench check FILE` looks for: the page says which.

import { floorsOf, isCapped } from "./floors.js";
import { canonical } from "./json_check.js";
import { pooled } from "./log_histogram.js";

const AS_WRITTEN = "Use the file as edgebench run wrote it; a result is never edited.";
const AGAIN = "Run the cell again.";
const PERCENTILES = ["latency_p50_ns", "latency_p90_ns", "latency_p99_ns"];

/** Rule -> (file) -> [[place, what]]. file: {result, text, name, id, words}. */
const RULES = {
  "canonical-bytes": ({ result, text }) => {
    const due = canonical(result);
    if (text === due) return [];
    const at = [...due].findIndex((sign, place) => text[place] !== sign);
    return [["", `From character ${at < 0 ? due.length : at} on this is not what edgebench writes for the same content.`]];
  },
  "name-and-id": ({ name, id }) => (!id || name.endsWith(`-${id.slice(0, 16)}.json`) ? [] : [["", `The name does not end in -${id.slice(0, 16)}.json: the file is damaged, was edited, or was renamed.`]]),
  "percentile-order": ({ result: { summary } }) => [
    ...Object.entries(summary)
      .filter(([, one]) => one && typeof one === "object" && "low" in one && !rises([one.low, one.value, one.high]))
      .map(([name, { low, value, high }]) => [`$.summary.${name}`, `low ${low}, value ${value} and high ${high} are not in order.`]),
    ...(rises(PERCENTILES.map((name) => summary[name].value)) ? [] : [["$.summary.latency_p50_ns", "p50, p90 and p99 are not in order."]]),
  ],
  "counts-agree": ({ result: { processes, load } }) => processes.flatMap((one, place) => disagreements(one, load).map((what) => [`$.processes[${place}]`, what])),
  "accuracy-interval": ({ result: { accuracy } }) => (!accuracy || rises([accuracy.low_ppm, accuracy.value_ppm, accuracy.high_ppm]) ? [] : [["$.accuracy", "The accuracy lies outside its own interval."]]),
  "no-failures": ({ result }) => result.processes.flatMap(({ failures }, place) => (failures ? [[`$.processes[${place}].failures`, `${failures} queries failed.`]] : [])),
  "process-count": ({ result, words }) => {
    const due = words.tiers[result.load.tier].processes;
    const seen = result.processes.length;
    return result.kind !== "measured" || seen === due ? [] : [["$.processes", `${seen} processes; tier ${result.load.tier} has ${due}.`]];
  },
  "ranked-tier": ({ result: { load }, words }) => (words.tiers[load.tier].ranked ? [] : [["$.load.tier", `Tier ${load.tier} is a preview for the one who ran it.`]]),
  "window-long-enough": ({ result, words }) => (result.kind === "measured" ? shortfalls(result, words) : []),
};

const TODO = {
  "canonical-bytes": "Editors and formatters must not touch it: use the file as edgebench run wrote it.",
  "process-count": "Run the cell again without --repeats.",
  "ranked-tier": "Run again with --tier standard.",
  "window-long-enough": AGAIN,
  "no-failures": AGAIN,
};

/** Rules without which figures contradict each other, so that a drawing of them would mean nothing. */
const DRAWABLE = ["percentile-order", "counts-agree", "accuracy-interval"];

export function isDrawable(faults) {
  return !faults.some(({ rule }) => DRAWABLE.includes(rule));
}

/** Names of the rules that are looked at here. */
export const MADE_HERE = Object.keys(RULES);

/** [{rule, place, what, todo}] of a file that is of the form of a result. */
export function resultFaults(file) {
  return MADE_HERE.flatMap((rule) => RULES[rule](file).map(([place, what]) => ({ rule, place, what, todo: TODO[rule] ?? AS_WRITTEN })));
}

/** Null is skipped; one unit is another machine's rounding. */
function rises(values) {
  const known = values.filter((value) => value !== null);
  return known.slice(1).every((value, place) => known[place] <= value + 1);
}

function disagreements({ queries, samples, series, calls_per_clock: calls, ...one }, load) {
  const counted = ["latency", "engine_latency"].filter((name) => one[name]).map((name) => [name, pooled([one[name]]).at(-1)?.upTo ?? 0]);
  const rows = series.queries.reduce((a, b) => a + b, 0);
  return [
    ...counted.filter(([, total]) => total !== queries).map(([name, total]) => `${queries} queries, but ${total} in ${name}.`),
    queries % calls ? `${queries} queries cannot be timed in groups of ${calls}.` : "",
    samples === queries * load.samples_per_query ? "" : `${queries} queries of ${load.samples_per_query} samples, but ${samples} samples.`,
    rows === queries ? "" : `${queries} queries, but ${rows} in the series.`,
  ].filter(Boolean);
}

function shortfalls({ load, processes }, words) {
  const [queries, ns] = floorsOf(load, words);
  const least = (place, value, due, of) => (value < due ? [[place, `${value} is less than ${due}${of}.`]] : []);
  const of = ` of tier ${load.tier}`;
  return [
    ...least("$.load.min_queries", load.min_queries, queries, of),
    ...least("$.load.min_ns", load.min_ns, ns, of),
    ...(load.cap_ns === words.cap_factor * load.min_ns ? [] : [["$.load.cap_ns", `${load.cap_ns} is not ${words.cap_factor} times ${load.min_ns}.`]]),
    ...processes.flatMap((one, at) => (isCapped(one, load) ? [] : [...least(`$.processes[${at}].queries`, one.queries, load.min_queries, ""), ...least(`$.processes[${at}].window_ns`, one.window_ns, load.min_ns, "")])),
  ];
}
