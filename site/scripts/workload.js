// The page of a workload: shows one board at a time, and keeps what is shown in the address.
// `#offline-r2-model&sort=energy&at=wall_ac&runtime=LiteRT`: the board, then what differs from the default.

import { el } from "./dom.js";
import { paretoOf } from "./pareto.js";
import { read, show } from "./state.js";
import { ORDER, stateOf, partsOf } from "./view.js";
import { tableOf } from "./table.js";

const sections = [...document.querySelectorAll("section.board")];
const tables = new Map(sections.map((section) => [section.id, tableOf(section, change)]));
const charts = new Map(sections.map((section) => [section.id, paretoOf(section, change)]));
const accuracy = document.querySelector(".accuracy-block");
let state = null;

/** What the address asks for becomes what is shown. */
async function follow() {
  state = stateOf(read(), sections);
  const current = sections.find((section) => section.id === state.board) ?? sections[0];
  for (const section of sections) section.hidden = section !== current;
  bringAccuracy(current);
  charts.get(current.id)?.apply(state);
  const ignored = await tables.get(current.id).apply(state);
  tellIgnored(current, [...state.ignored, ...ignored]);
}

/** A control was used: `asked` replaces parts of the state. push: a new entry of the history. */
function change(asked, push = true) {
  state = { ...state, ...asked };
  show(partsOf(state), [state.board, ...ORDER], push);
  return follow();
}

/** The chart of all variants stands beside the chart of the board that is shown. */
function bringAccuracy(section) {
  if (!accuracy || section.contains(accuracy)) return;
  let place = section.querySelector(".charts");
  if (!place) {
    place = el("div", { class: "charts" });
    section.querySelector(".switches").after(place);
  }
  place.append(accuracy);
}

function tellIgnored(section, ignored) {
  const place = section.querySelector(".table-notes");
  place.querySelector(".ignored")?.remove();
  if (!ignored.length) return;
  place.prepend(el("p", { class: "told ignored", role: "status" }, `Ignored in the address: ${ignored.join(", ")}.`));
}

addEventListener("hashchange", follow);
addEventListener("popstate", follow);
if (sections.length) {
  follow().then(() => {
    const meant = document.getElementById(decodeURIComponent(location.hash.slice(1).split("&")[0]));
    if (meant && meant.tagName !== "SECTION") meant.scrollIntoView();
  });
}
