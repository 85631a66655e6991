// Which combinations meet a question, nearly meet it, or cannot be judged: as edgebench/publish/finder/judge.py judges (a
// test holds them together). A candidate is {row, device, title}; a quantity [value, low, high], or a reason.

import { AT_LEAST, CHOSEN, ENERGIES, TRUSTS, energyOf } from "./finder_question.js";

export const NEARLY_PERCENT = 20;
const OTHER_BOUNDARY = "measured elsewhere";
const NO_PRICE = "no list price";
const ASKED_OF_ROW = { runtime: "harness", precision: "precision" };

const isKnown = (quantity) => Array.isArray(quantity);

/** {fits, nearly, unknown, out, reasons, pareto} of these candidates. */
export function answer(question, among) {
  const verdicts = among.map((one) => judge(question, one));
  const fits = verdicts.filter((one) => !one.failures.length && !one.missing.length).map((one) => one.of);
  const nearly = verdicts.filter(isNear);
  const unknown = verdicts.filter((one) => one.missing.length && !one.failures.length);
  const out = verdicts.filter((one) => one.failures.length && !isNear(one));
  const before = ordered(question);
  const over = (one) => one.failures[0].by ?? 0;
  return {
    fits: before(fits, (one) => one),
    nearly: before(nearly, (one) => one.of).sort((a, b) => over(a) - over(b)),
    unknown: before(unknown, (one) => one.of),
    out: out.length,
    reasons: counts(out.flatMap((one) => one.failures.map(({ key }) => key))),
    pareto: pareto(question, fits),
    closest: before(verdicts.filter(failsOne), (one) => one.of).sort((a, b) => over(a) - over(b))[0] ?? null,
  };
}

/** [[text, count], ...], the most common first. */
export function counts(texts) {
  const found = new Map();
  for (const text of texts) found.set(text, (found.get(text) ?? 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1] || compare(a[0], b[0]));
}

export const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** A limit, and whatever is asked is known. */
function failsOne({ failures, missing }) {
  return failures.length === 1 && !missing.length && failures[0].by !== null;
}

function isNear(one) {
  return failsOne(one) && one.failures[0].by <= NEARLY_PERCENT / 100;
}

/** Every condition of the question on this combination. */
export function judge(question, of) {
  const failures = CHOSEN.filter((key) => key in question.chosen && !isChosen(key, question.chosen[key], of)).map((key) => ({ key, by: null, end: false }));
  const missing = [];
  for (const key of Object.keys(question.limits)) {
    const found = quantity(question, key, of);
    if (!isKnown(found)) {
      missing.push([key, found]);
      continue;
    }
    const failure = failureOf(key, question.limits[key], found, question.judge);
    if (failure) failures.push(failure);
  }
  return { of, failures, missing };
}

function isChosen(key, value, { row, device }) {
  if (key === "trust") return TRUSTS.includes(value) && TRUSTS.indexOf(row.trust) >= TRUSTS.indexOf(value);
  if (key === "since") return row.created >= value;
  return value === (key === "on" ? device.kind : row[ASKED_OF_ROW[key]]);
}

/** What the condition is about; of power and energy only at the asked boundary. */
export function quantity(question, key, { row, device }) {
  if (key === "price") return device.price_usd === null ? NO_PRICE : [100 * device.price_usd];
  const found = row[key === "acc" ? "accuracy" : key];
  return ENERGIES.includes(key) && isKnown(found) && row.boundary !== question.boundary ? OTHER_BOUNDARY : found;
}

function failureOf(key, limit, found, by) {
  const [value] = found;
  const worst = by === "worst" ? worstEnd(key, found) : value;
  const isBeyond = (one) => (AT_LEAST.includes(key) ? one < limit : one > limit);
  if (!isBeyond(worst)) return null;
  const end = !isBeyond(value);
  return { key, by: Math.abs((end ? worst : value) - limit) / limit, end };
}

export function worstEnd(key, [value, low, high]) {
  return (AT_LEAST.includes(key) ? low : high) ?? value;
}

/** Sorts by the chosen order, then price, latency, and the id; what is not known comes last. */
function ordered(question) {
  const number = (key, one) => {
    const found = quantity(question, key, one);
    return isKnown(found) ? found[0] : Infinity;
  };
  const first = {
    price: () => 0,
    latency: (one) => number(question.percentile, one),
    energy: (one) => number(energyOf(question) || "energy", one),
    accuracy: (one) => (isKnown(one.row.accuracy) ? -one.row.accuracy[0] : Infinity),
    room: (one) => -room(question, one),
  }[question.order];
  const key = (one) => [first(one), number("price", one), number(question.percentile, one), one.row.id];
  return (list, of) =>
    list
      .map((one) => [key(of(one)), one])
      .sort(([a], [b]) => compare(a[0], b[0]) || compare(a[1], b[1]) || compare(a[2], b[2]) || compare(a[3], b[3]))
      .map(([, one]) => one);
}

/** Share of its limit that is left where the least is left. */
function room(question, of) {
  let least = Infinity;
  for (const key of Object.keys(question.limits)) {
    const found = quantity(question, key, of);
    if (!isKnown(found)) continue;
    const limit = question.limits[key];
    const worst = question.judge === "worst" ? worstEnd(key, found) : found[0];
    least = Math.min(least, (AT_LEAST.includes(key) ? worst - limit : limit - worst) / limit);
  }
  return least === Infinity ? 0 : least;
}

/** Ids of what nothing else beats; only combinations that lack the same can beat each other. */
function pareto(question, fits) {
  const keys = ["price", question.percentile, "acc", energyOf(question)].filter(Boolean);
  const groups = new Map();
  for (const one of fits) {
    const found = keys.map((key) => quantity(question, key, one));
    const pattern = found.map(isKnown).join();
    const costs = found.map((each, place) => (isKnown(each) ? each[0] * (AT_LEAST.includes(keys[place]) ? -1 : 1) : 0));
    if (!groups.has(pattern)) groups.set(pattern, []);
    groups.get(pattern).push([...costs, one.row.id]);
  }
  const found = new Set();
  for (const group of groups.values()) {
    const best = [];
    group.sort((a, b) => a.reduce((sign, value, place) => sign || compare(value, b[place]), 0));
    for (const costs of group) {
      if (best.some((other) => beats(other, costs, keys.length))) continue;
      best.push(costs);
      found.add(costs.at(-1));
    }
  }
  return found;
}

function beats(one, other, count) {
  let isLess = false;
  for (let place = 0; place < count; place += 1) {
    if (one[place] > other[place]) return false;
    isLess ||= one[place] < other[place];
  }
  return isLess;
}

/** For each condition the least relaxed limit, in two digits, that lets something fit; and none at all, where something
 * fits but for what was not measured: {key, limit, fit, question}. */
export function allowances(question, among) {
  const verdicts = among.map((one) => judge(question, one));
  const alone = verdicts.filter((one) => one.failures.length === 1 && !one.missing.length);
  const lacking = new Set(verdicts.filter((one) => one.missing.length === 1 && !one.failures.length).map((one) => one.missing[0][0]));
  const keys = [...Object.keys(question.limits), ...CHOSEN.filter((key) => key in question.chosen)];
  return keys.flatMap((key) => {
    const mine = alone.filter((one) => one.failures[0].key === key);
    const limits = [...(mine.length ? [least(question, key, mine)] : []), ...(lacking.has(key) ? [null] : [])];
    return limits.map((limit) => allowance(question, key, limit, among));
  });
}

/** The limit that lets the closest of them fit; null of a choice. */
function least(question, key, mine) {
  if (!(key in question.limits)) return null;
  const deciding = mine.map(({ of }) => {
    const found = quantity(question, key, of);
    return question.judge === "worst" ? worstEnd(key, found) : found[0];
  });
  const up = !AT_LEAST.includes(key);
  return twoDigits(deciding.reduce((a, b) => (up ? Math.min(a, b) : Math.max(a, b))), up);
}

function allowance(question, key, limit, among) {
  const relaxed = { ...question, limits: { ...question.limits }, chosen: { ...question.chosen } };
  if (limit === null) {
    delete relaxed.limits[key];
    delete relaxed.chosen[key];
  } else relaxed.limits[key] = limit;
  const fit = among.filter((one) => {
    const { failures, missing } = judge(relaxed, one);
    return !failures.length && !missing.length;
  }).length;
  return { key, limit, fit, question: relaxed };
}

function twoDigits(value, up) {
  const step = 10 ** Math.max(0, String(value).length - 2);
  return (up ? Math.ceil(value / step) : Math.floor(value / step)) * step;
}
