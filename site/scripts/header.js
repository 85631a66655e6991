// The header of every page: theme, menu, and the search, whose index is loaded when it is first needed.

import { restoreDates, tellDates } from "./ago.js";
import "./search.js";

const THEMES = ["system", "light", "dark"];
const STORED = "edgebench-theme";
const root = document.documentElement;

function showTheme() {
  const name = root.dataset.theme ?? "system";
  for (const shown of document.querySelectorAll("[data-theme-name]")) shown.textContent = name;
}

function nextTheme() {
  const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "system") + 1) % THEMES.length];
  if (next === "system") delete root.dataset.theme;
  else root.dataset.theme = next;
  try {
    if (next === "system") localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, next);
  } catch {
    // Storage is forbidden: the choice lasts as long as the page.
  }
  showTheme();
}

for (const button of document.querySelectorAll("[data-theme-button]")) button.addEventListener("click", nextTheme);
showTheme();

const menu = document.querySelector("details.menu");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  if (!menu.contains(event.target)) menu.open = false;
});

tellDates(document, Date.now());
addEventListener("afterprint", () => tellDates(document, Date.now()));
addEventListener("beforeprint", () => {
  restoreDates(document);
  for (const place of document.querySelectorAll("[data-page-address]")) place.textContent = location.href;
});
