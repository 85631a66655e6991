// Axes of the charts that scripts draw. Positions are percent of the width, as in the static charts, so that text keeps
// its size at any width.

import { grouped } from "./numbers.js";

const STEPS = [1, 2, 5];

/** A linear axis over stored values: at(value) in percent, and its ticks as {at, label} in `unit`. */
export function linear(low, high, unit, most = 6) {
  const span = high - low || 1;
  const at = (value) => (100 * (value - low)) / span;
  return { at, ticks: stepped(low, high, unit, most).map(({ value, label }) => ({ at: at(value), label })) };
}

/** The same with a logarithm: ticks 1-2-5 or powers of ten. */
export function logarithmic(low, high, unit) {
  const span = Math.log(high / low) || 1;
  const at = (value) => Math.min(100, Math.max(0, (100 * Math.log(value / low)) / span));
  const inside = ([value]) => value * unit.divisor >= low && value * unit.divisor <= high;
  const all = decades(low / unit.divisor, high / unit.divisor);
  const every = all.flatMap((ten) => STEPS.map((step) => [step * 10 ** ten, ten])).filter(inside);
  const some = every.length > 7 ? every.filter(([value, ten]) => value === 10 ** ten) : every;
  if (some.length < 2) return { at, ticks: stepped(low, high, unit, 4).map(({ value, label }) => ({ at: at(value), label })) };
  const label = ([value, ten]) => grouped(value.toFixed(Math.max(0, -ten)));
  return { at, ticks: some.map((one) => ({ at: at(one[0] * unit.divisor), label: label(one) })) };
}

export function percent(share) {
  return `${share.toFixed(2)}%`;
}

/** The ends of an axis around these values, which takes in a little more on both sides. */
export function around(values, room = 0.08) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const more = (high - low || high * 0.02 || 1) * room;
  return [Math.max(0, low - more), high + more];
}

function stepped(low, high, unit, most) {
  const rough = (high - low) / unit.divisor / most || 1;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * ten).find((one) => one >= rough * 0.999);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(low / unit.divisor / step - 1e-9);
  const last = Math.floor(high / unit.divisor / step + 1e-9);
  const found = [];
  for (let place = first; place <= last; place += 1) {
    found.push({ value: place * step * unit.divisor, label: grouped((place * step).toFixed(digits)) });
  }
  return found;
}

function decades(low, high) {
  const first = Math.floor(Math.log10(low));
  return Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, place) => first + place);
}
