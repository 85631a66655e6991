// A question to the constraint finder: from and to the address, as edgebench/publish/finder/question.py has it (a test
// holds them together), and from what a reader types. A limit is an integer in the base unit of its measure.

export const PERCENTILES = ["p50", "p90", "p99"];
export const ENERGIES = ["power", "energy"];
export const AT_LEAST = ["acc"];
export const NUMERIC = ["acc", ...PERCENTILES, ...ENERGIES, "price", "memory", "slowdown"];
export const CHOSEN = ["on", "runtime", "precision", "trust", "since"];
export const ORDERS = ["price", "latency", "energy", "accuracy", "room"];
export const TRUSTS = ["self-reported", "signed", "reproduced", "lab"];
export const DEFAULT_BOUNDARY = "wall_ac";
export const BOUNDARIES = ["wall_ac", "device_battery", "board_dc", "module_dc", "gpu_board", "soc_package", "soc_rails", "soc_model"];
/** The parts of an address in their order; `open` names the lists that are open. */
export const ADDRESS = ["task", "workload", ...NUMERIC, "boundary", ...CHOSEN, "judge", "order", "open"];

const NO_BREAK = "\u00a0";
const NUMBER = /^\$?\s*(\d+(?:[.,]\d+)?|[.,]\d+)\s*([^\d\s].*)?$/s;
const RATES = ["fps", "/s", "hz"];
/** The first is meant where none is written. */
const UNITS = {
  time: { ms: 1e6, ns: 1, us: 1e3, "µs": 1e3, s: 1e9 },
  power: { W: 1e6, uW: 1, "µW": 1, mW: 1e3, kW: 1e9 },
  energy: { mJ: 1e6, nJ: 1, uJ: 1e3, "µJ": 1e3, J: 1e9 },
  price: { USD: 100, $: 100 },
  memory: { MiB: 2 ** 20, B: 1, KiB: 2 ** 10, GiB: 2 ** 30, kB: 1e3, MB: 1e6, GB: 1e9 },
  percent: { "%": 1e4 },
  share: { "": 1e6, "%": 1e4 },
};
const WRITTEN = {
  time: [["s", 1e9], ["ms", 1e6], ["us", 1e3], ["ns", 1]],
  power: [["W", 1e6], ["mW", 1e3], ["uW", 1]],
  energy: [["J", 1e9], ["mJ", 1e6], ["uJ", 1e3], ["nJ", 1]],
  price: [["USD", 100]],
  memory: [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["GB", 1e9], ["MB", 1e6], ["kB", 1e3], ["B", 1]],
  percent: [["%", 1e4]],
  share: [["", 1e6]],
};
const FAMILIES = { p50: "time", p90: "time", p99: "time", power: "power", energy: "energy", price: "price", memory: "memory", slowdown: "percent" };
const NAMES = { time: "a time", power: "a power", energy: "an energy", price: "a price", memory: "an amount of memory", percent: "a percentage", share: "a number from 0 to 1" };
const SAMPLES = { time: "33 ms, 0.5 s or 30 fps", power: "10 W", energy: "0.5 J", price: "150 USD", memory: "100 MiB", percent: "70 %", share: "0.20" };

export function empty(target = "") {
  return { task: target, workload: "", limits: {}, percentile: "p90", boundary: DEFAULT_BOUNDARY, chosen: {}, judge: "worst", order: "price" };
}

/** Of units: that of an accuracy is its metric's. */
export function family(key, share) {
  return FAMILIES[key] ?? (share ? "share" : "percent");
}

/** `33ms`, `30 fps`, `0.5 J` in base units; null for what is no amount of this family. */
export function parseAmount(text, of) {
  const found = NUMBER.exec(text.trim());
  if (!found) return null;
  const number = Number(found[1].replace(",", "."));
  const unit = (found[2] ?? "").trim();
  if (of === "time" && RATES.includes(unit.toLowerCase())) return number ? Math.floor(1e9 / number) : null;
  const units = UNITS[of];
  if (!unit) {
    const isShare = of === "percent" && number <= 1 && found[1].includes(".");
    return Math.floor(number * (isShare ? 1e6 : Object.values(units)[0]) + 0.5);
  }
  const same = Object.keys(units).find((name) => name.toLowerCase() === unit.toLowerCase());
  const size = units[unit] ?? units[same];
  return size === undefined ? null : Math.floor(number * size + 0.5);
}

/** What is typed into the field of power or energy: {key, base}; its unit tells which. */
export function parseEnergy(text) {
  const power = parseAmount(text, "power");
  if (power !== null) return { key: "power", base: power };
  return { key: "energy", base: parseAmount(text, "energy") };
}

/** Why this cannot be asked, in a sentence; empty where it can. */
export function problem(text, base, of) {
  if (base === null) return `“${text.trim().slice(0, 24)}” is not ${NAMES[of]}. Write ${SAMPLES[of]}.`;
  if (base === 0) return `Nothing is within 0. Write a number above it, as ${SAMPLES[of]}.`;
  if ((of === "share" || of === "percent") && base > 1e6) return `No answer is more than ${of === "share" ? "1" : "100 %"} right. Write ${SAMPLES[of]}.`;
  return base > 9e14 ? `That is beyond every limit. Write ${SAMPLES[of]}, or leave it empty.` : "";
}

/** `50ms`, `30fps`, `0.20`: exact, in the largest unit that needs at most three decimals. */
export function amountText(base, of, space = "") {
  if (of === "time" && base % 1000 && base > 0 && base <= 1e9) {
    const rate = Math.floor(1e9 / base + 0.5);
    if (Math.floor(1e9 / rate) === base) return `${rate}${space}fps`;
  }
  const written = WRITTEN[of];
  const last = written.at(-1)[1];
  const [unit, size] = written.find(([, one]) => (base * 1000) % one === 0 && (base >= one || one === last)) ?? written.at(-1);
  const places = (base * 1000) % size === 0 ? 3 : 6;
  const number = decimal(base, size, places);
  return unit ? number + space + unit : number;
}

function decimal(base, size, places) {
  const scaled = Math.floor((base * 10 ** places) / size);
  const whole = Math.floor(scaled / 10 ** places);
  const rest = String(scaled % 10 ** places).padStart(places, "0");
  const text = `${whole}.${rest}`.replace(/\.?0+$/, "");
  return size === 1e6 && /^0\.\d$/.test(text) ? `${text}0` : text;
}

/** `50 ms`; of a rate the time, which columns show: `33.3 ms`. */
export function shown(base, of) {
  const text = amountText(base, of, NO_BREAK);
  if (text.endsWith("fps")) return `${Number((base / 1e6).toPrecision(3))}${NO_BREAK}ms`;
  return text.replaceAll(`${NO_BREAK}u`, `${NO_BREAK}µ`);
}

/** `= 33 ms` of `30 fps`, `= 30 fps` of `33 ms`: the other form of a time. */
export function echo(text, base) {
  if (/(fps|\/s|hz)\s*$/i.test(text)) return `= ${Number((base / 1e6).toPrecision(2))}${NO_BREAK}ms`;
  const rate = 1e9 / base;
  return rate >= 1 ? `= ${Number(rate.toPrecision(2))}${NO_BREAK}fps` : "";
}

/** {question, ignored, open} of the parts of an address (state.js). isShare: whether a target's accuracy is a
 * number from 0 to 1. ignored: parts that are known by name and mean nothing. */
export function fromParts(parts, isShare) {
  const question = empty();
  const ignored = [];
  let open = [];
  const target = parts.find(({ name, sign }) => sign === "=" && (name === "task" || name === "workload"));
  const share = isShare(target);
  for (const { name, sign, value } of parts) {
    if (name === "open") open = value.split("+").filter(Boolean);
    else if (!ADDRESS.includes(name)) continue;
    else if (!take(question, name, value, share)) ignored.push(`${name}${sign}${value}`);
  }
  return { question, ignored, open };
}

function take(question, name, value, share) {
  if (name === "task" || name === "workload") question[name] = value;
  else if (name === "judge") return value === "value" && Boolean((question.judge = value));
  else if (name === "order") return ORDERS.includes(value) && Boolean((question.order = value));
  else if (name === "boundary") return BOUNDARIES.includes(value) && Boolean((question.boundary = value));
  else if (name === "trust" && !TRUSTS.includes(value)) return false;
  else if (name === "since" && !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  else if (CHOSEN.includes(name)) question.chosen[name] = value;
  else return takeLimit(question, name, value, share);
  return true;
}

function takeLimit(question, name, value, share) {
  const [text, boundary] = value.split("@");
  if (PERCENTILES.includes(name)) {
    if (PERCENTILES.some((key) => key in question.limits)) return false;
    question.percentile = name;
    if (!text) return true;
  }
  const of = family(name, share);
  const base = parseAmount(text, of);
  if (problem(text, base, of)) return false;
  if (ENERGIES.includes(name)) {
    if (ENERGIES.some((key) => key in question.limits) || (boundary && !BOUNDARIES.includes(boundary))) return false;
    question.boundary = boundary || DEFAULT_BOUNDARY;
  }
  question.limits[name] = base;
  return true;
}

/** The parts of its address, without what is default. */
export function toParts(question, share, open = []) {
  const parts = [];
  const add = (name, sign, value) => parts.push({ name, sign, value });
  if (question.task) add("task", "=", question.task);
  else add("workload", "=", question.workload);
  for (const key of NUMERIC) {
    const at = ENERGIES.includes(key) ? `@${question.boundary}` : "";
    const sign = AT_LEAST.includes(key) ? ">=" : "<=";
    if (key in question.limits) add(key, sign, amountText(question.limits[key], family(key, share)) + at);
    else if (key === question.percentile && key !== "p90") add(key, "<=", "");
  }
  if (!energyOf(question) && question.boundary !== DEFAULT_BOUNDARY) add("boundary", "=", question.boundary);
  for (const key of CHOSEN) {
    if (key in question.chosen) add(key, key === "trust" || key === "since" ? ">=" : "=", question.chosen[key]);
  }
  if (question.judge === "value") add("judge", "=", "value");
  if (question.order !== "price") add("order", "=", question.order);
  if (open.length) add("open", "=", open.join("+"));
  return parts;
}

/** `power` or `energy`, whichever is limited; empty without. */
export function energyOf(question) {
  return ENERGIES.find((key) => key in question.limits) ?? "";
}

export function addressOf(question, share) {
  return toParts(question, share).map(({ name, sign, value }) => name + sign + value).join("&");
}
