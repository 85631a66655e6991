// Below a ranked table: all rows, the link to the view, and the rows as text to copy.

import { copyButton } from "./copy_button.js";
import { el } from "./dom.js";
import { csv, latex, markdown } from "./export.js";
import { ratioOf } from "./ratio.js";

export function makeFoot(table) {
  const foot = table.block.querySelector(".foot-tools");
  table.more = el("button", { type: "button", class: "button", click: () => table.change({ all: true }) }, `Show all ${table.total}`);
  if (table.total > table.drawn.size) foot.append(table.more);
  foot.append(copyButton("Copy link to this view", () => location.href));
  for (const [words, make] of [
    ["Copy as LaTeX", (heads, rows) => latex(heads, rows, caption(table))],
    ["Copy as Markdown", markdown],
    ["Copy as CSV", csv],
  ]) {
    foot.append(copyButton(words, async () => make(...(await asTexts(table)))));
  }
  table.block.querySelector(".more")?.remove();
}

export function showFoot(table, kept) {
  table.more.hidden = table.shown >= kept.length;
  table.more.textContent = `Show all ${kept.length}`;
  if (!table.more.isConnected) table.block.querySelector(".foot-tools").prepend(table.more);
}

function caption(table) {
  return `${document.querySelector("h1").textContent}. ${table.block.querySelector("h2").textContent}. ${location.href}`;
}

/** The rows as shown, every one of them, as texts under their heads. */
async function asTexts(table) {
  if (!(await table.loaded())) throw new Error("the rows could not be loaded");
  table.show();
  const kept = table.parts(table.asked().kept).flatMap((part) => part.rows);
  const words = [...table.head.querySelectorAll("th[data-sort] .head")].map((head) => head.textContent.replace(/[▲▼]/g, "").trim());
  const [device, , judged, energy, accuracy, price] = words;
  const heads = ["Rank", device, "Runtime", "Variant", judged, table.judgedWords[1].trim(), energy, "Boundary", accuracy, `${price}, USD`, "Status", "Result"];
  return [heads, kept.map((row) => texts(table, row))];
}

function texts(table, row) {
  const ratio = table.state.ratio && table.reference ? ratioOf(row.ends, table.reference.ends)?.text : null;
  const rank = table.state.sort === "energy" && table.boundary() ? row.energy_rank || "—" : row.rank;
  return [
    rank, row.device, row.runtime, row.variant, ratio ?? row.judged[0], row.judged[2],
    [row.energy[0], row.energy[1]].filter(Boolean).join(" "), row.boundary || "—", row.accuracy[0],
    row.price === null ? "no list price" : String(row.price), row.badges.map(([word]) => word).join(", "), row.id,
  ];
}
