// A ranked table: sort, filter, scale and ratio, classes on request. Ranks are those of the build: nothing here
// renumbers. Rows that the page does not hold come from its shards, when they are first needed.

import { el, load, rowsOf } from "./dom.js";
import { matches, tellEmpty, tellFilters } from "./filters.js";
import { compare, isNatural, orderOf } from "./sorting.js";
import { axisOf, showAxis } from "./table_axis.js";
import { hideClasses, markSorted, showClasses, showControls } from "./table_controls.js";
import { showFoot } from "./table_foot.js";
import { fill, measure } from "./table_rows.js";

const MOST_ROWS = 200;

/** change(asked): puts what a control asks for into the address. */
export function tableOf(section, change) {
  const table = new RankedTable(section, change);
  return { apply: (state) => table.apply(state) };
}

class RankedTable {
  constructor(section, change) {
    this.change = change;
    this.block = section.querySelector(".table-block");
    this.element = section.querySelector(".ranking");
    this.head = this.element.tHead;
    this.facts = this.block.dataset;
    this.total = Number(this.facts.total);
    this.axisLabels = this.head.querySelector(".axis");
    this.builtTicks = [...(this.axisLabels?.children ?? [])].map((text) => ({ at: parseFloat(text.getAttribute("x")), label: text.textContent }));
    this.scaleNote = this.head.querySelector(".marks-scale");
    this.judgedHead = this.head.querySelector("th.judged");
    this.judgedWords = [".head", ".under"].map((name) => this.judgedHead.querySelector(name)?.firstChild.textContent ?? "");
    this.notes = this.block.querySelector(".table-notes");
    this.drawn = new Map();
    this.groups = [...this.element.tBodies].map((body) => this.groupOf(body));
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
    measure(this);
    showControls(this);
    showClasses(this);
    if (this.isPlain(state) && !this.rows) {
      hideClasses(this);
      return [];
    }
    if (!(await this.loaded())) return [];
    if (this.state !== state) return [];
    const ignored = this.unknown(state);
    this.show();
    return ignored;
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

  show() {
    const { within, kept, facets } = this.asked();
    const parts = this.parts(kept);
    const limit = this.state.all ? Infinity : MOST_ROWS;
    this.reference = this.referenceOf(parts);
    this.axis = axisOf(this, kept);
    showAxis(this);
    fill(this, parts, limit);
    markSorted(this);
    tellFilters(this, within, kept, facets);
    if (!kept.length) tellEmpty(this, within, facets);
    showFoot(this, kept);
  }

  /** within: before the filters; kept: what is shown. facets: names, in the order of row.facets. */
  asked() {
    const { state } = this;
    const facets = Object.keys(this.about.facets);
    const within = this.rows.filter((row) => state.classes || !this.groups[row.group].asked);
    const found = within.filter((row) => matches(row, state.filters, facets));
    return { within, kept: state.best ? bestOfEach(found) : found, facets };
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
    const order = this.order();
    return isNatural(order) ? rows : rows.toSorted((a, b) => compare(a, b, order, this.facts.better));
  }

  order() {
    return orderOf(this.state, this.boundary());
  }

  boundary() {
    const known = [...new Set(this.about.energy.map((one) => one.boundary))];
    return this.state.at || (known.length === 1 ? known[0] : "");
  }

  referenceOf(parts) {
    const { ratio } = this.state;
    if (!ratio) return null;
    if (ratio !== "best") return this.rows.find((row) => row.id === ratio);
    const every = this.rows.filter((row) => row.rank !== "—" && row.ends[0] && row.group === 0);
    return every[0] ?? parts.flatMap((part) => part.rows).find((row) => row.ends[0]) ?? null;
  }

  setFilter(name, value) {
    const filters = { ...this.state.filters };
    if (value) filters[name] = value;
    else delete filters[name];
    this.change({ filters });
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
