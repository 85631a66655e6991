// Amounts with their ±, as edgebench/publish/amounts.py sets them: a test holds them together.

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
  const sign = ratio >= 1 ? 1 : -1;
  const ends = [low, high].map((end) => sign * (end - 1) * 1e6).sort((a, b) => a - b);
  return within(sign * (ratio - 1) * 1e6, ends[0], ends[1], PERCENT);
}

/** `9.2 ± 0.3×`, `1.43×` where nothing is said of its error. */
export function times(ratio, low = null, high = null) {
  return low === null || high === null ? figure(ratio, null, null, TIMES).value : within(ratio, low, high, TIMES);
}
