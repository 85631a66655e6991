// What a device did over a window: panels over one axis of time, as edgebench/publish/charts/trace.py draws them.

import { linear, percent } from "./chart_axis.js";
import { el } from "./dom.js";
import { figure } from "./numbers.js";

const MOST_LEFT = 0.9;
const FEWEST_CLOCKS = 6;
const PANELS = [
  { name: (period) => `p90 of each ${period}`, short: "p90", unit: { divisor: 1e6, symbol: "ms" }, fromZero: true },
  { name: () => "CPU clock", short: "CPU clock", unit: { divisor: 1e6, symbol: "GHz" }, fromZero: true },
  { name: () => "hottest sensor", short: "temperature", unit: { divisor: 1e3, symbol: "°C", whole: true }, fromZero: false },
  { name: () => "power", short: "power", unit: { divisor: 1e3, symbol: "W" }, fromZero: true },
];

/** From Detail.trace: [period_ms, [p90, clock, temperature, power]], each [scale, values] or why there is none. */
export function trace([periodMs, courses]) {
  const period = clock(periodMs);
  const read = PANELS.map((panel, place) => ({ ...panel, name: panel.name(period), course: courses[place] }));
  const shown = read.filter(({ course }) => typeof course !== "string").map((one) => ({ ...one, values: one.course[1].map((value) => (value === null ? null : value * one.course[0])) }));
  const missing = read.filter(({ course }) => typeof course === "string").map(({ short, course }) => `${short}: ${course}`);
  const rows = shown[0].values.length;
  const spans = shaded(shown.find(({ short }) => short === "CPU clock")?.values ?? []);
  const said = spans.map(([from]) => `clock more than 10 % down from ${clock(from * periodMs)}`);
  const minutes = linear(0, (rows * periodMs) / 60_000, { divisor: 1, symbol: "min" }, 6);
  return el(
    "figure",
    { class: "drawn stacked" },
    el("h2", { class: "part" }, "Over time"),
    el("p", { class: "note" }, `The process in the middle, by how much it slowed down, for ${clock(rows * periodMs)}.`),
    el("p", { class: "hidden" }, finding(shown, said)),
    el(
      "div",
      { "aria-hidden": "true" },
      shown.map((one) => panel(one, spans, rows)),
      el("div", { class: "trace-panel" }, el("svg", { class: "trace-time" }, minutes.ticks.map(({ at, label }, place, all) => el("text", { x: percent(at), y: 13, "text-anchor": anchor(at) }, place === all.length - 1 ? `${label} min` : label)))),
    ),
    said.map((text) => el("p", { class: "trace-shaded" }, el("svg", { width: 12, height: 12, "aria-hidden": "true" }, el("rect", { class: "trace-shade", width: 12, height: 12 })), text)),
    missing.length ? el("p", { class: "note" }, `Not shown: ${missing.join(", ")}.`) : null,
    asTable(shown, periodMs),
  );
}

function panel({ name, unit, values, fromZero }, spans, rows) {
  const known = values.filter((one) => one !== null);
  const axis = around(known, fromZero, unit);
  const down = (at) => percent(100 - at);
  return el(
    "div",
    { class: "trace-panel" },
    el("svg", { class: "trace-ticks" }, axis.ticks.map(({ at, label }) => el("text", { x: "100%", y: down(at), dy: 4, "text-anchor": "end" }, label))),
    el(
      "svg",
      { class: "trace-plot" },
      spans.map(([from, to]) => el("rect", { class: "trace-shade", x: percent((100 * from) / rows), width: percent((100 * (to - from)) / rows), y: 0, height: "100%" })),
      axis.ticks.map(({ at }) => el("line", { class: "grid", x1: 0, x2: "100%", y1: down(at), y2: down(at) })),
      el("svg", { width: "100%", height: "100%", viewBox: "0 0 1000 100", preserveAspectRatio: "none" }, el("path", { class: "trace-line", d: path(values, axis, rows) })),
    ),
    el("p", { class: "trace-last" }, el("b", {}, text(known.at(-1), unit)), " ", el("span", { class: "under" }, name)),
  );
}

/** Round ends: ticks in `unit`, at most three steps. */
function around(known, fromZero, unit) {
  const least = fromZero ? 0 : Math.min(...known);
  const most = Math.max(...known) === least ? least + (Math.abs(least) || unit.divisor) : Math.max(...known);
  const ten = 10 ** Math.floor(Math.log10((most - least) / unit.divisor / 3));
  const fits = (step) => Math.ceil(most / unit.divisor / step - 1e-9) - Math.floor(least / unit.divisor / step + 1e-9) <= 3;
  const step = [1, 2, 2.5, 5, 10, 20, 25, 50].map((one) => one * ten).find(fits) * unit.divisor;
  const [low, high] = [Math.floor(least / step + 1e-9) * step, Math.ceil(most / step - 1e-9) * step];
  const digits = [0, 1, 2, 3, 4, 5, 6].find((count) => Math.abs(Number((step / unit.divisor).toFixed(count)) - step / unit.divisor) < 1e-9) ?? 6;
  const at = (value) => (100 * (value - low)) / (high - low);
  const count = Math.round((high - low) / step);
  const ticks = Array.from({ length: count + 1 }, (_, place) => low + place * step).map((value) => ({ at: at(value), label: (value / unit.divisor).toFixed(digits) }));
  return { at, ticks };
}

/** A row is drawn at its middle; a gap breaks the line. */
function path(values, axis, rows) {
  let drawn = "";
  values.forEach((value, row) => {
    if (value === null) return;
    const before = row > 0 && values[row - 1] !== null;
    drawn += `${before ? "L" : "M"}${((1000 * (row + 0.5)) / rows).toFixed(1)} ${(100 - axis.at(value)).toFixed(1)}`;
  });
  return drawn;
}

/** Where the clock is more than a tenth below that of the first third; one row alone is no span. */
function shaded(values) {
  const known = values.filter((one) => one !== null);
  if (known.length < FEWEST_CLOCKS) return [];
  const third = known.slice(0, Math.floor(known.length / 3)).sort((a, b) => a - b);
  const least = third[Math.ceil(third.length / 2) - 1] * MOST_LEFT;
  const spans = [];
  let start = -1;
  [...values, null].forEach((value, row) => {
    const low = value !== null && value < least;
    if (low && start < 0) start = row;
    if (!low && start >= 0) {
      if (row - start > 1) spans.push([start, row]);
      start = -1;
    }
  });
  return spans;
}

function finding(shown, said) {
  const courses = shown.map(({ name, unit, values }) => {
    const known = values.filter((one) => one !== null);
    return `${name} from ${text(known[0], unit)} to ${text(known.at(-1), unit)}`;
  });
  return `${[...courses, ...said].join("; ")}.`;
}

function asTable(shown, periodMs) {
  const head = el("tr", {}, el("th", { scope: "col" }, "From the start"), shown.map(({ name }) => el("th", { scope: "col", class: "number" }, name)));
  const rows = shown[0].values.map((_, row) => el("tr", {}, el("th", { scope: "row" }, clock(row * periodMs)), shown.map(({ values, unit }) => el("td", { class: "number" }, values[row] === null ? "not measured" : text(values[row], unit)))));
  return el("details", { class: "as-table" }, el("summary", {}, "As a table"), el("table", { class: "steps" }, el("thead", {}, head), el("tbody", {}, rows)));
}

function text(value, unit) {
  return figure(value, null, null, unit).value;
}

/** `3 min 20 s`. */
function clock(ms) {
  const [minutes, seconds] = [Math.floor(Math.round(ms / 1000) / 60), Math.round(ms / 1000) % 60];
  if (ms < 10_000 && ms % 1000) return `${ms / 1000}\u00a0s`;
  return [minutes ? `${minutes}\u00a0min` : "", seconds || !minutes ? `${seconds}\u00a0s` : ""].filter(Boolean).join("\u00a0");
}

function anchor(at) {
  return at < 1 ? "start" : at > 95 ? "end" : "middle";
}
