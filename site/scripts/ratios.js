// How many times better one device is than another, as edgebench/publish/compare/ratios.py: a test holds them together.

import { NORMAL_975, holm, interval, pValue, welch } from "./statistics.js";

const GUARD_BAND = 1.05;
const MINIMUM_EFFECT = 1.02;
const SESSIONS_TO_TEST = 3;

/** [{candidates, ratios, energies}] of rows of candidates; a candidate that a device lacks is null. */
export function withRatios(shared, baseline) {
  const pairs = shared.flatMap((row) => row.map((one) => [row[baseline], one]));
  const [judged, energies] = [ratiosOf(pairs, ofJudged), ratiosOf(pairs, ofEnergy)];
  const width = shared.length ? shared[0].length : 0;
  return shared.map((candidates, place) => ({
    candidates,
    ratios: judged.slice(place * width, (place + 1) * width),
    energies: energies.slice(place * width, (place + 1) * width),
  }));
}

const ofJudged = (one) => ({
  value: one.value,
  logs: { mean: one.mean, error: one.error, n: one.sessions },
  lower: one.lower,
  commonError: one.counting_error,
  table: one.table,
});

const ofEnergy = (one) =>
  one.energy && one.energy_table !== null
    ? {
        value: one.energy,
        logs: { mean: one.energy_mean, error: one.energy_error, n: one.energy_sessions },
        lower: true,
        commonError: one.energy_share,
        table: one.energy_table,
      }
    : null;

function ratiosOf(pairs, read) {
  const sides = pairs.map(([a, b]) => sidesOf(a, b, read));
  const found = sides.map((both) => (both ? tested(...both) : null));
  const rejected = holm(found.filter(Boolean).map(pValue)).values();
  return sides.map((both, place) => {
    if (!found[place]) return both ? untested(...both) : null;
    const [better, low, high] = interval(found[place]);
    return { better, low, high, tested: true, differs: rejected.next().value && reaches(better, MINIMUM_EFFECT) };
  });
}

function sidesOf(a, b, read) {
  if (!a || !b || a === b) return null;
  const [first, second] = [read(a), read(b)];
  return first && second && first.table === second.table ? [first, second] : null;
}

function tested(a, b) {
  if (Math.min(a.logs.n, b.logs.n) < SESSIONS_TO_TEST) return null;
  const found = welch(b.logs, a.logs, Math.hypot(a.commonError, b.commonError));
  return { ...found, value: a.lower ? -found.value : found.value };
}

function untested(a, b) {
  const better = a.lower ? a.value / b.value : b.value / a.value;
  const least = Math.max(GUARD_BAND, Math.exp(NORMAL_975 * Math.hypot(a.commonError, b.commonError)));
  return { better, low: better / least, high: better * least, tested: false, differs: reaches(better, least) };
}

function reaches(ratio, least) {
  return Math.max(ratio, 1 / ratio) >= least;
}
