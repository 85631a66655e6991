// The page of a result from its Detail (edgebench/publish/result/details.py), whichever way that came: from a shard of the site
// or from a file of the reader's. Every text is a text node.

import { copyButton } from "./copy_button.js";
import { distribution } from "./distribution.js";
import { el } from "./dom.js";
import { escaped } from "./export.js";
import { power } from "./power.js";
import { processes } from "./processes.js";
import { trace } from "./trace.js";

const SVG_OF_KIND = { warn: "M6 1L11.5 11H.5Z", bad: "M6 1L11.5 11H.5Z", good: "M1.5 6.5L4.5 9.5L10.5 2.5" };
const LEVELS = { error: "bad", warning: "warn", info: "plain" };

/** Children for the page. at: {id, root, licence, place}; place: an element in the place of the rank, or null. */
export function resultView(detail, at) {
  return [
    banner(detail.withdrawn),
    el("p", { class: "badges" }, detail.badges.map(([word, kind]) => meant(word, kind, at.root)), detail.tags.map((tag) => el("span", { class: "badge" }, tag)), " ", el("span", { class: "measured" }, measured(detail, at))),
    opening(detail),
    at.place,
    repeat(detail.command),
    pair(drawn(detail.distribution, distribution, "How long each query took", detail.distribution_why), drawn(detail.processes, processes, "Each process", detail.processes_why)),
    detail.trace ? trace(detail.trace) : null,
    evidence(detail),
    pair([findings(detail), versions(detail), sessions(detail, at.id), further(detail)], [whatRan(detail, at), cite(detail, at)]),
  ].filter(Boolean);
}

export function titleOf(detail) {
  return `${detail.workload} ${detail.title}`;
}

export function badge(word, kind) {
  const path = SVG_OF_KIND[kind];
  const sign = path ? el("svg", { viewBox: "0 0 12 12", width: 10, height: 10, "aria-hidden": "true" }, el("path", { class: kind === "good" ? "check" : null, d: path })) : null;
  return el("span", { class: `badge badge-${kind}` }, sign, word);
}

/** A badge that leads to what it means. */
function meant(word, kind, root) {
  const address = `${root}methods/index.html#badge-${word.replaceAll(" ", "-")}`;
  return el("a", { class: `badge badge-${kind}`, href: address }, ...badge(word, kind).childNodes);
}

function banner(withdrawn) {
  if (!withdrawn) return null;
  const [when, why] = withdrawn;
  return el("div", { class: "banner bad-banner" }, el("p", {}, badge("withdrawn", "bad"), ` on ${when}, ${why.replace(/[.!?]$/, "")}.`), el("p", {}, "Do not use these numbers: they are struck, and rank nowhere."));
}

function measured(detail, at) {
  if (at.place) return `measured ${detail.created}`;
  const board = `${at.root}workloads/${encodeURIComponent(workloadOf(detail))}/index.html#${detail.board}`;
  const ranked = detail.rank.startsWith("rank ");
  return [`measured ${detail.created}, ${detail.rank}${ranked ? " in " : "; see "}`, el("a", { href: board }, "its leaderboard")];
}

function workloadOf(detail) {
  return detail.path.split("/").at(-2);
}

function opening(detail) {
  const numbers = detail.numbers.map(([label, value, note, kind]) =>
    el(
      "div",
      { class: kind || null },
      el("dt", {}, label),
      el("dd", {}, el(detail.withdrawn ? "s" : "b", {}, value), el("span", { class: "under" }, kind === "good" ? check() : null, kind === "bad" ? triangle() : null, note)),
    ),
  );
  return el("dl", { class: "answers five" }, numbers);
}

function check() {
  return el("svg", { class: "sign good", viewBox: "0 0 12 12", width: 10, height: 10, "aria-hidden": "true" }, el("path", { class: "check", d: SVG_OF_KIND.good }));
}

function triangle() {
  return el("svg", { class: "sign bad", viewBox: "0 0 12 12", width: 10, height: 10, "aria-hidden": "true" }, el("path", { d: SVG_OF_KIND.bad }));
}

function repeat(command) {
  return el(
    "section",
    { class: "repeat" },
    el("h2", { class: "part" }, "Repeat it"),
    el("div", { class: "command" }, el("code", { tabindex: "0" }, command), copyButton("Copy", () => command)),
    el("p", { class: "note" }, "Runs the same variant and options on your device, with the version of the runtime that is installed there unless the command names one."),
  );
}

function pair(left, right) {
  const side = (part) => el("div", {}, [part].flat().filter(Boolean));
  return el("div", { class: "result-pair" }, side(left), side(right));
}

/** Power beside its uncertainty; without power, what a search tried has the width. */
function evidence({ power: trace, tables = [] }) {
  if (trace) return pair(power(trace), tables.map(listing));
  return tables.length ? el("div", { class: "result-pair" }, tables.map(listing)) : null;
}

function drawn(part, draw, heading, why) {
  if (part) return draw(part);
  return why ? el("div", { class: "drawn" }, el("h2", { class: "part" }, heading), el("p", { class: "note" }, why)) : null;
}

function listing({ heading, columns, right, rows }) {
  const css = (place) => (right.includes(columns[place]) ? "number" : null);
  return el(
    "div",
    { class: "listing" },
    el("h2", { class: "part" }, heading),
    el(
      "table",
      { class: "steps" },
      el("thead", {}, el("tr", {}, columns.map((name, place) => el("th", { scope: "col", class: css(place) }, name)))),
      el("tbody", {}, rows.map((row) => el("tr", {}, row.map((text, place) => el("td", { class: css(place) }, text))))),
    ),
  );
}

function findings({ findings: found = [] }) {
  const count = (level) => found.filter(([one]) => one === level).length;
  const counted = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
  const heading = [el("h2", {}, "Findings"), el("p", { class: "note" }, `What the checks noticed: ${counted(count("error"), "error")}, ${counted(count("warning"), "warning")}, ${counted(count("info"), "note")}.`)];
  const items = found.map(([level, text]) => {
    const [first, ...rest] = text.split(/(?<=[.!?]) /);
    return el("li", {}, el("span", {}, badge(level === "info" ? "note" : level, LEVELS[level] ?? "plain")), el("p", {}, el("b", {}, first), rest.length ? ` ${rest.join(" ")}` : ""));
  });
  return el("section", {}, heading, items.length ? el("ul", { class: "noticed" }, items) : null);
}

function versions({ versions: found = [], numbers }) {
  if (!found.length) return null;
  const rows = found.map(([version, id, value, interval, against, date]) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, against === "this result" ? version : el("a", { href: `#${id}` }, version)),
      el("td", { class: "number" }, el("b", {}, value)),
      el("td", { class: "number" }, interval),
      el("td", {}, against),
      el("td", {}, date),
    ),
  );
  const head = ["Version", numbers[0][0], "Interval", "Against this result", "Measured"];
  return el("section", {}, el("h2", {}, "Same device, variant and options, other runtime versions"), table(head, rows, [1, 2]));
}

function sessions({ sessions: found = [], numbers }, shown) {
  if (!found.length) return null;
  const rows = found.map(([id, date, value, interval]) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, id === shown ? `${date}, this result` : el("a", { href: `#${id}` }, date)),
      el("td", { class: "number" }, el("b", {}, value)),
      el("td", { class: "number" }, interval),
    ),
  );
  return el("section", {}, el("h2", {}, "Other sessions of the same row"), el("p", { class: "note" }, "Its rank is that of the row: the middle of its sessions."), table(["Measured", numbers[0][0], "95 % interval"], rows, [1, 2]));
}

function table(head, rows, right) {
  const heads = head.map((name, place) => el("th", { scope: "col", class: right.includes(place) ? "number" : null }, name));
  return el("table", { class: "steps" }, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows));
}

function whatRan(detail, at) {
  const name = detail.path.split("/").at(-1);
  const file = at.place ? name : el("a", { href: at.source + detail.path }, name);
  return el(
    "section",
    {},
    el("h2", {}, "What ran"),
    facts(detail.facts, [el("tr", {}, el("th", { scope: "row" }, "Source file"), el("td", {}, el("code", {}, file))), el("tr", {}, el("th", { scope: "row" }, "Licence"), el("td", {}, at.licence))]),
  );
}

function further({ figures }) {
  return el("section", {}, el("h2", {}, "Further figures"), facts(figures, []));
}

function facts(lines, more) {
  const rows = lines.map(([name, value, note]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, value ? el("b", {}, value) : null, note ? el("span", { class: "note" }, value ? " " : "", note) : null)));
  return el("table", { class: "facts" }, el("tbody", {}, rows, more));
}

/** As edgebench/publish/citation.py writes it of a workload. */
export function bibtex(detail, at) {
  const fields = {
    author: "{The edgebench contributors}",
    title: `{${escaped(`${titleOf(detail)}, ${detail.tags[0]}`)}}`,
    year: detail.created.slice(0, 4),
    note: escaped(`result ${at.id}, measured ${detail.created} with ${detail.tool}; ${at.licence}`),
  };
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}},`);
  return [`@misc{edgebench-${at.id.slice(0, 16)},`, ...lines, "}"].join("\n");
}

function cite(detail, at) {
  if (at.place) return null;
  const text = `${titleOf(detail)}, ${detail.tags[0]}. Measured ${detail.created} with ${detail.tool}, result ${at.id}. ${at.licence}. ${location.href}`;
  const entry = bibtex(detail, at);
  return el("section", { class: "cite" }, el("h2", { class: "part" }, "Cite"), el("p", { class: "note" }, text), copyButton("Copy the citation", () => text), " ", copyButton("Copy BibTeX", () => entry), el("pre", { class: "bibtex" }, el("code", {}, entry)));
}
