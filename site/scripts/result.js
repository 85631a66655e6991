// The page of a result: the id is in the address after the #. A list named by its first digits says which shard holds it.

import { byId, el, load } from "./dom.js";
import { resultView, titleOf } from "./result_view.js";
import { detailIn, folderOf, placeIn } from "./shard.js";

const NEAREST = 5;
const page = byId("result");
const { folder, digits, root, source, licence } = page.dataset;
const empty = [...page.childNodes];
const heading = document.title;

async function show() {
  const asked = named();
  if (document.getElementById(asked)) return undefined; // a place in the page, such as its content
  if (!asked) return say("A result", "The address names no result: put its id after a #.");
  if (!/^[0-9a-f]+$/.test(asked)) return say("There is no such result", `"${asked.slice(0, 80)}" is no id: an id is made of the digits 0 to 9 and a to f.`);
  if (asked.length < Number(digits)) return say("There is no such result", `"${asked}" is too short: give at least ${digits} digits.`);
  const wanted = asked.slice(0, 16);
  try {
    const held = await listed(wanted);
    const fitting = [...held.keys()].filter((id) => id.startsWith(wanted));
    const detail = fitting.length === 1 ? await read(fitting[0], held.get(fitting[0])) : null;
    if (asked !== named()) return undefined; // the reader has gone on meanwhile
    return detail ? draw(fitting[0], detail) : unknown(wanted, held, fitting);
  } catch (error) {
    return asked === named() ? failed(error) : undefined;
  }
}

/** The ids that begin alike, each with its shard. */
async function listed(wanted) {
  const { shards, ids } = await load(`${folder}ids/${wanted.slice(0, Number(digits))}.json`);
  return new Map(Object.entries(ids).map(([id, place]) => [id, shards[place]]));
}

/** Detail and place of a result. */
async function read(id, shard) {
  const [details, places] = await Promise.all(["results", "places"].map((kind) => load(`${folder}${kind}/${shard}.json`)));
  const [detail, place] = [detailIn(details, id, shard), placeIn(places, id)];
  if (!detail || !place) throw new Error("It is elsewhere now: the site was made anew. Load this page again");
  return { ...detail, ...place };
}

function named() {
  return location.hash.slice(1).toLowerCase();
}

function draw(id, detail) {
  const title = titleOf(detail);
  document.title = `${title} · edgebench`;
  const workload = `${root}workloads/${encodeURIComponent(detail.path.split("/").at(-2))}/index.html`;
  const crumbs = el("nav", { class: "crumbs", "aria-label": "Breadcrumb" }, el("a", { href: `${root}workloads/index.html` }, "Workloads"), " / ", el("a", { href: workload }, detail.workload), ` / result ${id}`);
  page.replaceChildren(crumbs, el("h1", {}, title), ...resultView(detail, { id, root, source, licence, place: null }).filter(Boolean));
}

/** The nearest ids share most of the first digits. */
function unknown(wanted, held, fitting) {
  const shared = (id) => [...id].findIndex((digit, place) => digit !== wanted[place]);
  const near = fitting.length ? fitting : [...held.keys()].sort((a, b) => shared(b) - shared(a) || (a < b ? -1 : 1));
  const what = fitting.length ? `${fitting.length} results begin with ${wanted}.` : `No result here has the id ${wanted}. It may be newer than this site, or mistyped.`;
  say(fitting.length ? "Which result?" : "There is no such result", what);
  if (!near.length) return;
  const items = near.slice(0, NEAREST).map((id) => el("li", {}, el("a", { href: `#${id}` }, id), ` ${whatIs(held.get(id))}`));
  page.append(el("h2", {}, fitting.length ? "These" : "The nearest ids"), el("ul", { class: "nearest" }, items));
}

/** `mobilenet-v2 on pi5`, of a shard. */
function whatIs(shard) {
  const [device, workload] = folderOf(shard).split("/");
  return `${workload} on ${device}`;
}

function failed(error) {
  say("The result could not be loaded", `${error.message}.`);
  page.append(el("p", {}, el("button", { type: "button", class: "button", click: show }, "Try again")));
}

function say(title, text) {
  document.title = heading;
  page.replaceChildren(...empty);
  page.querySelector("h1").textContent = title;
  byId("status").textContent = text;
}

addEventListener("hashchange", show);
show();
