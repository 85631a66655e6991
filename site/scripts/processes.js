// One row a process, on one axis; the band is the interval over them. The table is the chart.

import { around, linear, percent } from "./chart_axis.js";
import { el } from "./dom.js";
import { columnUnit, figure, unitOf } from "./numbers.js";

const MOST_SIGNS = 12;

/** From Detail.processes: [title, quantity, values, value, low, high]. */
export function processes([title, quantity, values, value, low, high]) {
  const known = [...values, value, low, high].filter((one) => one !== null);
  const unit = columnUnit(known, quantity) ?? unitOf(value, quantity);
  const [from, to] = around(known);
  const axis = linear(from, to, unit, 4);
  const band = low === null || high === null ? null : [axis.at(low), axis.at(high)];
  const rows = values.map((one, place) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, `process ${place + 1}`),
      el("td", { class: "marks", "aria-hidden": "true" }, row(axis, band, axis.at(value), axis.at(one))),
      el("td", { class: "number" }, figure(one, low, high, unit).value),
    ),
  );
  const words = values.length === 1 ? "One process, so there is no interval." : `${values.length} fresh processes; the band is the interval across them, the line their geometric mean.`;
  return el(
    "div",
    { class: "drawn" },
    el("h2", { class: "part" }, `${title} of each process`),
    el("p", { class: "note" }, `${words} The axis starts at ${figure(from, null, null, unit).value}, so read positions, not lengths.`),
    el("table", { class: "process-strip" }, el("tbody", {}, rows, axisRow(axis, unit))),
  );
}

function row(axis, band, mean, at) {
  return el(
    "svg",
    { class: "strip-mark" },
    band === null ? null : el("rect", { class: "band", x: percent(band[0]), width: percent(band[1] - band[0]), y: 0, height: "100%" }),
    axis.ticks.map((tick) => el("line", { class: "grid", x1: percent(tick.at), x2: percent(tick.at), y1: 0, y2: "100%" })),
    el("line", { class: "mean", x1: percent(mean), x2: percent(mean), y1: 0, y2: "100%" }),
    el("rect", { class: "needle", x: percent(at), y: "50%", width: 3, height: 14, transform: "translate(-1.5 -7)" }),
  );
}

function axisRow(axis, unit) {
  const wide = axis.ticks.map(({ label }) => label).join("").length > MOST_SIGNS;
  const shown = wide ? axis.ticks.filter((_, place, all) => place === 0 || place === all.length - 1) : axis.ticks;
  const labels = shown.map(({ at, label }, place) =>
    el("text", { x: percent(at), y: 13, "text-anchor": "middle" }, place === shown.length - 1 ? `${label} ${unit.symbol}` : label),
  );
  return el("tr", { class: "axis-row", "aria-hidden": "true" }, el("td", {}), el("td", { class: "marks" }, el("svg", { class: "axis" }, labels)), el("td", {}));
}
