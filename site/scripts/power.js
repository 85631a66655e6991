// Power over one window, as steps from zero, between what the device drew when idle.

import { linear, percent } from "./chart_axis.js";
import { el } from "./dom.js";
import { columnUnit, figure } from "./numbers.js";

const BASE = 130;
const TOP = 14;
const SIDE = 0.15;

/** From Detail.power: [title, told, step_ms, steps_mw, idle_before_mw, idle_after_mw, mean, idle]. */
export function power([title, told, stepMs, steps, before, after, mean, idle]) {
  const highest = Math.max(...steps, before ?? 0, after ?? 0) * 1.15 || 1;
  const unit = columnUnit([highest * 1000], "uW");
  const scale = linear(0, highest * 1000, unit, 4);
  const windowMs = steps.length * stepMs;
  const time = linear(-SIDE * windowMs * 1e6, (1 + SIDE) * windowMs * 1e6, { divisor: 1e9, symbol: "s" }, 6);
  const y = (at) => BASE - (at / 100) * (BASE - TOP);
  return el(
    "figure",
    { class: "drawn" },
    el("h2", { class: "part" }, title),
    el("p", { class: "note" }, told),
    el(
      "svg",
      { class: "watts", role: "img", "aria-label": `${title}: ${mean} on average in the window${idle ? `, ${idle}` : ""}.` },
      el("rect", { class: "band", x: percent(time.at(0)), width: percent(time.at(windowMs * 1e6) - time.at(0)), y: TOP, height: BASE - TOP }),
      scale.ticks.flatMap(({ at, label }) => [
        el("line", { class: "grid", x1: 0, x2: "100%", y1: y(at), y2: y(at) }),
        el("text", { x: 0, y: y(at) - 3 }, at === 0 ? "" : `${label} ${unit.symbol}`),
      ]),
      line(steps, before, after, highest),
      el("text", { class: "label", x: "50%", y: y(scale.at(Math.max(...steps) * 1000)) - 8, "text-anchor": "middle" }, mean),
      idle && after !== null ? el("text", { class: "label", x: "100%", y: y(scale.at(after * 1000)) - 8, "text-anchor": "end" }, idle) : null,
      el("line", { class: "base", x1: 0, x2: "100%", y1: BASE, y2: BASE }),
      time.ticks.filter(({ at }) => at > 3 && at < 97).map(({ at, label }) => el("text", { x: percent(at), y: BASE + 16, "text-anchor": "middle" }, `${label} s`)),
    ),
    asTable(stepMs, steps, before, after),
  );
}

/** A step line; where the idle power is not known, there is none beside it. */
function line(steps, before, after, highest) {
  const wide = steps.length * SIDE;
  const y = (mw) => (1000 - (1000 * mw) / highest).toFixed(1);
  const path = [
    before === null ? `M${wide} ${y(steps[0])}` : `M0 ${y(before)}H${wide}`,
    ...steps.map((mw, place) => `V${y(mw)}H${wide + place + 1}`),
    after === null ? "" : `V${y(after)}H${steps.length + 2 * wide}`,
  ].join("");
  const box = { x: 0, y: TOP, width: "100%", height: BASE - TOP, viewBox: `0 0 ${steps.length + 2 * wide} 1000`, preserveAspectRatio: "none" };
  return el("svg", box, el("path", { class: "power", d: path }));
}

function asTable(stepMs, steps, before, after) {
  const unit = columnUnit(steps.map((mw) => mw * 1000), "uW") ?? { divisor: 1e6, symbol: "W" };
  const text = (mw) => (mw === null ? "not measured" : figure(mw * 1000, null, null, unit).value);
  const named = [["idle before", before], ...steps.map((mw, place) => [`from ${((place * stepMs) / 1000).toFixed(1)} s`, mw]), ["idle after", after]];
  const rows = named.map(([name, mw]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", { class: "number" }, text(mw))));
  return el("details", { class: "as-table" }, el("summary", {}, "As a table"), el("table", { class: "steps" }, el("tbody", {}, rows)));
}
