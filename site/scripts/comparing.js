// Two to four devices side by side, as edgebench/publish/compare/comparing.py makes it: a test holds them together.

import { aboutSlower, aboutTimes, slower, times, within, withinGuardBand } from "./amounts.js";
import { firstOf, sentence, twoDigits } from "./compare_words.js";
import { columnUnit, counted, figure, unitOf } from "./numbers.js";
import { withRatios } from "./ratios.js";

export const LETTERS = "ABCD";
export const MOST_DEVICES = 4;
const NOT_MEASURED = "not measured";
const NOT_SIGNIFICANT = "not significant";
const MOST_TICKS = 8;
const DOLLARS = { divisor: 1, symbol: "USD" };

/** devices: [{slug, name, kind, price, facts, rows}]; variants: "best" or "same". */
export function compare(devices, baseline = 0, variants = "best") {
  const shared = withRatios(sharedOf(devices, baseline, variants), baseline);
  const ratios = shared.flatMap((row) => row.ratios.filter(Boolean));
  const span = spanOf(ratios.flatMap(({ better, low, high }) => [better, low, high]));
  const names = [...new Set(shared.map((row) => firstOf(row).group))];
  return {
    heads: devices.map(({ slug, name }, place) => ({ letter: LETTERS[place], slug, name })),
    baseline,
    sentence: sentence(devices, shared, baseline),
    facts: factsOf(devices, shared),
    groups: names.map((heading) => ({
      heading,
      rows: shared.filter((row) => firstOf(row).group === heading).map((row) => rowOf(row, span)),
    })),
    ticks: ticksOf(span),
    one: percent(at(1, span)),
    note: noteOf(ratios, variants),
  };
}

function sharedOf(devices, baseline, variants) {
  const tables = new Map();
  for (const [place, device] of devices.entries()) {
    for (const row of device.rows) {
      if (!tables.has(row.table)) tables.set(row.table, devices.map(() => []));
      tables.get(row.table)[place].push(row);
    }
  }
  const chosen = [...tables.values()].map((found) => (variants === "same" ? same(found, baseline) : found.map(best)));
  return chosen.filter((row) => row.filter(Boolean).length > 1).sort(inOrder);
}

function inOrder(a, b) {
  const [one, other] = [a, b].map((row) => row.find(Boolean));
  return Number(other.single) - Number(one.single) || ["group", "title", "table"].reduce((found, name) => found || byText(one[name], other[name]), 0);
}

/** By code points, as Python sorts. */
function byText(a, b) {
  const [one, other] = [[...a], [...b]];
  for (let place = 0; place < Math.min(one.length, other.length); place += 1) {
    const difference = one[place].codePointAt(0) - other[place].codePointAt(0);
    if (difference) return difference;
  }
  return one.length - other.length;
}

const goodness = (row) => (row.lower ? row.value : -row.value);

function best(rows) {
  return rows.toSorted((a, b) => goodness(a) - goodness(b) || byText(a.id, b.id))[0] ?? null;
}

function same(found, baseline) {
  const count = new Map();
  for (const row of found.flat()) count.set(row.variant, (count.get(row.variant) ?? 0) + 1);
  const own = new Map(found[baseline].map((row) => [row.variant, goodness(row)]));
  const place = (name) => own.get(name) ?? Number.MAX_VALUE;
  const [variant] = [...count.keys()].sort((a, b) => count.get(b) - count.get(a) || place(a) - place(b) || byText(a, b));
  return found.map((rows) => rows.find((row) => row.variant === variant) ?? null);
}

function factsOf(devices, shared) {
  const names = [...new Set(devices.flatMap((device) => device.facts.map(([name]) => name)))];
  const known = devices.map((device) => new Map(device.facts));
  const rows = names.map((name) => ({ name, values: known.map((facts) => facts.get(name) ?? "none") }));
  const row = shared.find((one) => firstOf(one).single && one.candidates.every(Boolean));
  if (!row) return rows;
  const values = devices.map((device, place) => (device.price === null ? "no list price" : dollars(device.price, row.candidates[place])));
  return [...rows, { name: `Price of 1 inference/s, ${firstOf(row).title}`, values }];
}

function dollars(price, one) {
  return one?.throughput ? figure((price * 1000) / one.throughput, null, null, DOLLARS).value : NOT_MEASURED;
}

function rowOf(row, span) {
  const [found, first] = [row.candidates.filter(Boolean), firstOf(row)];
  const unit = columnUnit(found.map((one) => one.value), first.unit);
  const energyUnit = columnUnit(found.map((one) => one.energy), "nJ");
  return {
    title: first.title,
    workload: first.workload,
    cells: row.candidates.map((one) => cellOf(one, unit)),
    points: row.ratios.flatMap((ratio, place) => (ratio ? [pointOf(LETTERS[place], ratio, span)] : [])),
    ratios: row.ratios.map(textOf),
    energies: row.candidates.map((one) => energyCell(one, energyUnit)),
    energy_ratios: row.energies.map(energyText),
  };
}

const cell = (told) => ({ value: "", interval: "", note: "", missing: "", id: "", ...told });

function cellOf(one, unit) {
  if (!one) return cell({ missing: NOT_MEASURED });
  const { value, interval } = figure(one.value, one.low, one.high, unit ?? unitOf(one.value, one.unit));
  return cell({ value, interval, note: [one.runtime, one.variant, ...(one.sessions > 1 ? [counted(one.sessions, "session")] : [])].join(", "), id: one.id });
}

function energyCell(one, unit) {
  if (!one) return cell({ missing: NOT_MEASURED });
  if (one.energy === null) return cell({ missing: one.energy_why });
  const of = unit ?? unitOf(one.energy, "nJ");
  const known = one.energy_low !== null && one.energy_high !== null;
  const value = known ? within(one.energy, one.energy_low, one.energy_high, of) : figure(one.energy, null, null, of).value;
  return cell({ value, note: one.boundary ?? "", id: one.id });
}

function textOf(ratio) {
  if (!ratio) return "";
  if (ratio.tested) return ratio.differs ? times(ratio.better, ratio.low, ratio.high) : NOT_SIGNIFICANT;
  if (ratio.differs) return `about ${twoDigits(ratio.better)}×`;
  return `${withinGuardBand(ratio.better, ratio.low)}: not told apart`;
}

function energyText(ratio) {
  if (!ratio) return "";
  if (!ratio.differs) return ratio.tested ? NOT_SIGNIFICANT : "not told apart";
  const [share, low, high] = [1 / ratio.better, 1 / ratio.high, 1 / ratio.low];
  if (share >= 2) return `${aboutTimes(share, low, high)} as much`;
  const change = ratio.tested ? slower : aboutSlower;
  return `${change(share, low, high)} ${share > 1 ? "more" : "less"}`;
}

function pointOf(letter, ratio, span) {
  const [begins, ends] = [at(ratio.low, span), at(ratio.high, span)];
  return {
    letter,
    at: percent(at(ratio.better, span)),
    box_from: percent(begins),
    box_width: percent(ends - begins),
    tested: ratio.tested,
    differs: ratio.differs,
  };
}

function spanOf(ends) {
  const logs = ends.length ? ends.map(Math.log2) : [0];
  return [Math.min(-1, Math.floor(Math.min(...logs))), Math.max(1, Math.ceil(Math.max(...logs)))];
}

function at(ratio, [low, high]) {
  return (100 * (Math.log2(ratio) - low)) / (high - low);
}

function ticksOf([low, high]) {
  const step = Math.ceil((high - low) / MOST_TICKS);
  const powers = Array.from({ length: high - low + 1 }, (_, place) => low + place).filter((power) => power % step === 0);
  return powers.map((power) => ({ at: percent(at(2 ** power, [low, high])), label: powerOf(power) }));
}

/** `4×`, `0.25×`, `1/16×`. */
function powerOf(power) {
  return `${power >= -2 ? 2 ** power : `1/${2 ** -power}`}×`;
}

function percent(share) {
  return `${share.toFixed(2)}%`;
}

function noteOf(ratios, variants) {
  const which =
    variants === "best"
      ? "the best ranked row of each device that meets the accuracy target"
      : "of each workload the variant that most of these devices have";
  const tested = ratios.filter((ratio) => ratio.tested).length;
  const how = `${tested} of ${counted(ratios.length, "ratio")} tested, with three sessions a side or more`;
  const rest = tested < ratios.length ? "; the others stand with “about”, and a dashed guard band stands in for their interval" : "";
  return `Compared is ${which}. ${how[0].toUpperCase()}${how.slice(1)}${rest}.`;
}
