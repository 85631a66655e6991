// The matrix of a device by another figure of the same rows: energy or accuracy. Without script it shows what is judged.

import { byId, el } from "./dom.js";
import { read, show } from "./state.js";

const NAME = "show";
const SHOWN = { speed: "what is judged", energy: "energy", accuracy: "accuracy" };
const BESIDE = { energy: "boundary", accuracy: "interval" };
const table = document.getElementById("matrix");

function cells() {
  return [...table.querySelectorAll("td[data-energy]")].map((cell) => {
    const [value, aside] = [cell.querySelector(".value"), cell.querySelector(".aside")];
    return { value, aside, energy: cell.dataset.energy.split("|"), accuracy: cell.dataset.accuracy.split("|"), speed: [value.textContent, aside.textContent] };
  });
}

function enhance(found) {
  const says = el("span", { class: "note", role: "status" });
  const buttons = Object.entries(SHOWN).map(([name, text]) => el("button", { type: "button", "data-shows": name, click: () => choose(name, true) }, text));
  byId("matrix-shows").append(el("div", { class: "segmented", role: "group", "aria-label": "Figure in the cells" }, buttons), says);

  function choose(name, push) {
    table.dataset.shows = name;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.shows === name));
    for (const { value, aside, ...cell } of found) {
      [value.textContent, aside.textContent] = cell[name];
      value.classList.toggle("lacks", !/\d/.test(cell[name][0]));
    }
    says.textContent = name === "speed" ? "" : `Of the row that is fastest, with its ${BESIDE[name]}.`;
    if (push) show([...read().filter((part) => part.name !== NAME), ...(name === "speed" ? [] : [{ name: NAME, sign: "=", value: name }])], [NAME], true);
  }

  const asked = () => {
    const name = read().find((part) => part.name === NAME)?.value;
    return Object.hasOwn(SHOWN, name) ? name : "speed";
  };
  addEventListener("popstate", () => choose(asked(), false));
  addEventListener("hashchange", () => choose(asked(), false));
  choose(asked(), false);
}

if (table) enhance(cells());
