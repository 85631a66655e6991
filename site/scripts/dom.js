// Elements from data. Text is always a text node: nothing here, and nothing that uses it, parses markup.

const SVG = "http://www.w3.org/2000/svg";
const SVG_NAMES = new Set(["svg", "g", "path", "line", "rect", "circle", "text", "title", "polyline", "use"]);

/** el("td", {class: "rank"}, "2"): attributes by name, listeners as functions; null children are left out. */
export function el(name, attributes = {}, ...children) {
  const made = SVG_NAMES.has(name) ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

/** The element of this id; an error that names it where the template lacks it. */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element #${id}`);
  return found;
}

/** JSON from the site, or an error a reader understands. address: relative to the page. */
export async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: the server answered ${answer.status}`);
  return answer.json();
}

/** Rows as objects from a columnar shard {columns: [...], rows: [[...], ...]}. */
export function rowsOf(shard) {
  return shard.rows.map((row) => Object.fromEntries(shard.columns.map((name, place) => [name, row[place]])));
}
