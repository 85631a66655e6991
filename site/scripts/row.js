// A row of a ranked table from its shard: the same elements that site/layouts/ranking.html writes.

import { el } from "./dom.js";
import { mark } from "./marks.js";

const WARNING = "M6 1L11.5 11H.5Z";
const CHECK = "M1.5 6.5L4.5 9.5L10.5 2.5";

/** about: {root, shapes, heads}; heads are the words before a value on a phone. */
export function drawRow(row, about) {
  const [value, , , missing] = row.judged;
  const result = `${about.root}result/index.html#${row.id}`;
  return el(
    "tr", { role: "row", class: "row", id: `r-${row.id}` },
    el("td", { role: "cell", class: "rank" }, row.rank),
    el("td", { role: "cell", class: "device" },
      el("a", { href: `${about.root}devices/${row.folder}/index.html` }, row.device), " ", under(row.device_note)),
    el("td", { role: "cell", class: "runtime" },
      shape(row.shape, about.shapes[row.shape]), el("span", { class: "name" }, row.runtime), " ", under(row.variant)),
    el("td", { role: "cell", class: "judged", "data-label": about.heads.judged },
      el("a", { class: missing ? "missing" : "value", href: result }, value), " ", note(row.judged)),
    el("td", { role: "cell", class: "marks", "aria-hidden": "true" }, mark(row.rank === "—", row.ends[0])),
    energy(row),
    cell(row.accuracy, "accuracy", about.heads.accuracy),
    price(row.price),
    el("td", { role: "cell", class: "status" }, row.badges.flatMap(([word, kind]) => badge(word, kind))),
  );
}

function energy(row) {
  const [text, aside, below, missing] = row.energy;
  const where = below && el("span", { class: "under" }, row.boundary ? el("a", { href: "#boundaries" }, below) : below);
  return el(
    "td", { role: "cell", class: "energy", "data-label": "Energy" },
    el("span", { class: missing ? "missing" : "value" }, text), aside && [" ", el("span", { class: "aside" }, aside)], " ", where,
  );
}

function cell(of, css, label) {
  const [text, aside, , missing, bad] = of;
  const name = `${missing ? "missing" : "value"}${bad && !missing ? " bad" : ""}`;
  return el(
    "td", { role: "cell", class: css, "data-label": label },
    el("span", { class: name }, text), aside && [" ", el("span", { class: "aside" }, aside)], " ", note(of),
  );
}

function note([, , below, , bad]) {
  if (!below) return null;
  return el("span", { class: bad ? "under bad" : "under" }, bad ? [icon(WARNING, 9, "warning"), " "] : null, below);
}

function price(usd) {
  const text = usd === null ? el("span", { class: "missing" }, "no list price") : [String(usd), el("span", { class: "unit" }, " USD")];
  return el("td", { role: "cell", class: "price", "data-label": "Price" }, text);
}

function under(text) {
  return el("span", { class: "under" }, text);
}

function shape(css, path) {
  return el("svg", { class: `shape ${css}`, viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" }, el("path", { d: path }));
}

function badge(word, kind) {
  const drawn = { warn: icon(WARNING, 10), bad: icon(WARNING, 10), good: icon(CHECK, 10, "", "check") }[kind];
  return [el("span", { class: `badge badge-${kind}` }, drawn, word), " "];
}

function icon(path, size, css = "", inner = "") {
  return el(
    "svg", { class: css || null, viewBox: "0 0 12 12", width: size, height: size, "aria-hidden": "true" },
    el("path", { class: inner || null, d: path }),
  );
}
