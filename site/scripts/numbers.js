// Stored integers to text, as edgebench/units.py and edgebench/publish/wording/numbers.py set them: a test holds them together.

const NO_BREAK = "\u00a0";
const THIN = "\u2009";
const ONE_UNIT_SPAN = 10_000;

const unit = (divisor, symbol, whole = false) => ({ divisor, symbol, whole });
const SCALES = {
  ns: [unit(1, "ns", true), unit(1e3, "µs"), unit(1e6, "ms"), unit(1e9, "s")],
  B: [unit(1, "B", true), unit(1024, "KiB"), unit(1048576, "MiB"), unit(1073741824, "GiB")],
  nJ: [unit(1, "nJ", true), unit(1e3, "µJ"), unit(1e6, "mJ"), unit(1e9, "J"), unit(1e12, "kJ")],
  uW: [unit(1, "µW", true), unit(1e3, "mW"), unit(1e6, "W"), unit(1e9, "kW")],
};
const FIXED = {
  mHz: unit(1e3, "/s"),
  streams: unit(1, "streams", true),
  ppm: unit(1e6, "×"),
};

export const PERCENT = unit(1e4, "%");
export const SHARE = unit(1e6, "");
export const TIMES = unit(1, "×");

/** The unit in which this one value reads best. */
export function unitOf(value, quantity) {
  if (quantity in FIXED) return value === 1 && quantity === "streams" ? unit(1, "stream", true) : FIXED[quantity];
  const units = SCALES[quantity];
  return units.findLast((one) => Math.abs(value) >= one.divisor) ?? units[0];
}

/** The unit of a column: that of its middle, in ratios; null where one unit would not do. */
export function columnUnit(values, quantity) {
  if (quantity in FIXED) return FIXED[quantity];
  const present = values.filter(Boolean);
  if (!present.length) return null;
  const [least, most] = [Math.min(...present), Math.max(...present)];
  return most > ONE_UNIT_SPAN * least ? null : unitOf(Math.round(Math.sqrt(least * most)), quantity);
}

/** {value: "8.42 ms", interval: "8.35–8.50"}: value and interval end where the interval's half-width says. */
export function figure(value, low, high, of) {
  const scaled = value / of.divisor;
  const third = of.whole ? Math.max(0, thirdDigit(scaled)) : thirdDigit(scaled);
  if (low === null || low === undefined || high === null || high === undefined) {
    return { value: withSymbol(grouped(decimal(scaled, third)), of.symbol), interval: "" };
  }
  const half = (high - low) / 2 / of.divisor;
  const place = half > 0 ? Math.max(intervalPlace(half), third) : third;
  const number = decimal(scaled, Math.min(place, third + 2));
  const ends = [low, high].map((one) => end(one / of.divisor, place));
  const interval = ends.every((one) => one === number) ? `within ${decimal(power(place), place)}` : ends.join("–");
  return { value: withSymbol(grouped(number), of.symbol), interval: grouped(interval) };
}

/** `8.42 ms` of a value alone. */
export function text(value, quantity) {
  return figure(value, null, null, unitOf(value, quantity)).value;
}

/** `1.43×`. */
export function ratio(value) {
  return figure(value, null, null, TIMES).value;
}

/** `1 result`, `3 results`. */
export function counted(number, one, many = `${one}s`) {
  return grouped(`${number} ${number === 1 ? one : many}`);
}

function withSymbol(number, symbol) {
  if (!symbol) return number;
  return symbol === "×" ? number + symbol : number + NO_BREAK + symbol;
}

/** Whole numbers of five digits or more by thousands. */
export function grouped(plain) {
  return plain.replace(/(?<![\d.])\d{5,}/g, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, THIN));
}

/** Rounded to 10**place, ties to the even digit, as Python does: toFixed takes the larger of the two. */
function decimal(value, place) {
  if (place <= 0) return fixed(value, -place);
  const scale = power(place);
  const rest = Math.abs(value % scale);
  const whole = (Math.abs(value) - rest) / scale;
  const up = rest * 2 > scale || (rest * 2 === scale && whole % 2 === 1);
  return (Math.sign(value) * (up ? whole + 1 : whole) * scale).toFixed(0);
}

function fixed(value, digits) {
  const twice = value * power(digits) * 2;
  if (!Number.isInteger(twice) || twice % 2 === 0) return value.toFixed(digits);
  const exact = value.toFixed(100);
  const cut = exact.indexOf(".") + 1 + digits;
  if (!/^50*$/.test(exact.slice(cut))) return value.toFixed(digits);
  const below = digits ? exact.slice(0, cut) : exact.slice(0, cut - 1);
  return Number(below.at(-1)) % 2 === 0 ? below : value.toFixed(digits);
}

function end(value, place) {
  const third = thirdDigit(value);
  return decimal(value, Math.max(third, Math.min(place, third + 2)));
}

function intervalPlace(half) {
  let place = exponent(half);
  if (Number(fixed(half / power(place), 1)) >= 9.5) place += 1; // 0.097 is 0.10 in one digit, and then has two
  return half / power(place) < 2 ? place - 1 : place;
}

function thirdDigit(value) {
  if (value === 0) return 0;
  const place = exponent(value) - 2;
  const rounded = Number(decimal(Math.abs(value), place));
  return rounded >= power(place + 3) ? place + 1 : place; // 9.996 is 10.0
}

/** 10**place to the last bit; neither `**` nor Math.log10 is exact in every engine. */
function power(place) {
  return Number(`1e${place}`);
}

function exponent(value) {
  return Number(Math.abs(value).toExponential().split("e")[1]);
}
