// An answer of the constraint finder as ready text and bars: what edgebench/publish/finder/view.py makes, field by
// field, which a test holds together. Pure, so that it runs anywhere.

import { NEARLY_PERCENT, allowances, answer, compare, quantity } from "./finder_judge.js";
import { AT_LEAST, ENERGIES, PERCENTILES, addressOf, energyOf, family, shown } from "./finder_question.js";
import { PERCENT, SHARE, columnUnit, counted, figure, unitOf } from "./numbers.js";

const MOST_FITS = 10;
const MOST_NEARLY = 5;
const MOST_LISTED = 50;
const MOST_ROWS = 200;
const MANY_TIMES = 3;
/** The kind of device that is judged only where it is asked for. */
const VIRTUAL = "vm";
const NO_BREAK = "\u00a0";
const QUANTITIES = { power: "uW", energy: "nJ", memory: "B" };
const NAMES = {
  acc: "accuracy", p50: "latency", p90: "latency", p99: "latency", power: "power", energy: "energy", price: "price",
  memory: "memory", slowdown: "sustained slowdown", on: "kind of device", runtime: "runtime", precision: "precision",
  trust: "trust", since: "date",
};
const LEADS = { price: "Least money", latency: "Lowest latency", energy: "Lowest energy", accuracy: "Highest accuracy", room: "Most room left" };

const count = (number) => counted(number, "", "").trimEnd();
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const isKnown = (quantity) => Array.isArray(quantity);

/** meta: finder.json. lots: [{of, rows, devices}] of the question's workloads, in the order of meta. */
export function view(question, meta, lots, everything = false) {
  const isVirtual = question.chosen.on === VIRTUAL;
  const every = lots.flatMap(({ of, rows, devices }) => rows.map((row) => ({ row, device: devices[row.device], title: of.title })));
  const among = every.filter(({ device }) => (device.kind === VIRTUAL) === isVirtual);
  const found = answer(question, among);
  const share = lots.length > 0 && lots[0].of.share;
  const fits = found.fits.slice(0, everything ? MOST_ROWS : MOST_FITS);
  const nearly = found.nearly.slice(0, everything ? MOST_ROWS : MOST_NEARLY);
  const drawn = columnsOf(question, [...fits, ...nearly.map(({ of }) => of)], lots, meta);
  const offers = among.length && !found.fits.length ? allowances(question, among) : [];
  return {
    address: addressOf(question, share),
    heading: heading(found, among, isVirtual),
    lead: lead(question, found, drawn, lots),
    columns: drawn.columns,
    without: drawn.without,
    fits: fits.map((one, place) => rowOf(one, count(place + 1), found.pareto.has(one.row.id), null, drawn, lots)),
    more_fits: found.fits.length - fits.length,
    nearly_heading: `Nearly: ${count(found.nearly.length)} ${found.nearly.length === 1 ? "fails" : "fail"} one condition by at most ${NEARLY_PERCENT}${NO_BREAK}%`,
    nearly: nearly.map(({ of, failures }) => rowOf(of, "", false, failures[0], drawn, lots)),
    more_nearly: found.nearly.length - nearly.length,
    unknown: unknownOf(found.unknown, question, meta, lots),
    out: outOf(found),
    uncounted: uncountedOf(lots, isVirtual),
    offers: offers.filter(({ fit }) => fit).map((one) => offerOf(one, question, share)),
    wanted: among.length ? [] : lots.map(({ of }) => ({ title: of.title, command: `edgebench run --workload ${of.name}` })),
  };
}

function heading(found, among, isVirtual) {
  if (!among.length) return "Nothing has been ranked here yet";
  if (!found.fits.length) return "Nothing fits";
  const devices = new Set(found.fits.map(({ device }) => `${device.slug} ${device.name}`)).size;
  return `${counted(found.fits.length, "combination")} on ${counted(devices, isVirtual ? "virtual machine" : "device")} ${found.fits.length === 1 ? "fits" : "fit"}`;
}

function named(key, question, meta) {
  return ENERGIES.includes(key) ? `${NAMES[key]} ${meta.boundaries[question.boundary] ?? question.boundary}` : NAMES[key];
}

/** The columns of an answer, with one unit each for all its rows. */
function columnsOf(question, rows, lots, meta) {
  const energy = energyOf(question) || (question.order === "energy" ? "energy" : "");
  const more = ["memory", "slowdown"].filter((key) => key in question.limits);
  const without = withoutAccuracy(question, rows);
  const keys = ["price", question.percentile, ...(energy ? [energy] : []), ...(without ? [] : ["acc"]), ...more];
  const share = lots.length > 0 && lots[0].of.share;
  const sortedBy = { price: "price", latency: question.percentile, energy: energyOf(question) || "energy", accuracy: "acc" }[question.order];
  const units = Object.fromEntries(keys.map((key) => [key, unitOfColumn(key, question, rows, share)]));
  const columns = keys.map((key) => ({ key, head: head(key, question, meta, lots), short: short(key, lots), limit: limitText(key, question, share), is_sorted: key === sortedBy }));
  return { question, keys, units, columns, without };
}

/** The reason, where it is that of every row and nobody asks for accuracy. */
function withoutAccuracy(question, rows) {
  if ("acc" in question.limits || question.order === "accuracy") return "";
  const reasons = new Set(rows.map((one) => quantity(question, "acc", one)).map((found) => (isKnown(found) ? "" : found)));
  const [reason] = reasons.size === 1 ? reasons : [""];
  return reason ? `${capital(NAMES.acc)}: ${reason}.` : "";
}

function unitOfColumn(key, question, rows, share) {
  if (key === "acc") return share ? SHARE : PERCENT;
  if (key === "price" || key === "slowdown") return PERCENT;
  const values = rows.map((one) => quantity(question, key, one)).filter(isKnown).map(([value]) => value);
  return columnUnit(values, QUANTITIES[key] ?? "ns");
}

function head(key, question, meta, lots) {
  if (key === "acc") return lots.length ? `Accuracy, ${lots[0].of.metric}` : "Accuracy";
  if (PERCENTILES.includes(key)) return `Latency ${key}`;
  return { memory: "Peak memory", slowdown: "Slowdown, 10 min" }[key] ?? capital(named(key, question, meta));
}

/** Its head where a row is a block. */
function short(key, lots) {
  if (key === "acc") return lots.length ? capitalWord(lots[0].of.metric) : "Accuracy";
  return PERCENTILES.includes(key) ? key : capital(NAMES[key].split(" ").at(-1));
}

/** `Top-1`; but mAP keeps its own spelling. */
function capitalWord(text) {
  const second = text.charAt(1);
  return second !== second.toLowerCase() ? text : capital(text);
}

function limitText(key, question, share) {
  if (!(key in question.limits)) return "";
  const text = shown(question.limits[key], family(key, share));
  return AT_LEAST.includes(key) ? `at least ${text}` : `at most ${text}`;
}

function rowOf(of, rank, pareto, failure, drawn, lots) {
  return {
    id: of.row.id,
    rank,
    device: of.device.name,
    slug: of.device.slug,
    harness: of.row.harness,
    what: what(of, lots),
    cells: drawn.keys.map((key) => cell(key, of, failure, drawn)),
    badges: of.row.badges,
    pareto,
    fails: failure ? NAMES[failure.key] : "",
  };
}

function what({ row, title }, lots) {
  return [...(lots.length > 1 ? [title] : []), row.variant, row.runtime].join(", ");
}

const who = (of, lots) => `${of.device.name}, ${what(of, lots)}`;

function lead(question, found, drawn, lots) {
  let [first] = found.fits;
  let label = LEADS[question.order];
  if (first && question.order === "price" && first.device.price_usd === null) label = "Lowest latency, none has a list price";
  if (!first) {
    if (!found.closest) return null;
    first = found.closest.of;
    label = "Closest";
  }
  const keys = ["price", question.percentile, energyOf(question)].filter((key) => key && drawn.keys.includes(key));
  let told = joined(keys.map((key) => cell(key, first, null, drawn)).filter((one) => !one.missing).map((one) => one.text));
  if (!found.fits.length) {
    const [failure] = found.closest.failures;
    told += `, ${NAMES[failure.key]} ${over(failure)}`;
  }
  return [label, who(first, lots), told];
}

function cell(key, of, failure, { question, units }) {
  const none = { text: "", interval: "", bar: null, over: "", missing: false, bad: false, bad_end: false };
  const found = quantity(question, key, of);
  if (!isKnown(found)) return { ...none, text: found, missing: true };
  const [text, interval] = figureOf(key, found, units[key]);
  const mine = failure && failure.key === key ? failure : null;
  const bad = Boolean(mine && !mine.end);
  const badEnd = Boolean(mine && mine.end);
  const bar = key in question.limits ? barOf(key, found, question.limits[key], bad, badEnd) : null;
  return { ...none, text, interval, bar, over: mine ? over(mine) : "", bad, bad_end: badEnd };
}

function figureOf(key, [value, low, high], unit) {
  if (key === "price") return [`${count(Math.floor(value / 100))}${NO_BREAK}USD`, ""];
  const made = figure(value, low, high, unit ?? unitOf(value, QUANTITIES[key] ?? "ns"));
  return [made.value, made.interval];
}

function times(ratio) {
  return `${count(Math.floor(ratio + 0.5))} times`;
}

function over({ key, by, end }) {
  if ((by ?? 0) + 1 >= MANY_TIMES && !AT_LEAST.includes(key)) return `${end ? "worst end " : ""}${times(by + 1)} the limit`;
  const percent = Math.floor((by ?? 0) * 100 + 0.5);
  const told = percent ? `${percent}${NO_BREAK}%` : `less than 1${NO_BREAK}%`;
  return `${end ? "worst end " : ""}${told} ${AT_LEAST.includes(key) ? "under" : "over"}`;
}

function barOf(key, [value, low, high], limit, bad, badEnd) {
  const place = AT_LEAST.includes(key) ? 62 : 80;
  const [at, first, last] = [value, low ?? value, high ?? value].map((one) => Math.min(10_000, Math.floor((one * place * 100) / limit + 0.5)));
  return { length: percentText(at), box_from: percentText(first), box_width: percentText(last - first), limit: `${place}%`, bad, bad_end: badEnd };
}

function percentText(hundredths) {
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}%`;
}

function unknownOf(found, question, meta, lots) {
  if (!found.length) return null;
  const reasons = new Map();
  for (const [key, reason] of found.flatMap(({ missing }) => missing)) {
    const name = JSON.stringify([key, reason]);
    reasons.set(name, { key, reason, n: (reasons.get(name)?.n ?? 0) + 1 });
  }
  const parts = [...reasons.values()]
    .sort((a, b) => b.n - a.n || compare(a.key, b.key) || compare(a.reason, b.reason))
    .map(({ key, reason, n }) => `${count(n)} without ${named(key, question, meta)} (${reason})`);
  const items = found.slice(0, MOST_LISTED).map(({ of, missing }) => `${who(of, lots)}: ${missing.map(([, why]) => why).join(", ")}`);
  const more = found.length - items.length;
  return { count: `${count(found.length)} cannot be judged`, text: `${parts.join(", ")}.`, items, more: more ? `and ${count(more)} more` : "" };
}

function outOf(found) {
  if (!found.out) return null;
  const [[key, many]] = found.reasons;
  return { count: `${count(found.out)} ${found.out === 1 ? "does" : "do"} not fit`, text: `The most common reason is ${NAMES[key]} (${count(many)}).`, items: [], more: "" };
}

function uncountedOf(lots, isVirtual) {
  const each = lots.map((lot) => [lot.of.title, classesOf(lot, isVirtual)]);
  const classes = new Map();
  for (const [text, n] of each.flatMap(([, found]) => found)) classes.set(text, (classes.get(text) ?? 0) + n);
  if (!classes.size) return null;
  const total = [...classes.values()].reduce((sum, n) => sum + n, 0);
  const sorted = [...classes].sort((a, b) => b[1] - a[1] || compare(a[0], b[0]));
  const told = (some) => some.map(([text, n]) => `${count(n)} ${text}`).join(", ");
  const items = each.filter(([, found]) => found.length).map(([title, found]) => `${title}: ${told(found)}`);
  return { count: `${count(total)} ${total === 1 ? "is" : "are"} not counted`, text: `${told(sorted)}.`, items, more: "" };
}

/** Of one workload, with the rows of the machines that are not asked for. */
function classesOf({ of, rows, devices }, isVirtual) {
  const others = rows.filter((row) => (devices[row.device].kind === VIRTUAL) !== isVirtual).length;
  return others ? [...of.classes, [isVirtual ? "on physical devices" : "on virtual machines", others]] : of.classes;
}

function offerOf({ key, limit, fit, question }, asked, share) {
  let what = `Allow any ${NAMES[key]}`;
  if (limit !== null) {
    const ratio = limit / asked.limits[key];
    what = `Allow ${shown(limit, family(key, share))}${ratio >= MANY_TIMES ? `, ${times(ratio)} the limit` : ""}`;
  } else if (key in asked.limits) what = `Drop the limit of ${NAMES[key]}`;
  return { text: `${what}: ${count(fit)} ${fit === 1 ? "fits" : "fit"}`, address: addressOf(question, share) };
}

function joined(parts) {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
