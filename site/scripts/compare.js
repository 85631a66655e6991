// The comparison of the devices in the address: `#d=pi5,n100&base=n100&variants=same`. Draws what
// site/layouts/charts/ratio.html draws, of the same view.

import { MOST_DEVICES, compare } from "./comparing.js";
import { byId, el, load, rowsOf } from "./dom.js";
import { csv } from "./export.js";
import { read, show } from "./state.js";

const ORDER = ["d", "base", "variants"];
const controls = document.getElementById("compare-controls");
const known = new Map([...document.querySelectorAll("#compare-devices [data-slug]")].map((one) => [one.dataset.slug, one.dataset]));
const loaded = new Map();

/** {slugs, base, variants, ignored, rest} of the address; without devices those that the page came with. */
function stateOf(parts) {
  const value = (name) => parts.find((part) => part.name === name && part.sign === "=")?.value ?? "";
  const asked = value("d").split(",").filter(Boolean);
  const slugs = [...new Set(asked)].filter((slug) => known.has(slug)).slice(0, MOST_DEVICES);
  const rest = parts.filter((part) => !ORDER.includes(part.name));
  const ignored = [...asked.filter((slug) => !slugs.includes(slug)), ...rest.map((part) => part.name + part.sign + part.value)];
  return { slugs: asked.length ? slugs : controls.dataset.shown.split(","), base: value("base"), variants: value("variants") === "same" ? "same" : "best", ignored, rest, asked: asked.length > 0 };
}

function partsOf({ slugs, base, variants, rest }) {
  const parts = [{ name: "d", sign: "=", value: slugs.join(",") }];
  if (slugs.indexOf(base) > 0) parts.push({ name: "base", sign: "=", value: base });
  if (variants === "same") parts.push({ name: "variants", sign: "=", value: variants });
  return [...parts, ...rest];
}

async function deviceOf(slug) {
  if (!loaded.has(slug)) {
    const shard = await load(known.get(slug).shard);
    loaded.set(slug, { ...shard.device, rows: rowsOf(shard) });
  }
  return loaded.get(slug);
}

function change(next) {
  show(partsOf(next), ORDER, true);
  draw(next);
}

async function draw(state) {
  drawControls(state);
  const ignored = byId("compare-ignored");
  ignored.hidden = !state.ignored.length;
  ignored.textContent = `Ignored in the address: ${state.ignored.join(", ")}.`;
  if (state.slugs.length < 2) {
    byId("compare-sentence").replaceChildren("Choose a second device to compare with.");
    byId("comparison").replaceChildren();
    return;
  }
  try {
    const devices = await Promise.all(state.slugs.map(deviceOf));
    if (stateOf(read()).slugs.join() !== state.slugs.join()) return; // a later choice is on its way
    drawComparison(compare(devices, Math.max(0, state.slugs.indexOf(state.base)), state.variants));
  } catch (error) {
    byId("compare-sentence").replaceChildren(`Could not load a device (${error.message}). Reload to try again.`);
  }
}

function drawControls(state) {
  const focused = document.activeElement?.dataset?.key;
  const base = Math.max(0, state.slugs.indexOf(state.base));
  controls.hidden = false;
  controls.replaceChildren(
    group("Devices", ...state.slugs.map((slug, place) => chip(state, slug, place)), adder(state)),
    group("Compared with", ...state.slugs.map((slug, place) => toggle(`base-${place}`, "ABCD"[place], place === base, known.get(slug).name, () => change({ ...state, base: slug })))),
    group("Variants", toggle("best", "best that meets the target", state.variants === "best", "", () => change({ ...state, variants: "best" })), toggle("same", "same variant", state.variants === "same", "", () => change({ ...state, variants: "same" }))),
    el("div", { class: "control-group" }, takeButton(state, "csv", "CSV"), takeButton(state, "json", "JSON"), copyButton()),
    el("div", { class: "control-group" }, el("a", { href: root("open/index.html") }, "Open your own result file"), el("span", { class: "note" }, "\u00a0(stays on this computer)")),
  );
  if (focused) controls.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function group(name, ...children) {
  return el("div", { class: "control-group", role: "group", "aria-label": name }, el("span", { class: "control-name" }, name), ...children);
}

function chip(state, slug, place) {
  const { name } = known.get(slug);
  const remove = () => change({ ...state, slugs: state.slugs.filter((one) => one !== slug) });
  return el("button", { type: "button", class: "device-chip", "data-key": `chip-${slug}`, "aria-label": `Remove ${"ABCD"[place]}, ${name}`, click: remove }, `${"ABCD"[place]} ${name} ×`);
}

function adder(state) {
  if (state.slugs.length >= MOST_DEVICES) return null;
  const options = [...known.values()].filter((one) => !state.slugs.includes(one.slug)).map((one) => el("option", { value: one.slug }, one.name));
  const add = (event) => event.target.value && change({ ...state, slugs: [...state.slugs, event.target.value] });
  return el("select", { "aria-label": "Add a device", "data-key": "add", change: add }, el("option", { value: "" }, "Add a device…"), ...options);
}

function toggle(key, text, pressed, name, press) {
  return el("button", { type: "button", class: "toggle", "data-key": key, "aria-pressed": String(pressed), "aria-label": name ? `${text}, ${name}` : null, click: press }, text);
}

/** Saves what is compared as a file. */
function takeButton(state, kind, name) {
  const take = async (event) => {
    const button = event.currentTarget;
    try {
      const devices = await Promise.all(state.slugs.map(deviceOf));
      const view = compare(devices, Math.max(0, state.slugs.indexOf(state.base)), state.variants);
      const [type, text] = kind === "csv" ? ["text/csv", asCsv(view)] : ["application/json", asJson(view)];
      const address = URL.createObjectURL(new Blob([text], { type }));
      el("a", { href: address, download: `${state.slugs.join("-")}.${kind}` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 1000);
    } catch {
      button.textContent = `${name}: could not load a device`;
    }
  };
  return el("button", { type: "button", class: "toggle", "data-key": kind, click: take }, name);
}

/** A row a ranking; of each device its value, interval, what ran, energy, and the ratio to the baseline. */
function asCsv({ heads, baseline, groups }) {
  const of = (name) => [name, `${name}: 95 % interval`, `${name}: runtime, variant`, `${name}: energy a sample`, `${name}: times faster than ${heads[baseline].name}`];
  const rows = groups.flatMap((group) => group.rows.map((row) => [group.heading, row.title, ...heads.flatMap((_, place) => told(row, place))]));
  return csv(["Asked", "Workload", ...heads.flatMap(({ name }) => of(name))], rows);
}

function told(row, place) {
  const [cell, energy] = [row.cells[place], row.energies[place]];
  return [cell.missing || cell.value, cell.interval, cell.note, energy.missing || `${energy.value} ${energy.note}`, row.ratios[place]];
}

function asJson({ heads, baseline, groups }) {
  const rows = groups.flatMap((group) => group.rows.map(({ title, workload, cells, ratios, energies, energy_ratios }) => ({ asked: group.heading, title, workload, cells, ratios, energies, energy_ratios })));
  return `${JSON.stringify({ devices: heads, baseline: heads[baseline].letter, rows }, null, 1)}\n`;
}

function copyButton() {
  const copy = async (event) => {
    const button = event.currentTarget;
    try {
      await navigator.clipboard.writeText(location.href);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Copy it from the address bar";
    }
  };
  return el("button", { type: "button", class: "toggle", "data-key": "copy", click: copy }, "Copy link to this comparison");
}

function drawComparison(view) {
  const names = view.heads.map((head) => head.name);
  byId("compare-title").textContent = names.join(", ");
  document.title = `${names.join(", ")} · edgebench`;
  byId("compare-sentence").replaceChildren(...view.sentence.map(({ text, strong }) => (strong ? el("b", {}, text) : text)));
  const parts = view.groups.length ? [factsTable(view), ratioSection(view), numbersSection(view)] : [factsTable(view)];
  byId("comparison").replaceChildren(...parts);
}

const root = (path) => controls.dataset.root + path;
const rowOf = (attributes, ...cells) => el("tr", { role: "row", ...attributes }, ...cells);
const headOf = (attributes, ...children) => el("th", { role: "columnheader", scope: "col", ...attributes }, ...children);
const nameOf = (attributes, ...children) => el("th", { role: "rowheader", scope: "row", ...attributes }, ...children);
const cellOf = (attributes, ...children) => el("td", { role: "cell", ...attributes }, ...children);
const bodyOf = (...rows) => el("tbody", { role: "rowgroup" }, ...rows);
const tableOf = (css, label, head, ...bodies) => el("table", { class: css, role: "table", "aria-label": label }, el("thead", { role: "rowgroup" }, rowOf({}, ...head)), ...bodies);
const letterOf = ({ letter }) => el("span", { class: `letter letter-${letter}` }, letter);
const workloadLink = (row) => el("a", { href: root(`workloads/${row.workload}/index.html`) }, row.title);
const groupRow = (view, group) => rowOf({ class: "group" }, el("th", { role: "rowheader", scope: "rowgroup", colspan: view.heads.length + 1 }, group.heading));

function factsTable(view) {
  const heads = view.heads.map((head) => headOf({}, letterOf(head), " ", el("a", { href: root(`devices/${head.slug}/index.html`) }, head.name)));
  const rows = view.facts.map(({ name, values }) => rowOf({}, nameOf({}, name), ...values.map((value, place) => cellOf({ "data-label": view.heads[place].letter }, value))));
  return tableOf("beside-table", "Facts side by side", [headOf({}, el("span", { class: "hidden" }, "Fact")), ...heads], bodyOf(...rows));
}

function ratioSection(view) {
  const base = view.heads[view.baseline];
  const others = view.heads.filter((head) => head !== base);
  const left = parseFloat(view.one);
  const tight = (is) => (is ? "tight" : null);
  const sides = el("svg", { class: "axis", "aria-hidden": "true" }, el("text", { class: tight(left < 40), x: view.one, dx: -8, y: 13, "text-anchor": "end" }, `slower than ${base.letter}`), el("text", { class: tight(left > 60), x: view.one, dx: 8, y: 13 }, `faster than ${base.letter}`));
  const head = [headOf({ class: "what" }, "Workload"), headOf({ class: "marks" }, el("span", { class: "hidden" }, "Drawn: the ratios"), sides), ...others.map((one) => headOf({ class: "number" }, `${one.letter} over ${base.letter}`))];
  const drawn = view.groups.filter((group) => group.rows.some((row) => row.points.length));
  const bodies = drawn.map((group) => bodyOf(groupRow(view, group), ...group.rows.filter((row) => row.points.length).map((row) => ratioRow(view, row))));
  const labels = view.ticks.map((tick) => el("text", { x: tick.at, y: 13, "text-anchor": "middle" }, tick.label));
  const axis = bodyOf(el("tr", { class: "axis-row", "aria-hidden": "true" }, el("td"), el("td", { class: "marks" }, el("svg", { class: "axis" }, ...labels)), el("td", { colspan: others.length })));
  return el(
    "section",
    {},
    el("h2", {}, `How many times faster than ${base.letter}, ${base.name}`),
    el("p", { class: "note" }, `Log scale around 1×. A filled box is the 95 % interval of the ratio; a dashed one is the guard band, where nothing could be tested: 5 %, or more where queries a minute were few. ${view.note}`),
    tableOf("plot ratio", `How many times faster than ${base.name}`, head, ...bodies, axis),
  );
}

function ratioRow(view, row) {
  const base = view.heads[view.baseline];
  const texts = row.ratios.flatMap((text, place) => (place === view.baseline ? [] : [cellOf({ class: text.endsWith("×") ? "number" : "number missing", "data-label": `${view.heads[place].letter} over ${base.letter}` }, text || "not measured")]));
  return rowOf({}, nameOf({ class: "what" }, workloadLink(row)), cellOf({ class: "marks", "aria-hidden": "true" }, marks(view, row)), ...texts);
}

function marks(view, row) {
  const grid = view.ticks.map((tick) => el("line", { class: "grid", x1: tick.at, x2: tick.at, y1: 0, y2: "100%" }));
  const one = el("line", { class: "one", x1: view.one, x2: view.one, y1: 0, y2: "100%" });
  const boxes = row.points.map((point) => el("rect", { class: point.tested ? "ratio-box" : "ratio-guard", x: point.box_from, width: point.box_width, y: "50%", height: 28, transform: "translate(0 -14)" }));
  const letters = row.points.map((point) => el("svg", { class: `letter-mark letter-${point.letter}`, x: point.at, y: "50%" }, el("circle", { r: 9 }), el("text", { y: 4, "text-anchor": "middle" }, point.letter)));
  return el("svg", { class: "mark" }, ...grid, one, ...boxes, ...letters);
}

function numbersSection(view) {
  const head = [headOf({}, "Workload"), ...view.heads.map((one) => headOf({}, letterOf(one), ` ${one.name}`))];
  const rows = (group) => group.rows.map((row) => rowOf({}, nameOf({}, workloadLink(row)), ...row.cells.map((_, place) => numberCell(view, row, place))));
  const bodies = view.groups.map((group) => bodyOf(groupRow(view, group), ...rows(group)));
  return el(
    "section",
    {},
    el("h2", {}, "The numbers"),
    el("p", { class: "note" }, "With 95 % intervals, over several sessions the span of theirs; below them runtime and variant, and the energy of a sample. Energies are compared only where their boundary is the same."),
    tableOf("matrix numbers", "The numbers", head, ...bodies),
  );
}

function numberCell(view, row, place) {
  const [cell, energy, less] = [row.cells[place], row.energies[place], row.energy_ratios[place]];
  const label = { "data-label": view.heads[place].name };
  if (cell.missing) return cellOf(label, el("span", { class: "missing" }, `— ${cell.missing}`));
  const than = less.startsWith("not") ? "" : ` than ${view.heads[view.baseline].letter}`;
  return cellOf(
    label,
    el("a", { class: "value", href: root(`result/index.html#${cell.id}`) }, cell.value),
    " ",
    el("span", { class: "aside" }, cell.interval),
    " ",
    el("span", { class: "under" }, cell.note),
    " ",
    el("span", { class: "under" }, energy.missing || `${energy.value} ${energy.note}`, less && ", ", less && el("b", {}, less + than)),
  );
}

if (controls) {
  const restore = () => draw(stateOf(read()));
  addEventListener("hashchange", restore);
  addEventListener("popstate", restore);
  if (stateOf(read()).asked) restore();
  else drawControls(stateOf(read()));
}
