// Filters of a table: selects with counts behind one button, chips for those that are set.

import { el } from "./dom.js";
import { counted } from "./numbers.js";

/** Whether a row passes; except: a facet that is not asked. facets: names, in the order of row.facets. */
export function matches(row, filters, facets, except = "") {
  return Object.entries(filters).every(([name, value]) => name === except || row.facets[facets.indexOf(name)] === value);
}

/** The filter without which most rows pass: {name, count}. */
export function mostRemoving(rows, filters, facets) {
  const found = Object.keys(filters).map((name) => ({
    name, count: rows.filter((row) => matches(row, filters, facets, name)).length,
  }));
  return found.reduce((most, one) => (one.count > most.count ? one : most));
}

/** Chips, the count, and the panel if it is open. within: rows before filters; kept: those that are shown. */
export function tellFilters(table, within, kept, facets) {
  const { notes, state, about } = table;
  for (const old of notes.querySelectorAll(".chips, .empty-table, .count-line")) old.remove();
  const filters = Object.entries(state.filters);
  if (filters.length) notes.append(chips(table, filters, about));
  if (filters.length || state.best) {
    notes.append(el("p", { class: "note count-line", "aria-live": "polite" }, `${kept.length} of ${counted(within.length, "row")}`));
  }
  if (table.opened) panel(table, within, facets);
}

/** No row is left: which filter removes most, and the ways out. */
export function tellEmpty(table, within, facets) {
  const { name, count } = mostRemoving(within, table.state.filters, facets);
  const label = table.about.facets[name];
  const drop = el("button", { type: "button", class: "button", click: () => table.setFilter(name, "") }, `Drop ${label}: ${table.state.filters[name]}`);
  const clear = el("button", { type: "button", class: "button", click: () => table.change({ filters: {} }) }, "Clear all filters");
  const said = `No row passes these filters. The one that removes most is ${label}: without it ${counted(count, "row does", "rows do")}.`;
  table.notes.append(el("div", { class: "told empty-table", role: "status" }, el("p", {}, said), el("p", {}, drop, clear)));
}

function chips(table, filters, about) {
  const made = filters.map(([name, value]) =>
    el("button", { type: "button", class: "button chip", "aria-label": `Remove the filter ${about.facets[name]}: ${value}`,
      click: () => table.setFilter(name, "") }, `${about.facets[name]}: ${value}`));
  const all = filters.length > 1
    ? el("button", { type: "button", class: "button", click: () => table.change({ filters: {} }) }, "Clear all filters")
    : null;
  return el("div", { class: "chips" }, made, all);
}

/** A select for each facet that has a choice; it keeps its element, so that the focus stays. */
function panel(table, rows, facets) {
  let place = table.notes.querySelector(".filters");
  if (!place) {
    place = el("div", { class: "filters", role: "group", "aria-label": "Filters" });
    table.notes.prepend(place);
  }
  for (const [at, name] of facets.entries()) {
    const counts = new Map();
    for (const row of rows) if (matches(row, table.state.filters, facets, name)) counts.set(row.facets[at], (counts.get(row.facets[at]) ?? 0) + 1);
    const chosen = table.state.filters[name] ?? "";
    if (chosen && !counts.has(chosen)) counts.set(chosen, 0);
    const old = place.querySelector(`[data-facet="${name}"]`);
    if (!old && counts.size < 2) continue;
    const select = old ?? addSelect(table, place, name);
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const names = [...counts.keys()].toSorted((a, b) => (a < b ? -1 : 1));
    select.replaceChildren(
      el("option", { value: "" }, `any (${total})`),
      ...names.map((value) => el("option", { value }, `${value} (${counts.get(value)})`)),
    );
    select.value = chosen;
  }
}

function addSelect(table, place, name) {
  const select = el("select", { "data-facet": name, change: (event) => table.setFilter(name, event.target.value) });
  place.append(el("label", {}, table.about.facets[name], select));
  return select;
}
