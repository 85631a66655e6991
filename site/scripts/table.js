// A ranked table: sort, filter, scale and ratio, classes on request. Ranks are those of the build: nothing here
// renumbers. Rows that the page does not hold come from its shards, when they are first needed.

import { el, load, rowsOf } from "./dom.js";
import { copyButton } from "./copy_button.js";
import { csv, latex, markdown } from "./export.js";
import { matches, mostRemoving, tellFilters } from "./filters.js";
import { drawAxis, gridOf, linearAxis, logAxis, place } from "./marks.js";
import { columnUnit, counted } from "./numbers.js";
import { ratioOf } from "./ratio.js";
import { drawRow } from "./row.js";
import { compare, isNatural } from "./sorting.js";

const MOST_ROWS = 200;
const LEAST_AT_ONCE = 20;
const ROWS_AT_ONCE = 40;
const MOST_AT_ONCE = 160;
const ROW_HEIGHT = 50;

/** change(asked): puts what a control asks for into the address. */
export function tableOf(section, change) {
  const table = new RankedTable(section, change);
  return { apply: (state) => table.apply(state) };
}

class RankedTable {
  constructor(section, change) {
    this.change = change;
    this.block = section.querySelector(".table-block");
    this.table = section.querySelector(".ranking");
    this.head = this.table.tHead;
    this.facts = this.block.dataset;
    this.total = Number(this.facts.total);
    this.axisLabels = this.head.querySelector(".axis");
    this.builtTicks = [...(this.axisLabels?.children ?? [])].map((text) => ({ at: parseFloat(text.getAttribute("x")), label: text.textContent }));
    this.scaleNote = this.head.querySelector(".marks-scale");
    this.judgedHead = this.head.querySelector("th.judged");
    this.judgedWords = [".head", ".under"].map((name) => this.judgedHead.querySelector(name)?.firstChild.textContent ?? "");
    this.notes = this.block.querySelector(".table-notes");
    this.drawn = new Map();
    this.groups = [...this.table.tBodies].map((body) => this.groupOf(body));
    this.rows = null;
    this.opened = false;
  }

  groupOf(body) {
    const rows = [...body.rows];
    for (const row of rows.slice(1)) this.drawn.set(row.id.slice(2), row);
    return { body, heading: rows[0], asked: body.dataset.asked === "true" };
  }

  /** Shows this state; the parts of the address that mean nothing here. */
  async apply(state) {
    this.state = state;
    this.measure();
    this.controls();
    this.classes();
    if (this.isPlain(state) && !this.rows) {
      this.hideClasses();
      return [];
    }
    if (!(await this.loaded())) return [];
    if (this.state !== state) return [];
    const ignored = this.unknown(state);
    this.show();
    return ignored;
  }

  /** Where the table stands: asked while nothing is changed yet, so that the page is not laid out anew for it. */
  measure() {
    this.height = this.block.offsetHeight;
    this.inSight = Math.max(LEAST_AT_ONCE, Math.ceil((innerHeight - this.table.getBoundingClientRect().top) / ROW_HEIGHT));
  }

  isPlain(state) {
    const asks = state.sort !== "judged" || state.reversed || state.scale !== "log" || state.ratio || state.best || state.all;
    return !asks && Object.keys(state.filters).length === 0;
  }

  /** Every row of the table, from its shards; false where one could not be had. */
  async loaded() {
    if (this.rows) return true;
    this.notes.querySelector(".failed")?.remove();
    try {
      const shards = await Promise.all(this.facts.shards.split(" ").map(load));
      this.about = shards[0];
      this.rows = shards.flatMap(rowsOf);
      return true;
    } catch {
      this.tellFailed();
      return false;
    }
  }

  tellFailed() {
    const here = this.drawn.size;
    const rest = this.total - here;
    const said = rest ? `Could not load the other ${rest} rows. The ${here} below are complete.` : "Could not load the numbers behind this table. What it shows is complete.";
    const again = el("button", { type: "button", class: "button", click: () => this.apply(this.state) }, "Try again");
    this.notes.append(el("p", { class: "told failed", role: "alert" }, said, " ", again));
  }

  unknown(state) {
    const ignored = [];
    const facets = Object.keys(this.about.facets);
    for (const [name, value] of Object.entries(state.filters)) {
      const at = facets.indexOf(name);
      if (this.rows.some((row) => row.facets[at] === value)) continue;
      ignored.push(`${name}=${value}`);
      delete state.filters[name];
    }
    if (/^[0-9a-f]{16}$/.test(state.ratio) && !this.rows.some((row) => row.id === state.ratio)) {
      ignored.push(`ratio=${state.ratio}`);
      state.ratio = "";
    }
    if (state.at && !this.about.energy.some((one) => one.boundary === state.at)) {
      ignored.push(`at=${state.at}`);
      state.at = "";
    }
    return ignored;
  }

  // What is shown.

  show() {
    const { state } = this;
    const facets = Object.keys(this.about.facets);
    const within = this.rows.filter((row) => state.classes || !this.groups[row.group].asked);
    const found = within.filter((row) => matches(row, state.filters, facets));
    const kept = state.best ? bestOfEach(found) : found;
    const parts = this.parts(kept);
    const limit = state.all ? Infinity : MOST_ROWS;
    this.reference = this.referenceOf(parts);
    this.axis = this.axisOf(kept);
    this.drawAxis();
    this.fill(parts, limit);
    this.sorted();
    tellFilters(this, within, found, kept, facets);
    if (!kept.length) this.tellEmpty(within, facets);
    this.foot(kept, parts);
  }

  /** [{heading, rows}]: the groups of the build, or by energy at one boundary. */
  parts(rows) {
    const { state } = this;
    if (state.sort === "energy" && this.boundary()) return this.byEnergy(rows, this.boundary());
    return this.groups
      .map((group, place) => ({ heading: group.heading, rows: rows.filter((row) => row.group === place) }))
      .filter((part) => part.rows.length)
      .map((part) => ({ ...part, rows: this.inOrder(part.rows) }));
  }

  byEnergy(rows, boundary) {
    const rankings = this.about.energy.map((one, place) => ({ ...one, place })).filter((one) => one.boundary === boundary);
    const parts = rankings.map((one) => ({ title: one.heading, ranked: true, rows: rows.filter((row) => row.energy_at === one.place) }));
    const places = new Set(rankings.map((one) => one.place));
    parts.push({ title: `Not ranked by energy at ${boundary}`, rows: rows.filter((row) => !places.has(row.energy_at)) });
    return parts
      .filter((part) => part.rows.length)
      .map((part) => ({ ...part, heading: this.headingRow(`${part.title} (${part.rows.length})`), rows: this.inOrder(part.rows), energy: true }));
  }

  headingRow(text) {
    return el("tr", { role: "row", class: "group" }, el("th", { role: "rowheader", scope: "rowgroup", colspan: 9 }, text));
  }

  inOrder(rows) {
    if (isNatural(this.state)) return rows;
    return rows.toSorted((a, b) => compare(a, b, this.state, this.facts.better));
  }

  boundary() {
    const known = [...new Set(this.about.energy.map((one) => one.boundary))];
    return this.state.at || (known.length === 1 ? known[0] : "");
  }

  /** The rows in sight at once, the rest after the next frame: so a filter answers before the eye moves. */
  fill(parts, limit) {
    let left = limit;
    let sight = this.inSight;
    const rest = [];
    const bodies = parts.map((part) => {
      const body = document.createElement("tbody");
      body.setAttribute("role", "rowgroup");
      part.heading.classList.toggle("only", parts.length === 1 && !part.energy && part.heading.classList.contains("only"));
      const shown = part.rows.slice(0, left);
      left -= shown.length;
      const joined = brackets(shown, this.state, part.energy);
      const draw = (from, to) => body.append(...shown.slice(from, to).map((row, at) => this.drawRow(row, joined[from + at], part)));
      body.append(part.heading);
      draw(0, sight);
      if (shown.length > sight) rest.push({ draw, from: sight, to: shown.length });
      sight = Math.max(0, sight - shown.length);
      return shown.length ? body : null;
    });
    this.block.style.minHeight = `${this.height}px`; // what is below stays until the rest has come
    for (const body of [...this.table.tBodies]) body.remove(); // the head stays, and with it the focus on its buttons
    this.table.append(...bodies.filter(Boolean));
    this.rest = rest;
    this.fillRest(rest, ROWS_AT_ONCE);
    this.shown = Math.min(limit, parts.reduce((sum, part) => sum + part.rows.length, 0));
  }

  /** Some of the rest a frame, ever more; nothing where `rest` is of an older state. */
  fillRest(rest, most) {
    if (rest !== this.rest) return;
    const [next] = rest;
    if (!next) {
      this.block.style.minHeight = "";
      return;
    }
    requestAnimationFrame(() => setTimeout(() => {
      if (rest !== this.rest) return;
      const to = Math.min(next.from + most, next.to);
      next.draw(next.from, to);
      next.from = to;
      if (to === next.to) rest.shift();
      this.fillRest(rest, Math.min(2 * most, MOST_AT_ONCE));
    }));
  }

  drawRow(row, bracket, part) {
    const tr = this.drawn.get(row.id) ?? this.drawNew(row);
    const tied = bracket ? ` tie tie-${bracket}` : "";
    tr.className = `row${tied}${this.reference === row && this.state.ratio ? " reference" : ""}`;
    const rank = part.energy ? (part.ranked ? row.energy_rank : "—") : row.rank;
    if (tr.cells[0].textContent !== rank) tr.cells[0].textContent = rank;
    this.judged(tr, row);
    const svg = tr.querySelector("td.marks > svg");
    if (svg) {
      svg.classList.toggle("hollow", rank === "—");
      if (tr.scale !== this.axis.name) {
        place(svg, row.ends, this.axis);
        tr.scale = this.axis.name;
      }
    }
    return tr;
  }

  drawNew(row) {
    const heads = { judged: this.judgedWords[0].trim(), accuracy: this.head.querySelector("th.accuracy .head").textContent.trim() };
    const tr = drawRow(row, { root: this.facts.root, shapes: this.about.shapes, heads });
    this.drawn.set(row.id, tr);
    return tr;
  }

  /** The value with its interval, or how many times the reference, over the value. */
  judged(tr, row) {
    const cell = tr.cells[3];
    const [value, , interval] = row.judged;
    const ratio = this.state.ratio && this.reference ? ratioOf(row.ends, this.reference.ends) : null;
    const [first, second] = ratio ? [ratio.text, value] : [value, interval];
    const link = cell.firstElementChild;
    if (link.textContent !== first) link.textContent = first;
    const under = cell.querySelector(".under");
    if (under && under.textContent !== second) under.textContent = second;
  }

  referenceOf(parts) {
    const { ratio } = this.state;
    if (!ratio) return null;
    if (ratio !== "best") return this.rows.find((row) => row.id === ratio);
    const every = this.rows.filter((row) => row.rank !== "—" && row.ends[0] && row.group === 0);
    return every[0] ?? parts.flatMap((part) => part.rows).find((row) => row.ends[0]) ?? null;
  }

  // The axis of the marks.

  axisOf(rows) {
    const { low, high, quantity } = this.facts;
    const unit = columnUnit([Number(low), Number(high)], quantity) ?? { divisor: 1e6, symbol: "ms" };
    if (this.state.ratio && this.reference) {
      const base = this.reference.ends[0];
      const made = logAxis(Number(low), Number(high), base, "×");
      return { ...made, grid: gridOf(made.ticks), name: `ratio ${this.reference.id}`, note: "; log, times the reference" };
    }
    if (this.state.scale === "linear") {
      const most = Math.max(1, ...rows.flatMap((row) => row.ends.filter(Boolean)));
      const made = linearAxis(most, quantity);
      return { ...made, grid: gridOf(made.ticks), name: `linear ${most}`, note: "; from zero" };
    }
    return { ...logAxis(Number(low), Number(high), unit.divisor, ""), ticks: this.builtTicks, grid: gridOf(this.builtTicks), name: "log", note: "; log" };
  }

  drawAxis() {
    if (!this.axisLabels || this.drawnAxis === this.axis.name) return;
    drawAxis(this.axisLabels, this.axis.ticks);
    this.scaleNote.textContent = this.axis.note;
    this.drawnAxis = this.axis.name;
    const [word, below] = this.state.ratio ? ["Ratio", "over the value"] : this.judgedWords;
    const button = this.judgedHead.querySelector("button") ?? this.judgedHead.querySelector(".head");
    button.firstChild.textContent = `${word.trim()} `;
    const under = this.judgedHead.querySelector(".under");
    if (under) under.textContent = below;
  }

  // Controls.

  controls() {
    if (!this.tools) this.makeControls();
    const { state } = this;
    press(this.scales, state.ratio ? "ratio" : state.scale);
    press(this.variants, state.best ? "best" : "all");
    this.askBoundary();
    this.pickReference();
  }

  makeControls() {
    this.tools = this.block.querySelector(".table-tools");
    this.scales = segments({ log: "log", linear: "linear", ratio: "ratio to…" }, (name) =>
      this.change(name === "ratio" ? { ratio: "best", scale: "log" } : { scale: name, ratio: "" }), "Scale of the marks");
    this.variants = segments({ all: "all variants", best: "best of device" }, (name) =>
      this.change({ best: name === "best" }), "Rows");
    this.filter = el("button", { type: "button", class: "button", "aria-expanded": "false", click: () => this.openFilters() }, "Filter");
    this.tools.append(this.scales, this.variants, this.filter);
    for (const th of this.head.querySelectorAll("th[data-sort]")) this.makeSort(th);
    const show = this.block.querySelector(".show-classes");
    show?.addEventListener("click", (event) => {
      event.preventDefault();
      this.change({ classes: !this.state.classes });
    });
    this.makeFoot();
  }

  makeSort(th) {
    const head = th.querySelector(".head");
    const button = el("button", { type: "button", click: () => this.sortBy(th.dataset.sort) });
    button.append(...head.childNodes);
    if (!button.lastChild || button.childNodes.length === 1) button.append(" ", el("span", { class: "sorted", "aria-hidden": "true" }));
    head.append(button);
  }

  sortBy(sort) {
    const again = this.state.sort === sort;
    this.change({ sort, reversed: again && !this.state.reversed, at: sort === "energy" ? this.state.at : "" });
  }

  /** The arrow stands on the column by which the table is sorted. */
  sorted() {
    for (const th of this.head.querySelectorAll("th[data-sort]")) {
      const here = th.dataset.sort === this.state.sort;
      const up = here && natural(th.dataset.sort, this.facts.better) !== this.state.reversed;
      if (here) th.setAttribute("aria-sort", up ? "ascending" : "descending");
      else th.removeAttribute("aria-sort");
      th.querySelector(".sorted").textContent = here ? (up ? "▲" : "▼") : "";
    }
  }

  /** Energy is compared at one boundary: which one, has to be said first. */
  askBoundary() {
    this.notes.querySelector(".ask-boundary")?.remove();
    if (this.state.sort !== "energy" || !this.rows) return void this.askWhenLoaded();
    const counts = new Map();
    for (const one of this.about.energy) counts.set(one.boundary, (counts.get(one.boundary) ?? 0) + one.ranked);
    const chosen = this.boundary();
    const words = counts.size
      ? "Energies are comparable at one boundary only. Sort by energy measured at: "
      : "No row here is ranked by energy: nothing was measured with a meter that counts.";
    const buttons = [...counts].map(([name, count]) =>
      el("button", { type: "button", "aria-pressed": String(name === chosen), click: () => this.change({ at: name }) },
        `${name} `, el("span", { class: "count" }, String(count))));
    this.notes.prepend(el("div", { class: "told ask-boundary", role: "status" }, words, counts.size ? el("span", { class: "segments" }, buttons) : null));
  }

  async askWhenLoaded() {
    if (this.state.sort === "energy" && (await this.loaded())) this.askBoundary();
  }

  /** In ratio mode: to the best, or to any row that is shown. */
  pickReference() {
    this.tools.querySelector(".reference-pick")?.remove();
    if (!this.state.ratio || !this.rows) return;
    const options = this.rows.filter((row) => row.ends[0] && (row.rank !== "—" || row.id === this.state.ratio)).slice(0, MOST_ROWS);
    const select = el("select", { "aria-label": "Ratio to", change: (event) => this.change({ ratio: event.target.value }) },
      el("option", { value: "best" }, "the best"),
      options.map((row) => el("option", { value: row.id }, `${row.rank}  ${row.device}, ${row.runtime}, ${row.variant}`)));
    select.value = this.state.ratio;
    this.scales.after(el("label", { class: "reference-pick" }, select));
  }

  async openFilters() {
    this.opened = !this.opened;
    this.filter.setAttribute("aria-expanded", String(this.opened));
    if (!this.opened) return void this.notes.querySelector(".filters")?.remove();
    if (!(await this.loaded())) return;
    this.show();
    this.notes.querySelector(".filters select")?.focus();
  }

  setFilter(name, value) {
    const filters = { ...this.state.filters };
    if (value) filters[name] = value;
    else delete filters[name];
    this.change({ filters });
  }

  tellEmpty(within, facets) {
    const { name, count } = mostRemoving(within, this.state.filters, facets);
    const label = this.about.facets[name];
    const drop = el("button", { type: "button", class: "button", click: () => this.setFilter(name, "") }, `Drop ${label}: ${this.state.filters[name]}`);
    const clear = el("button", { type: "button", class: "button", click: () => this.change({ filters: {} }) }, "Clear all filters");
    const said = `No row passes these filters. The one that removes most is ${label}: without it ${counted(count, "row does", "rows do")}.`;
    this.notes.append(el("div", { class: "told empty-table", role: "status" }, el("p", {}, said), el("p", {}, drop, clear)));
  }

  // Classes that are not ranked.

  classes() {
    const link = this.block.querySelector(".show-classes");
    if (!link || !this.groups.some((group) => group.asked)) return;
    const any = this.groups.some((group) => !group.asked);
    if (!any) return;
    link.textContent = this.state.classes ? "Hide them" : "Show them below the ranking";
    link.setAttribute("role", "button");
    link.setAttribute("aria-pressed", String(this.state.classes));
  }

  hideClasses() {
    const any = this.groups.some((group) => !group.asked);
    for (const group of this.groups) group.body.hidden = any && group.asked && !this.state.classes;
  }

  // Below the table.

  makeFoot() {
    const foot = this.block.querySelector(".foot-tools");
    this.more = el("button", { type: "button", class: "button", click: () => this.change({ all: true }) }, `Show all ${this.total}`);
    if (this.total > this.drawn.size) foot.append(this.more);
    foot.append(copyButton("Copy link to this view", () => location.href));
    for (const [words, make] of [
      ["Copy as LaTeX", (heads, rows) => latex(heads, rows, this.caption())],
      ["Copy as Markdown", markdown],
      ["Copy as CSV", csv],
    ]) {
      foot.append(copyButton(words, async () => make(...(await this.asTexts()))));
    }
    this.block.querySelector(".more")?.remove();
  }

  foot(kept) {
    this.more.hidden = this.shown >= kept.length;
    this.more.textContent = `Show all ${kept.length}`;
    if (!this.more.isConnected) this.block.querySelector(".foot-tools").prepend(this.more);
  }

  caption() {
    return `${document.querySelector("h1").textContent}. ${this.block.querySelector("h2").textContent}. ${location.href}`;
  }

  /** The rows as shown, every one of them, as texts under their heads. */
  async asTexts() {
    if (!(await this.loaded())) throw new Error("the rows could not be loaded");
    this.show();
    const facets = Object.keys(this.about.facets);
    const rows = this.rows.filter((row) => (this.state.classes || !this.groups[row.group].asked) && matches(row, this.state.filters, facets));
    const kept = this.parts(this.state.best ? bestOfEach(rows) : rows).flatMap((part) => part.rows);
    const words = [...this.head.querySelectorAll("th[data-sort] .head")].map((head) => head.textContent.replace(/[▲▼]/g, "").trim());
    const [device, , judged, energy, accuracy, price] = words;
    const heads = ["Rank", device, "Runtime", "Variant", judged, "95 % interval", energy, "Boundary", accuracy, `${price}, USD`, "Status", "Result"];
    return [heads, kept.map((row) => this.texts(row))];
  }

  texts(row) {
    const ratio = this.state.ratio && this.reference ? ratioOf(row.ends, this.reference.ends)?.text : null;
    const rank = this.state.sort === "energy" && this.boundary() ? row.energy_rank || "—" : row.rank;
    return [
      rank, row.device, row.runtime, row.variant, ratio ?? row.judged[0], row.judged[2],
      [row.energy[0], row.energy[1]].filter(Boolean).join(" "), row.boundary || "—", row.accuracy[0],
      row.price === null ? "no list price" : String(row.price), row.badges.map(([word]) => word).join(", "), row.id,
    ];
  }
}

/** The first ranked row of each device, and of each class. */
function bestOfEach(rows) {
  const seen = new Set();
  return rows.filter((row) => {
    const key = `${row.group} ${row.folder} ${row.device_note}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Where each row stands in its bracket; only in the order of the ranking do they stand together. */
function brackets(rows, state, energy) {
  if (!isNatural(state) || energy) return rows.map(() => "");
  const same = (a, b) => a && b && a.tie !== null && a.tie === b.tie;
  const names = { "01": "first", 11: "middle", 10: "last", "00": "" };
  return rows.map((row, at) => names[`${Number(Boolean(same(rows[at - 1], row)))}${Number(Boolean(same(row, rows[at + 1])))}`]);
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
