// Amounts with their ±, as edgebench/publish/wording/amounts.py sets them: a test holds them together.

import { PERCENT, TIMES, figure } from "./numbers.js";

const NO_BREAK = "\u00a0";

/** `46 ± 3 mJ`; without the ± where the interval is narrower than the last digit shown. */
export function within(value, low, high, unit) {
  const number = figure(value, low, high, { ...unit, symbol: "" }).value;
  const decimals = (number.split(".")[1] ?? "").length;
  const half = ((high - low) / 2 / unit.divisor).toFixed(decimals);
  const shown = Number(half) === 0 ? number : `${number}${NO_BREAK}±${NO_BREAK}${half}`;
  if (!unit.symbol) return shown;
  return unit.symbol === TIMES.symbol ? shown + unit.symbol : shown + NO_BREAK + unit.symbol;
}

/** `8 ± 3 %`, of a ratio of times of 1.08; of one below 1 how much less. */
export function slower(ratio, low, high) {
  return within(...change(ratio, low, high), PERCENT);
}

/** `8 %`: with as many digits, where low and high are no interval of it but a guard band. */
export function aboutSlower(ratio, low, high) {
  return figure(...change(ratio, low, high), PERCENT).value;
}

/** `within 5 %`, of a ratio whose guard band begins at low. */
export function withinGuardBand(ratio, low) {
  return `within ${(100 * (ratio / low - 1)).toFixed(0)} %`;
}

/** In ppm, from 0 up. */
function change(ratio, low, high) {
  const sign = ratio >= 1 ? 1 : -1;
  const ends = [low, high].map((end) => sign * (end - 1) * 1e6).sort((a, b) => a - b);
  return [sign * (ratio - 1) * 1e6, ...ends];
}

/** `9.2 ± 0.3×`. */
export function times(ratio, low, high) {
  return within(ratio, low, high, TIMES);
}

/** `9.2×`: with as many digits, where low and high are no interval of it but a guard band. */
export function aboutTimes(ratio, low, high) {
  return figure(ratio, low, high, TIMES).value;
}
