// Where a result of the reader's own would stand: every ranked row a tick on one axis, theirs hollow and named.

import { around, logarithmic, percent } from "./chart_axis.js";
import { el } from "./dom.js";
import { columnUnit, figure, unitOf } from "./numbers.js";

const NEIGHBOURS = 3;

/** all: [value, low, high, name, id], best first. own: {id, value, low, high}. */
export function place(all, own, [title, quantity, better], { unranked, root, board, ranking }) {
  const rows = all.filter(([, , , , id]) => id !== own.id);
  const ahead = rows.filter(([value]) => (better === "lower" ? value < own.value : value > own.value)).length;
  const overlapping = rows.filter(([value, low, high]) => (low ?? value) <= (own.high ?? own.value) && (high ?? value) >= (own.low ?? own.value)).length;
  const unit = columnUnit([own.value, ...rows.map(([value]) => value)], quantity) ?? unitOf(own.value, quantity);
  return el(
    "section",
    { class: "place" },
    el("h2", {}, unranked ? `Beside ${counted(rows.length)}` : `Place ${ahead + 1} of ${rows.length + 1} by its ${ranking}`),
    el("p", { class: "note" }, [
      rows.length < all.length ? "This result stands there already; here it is set beside the others. " : "",
      unranked ? `It would not be ranked: ${unranked}. ` : "",
      overlapping ? `The intervals of ${counted(overlapping)} overlap with yours: which of them differ, edgebench tests when they are ranked. ` : "",
      "Hollow: yours. ",
      el("a", { href: board }, "The leaderboard"),
    ]),
    strip(rows, own, unit, `${title}: yours ${text(own, unit)}, ${ahead} ranked rows ahead, ${rows.length - ahead} behind.`),
    neighbours(rows, own, ahead, unit, root),
  );
}

function counted(rows) {
  return rows === 1 ? "1 ranked row" : `${rows} ranked rows`;
}

function text({ value, low, high }, unit) {
  return figure(value, low, high, unit).value;
}

function strip(rows, own, unit, finding) {
  const values = rows.flatMap(([value, low, high]) => [value, low, high]).concat(own.value, own.low, own.high).filter(Boolean);
  const [low, high] = around(values.map(Math.log)).map(Math.exp);
  const axis = logarithmic(low, high, unit);
  const anchor = axis.at(own.value) < 8 ? "start" : axis.at(own.value) > 92 ? "end" : "middle";
  return el(
    "svg",
    { class: "place-strip", role: "img", "aria-label": finding },
    axis.ticks.flatMap(({ at, label }, last, all) => [
      el("line", { class: "grid", x1: percent(at), x2: percent(at), y1: 20, y2: 56 }),
      el("text", { x: percent(at), y: 72, "text-anchor": at > 92 ? "end" : "middle" }, last === all.length - 1 ? `${label} ${unit.symbol}, log` : label),
    ]),
    rows.map(([value]) => el("rect", { class: "needle", x: percent(axis.at(value)), y: 30, width: 2, height: 16, transform: "translate(-1 0)" })),
    own.low && own.high ? el("rect", { class: "own-box", x: percent(axis.at(own.low)), width: percent(axis.at(own.high) - axis.at(own.low)), y: 32, height: 12 }) : null,
    el("rect", { class: "own", x: percent(axis.at(own.value)), y: 24, width: 7, height: 28, transform: "translate(-3.5 0)" }),
    el("text", { class: "label", x: percent(axis.at(own.value)), y: 16, "text-anchor": anchor }, "yours"),
  );
}

function neighbours(rows, own, ahead, unit, root) {
  const yours = [own.value, own.low, own.high];
  const all = [...rows.slice(0, ahead), yours, ...rows.slice(ahead)].slice(Math.max(0, ahead - NEIGHBOURS), ahead + NEIGHBOURS + 1);
  const lines = all.map((row) => {
    const { value, interval } = figure(row[0], row[1], row[2], unit);
    return el("tr", { class: row === yours ? "yours" : null }, el("th", { scope: "row" }, row === yours ? "yours" : el("a", { href: `${root}result/index.html#${row[4]}` }, row[3])), el("td", { class: "number" }, el("b", {}, value)), el("td", { class: "number" }, interval || "no interval"));
  });
  const head = el("tr", {}, el("th", { scope: "col" }, "Nearest"), el("th", { scope: "col", class: "number" }, "Value"), el("th", { scope: "col", class: "number" }, "Interval"));
  return el("table", { class: "steps" }, el("thead", {}, head), el("tbody", {}, lines));
}
