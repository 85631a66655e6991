// The controls of a ranked table: scale, variants, sorting, the boundary of energies, the row of a ratio, classes.

import { el } from "./dom.js";
import { makeFoot } from "./table_foot.js";

const MOST_CHOICES = 200;

export function showControls(table) {
  if (!table.tools) makeControls(table);
  const { state } = table;
  press(table.scales, state.ratio ? "ratio" : state.scale);
  press(table.variants, state.best ? "best" : "all");
  showOrder(table);
  askBoundary(table);
  pickReference(table);
}

function makeControls(table) {
  table.tools = table.block.querySelector(".table-tools");
  table.scales = segments({ log: "log", linear: "linear", ratio: "ratio to…" }, (name) =>
    table.change(name === "ratio" ? { ratio: "best", scale: "log" } : { scale: name, ratio: "" }), "Scale of the marks");
  table.variants = segments({ all: "all variants", best: "best of device" }, (name) =>
    table.change({ best: name === "best" }), "Rows");
  table.filter = el("button", { type: "button", class: "button", "aria-expanded": "false", click: () => openFilters(table) }, "Filter");
  table.tools.append(table.scales, table.variants, table.filter, makeOrder(table));
  for (const th of table.head.querySelectorAll("th[data-sort]")) makeSort(table, th);
  const show = table.block.querySelector(".show-classes");
  show?.addEventListener("click", (event) => {
    event.preventDefault();
    table.change({ classes: !table.state.classes });
  });
  makeFoot(table);
}

function makeSort(table, th) {
  const head = th.querySelector(".head");
  const button = el("button", { type: "button", click: () => sortBy(table, th.dataset.sort) });
  button.append(...head.childNodes);
  if (!button.lastChild || button.childNodes.length === 1) button.append(" ", el("span", { class: "sorted", "aria-hidden": "true" }));
  head.append(button);
}

/** On a phone, where the heads are hidden. */
function makeOrder(table) {
  const options = [...table.head.querySelectorAll("th[data-sort]")].map((th) =>
    el("option", { value: th.dataset.sort }, `sort by ${th.querySelector(".head").textContent.replace(/[▲▼]/g, "").trim()}`));
  table.orders = el("select", { "aria-label": "Sort by", change: (event) => sortBy(table, event.target.value) }, options);
  table.turn = el("button", { type: "button", "aria-label": "The other way around", click: () => sortBy(table, table.state.sort) });
  return el("span", { class: "segments sort-pick" }, table.orders, table.turn);
}

function showOrder(table) {
  table.orders.value = table.state.sort;
  table.turn.setAttribute("aria-pressed", String(table.state.reversed));
  table.turn.textContent = natural(table.state.sort, table.facts.better) !== table.state.reversed ? "▲" : "▼";
}

function sortBy(table, sort) {
  const again = table.state.sort === sort;
  table.change({ sort, reversed: again && !table.state.reversed, at: sort === "energy" ? table.state.at : "" });
}

/** The arrow stands on the column by which the table is sorted. */
export function markSorted(table) {
  const { sort, reversed } = table.order();
  for (const th of table.head.querySelectorAll("th[data-sort]")) {
    const here = th.dataset.sort === sort;
    const up = here && natural(th.dataset.sort, table.facts.better) !== reversed;
    if (here) th.setAttribute("aria-sort", up ? "ascending" : "descending");
    else th.removeAttribute("aria-sort");
    th.querySelector(".sorted").textContent = here ? (up ? "▲" : "▼") : "";
  }
}

/** Energy is compared at one boundary: which one, has to be said first. */
function askBoundary(table) {
  table.notes.querySelector(".ask-boundary")?.remove();
  if (table.state.sort !== "energy" || !table.rows) return void askWhenLoaded(table);
  const counts = new Map();
  for (const one of table.about.energy) counts.set(one.boundary, (counts.get(one.boundary) ?? 0) + one.ranked);
  const chosen = table.boundary();
  const waits = chosen ? "" : "Until one is chosen the rows stay in the order of their ranking. ";
  const words = counts.size
    ? `Energies are comparable at one boundary only. ${waits}Sort by energy measured at: `
    : "No row here is ranked by energy: nothing was measured with a meter that counts.";
  const buttons = [...counts].map(([name, count]) =>
    el("button", { type: "button", "aria-pressed": String(name === chosen), click: () => table.change({ at: name }) },
      `${name} `, el("span", { class: "count" }, String(count))));
  table.notes.prepend(el("div", { class: "told ask-boundary", role: "status" }, words, counts.size ? el("span", { class: "segments" }, buttons) : null));
}

async function askWhenLoaded(table) {
  if (table.state.sort === "energy" && (await table.loaded())) askBoundary(table);
}

/** In ratio mode: to the best, or to any row that is shown. */
function pickReference(table) {
  table.tools.querySelector(".reference-pick")?.remove();
  if (!table.state.ratio || !table.rows) return;
  const options = table.rows.filter((row) => row.ends[0] && (row.rank !== "—" || row.id === table.state.ratio)).slice(0, MOST_CHOICES);
  const select = el("select", { "aria-label": "Ratio to", change: (event) => table.change({ ratio: event.target.value }) },
    el("option", { value: "best" }, "the best"),
    options.map((row) => el("option", { value: row.id }, `${row.rank}  ${row.device}, ${row.runtime}, ${row.variant}`)));
  select.value = table.state.ratio;
  table.scales.after(el("label", { class: "reference-pick" }, select));
}

async function openFilters(table) {
  table.opened = !table.opened;
  table.filter.setAttribute("aria-expanded", String(table.opened));
  if (!table.opened) return void table.notes.querySelector(".filters")?.remove();
  if (!(await table.loaded())) return;
  table.show();
  table.notes.querySelector(".filters select")?.focus();
}

export function showClasses(table) {
  const link = table.block.querySelector(".show-classes");
  if (!link || !table.groups.some((group) => group.asked)) return;
  const any = table.groups.some((group) => !group.asked);
  if (!any) return;
  link.textContent = table.state.classes ? "Hide them" : "Show them below the ranking";
  link.setAttribute("role", "button");
  link.setAttribute("aria-pressed", String(table.state.classes));
}

export function hideClasses(table) {
  const any = table.groups.some((group) => !group.asked);
  for (const group of table.groups) group.body.hidden = any && group.asked && !table.state.classes;
}

/** Whether a column begins with its least. */
function natural(sort, better) {
  if (sort === "accuracy") return false;
  return sort !== "judged" || better === "lower";
}

function segments(choices, pick, label) {
  const buttons = Object.entries(choices).map(([name, words]) =>
    el("button", { type: "button", "data-name": name, "aria-pressed": "false", click: () => pick(name) }, words));
  return el("span", { class: "segments", role: "group", "aria-label": label }, buttons);
}

function press(group, name) {
  for (const button of group.children) button.setAttribute("aria-pressed", String(button.dataset.name === name));
}
