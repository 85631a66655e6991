// The rows of a ranked table: those in sight at once, the rest after the next frame.

import { place } from "./marks.js";
import { ratioOf } from "./ratio.js";
import { drawRow } from "./row.js";
import { isNatural } from "./sorting.js";

const LEAST_AT_ONCE = 20;
const ROWS_AT_ONCE = 40;
const MOST_AT_ONCE = 160;
const ROW_HEIGHT = 50;

/** Where the table stands: asked while nothing is changed yet, so that the page is not laid out anew for it. */
export function measure(table) {
  table.height = table.block.offsetHeight;
  table.inSight = Math.max(LEAST_AT_ONCE, Math.ceil((innerHeight - table.element.getBoundingClientRect().top) / ROW_HEIGHT));
}

/** The rows in sight at once, the rest after the next frame: so a filter answers before the eye moves. */
export function fill(table, parts, limit) {
  let left = limit;
  let sight = table.inSight;
  const rest = [];
  const bodies = parts.map((part) => {
    const body = document.createElement("tbody");
    body.setAttribute("role", "rowgroup");
    part.heading.classList.toggle("only", parts.length === 1 && !part.energy && part.heading.classList.contains("only"));
    const shown = part.rows.slice(0, left);
    left -= shown.length;
    const joined = brackets(shown, table.order(), part.energy);
    const draw = (from, to) => body.append(...shown.slice(from, to).map((row, at) => placeRow(table, row, joined[from + at], part)));
    body.append(part.heading);
    draw(0, sight);
    if (shown.length > sight) rest.push({ draw, from: sight, to: shown.length });
    sight = Math.max(0, sight - shown.length);
    return shown.length ? body : null;
  });
  table.block.style.minHeight = `${table.height}px`; // what is below stays until the rest has come
  for (const body of [...table.element.tBodies]) body.remove(); // the head stays, and with it the focus on its buttons
  table.element.append(...bodies.filter(Boolean));
  table.rest = rest;
  fillRest(table, rest, ROWS_AT_ONCE);
  table.shown = Math.min(limit, parts.reduce((sum, part) => sum + part.rows.length, 0));
}

/** Some of the rest a frame, ever more; nothing where `rest` is of an older state. */
function fillRest(table, rest, most) {
  if (rest !== table.rest) return;
  const [next] = rest;
  if (!next) {
    table.block.style.minHeight = "";
    return;
  }
  requestAnimationFrame(() => setTimeout(() => {
    if (rest !== table.rest) return;
    const to = Math.min(next.from + most, next.to);
    next.draw(next.from, to);
    next.from = to;
    if (to === next.to) rest.shift();
    fillRest(table, rest, Math.min(2 * most, MOST_AT_ONCE));
  }));
}

function placeRow(table, row, bracket, part) {
  const tr = table.drawn.get(row.id) ?? drawNew(table, row);
  const tied = bracket ? ` tie tie-${bracket}` : "";
  tr.className = `row${tied}${table.reference === row && table.state.ratio ? " reference" : ""}`;
  const rank = part.energy ? (part.ranked ? row.energy_rank : "—") : row.rank;
  if (tr.cells[0].textContent !== rank) tr.cells[0].textContent = rank;
  writeJudged(table, tr, row);
  const svg = tr.querySelector("td.marks > svg");
  if (svg) {
    svg.classList.toggle("hollow", rank === "—");
    if (tr.scale !== table.axis.name) {
      place(svg, row.ends, table.axis);
      tr.scale = table.axis.name;
    }
  }
  return tr;
}

function drawNew(table, row) {
  const heads = { judged: table.judgedWords[0].trim(), accuracy: table.head.querySelector("th.accuracy .head").textContent.trim() };
  const tr = drawRow(row, { root: table.facts.root, shapes: table.about.shapes, heads });
  table.drawn.set(row.id, tr);
  return tr;
}

/** The value with its interval, or how many times the reference, over the value. */
function writeJudged(table, tr, row) {
  const cell = tr.cells[3];
  const [value, , interval] = row.judged;
  const ratio = table.state.ratio && table.reference ? ratioOf(row.ends, table.reference.ends) : null;
  const [first, second] = ratio ? [ratio.text, value] : [value, interval];
  const link = cell.firstElementChild;
  if (link.textContent !== first) link.textContent = first;
  const under = cell.querySelector(".under");
  if (under && under.textContent !== second) under.textContent = second;
}

/** Where each row stands in its bracket; only in the order of the ranking do they stand together. */
function brackets(rows, state, energy) {
  if (!isNatural(state) || energy) return rows.map(() => "");
  const same = (a, b) => a && b && a.tie !== null && a.tie === b.tie;
  const names = { "01": "first", 11: "middle", 10: "last", "00": "" };
  return rows.map((row, at) => names[`${Number(Boolean(same(rows[at - 1], row)))}${Number(Boolean(same(row, rows[at + 1])))}`]);
}
