// A result file of the reader's: looked at and drawn here. Nothing of it leaves the computer: what is fetched is the
// same whatever the file, the words, the schema and the rankings of all workloads.

import { detailOf, tableKey, whyUnranked } from "./detail.js";
import { byId, el, load } from "./dom.js";
import { read } from "./estimate.js";
import { JsonFault, parse } from "./json_check.js";
import { place } from "./place.js";
import { MADE_HERE, isDrawable, resultFaults } from "./result_check.js";
import { schemaFaults } from "./schema_check.js";

const DAMAGED = "Get it again from where it came from, or measure again; a result is never edited.";
const box = byId("open");
const { root } = box.dataset;
let fetched = null;

/** {words, schema, rankings: {workload: tables}}, once. */
async function known() {
  fetched ??= everything();
  return fetched.catch((error) => {
    fetched = null;
    throw error;
  });
}

async function everything() {
  const ranked = [...byId("places").options].map(async (one) => [one.value, (await load(one.dataset.address)).tables]);
  const [words, schema, rankings] = await Promise.all([load(box.dataset.words), load(box.dataset.schema), Promise.all(ranked)]);
  return { words, schema, rankings: Object.fromEntries(rankings) };
}

async function open(file) {
  byId("result").replaceChildren();
  const view = await import("./result_view.js"); // drawing is not needed before there is a file
  try {
    const site = await known();
    const read = await readFile(file, site);
    const faults = resultFaults({ ...read, words: site.words });
    byId("verdict").replaceChildren(verdict(file, faults, site.words, view));
    if (isDrawable(faults)) draw(read, site, view);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    byId("verdict").replaceChildren(verdict(file, error.faults, null, view));
  }
  const summary = byId("verdict").querySelector("h2").textContent;
  byId("status").textContent = `${file.name}: ${summary}`;
}

/** Why a file cannot be drawn: [{place, what, todo}]. */
class Fault extends Error {
  constructor(...faults) {
    super(faults[0].what);
    this.faults = faults;
  }
}

/** {result, text, name, id}; or a Fault. */
async function readFile(file, { words, schema }) {
  if (file.size > words.largest_bytes) throw new Fault({ what: `It has ${file.size} bytes; a result has at most ${words.largest_bytes}. It was not read.`, todo: "Choose a result file, not a folder's archive or a trace." });
  const bytes = await file.arrayBuffer();
  const text = decoded(bytes);
  const result = parsed(text, words.deepest);
  checkFormat(result, words.format);
  const wrong = schemaFaults(result, schema);
  if (wrong.length) throw new Fault(...wrong.map(({ path, what }) => ({ place: path, what: `${what}.`, todo: DAMAGED })));
  return { result, text, name: file.name, id: await digest(bytes) };
}

function decoded(bytes) {
  if (new Uint8Array(bytes.slice(0, 3)).join() === "239,187,191") throw new Fault({ place: "byte 0", what: "It begins with a byte order mark.", todo: DAMAGED });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Fault({ what: "It is not UTF-8 text.", todo: "Choose a result file: its name ends in 16 digits and .json." });
  }
}

function parsed(text, deepest) {
  try {
    return parse(text, deepest);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new Fault({ place: `character ${error.at}, at ${error.path.slice(0, 200)}`, what: `${error.what}.`, todo: DAMAGED });
  }
}

function checkFormat(result, format) {
  const found = result?.format;
  const say = (what, todo) => {
    throw new Fault({ place: "$.format", what, todo });
  };
  if (!Number.isSafeInteger(found) || found < 0) say("It has no format, so it is no result of edgebench.", "Choose a result file of edgebench.");
  if (found < format) say(`Format ${found} came before the format was settled; this site reads ${format}.`, "Measure it again.");
  if (found > format) say(`It was written by a newer edgebench: format ${found}, this site reads ${format}.`, "Open it on a newer site.");
}

/** Null where the browser lets only pages of https or of this computer compute it. */
async function digest(bytes) {
  if (!globalThis.crypto?.subtle) return null;
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** words: null of a file that cannot be drawn. */
function verdict(file, faults, words, view) {
  const counted = faults.length === 1 ? "1 thing is wrong" : `${faults.length} things are wrong`;
  const heading = faults.length ? `${counted}${words && isDrawable(faults) ? "" : ", so it cannot be drawn"}` : "Nothing wrong was found here";
  const items = faults.map(({ rule, place: where, what, todo }) =>
    el("li", {}, el("span", {}, view.badge("wrong", "bad")), el("p", {}, el("b", {}, what), ` ${todo}`, el("span", { class: "under" }, [where, rule].filter(Boolean).join("; ")))),
  );
  return el("section", { class: "verdict" }, el("h2", {}, heading), el("p", { class: "note" }, el("code", {}, file.name.slice(0, 200))), items.length ? el("ul", { class: "noticed" }, items) : null, words && elsewhere(words));
}

/** What only the program looks for, in the words of its rules. */
function elsewhere({ checks }) {
  const rest = Object.entries(checks).filter(([rule]) => !MADE_HERE.includes(rule));
  const items = rest.map(([rule, what]) => el("li", {}, el("b", {}, rule), ` ${what}`));
  const here = `Looked at here: its form against the schema, its id, and ${MADE_HERE.length} of ${Object.keys(checks).length} checks of a submission.`;
  return el("div", { class: "elsewhere" }, el("p", { class: "note" }, here), el("details", {}, el("summary", {}, `${rest.length} checks only `, el("code", {}, "edgebench check FILE"), " makes"), el("ul", {}, items)));
}

function draw({ result, name, id }, { words, rankings }, view) {
  const detail = detailOf(result, words, { id: id ?? "not computed here", name });
  const at = { id, root, licence: words.licence, place: placeOf(result, words, rankings, id) };
  byId("result").replaceChildren(el("h2", { class: "own-title" }, view.titleOf(detail)), ...view.resultView(detail, at));
}

function placeOf(result, words, rankings, id) {
  const scenario = words.scenarios[result.load.scenario];
  const own = { ...read(result, scenario.judged_by), id: id?.slice(0, 16) };
  const why = whyUnranked(result, words);
  const unranked = why && words.unranked[why];
  const rows = rankings[result.workload.name]?.[tableKey(result)];
  if (!rows || own.value === null) {
    const note = own.value === null ? "It has no value to rank by." : `Nothing is ranked yet that asks the same${unranked ? `, and it would not be ranked: ${unranked}` : ": it would be the first"}.`;
    return el("section", { class: "place" }, el("h2", {}, "No ranking to stand in"), el("p", { class: "note" }, note));
  }
  const board = `${root}workloads/${encodeURIComponent(result.workload.name)}/index.html#${tableKey(result).split(" ")[0]}`;
  return place(rows, own, words.metrics[scenario.judged_by], { unranked, root, board, ranking: scenario.ranking });
}

function failed(error) {
  byId("verdict").replaceChildren(el("section", {}, el("h2", {}, "This page could not read what it needs"), el("p", {}, `${error.message}. Try again, or in a terminal: `, el("code", {}, "edgebench check FILE"))));
}

function choose(files) {
  if (files.length) open(files[0]).catch(failed);
}

byId("file").addEventListener("change", ({ target }) => choose(target.files));
box.addEventListener("dragover", (event) => {
  event.preventDefault();
  box.classList.add("over");
});
box.addEventListener("dragleave", () => box.classList.remove("over"));
box.addEventListener("drop", (event) => {
  event.preventDefault();
  box.classList.remove("over");
  choose(event.dataTransfer.files);
});
