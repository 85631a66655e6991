// The axis of a column and the marks on it, as edgebench/publish/charts/axis.py draws them: positions in percent.

import { el } from "./dom.js";
import { columnUnit } from "./numbers.js";

const NO_BREAK = "\u00a0";
const STEPS = [[1, 2, 5], [1, 3], [1]];
const PER_CHARACTER = 2.6;

/** From low to high, in stored units; the labels count `divisor` of them. suffix: of the last label. */
export function logAxis(low, high, divisor, suffix) {
  const span = Math.log(high / low);
  const at = (value) => clamp((100 * Math.log(value / low)) / span);
  const decades = range(Math.floor(Math.log10(low / divisor)), Math.ceil(Math.log10(high / divisor)));
  let ticks = [];
  for (const steps of STEPS) {
    ticks = decades.flatMap((decade) => steps.map((step) => step * 10 ** decade));
    ticks = ticks.filter((tick) => tick * divisor >= low && tick * divisor <= high);
    if (apart(labelled(ticks, (tick) => at(tick * divisor), suffix))) break;
  }
  return { at, ticks: labelled(ticks, (tick) => at(tick * divisor), suffix) };
}

/** From zero. */
export function linearAxis(most, quantity) {
  const unit = columnUnit([most], quantity) ?? { divisor: 1, symbol: "" };
  const high = most * 1.04;
  const at = (value) => clamp((100 * value) / high);
  const step = nice(most / unit.divisor / 5);
  const ticks = range(0, Math.floor(high / unit.divisor / step)).map((place) => place * step);
  return { at, ticks: labelled(ticks, (tick) => at(tick * unit.divisor), NO_BREAK + unit.symbol) };
}

/** Moves the parts of a mark that is in the page; ends: value, low, high, p50, p99. */
export function place(svg, ends, axis) {
  const [value, low, high, fast, slow] = ends;
  const [grid, spread, box, needle] = [".grid", ".spread", ".box", ".needle"].map((name) => svg.querySelector(name));
  grid.setAttribute("d", axis.grid);
  if (!value || !needle) return;
  const at = (end) => axis.at(end ?? value);
  set(spread, { x1: percent(at(fast)), x2: percent(at(slow)) });
  set(box, { x: percent(at(low)), width: percent(at(high) - at(low)) });
  set(needle, { x: percent(at(value)) });
}

/** A mark with nothing placed yet. */
export function mark(hollow, drawn) {
  const parts = drawn
    ? [
        el("line", { class: "spread", y1: "50%", y2: "50%" }),
        el("rect", { class: "box", y: "50%", height: 12, transform: "translate(0 -6)" }),
        el("rect", { class: "needle", y: "50%", width: 3, height: 18, transform: "translate(-1.5 -9)" }),
      ]
    : [];
  return el("svg", { class: hollow ? "mark hollow" : "mark", "aria-hidden": "true" }, el("svg", { viewBox: "0 0 100 1", preserveAspectRatio: "none", "aria-hidden": "true" }, el("path", { class: "grid" })), ...parts);
}

/** The lines of these ticks through a row, as a path from 0 to 100. */
export function gridOf(ticks) {
  return ticks.map((tick) => `M${tick.at.toFixed(2)} 0V1`).join("");
}

/** The labels in the head. */
export function drawAxis(labels, ticks) {
  labels.replaceChildren(
    ...ticks.map((tick) => el("text", { x: percent(tick.at), y: 13, "text-anchor": "middle" }, tick.label)),
  );
}

function labelled(ticks, at, suffix) {
  return ticks.map((tick, place) => ({
    at: at(tick),
    label: plain(tick) + (place === ticks.length - 1 ? suffix : ""),
  }));
}

function plain(tick) {
  return String(Number(tick.toPrecision(6)));
}

/** Whether no label touches the next; a character takes some percent of the column. */
function apart(ticks) {
  const widths = ticks.map(({ label }) => label.length * PER_CHARACTER + 3);
  return ticks.every(({ at }, place) => place === 0 || at - ticks[place - 1].at >= (widths[place] + widths[place - 1]) / 2);
}

function nice(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9));
}

function range(first, last) {
  return Array.from({ length: last - first + 1 }, (_, place) => first + place);
}

function clamp(share) {
  return Math.min(100, Math.max(0, share));
}

function percent(share) {
  return `${share.toFixed(2)}%`;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
