// The distribution of a result: bars with an outline, and above them the percentiles: tick = value, box = 95 % interval.

import { linear, percent } from "./chart_axis.js";
import { el } from "./dom.js";
import { columnUnit, figure } from "./numbers.js";

const TOP = 76;
const BASE = 222;
const LABEL_ROOM = 22;
const ROWS = [14, 30, 46];

/** From Detail.distribution: [first, width, heights, percentiles, told, beyond]. */
export function distribution([first, width, heights, percentiles, told, beyond]) {
  const last = first + heights.length * width;
  const unit = columnUnit([first || width, last], "ns") ?? { divisor: 1e6, symbol: "ms" };
  const axis = linear(first, last, unit);
  const finding = percentiles.map(([name, value]) => `${name} ${figure(value, null, null, unit).value}`).join(", ");
  return el(
    "figure",
    { class: "drawn" },
    el("h2", { class: "part" }, "How long each query took"),
    el("p", { class: "note" }, `${told} Bars count queries; boxes at the top are the 95 % intervals of the percentiles.`),
    el(
      "svg",
      { class: "distribution", role: "img", "aria-label": `Distribution of latency: ${finding}.` },
      bars(heights),
      axis.ticks.flatMap(({ at, label }) => tick(at, label)),
      el("line", { class: "base", x1: 0, x2: "100%", y1: BASE, y2: BASE }),
      marked(percentiles, axis, unit),
    ),
    el("p", { class: "note end" }, [`latency of a query, ${unit.symbol}`, beyond].filter(Boolean).join("; ")),
    asTable(percentiles, unit),
  );
}

function bars(heights) {
  const outline = heights.map((height, place) => `V${1000 - height}H${place + 1}`).join("");
  const box = { x: 0, y: TOP, width: "100%", height: BASE - TOP, viewBox: `0 0 ${heights.length} 1000`, preserveAspectRatio: "none" };
  return el("svg", box, el("path", { class: "bars", d: `M0 1000${outline}V1000Z` }));
}

function tick(at, label) {
  const anchor = at < 4 ? "start" : at > 96 ? "end" : "middle";
  return [
    el("line", { class: "base", x1: percent(at), x2: percent(at), y1: BASE, y2: BASE + 4 }),
    el("text", { x: percent(at), y: BASE + 18, "text-anchor": anchor }, label),
  ];
}

/** Labels that would touch go to another row. */
function marked(percentiles, axis, unit) {
  const ends = ROWS.map(() => -Infinity);
  const boxes = ROWS.map(() => -Infinity);
  return percentiles.flatMap(([name, value, low, high]) => {
    const at = axis.at(value);
    if (at < 0 || at > 100) return [];
    const row = Math.max(0, ends.findIndex((end) => at - end >= LABEL_ROOM));
    ends[row] = at;
    const anchor = at < LABEL_ROOM / 2 ? "start" : at > 100 - LABEL_ROOM / 2 ? "end" : "middle";
    const from = Math.max(0, axis.at(low ?? value));
    const wide = Math.min(100, axis.at(high ?? value)) - from;
    const line = Math.max(0, boxes.findIndex((end) => from > end));
    boxes[line] = from + wide;
    return [
      el("rect", { class: "box", x: percent(from), width: percent(Math.max(0, wide)), y: TOP - 24 + 8 * line, height: 7 }),
      el("rect", { class: "needle", x: percent(at), y: ROWS[row] + 4, width: 2, height: BASE - ROWS[row] - 4, transform: "translate(-1 0)" }),
      el("text", { class: "label", x: percent(at), y: ROWS[row], "text-anchor": anchor }, `${name} ${figure(value, low, high, unit).value}`),
    ];
  });
}

function asTable(percentiles, unit) {
  if (!percentiles.length) return null;
  const rows = percentiles.map(([name, value, low, high]) => {
    const { value: text, interval } = figure(value, low, high, unit);
    return el("tr", {}, el("th", { scope: "row" }, name), el("td", { class: "number" }, text), el("td", { class: "number" }, interval || "no interval"));
  });
  const head = el("tr", {}, ...["Percentile", "Value", "95 % interval"].map((name) => el("th", { scope: "col" }, name)));
  return el("details", { class: "as-table" }, el("summary", {}, "As a table"), el("table", { class: "steps" }, el("thead", {}, head), el("tbody", {}, rows)));
}
