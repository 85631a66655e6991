// Draws an answer as site/layouts/finder.html does, from the same fields. Text nodes only.

import { addCopyButtons } from "./commands.js";
import { el } from "./dom.js";

const TRIANGLE = "M6 1L11.5 11H.5Z";
const CHECK = "M1.5 6.5L4.5 9.5L10.5 2.5";

export function drawHead(of) {
  const [label, who, at] = of.lead ?? [];
  return [
    el("h2", { id: "answer-heading" }, of.heading),
    of.lead ? el("p", { class: "answer-lead" }, `${label}: `, el("b", {}, who), `, at ${at}.`) : null,
  ].filter(Boolean);
}

/** page: {root, shapes, ask(address), showAll(), open, toggled(key, isOpen)}. */
export function drawBody(of, page) {
  const parts = [offers(of, page), ...wanted(of)];
  if (of.fits.length || of.nearly.length) parts.push(legend(of), table(of, page));
  parts.push(more(of, page));
  const counts = [["unknown", of.unknown], ["out", of.out], ["classes", of.uncounted]];
  parts.push(el("div", { class: "not-fitting" }, counts.flatMap(([key, told]) => (told ? toldCount(told, key, page) : []))));
  return parts.filter(Boolean);
}

function offers(of, page) {
  if (!of.offers.length) return null;
  return el("p", { class: "offers" }, of.offers.flatMap((one) => [el("button", { type: "button", class: "button", click: () => page.ask(one.address) }, one.text), " "]));
}

function wanted(of) {
  if (!of.wanted.length) return [];
  const list = el("ul", { class: "waiting" }, of.wanted.map((one) => el("li", {}, el("span", {}, one.title), " ", el("code", { "data-command": true }, one.command))));
  addCopyButtons(list);
  return [el("p", { class: "note" }, "These are wanted. Each command measures one on this device."), list];
}

function legend(of) {
  const without = of.without ? el("span", {}, of.without) : null;
  if (!of.columns.some((one) => one.limit)) return without && el("p", { class: "share-legend note" }, without);
  const bar = el("svg", { class: "share", width: 64, "aria-hidden": "true" },
    el("rect", { class: "share-bar", width: 40, y: 5, height: 3 }),
    el("rect", { class: "share-box", x: 36, width: 8, y: 2.5, height: 8 }),
    el("line", { class: "share-limit", x1: 54, x2: 54, y1: 0, y2: 13 }));
  return el("p", { class: "share-legend note" }, bar, " bar: how much of a limit is used ", el("span", {}, "box at its tip: 95 % interval"), " ", el("span", {}, "line: the limit"),
    without ? [" ", without] : null);
}

function table(of, page) {
  const columns = of.columns.map((one) => {
    const down = one.key === "acc";
    return el("th", { role: "columnheader", scope: "col", class: "figure", "aria-sort": one.is_sorted ? (down ? "descending" : "ascending") : null },
      one.head,
      one.is_sorted ? el("span", { class: "sorted", "aria-hidden": "true" }, ` ${down ? "▼" : "▲"}`) : null,
      " ", el("span", { class: "under" }, one.limit || "no limit"));
  });
  const head = el("thead", { role: "rowgroup" }, el("tr", { role: "row" },
    el("th", { role: "columnheader", scope: "col", class: "rank" }, el("span", { class: "hidden" }, "Place")),
    el("th", { role: "columnheader", scope: "col", class: "device" }, "Device ", el("span", { class: "under" }, "model and variant, runtime")),
    columns,
    el("th", { role: "columnheader", scope: "col", class: "trust" }, "Trust")));
  const heading = () => el("tr", { role: "row", class: "group" }, el("th", { role: "rowheader", scope: "rowgroup", colspan: of.columns.length + 3 }, of.nearly_heading));
  return el("table", { class: "fitting", role: "table", "aria-labelledby": "answer-heading" }, head,
    of.fits.length ? el("tbody", { role: "rowgroup" }, of.fits.map((one) => row(one, of.columns, page))) : null,
    of.nearly.length ? el("tbody", { role: "rowgroup" }, heading(), of.nearly.map((one) => row(one, of.columns, page))) : null);
}

function row(of, columns, { root, shapes }) {
  const shape = shapes[of.harness];
  const drawn = el("svg", { class: `shape ${shape.css}`, viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" }, el("path", { d: shape.path }));
  const trust = [
    ...of.badges.flatMap((one) => [badge(one), " "]),
    of.pareto ? el("span", { class: "under" }, "on the Pareto line") : null,
    of.fails ? el("span", { class: "under" }, "fails: ", el("b", {}, of.fails)) : null,
  ];
  return el("tr", { role: "row", class: "found" },
    el("td", { role: "cell", class: "rank" }, of.rank),
    el("td", { role: "cell", class: "device" },
      el("a", { class: "plain-link", href: `${root}devices/${of.slug}/index.html` }, el("b", {}, of.device)), " ",
      el("a", { class: "what", href: `${root}result/index.html#${of.id}` }, drawn, ` ${of.what}`)),
    of.cells.map((cell, place) => figure(cell, columns[place])),
    el("td", { role: "cell", class: "trust" }, trust));
}

function badge([kind, word]) {
  const icon = { warn: el("path", { d: TRIANGLE }), bad: el("path", { d: TRIANGLE }), good: el("path", { class: "check", d: CHECK }) }[kind];
  return el("span", { class: `badge badge-${kind}` }, icon ? el("svg", { viewBox: "0 0 12 12", width: 10, height: 10, "aria-hidden": "true" }, icon) : null, word);
}

function figure(of, column) {
  const bar = of.bar;
  const beyond = (isBad) => (isBad ? " beyond" : "");
  return el("td", { role: "cell", class: "figure", "data-label": column.short },
    el("span", { class: (of.missing ? "missing" : "value") + (of.bad ? " bad" : "") }, of.text),
    of.interval ? [" ", el("span", { class: `aside${of.bad_end ? " bad" : ""}` }, of.interval)] : null,
    bar
      ? el("svg", { class: "share", "aria-hidden": "true" },
          el("rect", { class: `share-bar${beyond(bar.bad)}`, width: bar.length, y: 5, height: 3 }),
          el("rect", { class: `share-box${beyond(bar.bad || bar.bad_end)}`, x: bar.box_from, width: bar.box_width, y: 2.5, height: 8 }),
          el("line", { class: "share-limit", x1: bar.limit, x2: bar.limit, y1: 0, y2: 13 }))
      : null,
    of.over
      ? el("span", { class: "over" }, el("svg", { viewBox: "0 0 12 12", width: 9, height: 9, "aria-hidden": "true" }, el("path", { d: TRIANGLE })), ` ${of.over}`)
      : null);
}

function more(of, page) {
  const left = [
    of.more_fits ? `${of.more_fits} more that ${of.more_fits === 1 ? "fits" : "fit"}` : "",
    of.more_nearly ? `${of.more_nearly} more that nearly ${of.more_nearly === 1 ? "fits" : "fit"}` : "",
  ].filter(Boolean);
  if (!left.length) return null;
  if (page.open.includes("all")) return el("p", { class: "note more" }, `${left.join(", ")}; the downloads have them all.`);
  return el("p", { class: "note more" }, el("button", { type: "button", class: "button-quiet", click: () => page.showAll() }, `Show ${left.join(", ")}`));
}

function toldCount(told, key, page) {
  const line = el("p", { class: "told-count" }, el("b", {}, `${told.count}.`), ` ${told.text}`);
  if (!told.items.length) return [line];
  const items = told.items.map((one) => el("li", {}, one));
  if (told.more) items.push(el("li", { class: "note" }, told.more));
  const listed = el("details", { class: "listed", "data-open": key, open: page.open.includes(key) }, el("summary", {}, "List them"), el("ul", {}, items));
  listed.addEventListener("toggle", () => page.toggled(key, listed.open));
  return [line, " ", listed];
}
