// The sentence of a comparison, as edgebench/publish/compare/sentence.py says it: a test holds them together.

import { counted } from "./numbers.js";

const CANNOT = "Energy cannot be compared";

/** [{text, strong}] of each device against the baseline. */
export function sentence(devices, shared, baseline) {
  const told = [];
  for (const [place, device] of devices.entries()) {
    if (place === baseline) continue;
    if (told.length) told.push({ text: " ", strong: false });
    told.push(...faster(device, devices[baseline], shared, place, baseline));
    const energy = energyOf(device, devices[baseline], shared, place, baseline);
    if (energy) told.push({ text: ` ${energy}`, strong: false });
  }
  return told;
}

/** Plain and strong in turn, the first one plain. */
function phrases(...texts) {
  return texts.map((text, place) => ({ text, strong: place % 2 === 1 })).filter(({ text }) => text);
}

function faster(device, base, shared, place, baseline) {
  const both = shared.filter((row) => row.ratios[place]);
  const single = both.filter((row) => firstOf(row).single);
  const toldOf = single.length ? single : both;
  const found = toldOf.map((row) => row.ratios[place]);
  if (!found.length) return phrases(`${device.name} and ${base.name} cannot be compared: ${why(device, base)}.`);
  const [better, worse] = [betterOf(found), worseOf(found)];
  const level = found.length - better.length - worse.length;
  const parts = [[better, "faster"], [worse, "slower"]].filter(([ratios]) => ratios.length);
  const told = parts.map(([ratios, way]) => [`${timesOf(ratios)} ${way}`, ratios.length]);
  const limits = limitsOf(toldOf, both.length, place, baseline).map((one) => ` ${one}`).join("");
  if (!told.length) {
    return phrases("", `${device.name} and ${base.name} are not told apart`, ` on ${rankings(found.length)}.${limits}`);
  }
  const [[first, count], ...rest] = told;
  const where = count === found.length ? rankings(count) : `${count} of ${rankings(found.length)}`;
  const more = rest.map(([text, number]) => `, ${text} on ${number}`).join("") + (level ? `, not told apart on ${level}` : "");
  return phrases(`${device.name} is `, first, ` than ${base.name} on ${where}${more}.${limits}`);
}

/** Sentences on what a range of ratios does not say. */
function limitsOf(toldOf, shared, place, baseline) {
  const tested = toldOf.filter((row) => row.ratios[place].tested).length;
  const others = shared - toldOf.length;
  const other = toldOf.filter(({ candidates }) => candidates[place].variant !== candidates[baseline].variant).length;
  const verb = (number) => (number === 1 ? "is" : "are");
  return [
    tested ? "" : "None of these ratios is tested: that takes three sessions a side.",
    tested && tested < toldOf.length ? `${tested} of these ratios ${verb(tested)} tested.` : "",
    others ? `${counted(others, "ranking")} of other scenarios ${verb(others)} below.` : "",
    other ? `On ${other} of them the variants differ: each device runs its fastest that meets the target.` : "",
  ].filter(Boolean);
}

export function firstOf(row) {
  return row.candidates.find(Boolean);
}

function why(device, base) {
  return device.kind === base.kind ? "they share no ranking" : `${device.kind} and ${base.kind} are ranked apart`;
}

function betterOf(found) {
  return found.filter((ratio) => ratio.differs && ratio.better > 1).map((ratio) => ratio.better);
}

function worseOf(found) {
  return found.filter((ratio) => ratio.differs && ratio.better < 1).map((ratio) => 1 / ratio.better);
}

function rankings(count) {
  return counted(count, "shared ranking");
}

function timesOf(ratios) {
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)].map(twoDigits);
  return low === high ? `${low} times` : `${low} to ${high} times`;
}

export function twoDigits(ratio) {
  return ratio.toFixed(ratio < 0.1 ? 3 : ratio < 2 ? 2 : ratio < 10 ? 1 : 0);
}

function energyOf(device, base, shared, place, baseline) {
  const both = shared.filter((row) => row.ratios[place]);
  const found = both.map((row) => row.energies[place]).filter(Boolean);
  if (!found.length) return both.length ? noEnergy(device, base, both, place, baseline) : "";
  const [less, more] = [betterOf(found).length, worseOf(found).length];
  const counts = [[less, "less"], [more, "more"], [found.length - less - more, "not told apart"]];
  const told = counts.filter(([count]) => count).map(([count, word]) => `${word} on ${count}`);
  return `Its energy, in ${rankings(found.length)} with one boundary: ${told.join(", ")}.`;
}

function noEnergy(device, base, both, place, baseline) {
  const boundaries = (at) => [...new Set(both.map((row) => row.candidates[at]?.boundary).filter(Boolean))].sort();
  const [mine, others] = [boundaries(place), boundaries(baseline)];
  const missing = [[device, mine], [base, others]].filter(([, found]) => !found.length).map(([one]) => one.name);
  if (missing.length) return `${CANNOT}: no meter on ${missing.join(" and ")}.`;
  if (mine.join() !== others.join()) return `${CANNOT}: measured at ${mine.join(", ")} and at ${others.join(", ")}.`;
  return `${CANNOT}: no ranking has the energy of both.`;
}
