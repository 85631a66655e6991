// One row over another: `1.43 ± 0.05 ×`. Both intervals enter, in squares of their logarithms; pure.

import { figure, TIMES } from "./numbers.js";

/** value over that of `base`, both [value, low, high, ...] in stored units; null without both. */
export function ratioOf(ends, base) {
  if (!ends[0] || !base[0]) return null;
  const value = ends[0] / base[0];
  if (ends === base) return { value, half: null, text: "1\u00a0×" };
  const halves = [ends, base].map(([, low, high]) => (low && high ? Math.log(high / low) / 2 : null));
  if (halves.includes(null)) return { value, half: null, text: figure(value, null, null, TIMES).value.replace("×", "\u00a0×") };
  const half = value * Math.hypot(...halves);
  return { value, half, text: plusMinus(value, half) };
}

function plusMinus(value, half) {
  const number = figure(value, value - half, value + half, TIMES).value.replace("×", "");
  const decimals = number.split(".")[1]?.length ?? 0;
  const least = 10 ** -decimals;
  return `${number}\u00a0±\u00a0${Math.max(half, least).toFixed(decimals)}\u00a0×`;
}
