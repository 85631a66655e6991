// The search of the header. Its index is a file of its own, loaded when the field is first entered. `/` goes there from
// anywhere, arrow keys walk what is found, Enter opens the first, Escape closes.

import { byId, el, load, rowsOf } from "./dom.js";
import { matching } from "./matching.js";

const MOST = 8;
const RESULT = /^(?=.*\d)[0-9a-f]{8,64}$/;
const box = document.querySelector(".search");
const field = byId("search");
const list = box.querySelector(".matches");
const said = box.querySelector("[role=status]");
const opener = box.querySelector(".search-open");
let entries = null;

/** The index, once: [{kind, name, address, words}], addresses from the site's root. */
export function index() {
  entries ??= load(box.dataset.index).then(rowsOf);
  return entries;
}

/** A link to an entry, its kind beside it. */
export function linkTo({ kind, name, address }) {
  return el("a", { href: box.dataset.root + address }, el("span", {}, name), el("span", { class: "kind" }, kind));
}

async function answer() {
  const typed = field.value;
  if (!typed.trim()) return close();
  let known;
  try {
    known = await index();
  } catch {
    entries = null;
    return showText("The index could not be loaded. The links above lead everywhere.");
  }
  if (field.value !== typed) return;
  const { found, all } = matching([...resultOf(typed), ...known], typed, MOST);
  if (!all) return showText(`Nothing is called “${typed.trim()}”.`);
  const more = all > found.length ? el("p", {}, `and ${all - found.length} more: type on to narrow them`) : null;
  list.replaceChildren(...found.map(linkTo), ...(more ? [more] : []));
  list.hidden = false;
  said.textContent = `${all} found`;
}

/** What looks like a result's id, or the beginning of one, leads to its page; whether there is one, that page says. */
function resultOf(typed) {
  const id = typed.trim().toLowerCase();
  return RESULT.test(id) ? [{ kind: "result", name: id, address: `result/index.html#${id}`, words: "" }] : [];
}

function showText(text) {
  list.replaceChildren(el("p", {}, text));
  list.hidden = false;
  said.textContent = text;
}

function close() {
  list.hidden = true;
  list.replaceChildren();
  said.textContent = "";
}

function open(isOpen) {
  box.classList.toggle("open", isOpen);
  opener.setAttribute("aria-expanded", String(isOpen));
}

function leave() {
  close();
  const wasOpen = box.classList.contains("open");
  open(false);
  if (wasOpen) opener.focus();
}

function walk(event) {
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") {
    if (list.hidden && !field.value) return leave();
    field.value = "";
    close();
    field.focus();
  } else if (event.key === "Enter" && document.activeElement === field && links.length) {
    links[0].click();
  } else if (step && links.length) {
    event.preventDefault();
    (links[at + step] ?? (step < 0 ? field : links[at])).focus();
  }
}

if (box.dataset.index) {
  field.addEventListener("focus", () => index().catch(() => { entries = null; }));
  field.addEventListener("input", answer);
  box.addEventListener("keydown", walk);
  box.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !box.contains(event.relatedTarget)) leaveQuietly();
  });
  document.addEventListener("click", (event) => {
    if (!box.contains(event.target)) leaveQuietly();
  });
  opener.addEventListener("click", enter);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    event.preventDefault();
    enter();
  });
}

function enter() {
  open(true);
  field.focus();
  field.select();
}

function leaveQuietly() {
  close();
  open(false);
}
